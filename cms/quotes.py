"""What stands beside a lesson while it is written: sections of articles, with the sentences in them to check."""

from dataclasses import dataclass
from uuid import UUID

from courses.articles import Section
from courses.models import ClaimCandidate, LessonCitation


@dataclass(frozen=True)
class Quoted:
    """A section beside a lesson, with the sentences in it to check."""

    citation: LessonCitation
    section: Section
    candidates: list[ClaimCandidate]


def beside(lesson_uuid: UUID) -> list[Quoted]:
    """What stands beside a lesson: two queries, however many sections there are."""
    citations = LessonCitation.objects.filter(lesson_uuid=lesson_uuid).select_related("snapshot__article")
    found = ClaimCandidate.objects.filter(lesson_uuid=lesson_uuid).select_related("claim")
    by_section: dict[tuple[int, int], list[ClaimCandidate]] = {}
    for candidate in found:
        by_section.setdefault((candidate.snapshot_id, candidate.section), []).append(candidate)
    return [
        Quoted(
            citation,
            citation.snapshot.parts[citation.section],
            by_section.get((citation.snapshot_id, citation.section), []),
        )
        for citation in citations
    ]


def is_quoted(lesson_uuid: UUID) -> bool:
    """Whether anything stands beside the lesson."""
    return LessonCitation.objects.filter(lesson_uuid=lesson_uuid).exists()
