"""The audit trail."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.utils import timezone

from accounts.models import AuditEntry, User


class ReasonMissing(Exception):
    """Who alters somebody's standing says why."""


class Subject(Protocol):
    """Anything with a public identity."""

    uuid: UUID


def record(action: str, subject: Subject, *, actor: User | None, at: datetime | None = None, **data: Any) -> AuditEntry:
    """Note that ``actor`` did ``action`` (named ``app.noun.verbed``) to ``subject``; ``None`` is the system itself."""
    return AuditEntry.objects.create(
        action=action,
        subject_type=type(subject).__name__.lower(),
        subject_uuid=subject.uuid,
        actor=actor,
        at=at or timezone.now(),
        data=data,
    )


def checked_reason(reason: str) -> str:
    """Without surrounding space. Raises ReasonMissing when nothing is left."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()
