"""Translations of a course's titles, as they were published."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction

from courses.models import Course, Wording

COLUMNS = ["course", "title", "summary", "revision", "made_from", "original_revision", "is_outdated"]


@dataclass(frozen=True)
class WordingFacts:
    """What one published translation says; ``uuid`` is that of the entry."""

    uuid: UUID
    language: str
    title: str
    summary: str
    revision: int
    made_from: str
    original_revision: int
    is_outdated: bool


@transaction.atomic
def publish(course: Course, facts: Collection[WordingFacts]) -> None:
    """Make the course's wordings exactly these. Outline, exam and progress know nothing of it."""
    kept = {(each.uuid, each.language) for each in facts}
    gone = [row.pk for row in Wording.objects.filter(course=course) if (row.uuid, row.language) not in kept]
    Wording.objects.filter(pk__in=gone).delete()
    Wording.objects.bulk_create(
        [Wording(course=course, **asdict(each)) for each in facts],
        update_conflicts=True,
        unique_fields=["uuid", "language"],
        update_fields=COLUMNS,
    )
