"""How far a learner is. Completion is noted once and announced in the transaction that reached it.

Inside a caller's transaction these set no savepoints: a failure here undoes the caller's work too.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from courses import standing
from courses.models import Activity, ActivityProgress, Course, Enrolment
from courses.signals import course_completed

WHOLE = 1000


@transaction.atomic(savepoint=False)
def open_activity(enrolment: Enrolment, activity: Activity, *, at: datetime | None = None) -> ActivityProgress:
    """Note the first time an activity was opened."""
    progress, _ = ActivityProgress.objects.get_or_create(
        enrolment=enrolment, activity=activity, defaults={"opened_at": at or timezone.now()}
    )
    return progress


@transaction.atomic(savepoint=False)
def complete(enrolment: Enrolment, activity: Activity, *, at: datetime | None = None) -> None:
    """Note completion once, then announce ``course_completed`` if nothing is missing any more."""
    at = at or timezone.now()
    progress = open_activity(enrolment, activity, at=at)
    if progress.completed_at is None:
        ActivityProgress.objects.filter(pk=progress.pk, completed_at=None).update(completed_at=at)
        settle(enrolment, at=at)


@transaction.atomic(savepoint=False)
def prime(enrolment: Enrolment, activity: Activity, *, at: datetime | None = None) -> None:
    """Note once that the questions before a lesson were answered or skipped; they are asked no more."""
    at = at or timezone.now()
    progress = open_activity(enrolment, activity, at=at)
    ActivityProgress.objects.filter(pk=progress.pk, primed_at=None).update(primed_at=at)


def keep_place(activity: UUID, *, learner: User, place: int) -> bool:
    """How far someone has read, in thousandths, to go on there on any device. Tells whether they had opened it."""
    opened = ActivityProgress.objects.filter(enrolment__learner=learner, enrolment__withdrawn_at=None)
    return bool(opened.filter(activity__uuid=activity).update(place=place))


@transaction.atomic(savepoint=False)
def settle(enrolment: Enrolment, *, at: datetime | None = None) -> bool:
    """Announce completion if all requirements are met and it was not announced before. Tells whether it was now."""
    if enrolment.completed_at is not None:
        return False
    locked = Enrolment.objects.select_for_update(of=("self",)).select_related("course").get(pk=enrolment.pk)
    if locked.completed_at is not None or locked.withdrawn_at is not None or not standing.of(locked).is_complete:
        return False
    locked.completed_at = enrolment.completed_at = at or timezone.now()
    locked.save(update_fields=["completed_at"])
    course_completed.send(sender=Enrolment, enrolment=locked)
    return True


def recompute(course: Course) -> int:
    """After an editor changed the outline: settle everyone who now misses nothing. Returns how many."""
    waiting = Enrolment.objects.current().filter(course=course, completed_at=None).select_related("course")
    return sum(settle(enrolment) for enrolment in waiting.iterator(chunk_size=500))
