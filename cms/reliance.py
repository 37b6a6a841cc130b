"""What rests on an article, and on the parts of it that changed: lessons, questions, claims."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from cms.languages import originals
from cms.models import LessonPage, QuestionSnippet
from courses.articles import Section
from courses.comparison import Change
from courses.models import Claim, LessonCitation, SourceSnapshot
from quizzes.models import Citation

TOUCHED = frozenset({"changed", "renamed", "removed"})


@dataclass(frozen=True)
class Reliant:
    """One thing that rests on the article; ``is_concerned`` when it names a part that changed."""

    kind: str
    label: str
    place: str
    page: LessonPage | None = None
    question: QuestionSnippet | None = None
    claim: Claim | None = None
    is_concerned: bool = False


def reliants(snapshot: SourceSnapshot, old: Sequence[Section], changes: Iterable[Change]) -> list[Reliant]:
    """What rests on the article of ``snapshot``, the concerned first: five queries, however much there is."""
    touched = {change.before for change in changes if change.kind in TOUCHED and change.before is not None}
    headings = {_plain(old[number].heading) for number in touched} - {""}
    found = [
        *_lessons(snapshot, touched, headings),
        *_questions(snapshot, headings),
        *_claims(snapshot, headings),
    ]
    return sorted(found, key=lambda entry: not entry.is_concerned)


def _lessons(snapshot: SourceSnapshot, touched: set[int], headings: set[str]) -> list[Reliant]:
    """A citation of this very version names the section by number, one of another version by its heading."""
    rows = list(LessonCitation.objects.filter(snapshot__article=snapshot.article_id).order_by("pk"))
    pages = _pages({row.lesson_uuid for row in rows})
    return [
        Reliant(
            "lesson",
            pages[row.lesson_uuid].title,
            row.locator,
            page=pages[row.lesson_uuid],
            is_concerned=row.section in touched
            if row.snapshot_id == snapshot.pk
            else _plain(row.locator.rsplit(" > ")[-1]) in headings,
        )
        for row in rows
        if row.lesson_uuid in pages
    ]


def _questions(snapshot: SourceSnapshot, headings: set[str]) -> list[Reliant]:
    rows = list(
        Citation.objects.filter(article=snapshot.article_id).select_related("question").order_by("question__ref")
    )
    snippets = {
        snippet.uuid: snippet
        for snippet in QuestionSnippet.objects.filter(uuid__in=[row.question.uuid for row in rows])
    }
    return [
        Reliant(
            "question",
            row.question.ref,
            row.locator,
            question=snippets.get(row.question.uuid),
            is_concerned=_names_any(row.locator, headings),
        )
        for row in rows
    ]


def _claims(snapshot: SourceSnapshot, headings: set[str]) -> list[Reliant]:
    claims = Claim.objects.filter(sources=snapshot.article_id).order_by("ref")
    return [
        Reliant("claim", str(claim), claim.heading, claim=claim, is_concerned=_names_any(claim.heading, headings))
        for claim in claims
    ]


def _pages(uuids: set[UUID]) -> dict[UUID, LessonPage]:
    return {page.translation_key: page for page in originals(LessonPage).filter(translation_key__in=uuids)}


def _names_any(text: str, headings: set[str]) -> bool:
    named = f" {_plain(text)} "
    return any(f" {heading} " in named for heading in headings)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
