"""Two questions before a lesson: which they are, and who still gets them. Nothing is counted, and no answer is kept."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cms import renderings
from courses.models import Activity, ActivityProgress, Enrolment
from quizzes import checking, papers


def is_due(enrolment: Enrolment, lesson: Activity) -> bool:
    """Whether the learner meets them on the way to the lesson. No query where the course does not ask."""
    if not lesson.course.asks_before_lessons:
        return False
    over = ActivityProgress.objects.beyond_first_questions().filter(enrolment=enrolment, activity=lesson)
    return not over.exists() and bool(_versions(enrolment, lesson))


def address(lesson: Activity) -> str:
    """Where they are asked; only lessons of a module have them."""
    return reverse("cms:before_lesson", args=_place(lesson))


def lesson_address(lesson: Activity) -> str:
    """The lesson itself."""
    return reverse("cms:activity", args=_place(lesson))


def sheets(enrolment: Enrolment, lesson: Activity, request: HttpRequest) -> list[dict[str, Any]]:
    """The questions as interactions take them; of a post marked, or with what is wrong."""
    return list(_sheets(enrolment, lesson, request))


def _sheets(enrolment: Enrolment, lesson: Activity, request: HttpRequest) -> Iterator[dict[str, Any]]:
    versions = _versions(enrolment, lesson)
    contents, language = papers.contents(versions), lesson.course.language
    for position, version in enumerate(versions, start=1):
        facts = {"prefix": f"q{position}-", "seed": f"{_seed(enrolment, lesson)}:{version}"}
        if request.method == "POST":
            sheet = checking.answered(contents[version], request.POST, **facts)
        else:
            sheet = checking.asked(contents[version], **facts)
        place = _("Question %(position)s of %(count)s") % {"position": position, "count": len(versions)}
        yield sheet | {"position": position, "place": place, "language": language, "is_scored": True}


def _versions(enrolment: Enrolment, lesson: Activity) -> list[int]:
    codes = renderings.lesson(lesson, lesson.course).get("codes", [])
    topic = lesson.module.slug if lesson.module else ""
    return checking.for_lesson(lesson.course.uuid, topic=topic, objectives=codes, seed=_seed(enrolment, lesson))


def _seed(enrolment: Enrolment, lesson: Activity) -> str:
    return f"{lesson.uuid}:{enrolment.learner_id}"


def _place(lesson: Activity) -> list[str]:
    return [lesson.course.slug, lesson.module.slug if lesson.module else "", lesson.slug]
