"""Courses as lists show them: the editor's words beside the record's counts."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.images.models import AbstractImage
from wagtail.models import Locale

from courses.models import Activity, Course
from courses.wordings import Said

# Minutes, from and below.
LENGTHS = {"short": (0, 120), "medium": (120, 300), "long": (300, math.inf)}
Row = dict[str, Any]


class CourseWords(Protocol):
    """What a list needs of a course page."""

    translation_key: UUID
    title: str
    summary: str
    slug: str
    image: AbstractImage | None
    locale: Locale


def rows(pages: Iterable[CourseWords]) -> list[dict[str, Any]]:
    """Pages without a record (a publication that has not been projected) are left out; one query for all counts."""
    pages = list(pages)
    counts = _counts(page.translation_key for page in pages)
    return [_row(page, counts[page.translation_key]) for page in pages if page.translation_key in counts]


def narrowed(found: Sequence[Row], asked: Mapping[str, str]) -> list[Row]:
    """Those in the language and of the length asked for; what is no choice narrows nothing."""
    language, length = asked.get("language", ""), LENGTHS.get(asked.get("length", ""))
    known = {row["language"] for row in found}
    return [
        row
        for row in found
        if (language not in known or row["language"] == language)
        and (length is None or length[0] <= row["minutes"] < length[1])
    ]


def choices(found: Sequence[Row], asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """What there is to choose among these; a choice that would change nothing is not offered."""
    languages = {row["language"]: row["language_name"] for row in found}
    names = {"short": _("Up to 2 hours"), "medium": _("2 to 5 hours"), "long": _("5 hours and more")}
    lengths = {
        key: names[key]
        for key, (least, most) in LENGTHS.items()
        if any(least <= row["minutes"] < most for row in found)
    }
    offered = [
        ("language", _("Language"), sorted(languages.items(), key=lambda entry: entry[1])),
        ("length", _("Length"), list(lengths.items())),
    ]
    return [
        {"name": name, "label": label, "options": options, "chosen": asked.get(name, "")}
        for name, label, options in offered
        if len(options) > 1
    ]


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
    return {row["uuid"]: row for row in counted.values("uuid", "slug", "minutes", "lessons_count", "modules_count")}


def _row(page: CourseWords, counts: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": Said(page.title, page.locale.language_code),
        "summary": Said(page.summary, page.locale.language_code),
        "url": reverse("cms:course", args=[counts["slug"]]),
        "language": page.locale.language_code,
        "language_name": str(page.locale),
        "minutes": counts["minutes"] or 0,
        "lessons_count": counts["lessons_count"],
        "modules_count": counts["modules_count"],
        **picture(page.image),
    }
