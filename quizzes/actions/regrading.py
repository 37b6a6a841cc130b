"""Regrading: what a repaired question does to those who met it as it was. Previewed first, then applied once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.actions import audit
from accounts.models import User
from courses.actions import progress
from quizzes import interactions, remarking
from quizzes.actions import marking
from quizzes.actions.corrections import checked_reason
from quizzes.models import Attempt, MarkChange, Question, QuestionVersion, Regrade, Response
from quizzes.remarking import Obstacle
from quizzes.scoring import Outcome, SectionMark, score
from quizzes.signals import attempt_marked

CHUNK = 500


class NothingToRegrade(Exception):
    """The question has no version that came before its current one."""


@dataclass(frozen=True)
class Change:
    """What becomes of one marked answer. ``obstacle`` says why it keeps its mark; a result that waits is None."""

    attempt: UUID
    attempt_id: int
    quiz_id: int
    enrolment_id: int
    learner: str
    position: int
    mark_before: Decimal
    mark_after: Decimal
    max_before: Decimal
    max_after: Decimal
    score_before: Decimal | None
    score_after: Decimal | None
    passed_before: bool | None
    passed_after: bool | None
    obstacle: Obstacle = ""

    def as_record(self) -> dict[str, Any]:
        """For keeping: who it was follows from the attempt."""
        return {name: value for name, value in asdict(self).items() if name != "learner"}

    @property
    def is_change(self) -> bool:
        """Whether the mark, or what it is out of, differs."""
        return (self.mark_before, self.max_before) != (self.mark_after, self.max_after)

    @property
    def falls(self) -> bool:
        """Pass to fail: listed, never acted on."""
        return bool(self.passed_before) and not self.passed_after

    @property
    def rises(self) -> bool:
        """Fail to pass."""
        return self.passed_before is False and bool(self.passed_after)


@dataclass(frozen=True)
class Counts:
    """Attempts by what becomes of them; ``kept`` counts answers that keep their mark for a reason."""

    falls: int
    rises: int
    changed: int
    unchanged: int
    kept: int


@dataclass(frozen=True, order=True)
class _Place:
    """A mark where it stands in its paper."""

    position: int
    section: int
    score: Decimal
    max_score: Decimal


@dataclass
class _Reckoning:
    """One attempt with its answers to the question in memory, marked anew."""

    attempt: Attempt
    responses: list[Response]
    outcome: Outcome | None
    changes: list[Change]


def preview(question: Question) -> list[Change]:
    """Every marked answer to an earlier version than the current one, with its mark by the current key. Writes nothing.

    Voided attempts are left out. Four queries for each 500 attempts.
    """
    version = question.current
    if version is None:
        return []
    return [change for chunk in _reckon(version) for reckoning in chunk for change in reckoning.changes]


def summary(changes: Iterable[Change]) -> Counts:
    """How many attempts turn from pass to fail, from fail to pass, change otherwise, or stay."""
    changes = list(changes)
    falls = {change.attempt_id for change in changes if change.falls}
    rises = {change.attempt_id for change in changes if change.rises}
    changed = {change.attempt_id for change in changes if change.is_change} - falls - rises
    everybody = {change.attempt_id for change in changes}
    return Counts(
        falls=len(falls),
        rises=len(rises),
        changed=len(changed),
        unchanged=len(everybody - falls - rises - changed),
        kept=sum(bool(change.obstacle) for change in changes),
    )


@transaction.atomic
def apply(question: Question, *, actor: User, reason: str, at: datetime | None = None) -> Regrade:
    """Regrade by the current version, once; a second call returns the first one's row.

    Locks the question, then the open attempts that hold it, so that none is marked by the old key while this runs;
    those submitted later find the row and are marked by it. Fail to pass completes the activity in this transaction;
    pass to fail takes nothing back. Raises NothingToRegrade or corrections.ReasonMissing.
    """
    at = at or timezone.now()
    reason = checked_reason(reason)
    question = Question.objects.select_for_update(of=("self",)).select_related("current").get(pk=question.pk)
    version = question.current
    if version is None or not question.versions.filter(number__lt=version.number).exists():
        raise NothingToRegrade(question.ref)
    done = Regrade.objects.filter(version=version).first()
    if done is not None:
        return done
    _hold_open_attempts(version)
    regrade = Regrade.objects.create(
        question=question, version=version, actor=actor, reason=reason, changes=[], applied_at=at
    )
    changes = [change for chunk in _reckon(version, lock=True) for change in _write(chunk, at)]
    regrade.changes = [change.as_record() for change in changes if change.is_change or change.obstacle]
    regrade.save(update_fields=["changes"])
    _note(regrade, changes, actor=actor, at=at)
    return regrade


def _earlier(version: QuestionVersion) -> QuerySet[QuestionVersion]:
    return QuestionVersion.objects.filter(question=version.question_id, number__lt=version.number)


def _met(version: QuestionVersion) -> list[int]:
    """Attempts with a mark for an earlier version, in the order in which they are locked."""
    closed = [Attempt.Status.SUBMITTED, Attempt.Status.MARKING]
    rows = Response.objects.filter(question_version__in=_earlier(version), score__isnull=False)
    return list(
        rows.filter(attempt__status__in=closed).order_by("attempt_id").values_list("attempt_id", flat=True).distinct()
    )


def _hold_open_attempts(version: QuestionVersion) -> None:
    asked = Response.objects.filter(question_version__in=_earlier(version), attempt=OuterRef("pk"))
    held = Attempt.objects.open().filter(Exists(asked)).order_by("pk").select_for_update()
    list(held.values_list("pk", flat=True))


def _reckon(version: QuestionVersion, *, lock: bool = False) -> Iterator[list[_Reckoning]]:
    """In chunks. Marks of a closed attempt change only under the lock of its attempt, so that lock is enough."""
    contents = dict(_earlier(version).values_list("pk", "content"))
    met = _met(version)
    for start in range(0, len(met), CHUNK):
        chunk = met[start : start + CHUNK]
        attempts = Attempt.objects.filter(pk__in=chunk).order_by("pk")
        attempts = attempts.select_for_update(of=("self",)) if lock else attempts
        found = list(attempts.select_related("learner", "enrolment__course", "quiz__activity"))
        yield _reckon_chunk(found, contents, version)


def _reckon_chunk(
    attempts: Sequence[Attempt], contents: dict[int, interactions.Content], version: QuestionVersion
) -> list[_Reckoning]:
    rows = Response.objects.filter(attempt__in=[attempt.pk for attempt in attempts]).order_by("attempt_id", "position")
    is_asked = Q(question_version__in=list(contents), score__isnull=False)
    by_hand = Exists(MarkChange.objects.filter(response=OuterRef("pk")))
    asked: dict[int, list[Response]] = defaultdict(list)
    for response in rows.filter(is_asked).annotate(by_hand=by_hand):
        asked[response.attempt_id].append(response)
    others: dict[int, list[_Place]] = defaultdict(list)
    fixed = rows.exclude(is_asked).filter(is_scored=True, score__isnull=False)
    for row in fixed.only("attempt_id", "position", "section", "score", "max_score"):
        others[row.attempt_id].append(_place(row))
    return [_reckon_attempt(each, asked[each.pk], others[each.pk], contents, version) for each in attempts]


def _reckon_attempt(
    attempt: Attempt,
    responses: list[Response],
    others: Iterable[_Place],
    contents: dict[int, interactions.Content],
    version: QuestionVersion,
) -> _Reckoning:
    before = [(row.score or Decimal(0), row.max_score or Decimal(0)) for row in responses]
    obstacles = [_remark(row, contents[row.question_version_id], version.content) for row in responses]
    outcome = _outcome(attempt, responses, others) if attempt.status == Attempt.Status.SUBMITTED else None
    changes = [
        _change(attempt, row, mark, outcome, obstacle)
        for row, mark, obstacle in zip(responses, before, obstacles, strict=True)
    ]
    return _Reckoning(attempt, responses, outcome, changes)


def _remark(row: Response, old: interactions.Content, new: interactions.Content) -> Obstacle:
    """Mark the row anew in memory unless something stands against it; a mark set by hand always stays."""
    if getattr(row, "by_hand", False):
        return "set_by_hand"
    obstacle = remarking.obstacle(old, new, row.option_order, row.value)
    if not obstacle:
        mark = interactions.get(new["kind"]).mark(new, row.value)
        row.score, row.max_score = mark.score, mark.max_score
    return obstacle


def _place(row: Response) -> _Place:
    return _Place(row.position, row.section, row.score or Decimal(0), row.max_score or Decimal(0))


def _outcome(attempt: Attempt, responses: Iterable[Response], others: Iterable[_Place]) -> Outcome:
    """Every scored mark in the paper's order, as marking does it."""
    marked = [_place(row) for row in responses if row.is_scored]
    marks = [
        SectionMark(attempt.sections[place.section]["domain"], place.score, place.max_score)
        for place in sorted([*others, *marked])
    ]
    return score(marks, pass_mark=attempt.get_terms().pass_mark)


def _change(
    attempt: Attempt, row: Response, before: tuple[Decimal, Decimal], outcome: Outcome | None, obstacle: Obstacle
) -> Change:
    return Change(
        attempt=attempt.uuid,
        attempt_id=attempt.pk,
        quiz_id=attempt.quiz_id,
        enrolment_id=attempt.enrolment_id,
        learner=str(attempt.learner),
        position=row.position,
        mark_before=before[0],
        mark_after=row.score or Decimal(0),
        max_before=before[1],
        max_after=row.max_score or Decimal(0),
        score_before=attempt.score,
        score_after=outcome.score if outcome else None,
        passed_before=attempt.is_passed,
        passed_after=outcome.passed if outcome else None,
        obstacle=obstacle,
    )


def _write(chunk: Sequence[_Reckoning], at: datetime) -> list[Change]:
    changed = [one for one in chunk if any(change.is_change for change in one.changes)]
    Response.objects.write([row for one in changed for row in one.responses], ["score", "max_score"])
    for one in changed:
        if one.outcome is not None:
            marking.keep(one.attempt, one.outcome)
    Attempt.objects.bulk_update([one.attempt for one in changed], ["score", "max_score", "is_passed", "bands"])
    for one in changed:
        if any(change.rises for change in one.changes):
            progress.complete(one.attempt.enrolment, one.attempt.quiz.activity, at=at)
            attempt_marked.send(sender=Attempt, attempt=one.attempt, before=False, by_person=False)
    return [change for one in chunk for change in one.changes]


def _note(regrade: Regrade, changes: Sequence[Change], *, actor: User, at: datetime) -> None:
    counts = summary(changes)
    facts = {"ref": regrade.question.ref, "number": regrade.version.number, "reason": regrade.reason, **asdict(counts)}
    audit.record("quizzes.question.regraded", regrade.question, actor=actor, at=at, **facts)
    turned = {change.attempt_id: change for change in changes if change.falls or change.rises}
    for attempt in Attempt.objects.filter(pk__in=turned):
        change = turned[attempt.pk]
        facts = {"ref": regrade.question.ref, "before": change.passed_before, "after": change.passed_after}
        audit.record("quizzes.attempt.regraded", attempt, actor=actor, at=at, **facts)
