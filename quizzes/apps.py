"""App configuration."""

from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    """Questions, papers, attempts, marks."""

    name = "quizzes"
