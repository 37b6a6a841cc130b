"""What happens around the answers of an open attempt: breaks, more time, and facts noted for the examiner."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actions import audit
from accounts.models import User
from quizzes.actions.refusals import AttemptClosed, NoBreakLeft, NothingToExtend
from quizzes.models import Attempt, SittingEvent

__all__ = [
    "MOST_EVENTS",
    "NoBreakLeft",
    "NothingToExtend",
    "break_left",
    "end_spent_break",
    "extend",
    "is_on_break",
    "lift_limit",
    "note_event",
    "pause",
    "resume",
]

MOST_EVENTS = 300


def break_left(attempt: Attempt, *, at: datetime | None = None) -> timedelta:
    """How much break there is still; during a break it runs down, by the server's clock."""
    left = timedelta(seconds=attempt.break_seconds_left)
    if attempt.paused_at is not None:
        left -= max((at or timezone.now()) - attempt.paused_at, timedelta(0))
    return max(left, timedelta(0))


def is_on_break(attempt: Attempt, *, at: datetime | None = None) -> bool:
    """Whether the clock stands still now. A break that has run out is over, whatever the row still says."""
    return attempt.paused_at is not None and break_left(attempt, at=at) > timedelta(0)


@transaction.atomic
def pause(attempt: Attempt, *, at: datetime | None = None) -> Attempt:
    """Begin a break: the deadline is put off by all that is left of it. A second call changes nothing.

    Locks the attempt row. Raises AttemptClosed and NoBreakLeft.
    """
    at = at or timezone.now()
    locked = _lock_open(attempt, at)
    if is_on_break(locked, at=at):
        return locked
    end_spent_break(locked, at=at)
    if locked.deadline_at is None or not locked.break_seconds_left:
        raise NoBreakLeft(attempt.uuid)
    locked.deadline_at += timedelta(seconds=locked.break_seconds_left)
    locked.paused_at = at
    locked.save(update_fields=["deadline_at", "paused_at"])
    return locked


@transaction.atomic
def resume(attempt: Attempt, *, at: datetime | None = None) -> Attempt:
    """End the break: the deadline takes back what was not used of it. A second call changes nothing.

    Locks the attempt row. Part of a second counts as a whole one of the break. Raises AttemptClosed.
    """
    at = at or timezone.now()
    locked = _lock_open(attempt, at)
    if locked.paused_at is None:
        return locked
    left = math.floor(break_left(locked, at=at).total_seconds())
    if locked.deadline_at is not None:
        locked.deadline_at -= timedelta(seconds=left)
    locked.paused_at, locked.break_seconds_left = None, left
    locked.save(update_fields=["deadline_at", "paused_at", "break_seconds_left"])
    return locked


def end_spent_break(attempt: Attempt, *, at: datetime | None = None) -> None:
    """Note that a break has run out. The deadline needs no change: it was put off by exactly this break."""
    if attempt.paused_at is None or is_on_break(attempt, at=at):
        return
    same_break = Attempt.objects.open().filter(pk=attempt.pk, paused_at=attempt.paused_at)
    if same_break.update(paused_at=None, break_seconds_left=0):
        attempt.paused_at, attempt.break_seconds_left = None, 0
    else:
        attempt.refresh_from_db(fields=["status", "deadline_at", "paused_at", "break_seconds_left"])


@transaction.atomic
def extend(attempt: Attempt, *, minutes: int, actor: User, reason: str, at: datetime | None = None) -> Attempt:
    """Give an open attempt more time; each call adds. The open page hears of it within a minute.

    Locks the attempt row and audits. Raises AttemptClosed, also when time is already up, and NothingToExtend.
    """
    at = at or timezone.now()
    if minutes < 1:
        raise ValueError("minutes is at least 1")
    locked = _lock_open(attempt, at)
    if locked.deadline_at is None:
        raise NothingToExtend(attempt.uuid)
    before, locked.deadline_at = locked.deadline_at, locked.deadline_at + timedelta(minutes=minutes)
    locked.save(update_fields=["deadline_at"])
    facts = {"minutes": minutes, "before": before, "after": locked.deadline_at, "reason": reason}
    audit.record("quizzes.attempt.extended", locked, actor=actor, at=at, **facts)
    return locked


@transaction.atomic
def lift_limit(attempt: Attempt, *, actor: User, reason: str, at: datetime | None = None) -> Attempt:
    """Take the clock away from an open attempt; a running break ends, as there is nothing left to stop.

    Locks the attempt row and audits; a second call changes nothing. Raises AttemptClosed.
    """
    at = at or timezone.now()
    locked = _lock_open(attempt, at)
    if locked.deadline_at is None:
        return locked
    before = locked.deadline_at
    locked.deadline_at, locked.paused_at, locked.break_seconds_left = None, None, 0
    locked.save(update_fields=["deadline_at", "paused_at", "break_seconds_left"])
    audit.record("quizzes.attempt.limit_lifted", locked, actor=actor, at=at, before=before, reason=reason)
    return locked


@transaction.atomic
def note_event(
    attempt: Attempt, *, kind: str, data: Mapping[str, str], at: datetime | None = None
) -> SittingEvent | None:
    """Keep something that was noticed during an exam; nothing follows from it by itself.

    None when nothing is kept: practice is not watched, and an attempt keeps at most MOST_EVENTS. Locks the attempt
    row. Raises AttemptClosed.
    """
    at = at or timezone.now()
    if not attempt.quiz.activity.is_exam:
        return None
    locked = _lock_open(attempt, at)
    if locked.events.count() >= MOST_EVENTS:
        return None
    return SittingEvent.objects.create(attempt=locked, kind=kind, data=dict(data), at=at)


def _lock_open(attempt: Attempt, at: datetime) -> Attempt:
    locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if locked.status != Attempt.Status.OPEN or locked.is_overdue(at):
        raise AttemptClosed(attempt.uuid)
    return locked
