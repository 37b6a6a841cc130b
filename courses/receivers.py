"""News this app hears."""

from typing import Any

from django.dispatch import receiver

from courses import tasks
from courses.models import Course
from courses.signals import outline_changed


@receiver(outline_changed)
def recompute_after_outline_change(sender: type[Course], course: Course, **kwargs: Any) -> None:
    """Learners may have become complete."""
    tasks.recompute_course.delay_on_commit(course.pk)
