"""Sitting an assessment: start, save, submit, close when time is up."""

import random
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Accommodation, User
from courses import standing
from courses.actions import progress
from courses.models import Activity, ActivityProgress, Enrolment
from quizzes import interactions, papers
from quizzes.actions import marking, sittings
from quizzes.actions.refusals import AttemptClosed, AttemptRefused, OnBreak, QuestionPassed
from quizzes.models import Attempt, Quiz, Response
from quizzes.selection import Drawn, Section
from quizzes.terms import Admission, Granted, admission, deadline

__all__ = [
    "Answer",
    "AttemptClosed",
    "AttemptRefused",
    "OnBreak",
    "QuestionPassed",
    "Saved",
    "admission_to",
    "advance",
    "close_overdue",
    "granted_to",
    "save_response",
    "save_responses",
    "settle",
    "start",
    "submit",
    "submit_all_of",
]


@dataclass(frozen=True)
class Answer:
    """What a learner's page says about one question; ``value`` comes from the interaction's ``parse``.

    ``confidence`` is dropped where the terms do not ask for it.
    """

    value: interactions.Response
    sequence: int
    is_flagged: bool = False
    confidence: int | None = None


@dataclass(frozen=True)
class Saved:
    """What became of a save: whether it applied, and what the server holds now."""

    sequence: int
    saved_at: datetime | None
    value: interactions.Response
    is_flagged: bool
    confidence: int | None
    is_applied: bool


def admission_to(quiz: Quiz, enrolment: Enrolment, *, at: datetime | None = None) -> Admission:
    """Whether attempts and waiting days allow a start now; the gate on lessons is ``standing.exam_missing``.

    A later round of the course begins with all its attempts.
    """
    _granted, extra_attempts = granted_to(enrolment.learner_id)
    counted = Attempt.objects.counted().filter(quiz=quiz, learner_id=enrolment.learner_id, enrolment=enrolment)
    starts = list(counted.order_by("started_at").values_list("started_at", flat=True))
    return admission(quiz.get_terms(), starts, at or timezone.now(), extra_attempts=extra_attempts)


def granted_to(learner_id: int) -> tuple[Granted, int]:
    """What a sitting of this person would start with today, and how many attempts there are besides the usual."""
    row = Accommodation.objects.filter(learner=learner_id).first()
    if row is None:
        return Granted(), 0
    return Granted(row.time_multiplier, row.is_untimed, row.break_minutes), row.extra_attempts


def start(quiz: Quiz, *, enrolment: Enrolment, at: datetime | None = None) -> Attempt:
    """Start an attempt, or return the one that is open; simultaneous callers get the same one.

    One whose time is up is closed first, in a transaction of its own: a refusal does not undo that, and locks are
    always taken attempt first, enrolment second. Raises AttemptRefused, or a drawing error when the bank can't fill
    the paper.
    """
    at = at or timezone.now()
    for overdue in Attempt.objects.overdue(at).filter(quiz=quiz, learner=enrolment.learner_id):
        close_overdue(overdue, at=at)
    return _start(quiz, enrolment, at)


@transaction.atomic
def _start(quiz: Quiz, enrolment: Enrolment, at: datetime) -> Attempt:
    """Locks the enrolment row."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    earlier = list(Attempt.objects.filter(quiz=quiz, learner=enrolment.learner_id).order_by("started_at"))
    for attempt in earlier:
        if attempt.status == Attempt.Status.OPEN:
            return attempt
    granted, extra_attempts = granted_to(enrolment.learner_id)
    _refuse_unless_open(quiz.activity, enrolment)
    counted = [past for past in earlier if past.enrolment_id == enrolment.pk and past.status != Attempt.Status.VOIDED]
    admitted = admission(quiz.get_terms(), [past.started_at for past in counted], at, extra_attempts=extra_attempts)
    if not admitted.allowed:
        raise AttemptRefused(admitted.reason, opens_at=admitted.opens_at)
    number = max((past.number for past in earlier), default=0) + 1
    return _open(quiz, enrolment, granted, number=number, at=at)


def save_response(attempt: Attempt, position: int, answer: Answer, *, at: datetime | None = None) -> Saved:
    """Keep one answer if it is newer than what is kept: one conditional UPDATE, no lock.

    The terms of an attempt are frozen, so those of a copy in memory will do. Raises AttemptClosed, OnBreak,
    QuestionPassed.
    """
    at = at or timezone.now()
    answer = _as_asked(attempt, answer)
    applied = Response.objects.keep_newer(
        attempt,
        position,
        value=answer.value,
        is_flagged=answer.is_flagged,
        confidence=answer.confidence,
        sequence=answer.sequence,
        at=at,
        only_open=position if attempt.get_terms().forward_only else None,
    )
    if applied:
        return Saved(answer.sequence, at, *_content(answer), is_applied=True)
    kept = Response.objects.select_related("attempt").get(attempt=attempt, position=position)
    was_paused = kept.attempt.paused_at is not None
    _refuse_unless_taking(kept.attempt, [position], at)
    if was_paused:
        return save_response(attempt, position, answer, at=at)
    return Saved(kept.sequence, kept.saved_at, *_content(kept), is_applied=False)


def save_responses(attempt: Attempt, answers: Mapping[int, Answer], *, at: datetime | None = None) -> list[int]:
    """Keep a page of answers by position; returns the positions where a newer answer was kept instead.

    One answer alone takes no lock. Raises AttemptClosed, OnBreak, QuestionPassed, also when there is no answer at all.
    """
    at = at or timezone.now()
    if len(answers) > 1:
        return _save_together(attempt, answers, at)
    for position, answer in answers.items():
        kept = save_response(attempt, position, answer, at=at)
        return [] if _content(kept) == _content(_as_asked(attempt, answer)) else [position]
    _refuse_unless_taking(attempt, [], at)
    return []


@transaction.atomic
def _save_together(attempt: Attempt, answers: Mapping[int, Answer], at: datetime) -> list[int]:
    """Locks the attempt row and the answers."""
    locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
    _refuse_unless_taking(locked, answers, at)
    answers = {position: _as_asked(locked, answer) for position, answer in answers.items()}
    rows = list(attempt.responses.select_for_update(of=("self",)).filter(position__in=answers))
    changed = [row for row in rows if _content(row) != _content(answers[row.position])]
    newer = [row for row in changed if row.sequence < answers[row.position].sequence]
    for row in newer:
        answer = answers[row.position]
        row.value, row.is_flagged, row.confidence = _content(answer)
        row.sequence, row.saved_at = answer.sequence, at
    Response.objects.write(newer, ["value", "is_flagged", "confidence", "sequence", "saved_at"])
    return [row.position for row in changed if row not in newer]


@transaction.atomic
def advance(attempt: Attempt, position: int, *, at: datetime | None = None) -> int:
    """Leave a question of a forward-only paper for good; returns the question that is open now.

    A second call changes nothing. Locks the attempt row. Raises AttemptClosed, OnBreak, QuestionPassed.
    """
    at = at or timezone.now()
    locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
    _refuse_unless_taking(locked, [], at)
    if position > locked.reached:
        raise QuestionPassed(attempt.uuid)
    if position == locked.reached < locked.responses.count():
        locked.reached += 1
        locked.save(update_fields=["reached"])
    return locked.reached


def submit(attempt: Attempt, *, at: datetime | None = None) -> Attempt:
    """Close and mark in one transaction; a second submit returns the marked attempt unchanged.

    One winner by compare-and-set. What was saved in time counts, however late the submit comes.
    Raises AttemptClosed for a voided attempt.
    """
    at = at or timezone.now()
    closed = _close(attempt, Attempt.objects.open(), at)
    if closed.status == Attempt.Status.VOIDED:
        raise AttemptClosed(attempt.uuid)
    return closed


@transaction.atomic
def submit_all_of(learner: User, *, at: datetime | None = None) -> int:
    """Submit whatever somebody has open; returns how many. A second call finds none."""
    waiting = list(Attempt.objects.open().owned_by(learner).order_by("pk"))
    for attempt in waiting:
        submit(attempt, at=at)
    return len(waiting)


def close_overdue(attempt: Attempt, *, at: datetime | None = None) -> Attempt:
    """Submit for the learner when time is up; on an attempt that is not overdue this changes nothing.

    Time that was granted since the attempt was read counts: the row decides.
    """
    at = at or timezone.now()
    return _close(attempt, Attempt.objects.overdue(at), at) if attempt.is_overdue(at) else attempt


def settle(attempt: Attempt, *, at: datetime | None = None) -> Attempt:
    """What the clock has done to an attempt since it was last seen: time is up, or a break is over."""
    at = at or timezone.now()
    attempt = close_overdue(attempt, at=at)
    sittings.end_spent_break(attempt, at=at)
    return attempt


@transaction.atomic
def _close(attempt: Attempt, rows: QuerySet[Attempt], at: datetime) -> Attempt:
    claimed = rows.filter(pk=attempt.pk).update(status=Attempt.Status.SUBMITTED, submitted_at=at)
    attempt = Attempt.objects.select_related("quiz__activity__course", "enrolment__course").get(pk=attempt.pk)
    if claimed:
        marking.mark_attempt(attempt, at)
    return attempt


def _refuse_unless_taking(attempt: Attempt, positions: Iterable[int], at: datetime) -> None:
    """Judges a row that was just read. A break that has run out ends here."""
    if attempt.status != Attempt.Status.OPEN or attempt.is_overdue(at):
        raise AttemptClosed(attempt.uuid)
    if sittings.is_on_break(attempt, at=at):
        raise OnBreak(attempt.uuid)
    sittings.end_spent_break(attempt, at=at)
    if attempt.get_terms().forward_only and any(position != attempt.reached for position in positions):
        raise QuestionPassed(attempt.uuid)


def _as_asked(attempt: Attempt, answer: Answer) -> Answer:
    """Without a confidence that nobody asked for: no exam keeps one."""
    if answer.confidence is None or attempt.get_terms().asks_confidence:
        return answer
    return replace(answer, confidence=None)


def _content(said: Answer | Saved | Response) -> tuple[interactions.Response, bool, int | None]:
    return said.value, said.is_flagged, said.confidence


def _refuse_unless_open(activity: Activity, enrolment: Enrolment) -> None:
    if enrolment.withdrawn_at or activity.retired_at or activity.course.retired_at:
        raise AttemptRefused("closed")
    if activity.kind == Activity.Kind.EXAM:
        _refuse_unless_exam_is_open(activity, enrolment)


def _refuse_unless_exam_is_open(activity: Activity, enrolment: Enrolment) -> None:
    passed = ActivityProgress.objects.filter(enrolment=enrolment, activity=activity, completed_at__isnull=False)
    if passed.exists():
        raise AttemptRefused("already_passed")
    missing = standing.of(enrolment).exam_missing
    if missing:
        raise AttemptRefused("not_ready", missing=missing)


def _open(quiz: Quiz, enrolment: Enrolment, granted: Granted, *, number: int, at: datetime) -> Attempt:
    terms = quiz.get_terms()
    seed = secrets.randbits(62)
    sections = papers.sections(quiz)
    paper = papers.paper(quiz, sections, learner_id=enrolment.learner_id, seed=seed)
    deadline_at = deadline(terms, at, multiplier=granted.time_multiplier, untimed=granted.is_untimed)
    attempt = Attempt.objects.create(
        quiz=quiz,
        learner_id=enrolment.learner_id,
        enrolment=enrolment,
        number=number,
        seed=seed,
        terms=terms.to_json() | {"granted": granted.to_json()},
        sections=[{"title": section.title, "domain": section.domain} for section in sections],
        started_at=at,
        deadline_at=deadline_at,
        break_seconds_left=granted.break_minutes * 60 if deadline_at else 0,
    )
    Response.objects.bulk_create(_responses(attempt, sections, paper))
    progress.open_activity(enrolment, quiz.activity, at=at)
    return attempt


def _responses(attempt: Attempt, sections: Sequence[Section], paper: Sequence[Drawn]) -> list[Response]:
    versions = papers.current_versions(drawn.question for drawn in paper)
    contents = papers.contents(versions.values())
    rng = random.Random(attempt.seed)  # noqa: S311  # must be repeatable from the attempt's seed
    rows = []
    for position, drawn in enumerate(paper, start=1):
        version = versions[drawn.question]
        order = interactions.get(contents[version]["kind"]).order(contents[version], rng)
        rows.append(
            Response(
                attempt=attempt,
                position=position,
                question_version_id=version,
                section=drawn.section,
                option_order=order,
                is_scored=drawn.is_scored,
            )
        )
    return rows
