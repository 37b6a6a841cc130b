"""News this app hears."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import legal_name_changed, person_leaves
from courses import tasks
from courses.actions import enrolments, notes
from courses.models import Course, Intake
from courses.signals import intake_opened, outline_changed


@receiver(legal_name_changed)
def ask_for_the_name_again(sender: type[User], user: User, **kwargs: Any) -> None:
    """In the transaction of the change: no certificate bears a name that its holder did not confirm."""
    enrolments.ask_for_name_again(user)


@receiver(outline_changed)
def recompute_after_outline_change(sender: type[Course], course: Course, **kwargs: Any) -> None:
    """Learners may have become complete."""
    tasks.recompute_course.delay_on_commit(course.pk)


@receiver(intake_opened)
def fetch_opened_intake(sender: type[Intake], intake: Intake, **kwargs: Any) -> None:
    """A worker reads it once it is certain."""
    tasks.bring_in.delay_on_commit(intake.pk)


@receiver(person_leaves)
def withdraw_who_leaves(sender: type[User], person: User, at: datetime, **kwargs: Any) -> None:
    """They take no course any more."""
    enrolments.withdraw_from_all(person, actor=person, at=at)


@receiver(person_leaves)
def forget_notes_of_who_leaves(sender: type[User], person: User, **kwargs: Any) -> None:
    """What they wrote for themselves goes with them."""
    notes.forget(person)
