"""Telling people how an assessment went, and what next."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts import topics
from accounts.actions import notices
from accounts.letters import readable
from accounts.models import Notice
from courses.models import Activity
from quizzes.actions import attempts
from quizzes.models import Attempt

RESULT = "result"


def tell(attempt: Attempt, *, before: bool | None, by_person: bool, at: datetime | None = None) -> Notice | None:
    """Announce the outcome of an exam, and of whatever a person marked; practice shows its own at once.

    Once for each outcome: a mark that is corrected and turns a fail into a pass is told too. A pass that is lost is
    for staff to explain, because completion and certificates stay.
    """
    activity = attempt.quiz.activity
    is_worth_it = activity.kind == Activity.Kind.EXAM or by_person
    if not is_worth_it or before or attempt.is_passed is before:
        return None
    outcome = "passed" if attempt.is_passed else "failed"
    return notices.announce(
        attempt.learner,
        kind=RESULT,
        key=f"{attempt.uuid} {outcome}",
        context=_about(attempt, at or timezone.now()),
        topic=topics.RESULTS,
        link=attempt.get_absolute_url(),
    )


def _about(attempt: Attempt, at: datetime) -> dict[str, Any]:
    course = attempt.enrolment.course
    return {
        "activity": {"title": attempt.quiz.activity.title},
        "course": {"title": course.title},
        "is_passed": attempt.is_passed,
        "is_complete": attempt.enrolment.completed_at is not None,
        "earns_certificate": course.earns_certificate,
        "result_url": settings.SITE_URL + attempt.get_absolute_url(),
        "course_url": settings.SITE_URL + course.get_absolute_url(),
        **_again(attempt, at),
    }


def _again(attempt: Attempt, at: datetime) -> dict[str, Any]:
    if attempt.is_passed:
        return {"may_begin": False, "opens_at": "", "attempts_left": None}
    admission = attempts.admission_to(attempt.quiz, attempt.enrolment, at=at)
    opens_at = readable(admission.opens_at, attempt.learner) if admission.opens_at else ""
    return {"may_begin": admission.allowed, "opens_at": opens_at, "attempts_left": admission.attempts_left}
