"""Questions of the bank inside a lesson, for practice alone: which may stand there, and how they are shown."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from courses.models import Activity
from quizzes import checking, papers

TEMPLATE = "cms/partials/check.html"
Part = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """The lesson that asks; without ``slugs`` it is a preview, where nothing can be sent.

    Questions are in the language of the course; the text ``around`` them may be a translation.
    """

    course_uuid: UUID
    slugs: tuple[str, str, str] | None = None
    language: str = ""
    around: str = ""

    @property
    def url(self) -> str:
        """Of the lesson."""
        return reverse("cms:activity", args=self.slugs) if self.slugs else ""

    def check_url(self, question: UUID) -> str:
        """Where answers to a question go."""
        return reverse("cms:check", args=[*self.slugs, question]) if self.slugs else ""


def asking(activity: Activity, *, around: str = "") -> Place:
    """A lesson, which always stands in a module."""
    course, module = activity.course, activity.module.slug if activity.module else ""
    return Place(course.uuid, (course.slug, module, activity.slug), course.language, around)


def unfit(body: StreamValue, course_uuid: UUID) -> str:
    """What keeps a lesson from being published: questions that can't stand in it; empty when there are none."""
    placed = [block.value for block in body if block.block_type == "check" and block.value is not None]
    fit = checking.askable([question.uuid for question in placed], course_uuid=course_uuid)
    refused = sorted({question.ref for question in placed if question.uuid not in fit})
    if refused:
        sentence = _("A lesson asks what is in use for practice in its own course and needs no marker. Not so: %s.")
        return sentence % ", ".join(refused)
    doubled = [ref for ref, count in Counter(question.ref for question in placed).items() if count > 1]
    return _("A question stands in the lesson twice: %s.") % ", ".join(doubled) if doubled else ""


def anchor(question: UUID) -> str:
    """Where a question stands on the page."""
    return f"check-{question.hex[:8]}"


def fill(parts: Sequence[Part], request: HttpRequest, place: Place) -> SafeString:
    """The body of a lesson with its questions, of which the posted one is marked.

    Without questions no query; with them one, and one more for content that the cache lacks.
    """
    asked = sheets([part["question"] for part in parts if "question" in part], request, place)
    pieces = [_shown(asked.get(part["question"]), request) if "question" in part else part["html"] for part in parts]
    return mark_safe("".join(pieces))  # noqa: S308  # rendered by our templates, which escape


def sheets(questions: Collection[UUID], request: HttpRequest, place: Place) -> dict[UUID, dict[str, Any]]:
    """Questions as TEMPLATE takes them; those that are not in use at present are missing."""
    versions = checking.askable(questions, course_uuid=place.course_uuid)
    contents = papers.contents(versions.values())
    return {
        question: {
            "id": anchor(question),
            "language": place.language,
            "around": place.around,
            "url": place.check_url(question),
            "lesson_url": place.url,
            **_sheet(question, contents[version], request, place),
        }
        for question, version in versions.items()
    }


def _sheet(question: UUID, content: Part, request: HttpRequest, place: Place) -> dict[str, Any]:
    """Each person has an order of options of their own, and keeps it."""
    prefix, seed = f"{anchor(question)}-", f"{question}:{request.user.pk}"
    if request.method == "POST" and request.path == place.check_url(question):
        return checking.answered(content, request.POST, prefix=prefix, seed=seed)
    return checking.asked(content, prefix=prefix, seed=seed)


def _shown(check: Part | None, request: HttpRequest) -> str:
    return render_to_string(TEMPLATE, {"check": check}, request)
