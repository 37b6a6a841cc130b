"""What people are granted in timed assessments."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.actions import audit
from accounts.models import Accommodation, User

GRANTED = ("time_multiplier", "is_untimed", "extra_attempts", "break_minutes")


@transaction.atomic
def grant(
    learner: User,
    *,
    time_multiplier: Decimal = Decimal(1),
    is_untimed: bool = False,
    extra_attempts: int = 0,
    break_minutes: int = 0,
    reason: str,
    actor: User,
    at: datetime | None = None,
) -> Accommodation:
    """Set what a person is granted, in place of what was; repeating it changes nothing.

    Attempts that are open keep what they started with. Locks the person. The audit entry says what was granted, and
    leaves the reason where only staff who may read it find it. Raises ValidationError.
    """
    User.objects.select_for_update().get(pk=learner.pk)
    row = Accommodation.objects.filter(learner=learner).first() or Accommodation(learner=learner)
    before = _facts(row)
    row.time_multiplier, row.is_untimed = time_multiplier, is_untimed
    row.extra_attempts, row.break_minutes, row.reason = extra_attempts, break_minutes, reason
    row.full_clean()
    row.save()
    if _facts(row) != before:
        audit.record("accounts.accommodation.granted", learner, actor=actor, at=at, before=before, after=_facts(row))
    return row


def _facts(row: Accommodation) -> dict[str, Any]:
    return {name: getattr(row, name) for name in GRANTED} | {"time_multiplier": f"{row.time_multiplier:.2f}"}
