"""Who takes a course."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actions import audit, people
from accounts.models import User
from courses import standing
from courses.actions import progress
from courses.models import Activity, ActivityProgress, Course, Enrolment
from courses.signals import enrolment_withdrawn, name_confirmed


class EnrolmentClosed(Exception):
    """The course is no longer offered."""


@transaction.atomic
def enrol(course: Course, *, learner: User, actor: User | None, at: datetime | None = None) -> Enrolment:
    """Enrol once per course; a second call returns the newest round, a withdrawn learner is taken back into it.

    Raises EnrolmentClosed for a retired course.
    """
    at = at or timezone.now()
    if course.retired_at is not None:
        raise EnrolmentClosed(course.slug)
    newest = Enrolment.objects.filter(learner=learner, course=course).order_by("-round").first()
    enrolment = newest or _open(course, learner, 1, actor=actor, at=at)[0]
    if enrolment.withdrawn_at is not None:
        Enrolment.objects.filter(pk=enrolment.pk).update(withdrawn_at=None)
        audit.record("courses.enrolment.reopened", course, actor=actor, at=at, learner=learner.uuid)
        enrolment.withdrawn_at = None
    return enrolment


@transaction.atomic
def begin_round(
    enrolment: Enrolment, *, keeps_progress: bool, actor: User | None, at: datetime | None = None
) -> Enrolment:
    """Open the round after this one; a second call returns the first.

    With ``keeps_progress`` lessons and quizzes done before count again, so that what came since, the code of conduct
    and the exam are left to do. A course without an exam begins from nothing: otherwise nothing would be left.
    Raises EnrolmentClosed for a retired course.
    """
    at = at or timezone.now()
    course, learner = enrolment.course, enrolment.learner
    if course.retired_at is not None:
        raise EnrolmentClosed(course.slug)
    newer, created = _open(course, learner, enrolment.round + 1, actor=actor, at=at)
    if created and keeps_progress and _has_exam(course):
        _carry_over(enrolment, newer)
    return newer


@transaction.atomic
def withdraw(enrolment: Enrolment, *, actor: User | None, at: datetime | None = None) -> Enrolment:
    """Leave the course; progress, attempts and certificates stay. A second call changes nothing."""
    at = at or timezone.now()
    if Enrolment.objects.filter(pk=enrolment.pk, withdrawn_at=None).update(withdrawn_at=at):
        audit.record(
            "courses.enrolment.withdrawn", enrolment.course, actor=actor, at=at, learner=enrolment.learner.uuid
        )
        enrolment.withdrawn_at = at
        enrolment_withdrawn.send(sender=Enrolment, enrolment=enrolment)
    return enrolment


@transaction.atomic
def withdraw_from_all(learner: User, *, actor: User | None, at: datetime | None = None) -> None:
    """Leave every course; see ``withdraw``."""
    for enrolment in Enrolment.objects.owned_by(learner).current().select_related("course", "learner").order_by("pk"):
        withdraw(enrolment, actor=actor, at=at)


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


@transaction.atomic
def confirm_name(enrolment: Enrolment, *, legal_name: str, actor: User, at: datetime | None = None) -> Enrolment:
    """Note that this name is to be printed; a corrected one becomes the person's name. Announces ``name_confirmed``.

    If nothing else is missing the course is complete with it. Raises ValidationError for what is no name.
    """
    at = at or timezone.now()
    learner = people.change_legal_name(enrolment.learner, legal_name=legal_name, actor=actor, at=at)
    if Enrolment.objects.filter(pk=enrolment.pk, name_confirmed_at=None).update(name_confirmed_at=at):
        facts = {"learner": learner.uuid, "name": learner.legal_name}
        audit.record("courses.name.confirmed", enrolment.course, actor=actor, at=at, **facts)
        enrolment.name_confirmed_at = at
        progress.settle(enrolment, at=at)
        name_confirmed.send(sender=Enrolment, enrolment=enrolment)
    return enrolment


def ask_for_name_again(learner: User) -> int:
    """After another name: what is still to be earned will bear that, once it is confirmed. Returns how many ask."""
    open_ones = Enrolment.objects.owned_by(learner).filter(completed_at=None, name_confirmed_at__isnull=False)
    return open_ones.update(name_confirmed_at=None)


def _open(course: Course, learner: User, number: int, *, actor: User | None, at: datetime) -> tuple[Enrolment, bool]:
    enrolment, created = Enrolment.objects.get_or_create(
        learner=learner, course=course, round=number, defaults={"enrolled_at": at}
    )
    if created:
        audit.record("courses.enrolment.opened", course, actor=actor, at=at, learner=learner.uuid, round=number)
    return enrolment, created


def _has_exam(course: Course) -> bool:
    return any(activity.kind == Activity.Kind.EXAM and activity.is_required for activity in standing.outline(course))


def _carry_over(before: Enrolment, after: Enrolment) -> None:
    done = ActivityProgress.objects.filter(enrolment=before, completed_at__isnull=False)
    ActivityProgress.objects.bulk_create(
        ActivityProgress(
            enrolment=after, activity_id=row.activity_id, opened_at=row.opened_at, completed_at=row.completed_at
        )
        for row in done.exclude(activity__kind=Activity.Kind.EXAM)
    )
