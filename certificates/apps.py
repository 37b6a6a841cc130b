"""App configuration."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """What was earned, and the proof."""

    name = "certificates"

    def ready(self) -> None:
        """Connect the receivers."""
        from certificates import receivers  # noqa: F401, PLC0415  # models must be loaded first
