"""What a learner has before them: a sitting that runs, windows and waits of exams, ends of certificates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from certificates.actions import renewals, snapshots
from certificates.models import Certificate
from courses import standing, wordings
from courses.models import Activity, Course
from quizzes.actions import attempts
from quizzes.models import Attempt, Quiz
from quizzes.terms import admission

Kind: TypeAlias = Literal["sitting", "opens", "again", "closes", "expires", "renew"]


@dataclass(frozen=True)
class Entry:
    """What has a date: ``at`` a moment for exams, ``on`` a day for certificates; untimed sittings have neither."""

    kind: Kind
    title: str
    url: str
    at: datetime | None = None
    on: date | None = None
    minutes_left: int | None = None


def upcoming(
    learner: User, places: Sequence[standing.Standing], certificates: Iterable[Certificate], *, at: datetime
) -> list[Entry]:
    """The nearest first; three queries, however many courses and certificates there are."""
    offered = [place for place in places if place.enrolment.course.retired_at is None]
    exams = {quiz.activity.course_id: quiz for quiz in _exams(offered)}
    sat = _sat(learner, exams.values())
    entries = [_sitting(attempt, at) for attempt in sat if _runs(attempt, at)]
    entries += _windows(learner, offered, exams, sat, at)
    today = snapshots.today(at)
    entries += [entry for held in certificates if (entry := _end(held, today))]
    return sorted(entries, key=lambda entry: _distance(entry, at))


def _exams(places: Sequence[standing.Standing]) -> Iterable[Quiz]:
    courses = [place.enrolment.course for place in places]
    live = Quiz.objects.filter(activity__kind=Activity.Kind.EXAM, activity__retired_at=None)
    return live.filter(activity__course__in=courses).select_related("activity")


def _sat(learner: User, exams: Iterable[Quiz]) -> list[Attempt]:
    """What runs now, of any kind, and what counts towards the exams."""
    mine = Attempt.objects.owned_by(learner).counted().select_related("quiz__activity__course")
    return list(mine.filter(Q(status=Attempt.Status.OPEN) | Q(quiz__in=list(exams))).order_by("pk"))


def _runs(attempt: Attempt, at: datetime) -> bool:
    return attempt.status == Attempt.Status.OPEN and not attempt.is_overdue(at)


def _sitting(attempt: Attempt, at: datetime) -> Entry:
    left = int((attempt.deadline_at - at) / timedelta(minutes=1)) if attempt.deadline_at else None
    activity = attempt.quiz.activity
    title = wordings.title(activity.course, activity)
    return Entry("sitting", title, attempt.get_absolute_url(), at=attempt.deadline_at, minutes_left=left)


def _windows(
    learner: User, places: Sequence[standing.Standing], exams: dict[int, Quiz], sat: Sequence[Attempt], at: datetime
) -> Iterable[Entry]:
    _granted, extra_attempts = attempts.granted_to(learner.pk)
    for place in places:
        quiz = exams.get(place.enrolment.course_id)
        if quiz is None or quiz.activity_id in place.done:
            continue
        mine = [attempt for attempt in sat if attempt.enrolment_id == place.enrolment.pk and attempt.quiz_id == quiz.pk]
        if not any(_runs(attempt, at) for attempt in mine):
            started = [attempt.started_at for attempt in mine]
            yield from _window(place.enrolment.course, quiz, started, at, extra_attempts)


def _window(
    course: Course, quiz: Quiz, started: Sequence[datetime], at: datetime, extra_attempts: int
) -> Iterable[Entry]:
    terms = quiz.get_terms()
    admitted = admission(terms, started, at, extra_attempts=extra_attempts)
    title, url = wordings.title(course, quiz.activity), reverse("cms:exam", args=[course.slug, quiz.activity.slug])
    if admitted.opens_at:
        yield Entry("opens" if admitted.reason == "not_open_yet" else "again", title, url, at=admitted.opens_at)
    if terms.closes_at and at < terms.closes_at:
        yield Entry("closes", title, url, at=terms.closes_at)


def _end(certificate: Certificate, today: date) -> Entry | None:
    """Only of one that ends soon, or has ended and can still be renewed."""
    if certificate.status != Certificate.Status.VALID or certificate.expires_on is None:
        return None
    window = renewals.window(certificate)
    title = certificate.facts["credential_title"]
    url = reverse("certificates:renewal", args=[certificate.uuid])
    match window.phase(today):
        case "open":
            return Entry("expires", title, url, on=certificate.expires_on)
        case "grace":
            return Entry("renew", title, url, on=window.closes_on)
        case _:
            return None


def _distance(entry: Entry, at: datetime) -> tuple[bool, float]:
    """A sitting before all else, then by day."""
    if entry.kind == "sitting":
        return (False, 0)
    moment = entry.at.timestamp() if entry.at else datetime.combine(entry.on or at.date(), at.timetz()).timestamp()
    return (True, moment)
