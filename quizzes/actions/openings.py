"""Telling people that an exam opens to them: its window begins soon, or the time to wait after an attempt is over."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone

from accounts import topics
from accounts.actions import notices
from accounts.letters import readable
from accounts.models import Accommodation, Notice
from courses import standing
from courses.models import Activity, ActivityProgress, Enrolment
from quizzes.models import Attempt, Quiz
from quizzes.terms import reopening

Row = TypeVar("Row", bound=Model)

OPENING = "exam_opening"
BATCH = 500
# Who was not told for so long, because nothing ran, has found out.
NEWS_FOR = timedelta(days=7)
# No wait is longer; older attempts are not looked at again.
LOOK_BACK = timedelta(days=800)


@dataclass(frozen=True)
class Opening:
    """One exam that opens to one learner. ``opens_at`` lies ahead for a window, and has just come for a new attempt."""

    quiz: Quiz
    enrolment: Enrolment
    key: str
    opens_at: datetime
    is_again: bool


def tell(*, at: datetime | None = None) -> int:
    """Announce what was not announced before; returns how many. A fixed number of queries for each 500 people."""
    at = at or timezone.now()
    return sum(_tell(openings) for openings in (*_windows(at), *_retakes(at)))


def _tell(openings: Sequence[Opening]) -> int:
    people = {opening.enrolment.learner_id for opening in openings}
    told = set(Notice.objects.filter(kind=OPENING, recipient__in=people).values_list("recipient_id", "key"))
    fresh = [opening for opening in openings if (opening.enrolment.learner_id, opening.key) not in told]
    for opening in fresh:
        _announce(opening)
    return len(fresh)


def _windows(at: datetime) -> Iterator[list[Opening]]:
    """Exams that open within the days of the setting, to everyone who takes the course and has not passed them."""
    horizon = at + timedelta(days=settings.EXAM_NOTICE_DAYS)
    for quiz in _live_exams():
        opens_at = quiz.get_terms().opens_at
        if opens_at is None or not at < opens_at <= horizon:
            continue
        enrolments = (
            _unfinished()
            .filter(course=quiz.activity.course_id)
            .filter(~Exists(_done(enrolment=OuterRef("pk"), activity=quiz.activity_id)))
        )
        key = f"{quiz.pk} {opens_at.isoformat()}"
        for batch in _batches(enrolments):
            yield [Opening(quiz, row, key, opens_at, is_again=False) for row in batch]


def _retakes(at: datetime) -> Iterator[list[Opening]]:
    """Exams failed before that may be begun again since a short while, and could not be at once."""
    later = Attempt.objects.counted().filter(
        enrolment=OuterRef("enrolment"), quiz=OuterRef("quiz"), number__gt=OuterRef("number")
    )
    failed = Attempt.objects.filter(
        ~Exists(later),
        ~Exists(_done(enrolment=OuterRef("enrolment"), activity=OuterRef("quiz__activity"))),
        status=Attempt.Status.SUBMITTED,
        is_passed=False,
        submitted_at__gte=at - LOOK_BACK,
        quiz__in=_live_exams(),
        enrolment__in=_unfinished(),
    )
    for batch in _batches(failed.select_related("quiz__activity", "enrolment__course", "enrolment__learner")):
        yield list(_reopened(batch, at))


def _reopened(failed: Sequence[Attempt], at: datetime) -> Iterator[Opening]:
    starts = defaultdict(list)
    counted = Attempt.objects.counted().filter(enrolment__in={attempt.enrolment_id for attempt in failed})
    for enrolment, quiz, started_at in counted.values_list("enrolment_id", "quiz_id", "started_at"):
        starts[enrolment, quiz].append(started_at)
    granted = Accommodation.objects.filter(learner__in={attempt.learner_id for attempt in failed})
    extra = dict(granted.values_list("learner_id", "extra_attempts"))
    for attempt in failed:
        opens_at = reopening(
            attempt.quiz.get_terms(),
            starts[attempt.enrolment_id, attempt.quiz_id],
            attempt.submitted_at or attempt.started_at,
            extra_attempts=extra.get(attempt.learner_id, 0),
        )
        if opens_at and opens_at <= at < opens_at + NEWS_FOR:
            yield Opening(attempt.quiz, attempt.enrolment, str(attempt.uuid), opens_at, is_again=True)


def _announce(opening: Opening) -> None:
    learner, course = opening.enrolment.learner, opening.enrolment.course
    activity = next(row for row in standing.outline(course) if row.pk == opening.quiz.activity_id)
    closes_at = opening.quiz.get_terms().closes_at
    url = standing.activity_url(course, activity)
    context = {
        "activity": {"title": activity.title},
        "course": {"title": course.title},
        "is_again": opening.is_again,
        "opens_at": readable(opening.opens_at, learner),
        "closes_at": readable(closes_at, learner) if closes_at else "",
        "exam_url": settings.SITE_URL + url,
    }
    notices.announce(learner, kind=OPENING, key=opening.key, context=context, topic=topics.EXAMS, link=url)


def _live_exams() -> QuerySet[Quiz]:
    exams = Quiz.objects.filter(activity__kind=Activity.Kind.EXAM, activity__retired_at=None)
    return exams.filter(activity__course__retired_at=None).select_related("activity").order_by("pk")


def _unfinished() -> QuerySet[Enrolment]:
    rows = Enrolment.objects.current().filter(completed_at=None, learner__is_active=True)
    return rows.select_related("course", "learner")


def _done(**which: object) -> QuerySet[ActivityProgress]:
    return ActivityProgress.objects.filter(**which, completed_at__isnull=False)


def _batches(rows: QuerySet[Row]) -> Iterator[list[Row]]:
    rows = rows.order_by("pk")
    batch = list(rows[:BATCH])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:BATCH])
