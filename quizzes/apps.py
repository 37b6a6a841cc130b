"""App configuration."""

from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    """Questions, papers, attempts, marks."""

    name = "quizzes"

    def ready(self) -> None:
        """Connect the receivers."""
        from quizzes import receivers  # noqa: F401, PLC0415  # models must be loaded first
