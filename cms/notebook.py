"""A learner's notes as pages and files show them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import User
from courses import passages, standing
from courses.models import Activity, Course, Note

HEADINGS = ("lesson", "passage", "note", "written", "changed")


def beside(activity: Activity, learner: User, text: str) -> list[dict[str, Any]]:
    """Those to one lesson, each with whether its passage still stands in the text (as ``squeeze`` made it)."""
    own = Note.objects.owned_by(learner).filter(activity=activity)
    return [line(note) | {"is_lost": not passages.stands_in(note.quote, text)} for note in own]


def line(note: Note) -> dict[str, Any]:
    """One note; no query."""
    names = ("uuid", "quote", "prefix", "suffix", "body", "updated_at")
    return {name: getattr(note, name) for name in names}


def courses(learner: User) -> Sequence[Mapping[str, Any]]:
    """Each course that has notes, with how many. One query."""
    counted = Course.objects.filter(activities__notes__learner=learner).annotate(count=Count("activities__notes"))
    return list(counted.order_by("title", "pk").values("uuid", "title", "count"))


def of(course: Course, learner: User) -> list[Note]:
    """In the order of the outline, then of writing. One query."""
    own = Note.objects.owned_by(learner).filter(activity__course=course).select_related("activity__module")
    return list(own.order_by("activity__position", "activity_id", "created_at", "pk"))


def by_lesson(course: Course, notes: Sequence[Note]) -> list[dict[str, Any]]:
    """Groups with the address of the lesson, or none where it is no longer offered."""
    live = {} if course.retired_at else {entry.pk: entry for entry in standing.outline(course)}
    return [
        {
            "title": activity.title,
            "module_title": activity.module.title if activity.module else "",
            "url": standing.activity_url(course, live[activity.pk]) if activity.pk in live else None,
            "notes": [line(note) for note in group],
        }
        for activity, group in groupby(notes, lambda note: note.activity)
    ]


def table(notes: Iterable[Note]) -> Iterator[Sequence[Any]]:
    """Rows under ``HEADINGS``."""
    for note in notes:
        written = (moment.isoformat() for moment in (note.created_at, note.updated_at))
        yield (note.activity.title, note.quote, note.body, *written)


def markdown(course: Course, notes: Sequence[Note]) -> str:
    """A heading for each lesson, marked passages as quotations."""
    lines = ["# " + _("Notes on %(course)s") % {"course": course.title}]
    for group in by_lesson(course, notes):
        lines.append(f"## {group['title']}")
        for note in group["notes"]:
            lines += ["\n".join(f"> {part}" for part in note["quote"].splitlines())] if note["quote"] else []
            lines += [note["body"]] if note["body"] else []
    return "\n\n".join(lines) + "\n"


def plain(course: Course, notes: Sequence[Note]) -> str:
    """For programs: quote, prefix and suffix as a text quote selector of the Web Annotation model names them."""
    groups = by_lesson(course, notes)
    told = [
        {"lesson": group["title"], "url": settings.SITE_URL + group["url"] if group["url"] else None, **note}
        for group in groups
        for note in group["notes"]
    ]
    return json.dumps({"course": course.title, "notes": told}, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
