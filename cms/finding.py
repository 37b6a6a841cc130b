"""Looking for words in what somebody may see: courses, their lessons, their glossaries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.urls import reverse
from wagtail.search.backends import get_search_backend

from accounts.models import User
from cms import excerpts, languages
from cms.models import CoursePage, GlossaryTerm, LessonPage
from courses.models import Activity, Course

Reader = User | AnonymousUser

SHOWN_OF_EACH = 5
SHOWN_OF_ONE = 10


@dataclass(frozen=True)
class Hit:
    """One thing found; its texts in parts, each with whether it matches."""

    url: str
    where: str
    language: str
    title: list[excerpts.Part]
    excerpt: list[excerpts.Part]


@dataclass(frozen=True)
class Shelf:
    """What one reader may see: lessons with their address and place by uuid, and the courses they take."""

    lessons: dict[UUID, tuple[str, str]]
    courses: dict[UUID, Course]


def shelf(reader: Reader) -> Shelf:
    """Sample lessons for everybody, the others and the glossary for those who take the course. Two queries."""
    taken = Course.objects.live().filter(enrolments__learner=reader.pk, enrolments__withdrawn_at=None).distinct()
    courses = {course.uuid: course for course in taken} if reader.is_authenticated else {}
    seen = Q(is_sample=True) | Q(course__in=list(courses.values()))
    lessons = Activity.objects.live().filter(seen, kind=Activity.Kind.LESSON, course__retired_at=None)
    rows = lessons.values_list("uuid", "slug", "module__slug", "module__title", "course__slug", "course__title")
    return Shelf(
        {
            uuid: (reverse("cms:activity", args=[course, module, slug]), f"{course_title} · {module_title}")
            for uuid, slug, module, module_title, course, course_title in rows
        },
        courses,
    )


def find(query: str, reader: Reader, *, only: str = "", page: str = "1") -> list[dict[str, Any]]:
    """Groups with what was found, all or one of them in full: three queries for each, however much is found."""
    looked_for = excerpts.words(query)
    if not looked_for:
        return []
    own = shelf(reader)
    groups = {
        kind: Paginator(search(own, " ".join(looked_for)), SHOWN_OF_ONE if only else SHOWN_OF_EACH)
        for kind, search in SEARCHES.items()
        if only in {"", kind}
    }
    pages = {kind: paginator.get_page(page) for kind, paginator in groups.items()}
    return [
        {"kind": kind, "page": found, "count": found.paginator.count, "hits": _hits(kind, found, own, looked_for)}
        for kind, found in pages.items()
        if found.paginator.count
    ]


def _courses(own: Shelf, words: str) -> Any:
    return languages.to_search(CoursePage).search(words)


def _lessons(own: Shelf, words: str) -> Any:
    return languages.to_search(LessonPage, among=own.lessons).search(words)


def _terms(own: Shelf, words: str) -> Any:
    terms = GlossaryTerm.objects.filter(course_uuid__in=list(own.courses))
    return get_search_backend().search(words, terms)


SEARCHES: dict[str, Callable[[Shelf, str], Any]] = {"courses": _courses, "lessons": _lessons, "terms": _terms}


def _hits(kind: str, found: Page, own: Shelf, looked_for: Sequence[str]) -> list[Hit]:
    readers = {"courses": _course_texts, "lessons": _lesson_texts, "terms": _term_texts}
    hits = []
    for row in found:
        url, where, language, title, text = readers[kind](row, own)
        hits.append(Hit(url, where, language, excerpts.marked(title, looked_for), excerpts.cut(text, looked_for)))
    return hits


def _course_texts(page: CoursePage, own: Shelf) -> tuple[str, ...]:
    text, language = f"{page.summary} {page.audience}".strip(), page.locale.language_code
    return reverse("cms:course", args=[page.slug]), "", language, page.title, text


def _lesson_texts(page: LessonPage, own: Shelf) -> tuple[str, ...]:
    url, where = own.lessons[page.translation_key]
    return url, where, page.locale.language_code, page.title, excerpts.text_of(page.body.raw_data)


def _term_texts(term: GlossaryTerm, own: Shelf) -> tuple[str, ...]:
    """To the lesson that explains it, where there is one."""
    course = own.courses[term.course_uuid]
    lesson = own.lessons.get(term.lesson_uuid) if term.lesson_uuid else None
    url = lesson[0] if lesson else course.get_absolute_url()
    return url, course.title, course.language, term.term, term.definition
