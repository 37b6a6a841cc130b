"""App configuration."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """What was earned, and the proof."""

    name = "certificates"

    def ready(self) -> None:
        """Connect the receivers and the checks."""
        from certificates import checks, receivers  # noqa: F401, PLC0415  # models must be loaded first
