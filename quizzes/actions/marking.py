"""Marking: the one place that turns responses into an outcome, whether a key or a person marks them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.actions import audit
from accounts.models import User
from courses.actions import progress
from quizzes import interactions, remarking
from quizzes.interactions import extended_text
from quizzes.models import Attempt, PersonMark, QuestionVersion, Regrade, Response
from quizzes.scoring import Outcome, SectionMark, score
from quizzes.signals import attempt_marked


class OwnAttempt(Exception):
    """Nobody marks or corrects what they sat themselves."""


class NotWaiting(Exception):
    """The answer waits for no person: it is marked, blank, of another kind, or its attempt is open or voided."""


class AlreadyMarkedByYou(Exception):
    """This marker judged the answer otherwise before; a mark is given once."""


def mark_attempt(attempt: Attempt, at: datetime) -> None:
    """Mark every answer of an attempt that was just closed; call it in the transaction that closed it.

    Locks the answers: a save that comes meanwhile waits, then finds ``max_score`` set. An answer that needs a person
    keeps the attempt in ``marking``, without an outcome; questions on trial are marked and wait for nobody. A question
    that was regraded since it was drawn is marked as regraded, so that all who met it are treated alike.
    """
    responses = list(_with_repairs(attempt.responses.select_for_update(of=("self",))))
    repairs = QuestionVersion.objects.in_bulk([pk for row in responses if (pk := _repair(row))])
    for response in responses:
        mark_response(response, repairs.get(_repair(response) or 0))
    Response.objects.write(responses, ["score", "max_score"])
    attempt.is_timed_out = attempt.deadline_at is not None and attempt.deadline_at < at
    if any(response.is_scored and response.score is None for response in responses):
        attempt.status = Attempt.Status.MARKING
        attempt.save(update_fields=["status", "is_timed_out"])
    else:
        settle(attempt, responses, at)


def mark_response(response: Response, repair: QuestionVersion | None = None) -> None:
    """Mark in memory, by the key of ``repair`` where that can be done; what only a person can mark keeps no score."""
    version = response.question_version
    if repair and not remarking.obstacle(version.content, repair.content, response.option_order, response.value):
        version = repair
    interaction = interactions.get(version.kind)
    mark = interaction.mark(version.content, response.value)
    response.max_score = mark.max_score
    response.score = None if interaction.NEEDS_PERSON and response.value is not None else mark.score


def outcome_of(attempt: Attempt, responses: Iterable[Response]) -> Outcome:
    """What the marks of the scored answers come to under the attempt's own terms."""
    marks = [
        SectionMark(attempt.sections[row.section]["domain"], row.score, row.max_score)
        for row in responses
        if row.is_scored and row.score is not None and row.max_score is not None
    ]
    return score(marks, pass_mark=attempt.get_terms().pass_mark)


def settle(attempt: Attempt, responses: Sequence[Response], at: datetime) -> None:
    """Keep the outcome; a pass completes the activity. Completion is never taken back. Announces ``attempt_marked``."""
    before, by_person = attempt.is_passed, attempt.status == Attempt.Status.MARKING
    keep(attempt, outcome_of(attempt, responses))
    attempt.save(update_fields=["status", "score", "max_score", "is_passed", "is_timed_out", "bands"])
    if attempt.is_passed:
        progress.complete(attempt.enrolment, attempt.quiz.activity, at=at)
    attempt_marked.send(sender=Attempt, attempt=attempt, before=before, by_person=by_person)


def keep(attempt: Attempt, outcome: Outcome) -> None:
    """Write an outcome on the row in memory."""
    attempt.status = Attempt.Status.SUBMITTED
    attempt.score, attempt.max_score = outcome.score, outcome.max_score
    attempt.is_passed = outcome.passed
    attempt.bands = [{"domain": band.domain, "level": band.level} for band in outcome.bands]


def waiting() -> QuerySet[Response]:
    """Answers that wait for a person, those submitted first at the front."""
    marked = Response.objects.filter(score=None, max_score__isnull=False, attempt__submitted_at__isnull=False)
    closed = [Attempt.Status.MARKING, Attempt.Status.SUBMITTED]
    return marked.filter(attempt__status__in=closed).order_by("attempt__submitted_at", "pk")


def waiting_for(marker: User) -> QuerySet[Response]:
    """Those that this person may judge: not their own, and not judged by them before."""
    return waiting().exclude(attempt__learner=marker).exclude(person_marks__marker=marker)


def is_marked_twice(attempt: Attempt) -> bool:
    """Whether the attempt's terms want two markers for each answer."""
    return attempt.get_terms().marks_each_twice


@transaction.atomic
def give_person_mark(
    response: Response, *, levels: Mapping[str, str], comment: str = "", marker: User, at: datetime | None = None
) -> PersonMark:
    """Judge one answer by the rubric: the id of a level for each criterion. Locks the attempt, then the answer.

    The same judgement given twice is kept once. When it settles the answer, and the answer was the last to wait, the
    outcome follows in the same transaction. Raises OwnAttempt, NotWaiting, AlreadyMarkedByYou, or
    quizzes.interactions.ResponseError for levels that the rubric does not have.
    """
    at = at or timezone.now()
    attempt = lock_attempt(response.attempt_id)
    response = Response.objects.select_for_update(of=("self",)).select_related("question_version").get(pk=response.pk)
    if attempt.learner_id == marker.pk:
        raise OwnAttempt(attempt.uuid)
    if given := response.person_marks.filter(marker=marker).first():
        return _same(given, levels, comment)
    _refuse_unless_waiting(attempt, response)
    mark = extended_text.mark_by_rubric(response.question_version.content, levels)
    given = PersonMark.objects.create(
        response=response, marker=marker, levels=dict(levels), score=mark.score, comment=comment, marked_at=at
    )
    # Without the score: the next marker may read the audit trail before judging.
    audit.record("quizzes.response.marked", attempt, actor=marker, at=at, position=response.position)
    _decide(attempt, response, at)
    return given


def lock_attempt(pk: int) -> Attempt:
    """The row as it is now, locked until the transaction ends."""
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("quiz__activity", "enrolment__course")
    return rows.get(pk=pk)


def _with_repairs(responses: "QuerySet[Response]") -> "QuerySet[Response]":
    newer = Regrade.objects.filter(
        question=OuterRef("question_version__question"), version__number__gt=OuterRef("question_version__number")
    )
    latest = newer.order_by("-version__number").values("version")[:1]
    return responses.select_related("question_version").annotate(repair=Subquery(latest))


def _repair(response: Response) -> int | None:
    return getattr(response, "repair", None)


def _same(given: PersonMark, levels: Mapping[str, str], comment: str) -> PersonMark:
    if given.levels != dict(levels) or given.comment != comment:
        raise AlreadyMarkedByYou(given.pk)
    return given


def _refuse_unless_waiting(attempt: Attempt, response: Response) -> None:
    is_closed = attempt.status in {Attempt.Status.MARKING, Attempt.Status.SUBMITTED}
    if not is_closed or response.score is not None or response.max_score is None:
        raise NotWaiting(attempt.uuid, response.position)


def _decide(attempt: Attempt, response: Response, at: datetime) -> None:
    scores = list(response.person_marks.values_list("score", flat=True))
    most = response.max_score or Decimal(0)
    response.score = remarking.agreed(scores, most, twice=is_marked_twice(attempt))
    if response.score is None:
        return
    response.save(update_fields=["score"])
    rows = list(attempt.responses.all())
    if attempt.status == Attempt.Status.MARKING and not any(row.is_scored and row.score is None for row in rows):
        settle(attempt, rows, at)
        result = {"score": attempt.score, "passed": attempt.is_passed}
        audit.record("quizzes.attempt.marked", attempt, actor=None, at=at, **result)
