"""News this app hears."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import person_leaves
from quizzes.actions import attempts, recalls, results
from quizzes.models import Attempt
from quizzes.signals import attempt_marked


@receiver(attempt_marked)
def tell_the_result(
    sender: type[Attempt], *, attempt: Attempt, before: bool | None, by_person: bool, **kwargs: Any
) -> None:
    """In the same transaction: a result that is there has been announced."""
    results.tell(attempt, before=before, by_person=by_person)


@receiver(person_leaves)
def close_open_attempts(sender: type[User], person: User, at: datetime, **kwargs: Any) -> None:
    """Nobody will go on with them."""
    attempts.submit_all_of(person, at=at)


@receiver(person_leaves)
def forget_what_was_remembered(sender: type[User], person: User, at: datetime, **kwargs: Any) -> None:
    """It served their own learning alone."""
    recalls.forget(person)
