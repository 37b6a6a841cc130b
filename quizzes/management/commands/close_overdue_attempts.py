"""Close attempts whose time is up, now instead of at the next beat."""

from typing import Any

from django.core.management.base import BaseCommand

from quizzes.tasks import close_overdue_attempts


class Command(BaseCommand):
    """Safe to run at any time and twice."""

    help = "Submit and mark attempts left open past their deadline."

    def handle(self, *args: Any, **options: Any) -> None:
        """Close until none is left."""
        total = 0
        while closed := close_overdue_attempts():
            total += closed
        self.stdout.write(f"{total} overdue attempts closed")
