"""What `manage.py check --deploy` says about the seal."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register

from certificates.documents import seal

ENDS_SOON = timedelta(days=60)


@register(Tags.security, deploy=True)
def seal_is_usable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Working without a seal is a choice; a seal that doesn't work, or soon won't, is not."""
    try:
        current = seal.current()
    except seal.SealUnusable as problem:
        return [Error(f"The seal can't be used: {problem}.", id="certificates.E001")]
    if current is None:
        hint = "Name a key and its certificate (docs/operating.md), or silence certificates.I001."
        return [Info("Documents of certificates carry no seal.", hint=hint, id="certificates.I001")]
    return _time_left(current.certificate.not_valid_after_utc)


def _time_left(end: datetime) -> list[CheckMessage]:
    left = end - datetime.now(UTC)
    if left < timedelta(0):
        return [Error(f"The seal's certificate ended on {end:%Y-%m-%d}: no document is made.", id="certificates.E002")]
    if left < ENDS_SOON:
        return [Warning(f"The seal's certificate ends on {end:%Y-%m-%d}.", id="certificates.W001")]
    return []
