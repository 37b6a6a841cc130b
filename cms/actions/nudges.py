"""Reminding people of courses that they have begun: a few times for each enrolment, and never once it is complete."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from accounts import topics
from accounts.actions import notices
from accounts.models import Notice
from cms import nudging
from courses import standing
from courses.models import ActivityProgress, Enrolment
from quizzes.models import Attempt

NUDGE = "nudge"
BATCH = 500


def nudge(*, at: datetime | None = None) -> int:
    """Announce the reminders that are due; returns how many. A fixed number of queries for each 500 enrolments.

    Whoever has sat the exam and has nothing else to do is told by that exam's own notices.
    """
    at = at or timezone.now()
    after_days: list[int] = settings.NUDGE_AFTER_DAYS
    return sum(_nudge(batch, at, after_days) for batch in _batches(at, after_days)) if after_days else 0


def call_off(enrolment: Enrolment, *, at: datetime | None = None) -> int:
    """Send none that still waits: there is nothing to remind of. Returns how many."""
    return notices.call_off(enrolment.learner, kind=NUDGE, about=str(enrolment.pk), at=at)


def _batches(at: datetime, after_days: Sequence[int]) -> Iterator[list[Any]]:
    rows = _silent_since(at - timedelta(days=after_days[0])).order_by("pk")
    batch = list(rows[:BATCH])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:BATCH])


def _silent_since(moment: datetime) -> QuerySet[Enrolment]:
    """Unfinished, with ``last_active``: the newest of what was enrolled, opened, completed, begun and submitted."""
    newest = [
        _newest(rows, field)
        for rows, fields in (
            (ActivityProgress.objects.all(), ("opened_at", "completed_at")),
            (Attempt.objects.all(), ("started_at", "submitted_at")),
        )
        for field in fields
    ]
    rows = Enrolment.objects.current().filter(completed_at=None, course__retired_at=None, learner__is_active=True)
    rows = rows.annotate(last_active=Greatest(*newest)).filter(enrolled_at__lte=moment, last_active__lte=moment)
    return rows.select_related("course", "learner")


def _newest(rows: QuerySet[Any], field: str) -> Coalesce:
    own = rows.filter(enrolment=OuterRef("pk"), **{f"{field}__isnull": False})
    return Coalesce(Subquery(own.order_by(f"-{field}").values(field)[:1]), F("enrolled_at"))


def _nudge(enrolments: Sequence[Any], at: datetime, after_days: Sequence[int]) -> int:
    told = _told({enrolment.learner_id for enrolment in enrolments})
    numbers = {
        enrolment.pk: nudging.due(enrolment.last_active, told[str(enrolment.pk)], at, after_days=after_days)
        for enrolment in enrolments
    }
    places = standing.of_many([enrolment for enrolment in enrolments if numbers[enrolment.pk]])
    sat = set(_sat_exams([place.enrolment.pk for place in places]))
    due = [place for place in places if (step := place.summary.next_step) and not _waits(place, step.kind, sat)]
    for place in due:
        _announce(place, number=numbers[place.enrolment.pk])
    return len(due)


def _told(people: set[int]) -> dict[str, list[datetime]]:
    """When reminders were written, by enrolment."""
    told = defaultdict(list)
    for key, created_at in Notice.objects.filter(kind=NUDGE, recipient__in=people).values_list("key", "created_at"):
        told[key.split(" ")[0]].append(created_at)
    return told


def _sat_exams(enrolments: Sequence[int]) -> QuerySet[Attempt, int]:
    exams = Attempt.objects.filter(enrolment__in=enrolments, quiz__activity__kind="exam")
    return exams.values_list("enrolment_id", flat=True)


def _waits(place: standing.Standing, next_kind: str, sat: set[int]) -> bool:
    return next_kind == "exam" and place.enrolment.pk in sat


def _announce(place: standing.Standing, *, number: int | None) -> None:
    enrolment, summary = place.enrolment, place.summary
    by_uuid = {activity.uuid: activity for activity in place.outline}
    step = by_uuid[summary.next_step.uuid] if summary.next_step else None
    course, learner = enrolment.course, enrolment.learner
    url = standing.activity_url(course, step) if step else course.get_absolute_url()
    context = {
        "course": {"title": course.title},
        "lessons_done": summary.lessons_done,
        "lessons_total": summary.lessons_total,
        "minutes_left": summary.minutes_left,
        "next_title": step.title if step else "",
        "next_url": settings.SITE_URL + url,
    }
    key = f"{enrolment.pk} {number}"
    notices.announce(learner, kind=NUDGE, key=key, context=context, topic=topics.REMINDERS, link=url)
