"""App configuration."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """What is taught and who takes it."""

    name = "courses"

    def ready(self) -> None:
        """Connect the receivers."""
        from courses import receivers  # noqa: F401, PLC0415  # models must be loaded first
