"""What the entries of a course are called in the reader's language."""

from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.utils.translation import get_language

from courses.models import Activity, Course, Module, Wording

SECONDS = 60 * 60 * 24


class Said(str):
    """A text that knows its language, so that a page in another one can say so ({% said %})."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str = "") -> "Said":
        """A plain text to everything that does not ask."""
        said = super().__new__(cls, text)
        said.language = language
        return said

    def __reduce__(self) -> tuple[type["Said"], tuple[str, str]]:
        """Caches keep the language, too."""
        return Said, (str(self), self.language)


@dataclass(frozen=True)
class Words:
    """What a translation says of one entry; the summary is a course's."""

    title: Said
    summary: Said
    is_outdated: bool


def of(course: Course) -> dict[UUID, Words]:
    """Translations into the language of the moment, by entry: one query per version of the course, then none."""
    language = get_language() or course.language
    if language == course.language:
        return {}
    key = f"wordings:{course.pk}:{course.outline_version}:{language}"
    cached: dict[UUID, Words] | None = cache.get(key)
    if cached is None:
        rows = Wording.objects.filter(course=course, language=language)
        cached = {
            row.uuid: Words(Said(row.title, language), Said(row.summary, language), row.is_outdated) for row in rows
        }
        cache.set(key, cached, SECONDS)
    return cached


def languages(course: Course, uuid: UUID) -> list[str]:
    """In which one of its entries can be read, that of the original first: one query per version of the course."""
    key = f"languages:{course.pk}:{course.outline_version}"
    cached: list[tuple[UUID, str]] | None = cache.get(key)
    if cached is None:
        rows = Wording.objects.filter(course=course).order_by("language")
        cached = list(rows.values_list("uuid", "language"))
        cache.set(key, cached, SECONDS)
    return [course.language, *(language for entry, language in cached if entry == uuid)]


def title(course: Course, entry: Module | Activity | None = None) -> Said:
    """What the reader calls the course, or an entry of it."""
    named = entry or course
    words = of(course).get(named.uuid)
    return words.title if words else Said(named.title, course.language)


def summary(course: Course) -> Said:
    """Of a course."""
    words = of(course).get(course.uuid)
    return words.summary if words and words.summary else Said(course.summary, course.language)
