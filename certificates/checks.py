"""What `manage.py check --deploy` says about the proofs of certificates: the seal, and the key of credentials.

The key is a row, so its check runs with ``--database default`` only.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
from django.db import DatabaseError

from certificates.actions import issuer_keys
from certificates.documents import seal

READABLE_BY_OTHERS = 0o077
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


@register(Tags.database, deploy=True)
def credentials_can_be_signed(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Certificates without a credential are a loss that nobody sees, so it is said here."""
    if not databases:
        return []
    try:
        issuer_keys.signing()
    except DatabaseError:
        return []  # not migrated yet
    except issuer_keys.NoIssuerKey:
        hint = "Make one with `manage.py rotate_issuer_key` and back it up (docs/operating.md)."
        return [Warning("No key signs credentials: certificates are PDF alone.", hint=hint, id="certificates.W010")]
    except issuer_keys.PrivateKeyMissing as problem:
        hint = f"Bring its file back to {settings.ISSUER_KEYS_DIR}, or sign on with `manage.py rotate_issuer_key`."
        return [Error(f"The private part of {problem} is missing.", hint=hint, id="certificates.E010")]
    return _exposed(Path(settings.ISSUER_KEYS_DIR))


def _exposed(folder: Path) -> list[CheckMessage]:
    if all(path.stat().st_mode & READABLE_BY_OTHERS == 0 for path in folder.glob("*.pem")):
        return []
    return [Warning(f"Others can read keys in {folder}.", hint="chmod 600 *.pem", id="certificates.W011")]
