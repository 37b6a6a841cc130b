"""The composition root is an app so that it can carry management commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Wires the process; owns no rows."""

    name = "config"
    verbose_name = "Waymark"
