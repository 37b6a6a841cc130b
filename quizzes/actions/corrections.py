"""Corrections that staff make to one attempt: void it, or set a mark by hand. Nothing is ever deleted."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.actions import audit
from accounts.actions.audit import ReasonMissing, checked_reason
from accounts.models import User
from quizzes.actions import marking
from quizzes.interactions.base import PLACES
from quizzes.models import Attempt, MarkChange, Response

__all__ = ["Correction", "NotMarked", "ReasonMissing", "ScoreOutOfBounds", "change_mark", "checked_reason", "void"]


class NotMarked(Exception):
    """The answer has no mark to change, or its attempt is void."""


class ScoreOutOfBounds(Exception):
    """A mark lies between nothing and what the question is worth, in steps of 0.0001."""


@dataclass(frozen=True)
class Correction:
    """What a correction did to a result. Completion and certificates stay; ``falls`` says that they may rest on air."""

    attempt: Attempt
    was_passed: bool
    is_passed: bool

    @property
    def falls(self) -> bool:
        """Whether a pass was lost."""
        return self.was_passed and not self.is_passed


@transaction.atomic
def void(attempt: Attempt, *, reason: str, actor: User, at: datetime | None = None) -> Correction:
    """Take an attempt out of the count, and close it if it is open; its answers, marks and result stay readable.

    Locks the attempt. A second call changes nothing and reports a correction that did nothing. Raises ReasonMissing,
    or marking.OwnAttempt.
    """
    at = at or timezone.now()
    reason = checked_reason(reason)
    attempt = marking.lock_attempt(attempt.pk)
    _refuse_own(attempt, actor)
    if attempt.status == Attempt.Status.VOIDED:
        return Correction(attempt, was_passed=False, is_passed=False)
    before = attempt.status
    attempt.status = Attempt.Status.VOIDED
    attempt.save(update_fields=["status"])
    audit.record("quizzes.attempt.voided", attempt, actor=actor, at=at, reason=reason, before=before)
    return Correction(attempt, was_passed=bool(attempt.is_passed), is_passed=False)


@transaction.atomic
def change_mark(
    response: Response, *, score: Decimal, reason: str, actor: User, at: datetime | None = None
) -> Correction:
    """Set a mark by hand, which from then on wins over regrading, and work the outcome out anew. Locks the attempt.

    A fail that becomes a pass completes the activity; a pass that becomes a fail takes nothing back. The mark that
    stands already is not written again. Raises ReasonMissing, marking.OwnAttempt, NotMarked or ScoreOutOfBounds.
    """
    at = at or timezone.now()
    reason = checked_reason(reason)
    attempt = marking.lock_attempt(response.attempt_id)
    _refuse_own(attempt, actor)
    rows = list(attempt.responses.select_for_update(of=("self",)))
    row = next(row for row in rows if row.pk == response.pk)
    was_passed = bool(attempt.is_passed)
    if row.score is None or row.max_score is None or attempt.status == Attempt.Status.VOIDED:
        raise NotMarked(attempt.uuid, row.position)
    if not 0 <= score <= row.max_score or score != score.quantize(PLACES):
        raise ScoreOutOfBounds(score)
    if score != row.score:
        _set(attempt, row, score=score, reason=reason, actor=actor, at=at)
        if attempt.status == Attempt.Status.SUBMITTED:
            marking.settle(attempt, rows, at)
    return Correction(attempt, was_passed=was_passed, is_passed=bool(attempt.is_passed))


def _set(attempt: Attempt, row: Response, *, score: Decimal, reason: str, actor: User, at: datetime) -> None:
    before, row.score = row.score or Decimal(0), score
    row.save(update_fields=["score"])
    MarkChange.objects.create(response=row, actor=actor, before=before, after=score, reason=reason, changed_at=at)
    facts = {"position": row.position, "before": before, "after": score, "reason": reason}
    audit.record("quizzes.mark.changed", attempt, actor=actor, at=at, **facts)


def _refuse_own(attempt: Attempt, actor: User) -> None:
    if attempt.learner_id == actor.pk:
        raise marking.OwnAttempt(attempt.uuid)
