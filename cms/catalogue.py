"""Courses as lists show them: the editor's words beside the record's counts."""

from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.urls import reverse
from wagtail.images.models import AbstractImage

from courses.models import Activity, Course


class CourseWords(Protocol):
    """What a list needs of a course page."""

    translation_key: UUID
    title: str
    summary: str
    slug: str
    image: AbstractImage | None


def rows(pages: Iterable[CourseWords]) -> list[dict[str, Any]]:
    """Pages without a record (a publication that has not been projected) are left out; one query for all counts."""
    pages = list(pages)
    counts = _counts(page.translation_key for page in pages)
    return [_row(page, counts[page.translation_key]) for page in pages if page.translation_key in counts]


def picture(image: AbstractImage | None) -> dict[str, str]:
    """Address and description; illustrations are SVG and need no rendition."""
    if image is None:
        return {"image_url": "", "image_alt": ""}
    return {"image_url": image.file.url, "image_alt": image.description}


def _counts(uuids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    live = Q(activities__retired_at=None)
    counted = (
        Course.objects.live()
        .filter(uuid__in=list(uuids))
        .annotate(
            minutes=Sum("activities__minutes", filter=live),
            lessons_count=Count("activities", filter=live & Q(activities__kind=Activity.Kind.LESSON)),
            modules_count=Count("activities__module", filter=live, distinct=True),
        )
    )
    return {row["uuid"]: row for row in counted.values("uuid", "minutes", "lessons_count", "modules_count")}


def _row(page: CourseWords, counts: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": page.title,
        "summary": page.summary,
        "url": reverse("cms:course", args=[page.slug]),
        "minutes": counts["minutes"] or 0,
        "lessons_count": counts["lessons_count"],
        "modules_count": counts["modules_count"],
        **picture(page.image),
    }
