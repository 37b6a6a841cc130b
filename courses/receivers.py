"""News this app hears."""

from typing import Any

from django.dispatch import receiver

from courses import tasks
from courses.models import Course, Intake
from courses.signals import intake_opened, outline_changed


@receiver(outline_changed)
def recompute_after_outline_change(sender: type[Course], course: Course, **kwargs: Any) -> None:
    """Learners may have become complete."""
    tasks.recompute_course.delay_on_commit(course.pk)


@receiver(intake_opened)
def fetch_opened_intake(sender: type[Intake], intake: Intake, **kwargs: Any) -> None:
    """A worker reads it once it is certain."""
    tasks.bring_in.delay_on_commit(intake.pk)
