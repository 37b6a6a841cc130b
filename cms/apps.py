"""App configuration."""

from django.apps import AppConfig
from wagtail.admin.apps import WagtailAdminAppConfig
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.users.apps import WagtailUsersAppConfig

# Wagtail mails about reviews while the request waits, as plain text; cms.receivers writes notices instead.
RAW_MAIL = (
    (task_submitted, "TaskState", "group_approval_task_submitted_email_notification"),
    (workflow_submitted, "WorkflowState", "workflow_state_submitted_email_notification"),
    (workflow_rejected, "WorkflowState", "workflow_state_rejected_email_notification"),
    (workflow_approved, "WorkflowState", "workflow_state_approved_email_notification"),
)


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


class AdminConfig(WagtailAdminAppConfig):
    """Wagtail's editor, which leaves mail about reviews to us."""

    def ready(self) -> None:
        """Start as Wagtail does, then take its letters back."""
        super().ready()
        for signal, sender, uid in RAW_MAIL:
            signal.disconnect(sender=self.apps.get_model("wagtailcore", sender), dispatch_uid=uid)
