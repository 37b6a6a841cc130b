"""The outline as screens list it."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from courses import standing
from courses.models import Course


def grouped(
    course: Course,
    outline: Iterable[standing.OutlineActivity],
    done: frozenset[int],
    *,
    current: int | None = None,
    is_locked: bool = False,
) -> list[dict[str, Any]]:
    """Modules with their activities; the exam stands in a group without a name at the end."""
    return [
        {
            "slug": slug,
            "title": title,
            "activities": [
                {
                    "title": activity.title,
                    "kind": activity.kind,
                    "minutes": activity.minutes,
                    "url": standing.activity_url(course, activity),
                    "is_current": activity.pk == current,
                    "is_done": activity.pk in done,
                    "is_locked": is_locked and not activity.is_sample,
                    "state": _("Sample to read") if is_locked and activity.is_sample else "",
                }
                for activity in activities
            ],
        }
        for (slug, title), activities in groupby(outline, lambda entry: (entry.module_slug, entry.module_title))
    ]
