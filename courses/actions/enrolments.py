"""Who takes a course."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actions import audit
from accounts.models import User
from courses.actions import progress
from courses.models import Course, Enrolment


class EnrolmentClosed(Exception):
    """The course is no longer offered."""


@transaction.atomic
def enrol(course: Course, *, learner: User, actor: User | None, at: datetime | None = None) -> Enrolment:
    """Enrol once per course and round; a second call returns the first, a withdrawn learner is taken back.

    Raises EnrolmentClosed for a retired course.
    """
    at = at or timezone.now()
    if course.retired_at is not None:
        raise EnrolmentClosed(course.slug)
    enrolment, created = Enrolment.objects.get_or_create(
        learner=learner, course=course, round=1, defaults={"enrolled_at": at}
    )
    if created:
        audit.record("courses.enrolment.opened", course, actor=actor, at=at, learner=learner.uuid)
    elif enrolment.withdrawn_at is not None:
        Enrolment.objects.filter(pk=enrolment.pk).update(withdrawn_at=None)
        audit.record("courses.enrolment.reopened", course, actor=actor, at=at, learner=learner.uuid)
        enrolment.withdrawn_at = None
    return enrolment


@transaction.atomic
def withdraw(enrolment: Enrolment, *, actor: User | None, at: datetime | None = None) -> Enrolment:
    """Leave the course; progress, attempts and certificates stay. A second call changes nothing."""
    at = at or timezone.now()
    if Enrolment.objects.filter(pk=enrolment.pk, withdrawn_at=None).update(withdrawn_at=at):
        audit.record(
            "courses.enrolment.withdrawn", enrolment.course, actor=actor, at=at, learner=enrolment.learner.uuid
        )
        enrolment.withdrawn_at = at
    return enrolment


@transaction.atomic
def accept_conduct(enrolment: Enrolment, *, actor: User, at: datetime | None = None) -> Enrolment:
    """Note when the learner accepted the code of conduct; the first time counts."""
    at = at or timezone.now()
    if Enrolment.objects.filter(pk=enrolment.pk, conduct_accepted_at=None).update(conduct_accepted_at=at):
        course = enrolment.course
        audit.record(
            "courses.conduct.accepted", course, actor=actor, at=at, title=course.conduct_title, version=course.version
        )
        enrolment.conduct_accepted_at = at
        progress.settle(enrolment, at=at)
    return enrolment
