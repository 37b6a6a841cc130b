"""Periodic work on attempts and questions."""

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from quizzes.actions import attempts, openings, questions
from quizzes.models import Attempt, Question

logger = logging.getLogger(__name__)
BATCH = 500


@shared_task
def close_overdue_attempts() -> int:
    """Submit what learners left open past the deadline, oldest first; returns how many."""
    at = timezone.now()
    overdue = list(Attempt.objects.overdue(at).order_by("deadline_at")[:BATCH])
    for attempt in overdue:
        attempts.close_overdue(attempt, at=at)
    return len(overdue)


@shared_task
def suspend_overdue_questions() -> int:
    """Suspend questions whose review is long overdue, if the settings say how long that is; returns how many."""
    days: int | None = settings.SUSPEND_OVERDUE_QUESTIONS_AFTER_DAYS
    if days is not None:
        return questions.suspend_overdue(days=days)
    overdue = Question.objects.overdue(timezone.localdate()).count()
    if overdue:
        logger.info("%d questions in use are past their review date", overdue)
    return 0


@shared_task
def refresh_exposure() -> int:
    """Count anew how many papers held each question; returns how many counts changed."""
    return questions.refresh_exposure()


@shared_task
def tell_of_openings() -> int:
    """Announce exams that open to people; returns how many announcements were new."""
    return openings.tell()
