"""Work that follows a change of content."""

from celery import shared_task

from courses.actions import progress
from courses.models import Course


@shared_task
def recompute_course(course_id: int) -> int:
    """Settle the enrolments of one course; returns how many became complete."""
    return progress.recompute(Course.objects.get(pk=course_id))


@shared_task
def recompute_courses() -> int:
    """What a task lost with its queue would have done, for every course; returns how many became complete."""
    return sum(progress.recompute(course) for course in Course.objects.live())
