"""News this app hears."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import person_leaves
from quizzes.actions import attempts


@receiver(person_leaves)
def close_open_attempts(sender: type[User], person: User, at: datetime, **kwargs: Any) -> None:
    """Nobody will go on with them."""
    attempts.submit_all_of(person, at=at)
