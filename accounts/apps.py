"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who people are and what they did."""

    name = "accounts"

    def ready(self) -> None:
        """Connect the receivers."""
        from accounts import receivers  # noqa: F401, PLC0415  # models must be loaded first
