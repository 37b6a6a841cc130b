"""App configuration."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class CmsConfig(AppConfig):
    """The only app that knows Wagtail."""

    name = "cms"
    verbose_name = "Content"
    default = True

    def ready(self) -> None:
        """Connect the receivers; start choosers without inline scripts."""
        from cms import choosers, receivers  # noqa: F401, PLC0415  # models must be loaded first

        choosers.start_without_scripts()


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's user screens, told that people here have one legal name."""

    user_viewset = "cms.people.PeopleViewSet"
