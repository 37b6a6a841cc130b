"""Reads of a course's sentences to check, for editors."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from cms.models import CoursePage, LessonPage
from courses.models import ClaimCandidate


def candidates(course: CoursePage, *, state: str = "", lesson_uuid: UUID | None = None) -> QuerySet[ClaimCandidate]:
    """Sentences of a course, lesson by lesson in the order of the course; those of deleted lessons come last."""
    place = LessonPage.objects.descendant_of(course).filter(translation_key=OuterRef("lesson_uuid")).values("path")[:1]
    found = ClaimCandidate.objects.filter(course_uuid=course.translation_key)
    found = found.filter(state=state) if state else found
    found = found.filter(lesson_uuid=lesson_uuid) if lesson_uuid else found
    found = found.select_related("claim", "decided_by", "snapshot__article").defer("snapshot__sections")
    in_order = F("lesson_path").asc(nulls_last=True), "lesson_uuid", "snapshot", "section", "position"
    return found.annotate(lesson_path=Subquery(place)).order_by(*in_order)


def lessons(course: CoursePage) -> dict[UUID, LessonPage]:
    """Lessons of a course by identity: one query."""
    return {page.translation_key: page for page in LessonPage.objects.descendant_of(course).order_by("path")}


def tally(course: CoursePage) -> Counter[str]:
    """How many sentences are in each state: one query."""
    rows = ClaimCandidate.objects.filter(course_uuid=course.translation_key).order_by()
    return Counter(dict(rows.values_list("state").annotate(number=Count("pk"))))


def open_counts(courses: Iterable[CoursePage]) -> dict[UUID, int]:
    """How many sentences wait in each course: one query."""
    uuids = [course.translation_key for course in courses]
    rows: Any = ClaimCandidate.objects.filter(course_uuid__in=uuids, state=ClaimCandidate.State.OPEN).order_by()
    return dict(rows.values_list("course_uuid").annotate(number=Count("pk")))
