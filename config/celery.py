"""The Celery app: what runs when, and how a task is published."""

import logging
import os
from typing import Any

import celery
from celery.contrib.django.task import DjangoTask
from celery.schedules import crontab
from django.db import transaction

logger = logging.getLogger(__name__)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")


class OnCommitTask(DjangoTask):
    """A task whose publishing can never undo or fail the work that asked for it."""

    abstract = True

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Publish after commit. A broker that is away is logged; the periodic sweep finds the work later."""
        transaction.on_commit(lambda: self._publish(args, kwargs), robust=True)

    def _publish(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        try:
            self.delay(*args, **kwargs)
        except self.OperationalError as error:
            logger.warning("queue unreachable, %s%r waits for the sweep: %s", self.name, args, error)


app = celery.Celery("waymark", task_cls=OnCommitTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "close-overdue-attempts": {"task": "quizzes.tasks.close_overdue_attempts", "schedule": 30.0},
    "repair-certificates": {"task": "certificates.tasks.repair_certificates", "schedule": 60.0},
    "repair-by-night": {
        "task": "certificates.tasks.repair_by_night",
        "schedule": crontab(hour="2", minute="17"),
    },
    "resume-batches": {"task": "certificates.tasks.resume_batches", "schedule": 60.0},
    "remind-holders": {"task": "certificates.tasks.remind_holders", "schedule": crontab(minute="43")},
    "tell-of-openings": {"task": "quizzes.tasks.tell_of_openings", "schedule": crontab(minute="23")},
    "nudge": {"task": "cms.tasks.nudge", "schedule": crontab(hour="*/4", minute="53")},
    "send-waiting-notices": {"task": "accounts.tasks.send_waiting_notices", "schedule": 60.0},
    "bring-in-lost": {"task": "courses.tasks.bring_in_lost", "schedule": 60.0},
    "advance-lost-question-imports": {"task": "cms.tasks.advance_lost_question_imports", "schedule": 60.0},
    "tend-course-parcels": {"task": "cms.tasks.tend_course_parcels", "schedule": 60.0},
    "read-wordings": {"task": "cms.tasks.read_wordings", "schedule": 300.0},
    "recompute-courses": {"task": "courses.tasks.recompute_courses", "schedule": crontab(hour="3", minute="37")},
    "refresh-exposure": {"task": "quizzes.tasks.refresh_exposure", "schedule": crontab(minute="13")},
    "suspend-overdue-questions": {
        "task": "quizzes.tasks.suspend_overdue_questions",
        "schedule": crontab(hour="2", minute="47"),
    },
    "clear-sessions": {"task": "accounts.tasks.clear_sessions", "schedule": crontab(hour="3", minute="17")},
}
