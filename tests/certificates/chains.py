"""Certificates in every state, as rows: how they come to be is tested where the actions are."""

import secrets
from datetime import timedelta
from typing import Any

from django.utils import timezone

from certificates import codes
from certificates.actions import snapshots
from certificates.models import Certificate

STATES = ("valid", "expiring", "expired", "suspended", "revoked", "superseded")


def put_into(certificate: Certificate, state: str) -> Certificate:
    """Change the row so that it is in this state; gives it back fresh."""
    day = timezone.now()
    changes: dict[str, dict[str, Any]] = {
        "valid": {"expires_on": None},
        "expiring": {"expires_on": snapshots.today(day) + timedelta(days=20)},
        "expired": {"expires_on": snapshots.today(day) - timedelta(days=20)},
        "suspended": {"suspended_at": day, "suspended_reason": "A complaint is being looked into"},
        "revoked": {"revoked_at": day, "revoked_reason": "Issued to the wrong person"},
        "superseded": {},
    }
    if state == "superseded":
        follow(certificate)
    status = state if state in {"suspended", "revoked"} else None
    values = {**changes[state], **({"status": status} if status else {})}
    if values:
        Certificate.objects.filter(pk=certificate.pk).update(**values)
    return Certificate.objects.get(pk=certificate.pk)


def follow(previous: Certificate, *, origin: str = "renewal", **facts: Any) -> Certificate:
    """The next generation, with other facts where they are given."""
    now = timezone.now()
    Certificate.objects.filter(pk=previous.pk).update(status="superseded", superseded_at=now)
    return Certificate.objects.create(
        code=codes.mint(secrets.token_bytes(codes.RANDOM_BYTES)),
        serial=f"WM-2030-{previous.generation:06d}-{previous.pk}",
        generation=previous.generation + 1,
        previous=previous,
        origin=origin,
        facts=previous.facts | facts,
        issued_at=now,
        **{name: getattr(previous, name) for name in ("learner", "achievement", "enrolment", "design", "expires_on")},
    )
