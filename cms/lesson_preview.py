"""What stands around a lesson's text, for an editor's preview: as learners have it, without progress."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

from cms import lesson_body, self_checks
from cms.models.glossary import GlossaryTerm

KINDS = {"lessonpage": "lesson", "quizpage": "quiz"}
NOWHERE = "#outline"


def frame(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Body, notes and outline, drafts included: a constant number of queries."""
    module = page.get_parent().specific
    course = module.get_parent()
    glossary = list(GlossaryTerm.objects.filter(course_uuid=course.translation_key))
    content = lesson_body.read(page.body, (term.entry for term in glossary))
    texts = module.objective_texts
    return {
        "activity": {
            "title": page.title,
            "minutes": page.minutes,
            "objectives": [texts[code] for code in page.objective_codes if code in texts],
        },
        "course": {"title": course.title, "url": NOWHERE},
        "module_title": module.title,
        "body": self_checks.fill(content["parts"], request, self_checks.Place(course.translation_key)),
        "glossed": content["glossed"],
        "terms": [term for term in glossary if term.lesson_uuid == page.translation_key],
        "reviewed_on": page.reviewed_on,
        "review_due": page.review_due,
        "outline": _outline(course, page),
    }


def _outline(course: Page, current: Any) -> list[dict[str, Any]]:
    """Modules in order, the exam in a group without a name at the end."""
    rows = Page.objects.descendant_of(course).order_by("path").select_related("content_type")
    groups: list[dict[str, Any]] = []
    loose: list[dict[str, Any]] = []
    for row in rows:
        kind = KINDS.get(row.content_type.model)
        if kind is None:
            groups.append({"title": row.draft_title, "activities": []})
        elif row.depth == course.depth + 1:
            loose.append(_entry(row, "exam", current))
        elif groups:
            groups[-1]["activities"].append(_entry(row, kind, current))
    return [*groups, *_unnamed(loose)]


def _unnamed(activities: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    return [{"title": "", "activities": activities}] if activities else []


def _entry(row: Page, kind: str, current: Any) -> dict[str, Any]:
    return {
        "title": row.draft_title,
        "kind": kind,
        "url": NOWHERE,
        "is_current": row.pk == current.pk,
        "is_done": False,
    }
