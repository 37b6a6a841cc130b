"""What stands on a course's page, for an editor's preview: as a visitor has it, drafts included, nothing to click."""

from collections import Counter
from typing import Any

from wagtail.models import Page

KINDS = {"lessonpage": "lesson", "quizpage": "quiz"}


def frame(course: Any) -> dict[str, Any]:
    """The course's words as the draft has them, and its pages: a query for each kind of page."""
    rows = list(Page.objects.descendant_of(course).order_by("path").specific())
    modules = [_module(row, rows) for row in rows if row.content_type.model == "modulepage"]
    counts = Counter(activity["kind"] for module in modules for activity in module["activities"])
    return {
        "course": course,
        "disclaimer": course.disclaimer,
        "reviewed_on": course.reviewed_on,
        "modules": modules,
        "size": {
            "lessons_count": counts["lesson"],
            "quizzes_count": counts["quiz"],
            "minutes": sum(row.minutes for row in rows if row.content_type.model in KINDS),
        },
        "achievement": _achievement(course),
    }


def _module(module: Any, rows: list[Any]) -> dict[str, Any]:
    below = [row for row in rows if row.path.startswith(module.path) and row.content_type.model in KINDS]
    return {
        "title": module.title,
        "objectives": list(module.objective_texts.values()),
        "activities": [
            {"title": row.title, "kind": KINDS[row.content_type.model], "minutes": row.minutes} for row in below
        ],
    }


def _achievement(course: Any) -> dict[str, Any] | None:
    if not course.achievement_title:
        return None
    return {
        "title": course.achievement_title,
        "credential_type": course.credential_type.capitalize(),
        "validity_months": course.validity_months,
        "criteria": course.criteria,
        "what_it_is_not": course.statement,
    }
