"""Work that follows a change of content, and articles that are brought in."""

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from courses import formats
from courses.actions import intakes, progress
from courses.articles import Document
from courses.fetching import Visitor
from courses.models import Course, Intake
from courses.problems import Problem, Unreadable

logger = logging.getLogger(__name__)


@shared_task
def recompute_course(course_id: int) -> int:
    """Settle the enrolments of one course; returns how many became complete."""
    return progress.recompute(Course.objects.get(pk=course_id))


@shared_task
def recompute_courses() -> int:
    """What a task lost with its queue would have done, for every course; returns how many became complete."""
    return sum(progress.recompute(course) for course in Course.objects.live())


@shared_task
def bring_in(intake_id: int) -> None:
    """Fetch and read one article. Whatever a hostile one does to a reader, the person who waits is told."""
    intake = Intake.objects.select_related("opened_by", "article").get(pk=intake_id)
    if not intakes.claim(intake):
        return
    try:
        document, url = _read(intake)
    except Unreadable as error:
        intakes.fail(intake, error.problem)
    except Exception:
        logger.exception("intake %s could not be read", intake.uuid)
        intakes.fail(intake, Problem.LOST)
    else:
        intakes.finish(intake, document=document, url=url)


@shared_task
def bring_in_lost() -> None:
    """What a lost task or a dead worker left behind."""
    for intake in Intake.objects.lost(timezone.now()):
        bring_in.delay(intake.pk)


def _read(intake: Intake) -> tuple[Document, str]:
    """The article, and the address where it was found in the end."""
    if not intake.url:
        with intake.file.open() as file:
            return formats.read(file.read(), name=intake.file_name), ""
    page = Visitor(agent=f"{settings.SITE_NAME} (+{settings.SITE_URL})").fetch(intake.url)
    intakes.begin_reading(intake)
    return formats.read(page.body, charset=page.charset), page.url
