"""What is still required of a learner, each with the place where it is fulfilled."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy

from courses import standing
from courses.models import Course

# Where a learner fulfils what is no activity.
STATEMENTS = {"conduct": "cms:conduct", "name": "cms:name"}
# What is no activity and so has no title of its own, in the reader's language.
TITLES = {
    "lessons": gettext_lazy("Lessons"),
    "conduct": gettext_lazy("Code of conduct"),
    "name": gettext_lazy("Confirm the name for your certificate"),
}


def with_links(course: Course, wanted: Sequence[Any]) -> list[dict[str, Any]]:
    """Requirements as components/requirement_list.html shows them, each with the address that fulfils it."""
    activities = {activity.uuid: activity for activity in standing.outline(course)}
    return [
        {
            "kind": requirement.kind,
            "title": TITLES.get(requirement.kind, requirement.title),
            "is_done": requirement.is_done,
            "done": requirement.done,
            "total": requirement.total,
            "url": _fulfilled_at(course, requirement, activities),
        }
        for requirement in wanted
    ]


def _fulfilled_at(course: Course, requirement: Any, activities: Mapping[UUID, standing.OutlineActivity]) -> str | None:
    """None for lessons that are all read: then there is nowhere to go."""
    if requirement.step:
        return standing.activity_url(course, activities[requirement.step.uuid])
    place = STATEMENTS.get(requirement.kind)
    return reverse(place, args=[course.slug]) if place else None
