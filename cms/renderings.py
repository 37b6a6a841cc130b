"""Renderings of published content, cached by language and revision so that a reader costs no page query."""

from html import unescape
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.utils.html import strip_tags
from django.utils.translation import get_language, override

from cms import languages, lesson_body
from cms.catalogue import picture
from cms.models import CoursePage, GlossaryTerm, LessonPage, ModulePage
from courses import passages, wordings
from courses.models import Activity, Course

SECONDS = 60 * 60 * 24
# Of what is cached about a lesson or a course; another shape gets another number.
SHAPE = 5


def lesson(activity: Activity, course: Course) -> dict[str, Any]:
    """What a lesson says: its body, and the letters of it alone. Six queries once per revision, then none."""
    key = f"lesson:{SHAPE}:{get_language()}:{activity.uuid}:{activity.revision}:{course.outline_version}"
    cached: dict[str, Any] | None = cache.get(key)
    if cached is None:
        cached = _lesson(activity, course)
        cache.set(key, cached, SECONDS)
    return cached


def course(record: Course) -> dict[str, Any]:
    """What a course page says that the record does not: audience, pictures, objectives. Cached by outline version."""
    key = f"course:{SHAPE}:{get_language()}:{record.uuid}:{record.outline_version}"
    cached: dict[str, Any] | None = cache.get(key)
    if cached is None:
        cached = _course(record.uuid)
        cache.set(key, cached, SECONDS)
    return cached


def _lesson(activity: Activity, course: Course) -> dict[str, Any]:
    pages = list(languages.readable(LessonPage).filter(translation_key=activity.uuid))
    original = next(filter(languages.is_original, pages), None)
    if original is None:
        empty: dict[str, Any] = {"parts": [], "text": "", "glossed": [], "objectives": [], "terms": []}
        return {**empty, "language": course.language, "is_outdated": False, "reviewed_on": None, "review_due": None}
    page = languages.preferred(pages)[activity.uuid]
    words = wordings.of(course).get(activity.uuid)
    glossary = list(GlossaryTerm.objects.filter(course_uuid=course.uuid))
    body = _body(page, glossary)
    html = "".join(part.get("html", "") for part in body["parts"])
    return {
        **body,
        "text": passages.squeeze(unescape(strip_tags(html))),
        "codes": original.objective_codes,
        "objectives": _objectives(original),
        "terms": [
            {"term": term.term, "definition": term.definition} for term in glossary if term.lesson_uuid == activity.uuid
        ],
        "language": page.locale.language_code,
        "is_outdated": bool(words and words.is_outdated),
        "reviewed_on": original.reviewed_on,
        "review_due": original.review_due,
    }


def _body(page: LessonPage, glossary: list[GlossaryTerm]) -> dict[str, Any]:
    """In the language of the text, whoever reads it. The glossary is in that of the original, and explains it alone."""
    terms = glossary if languages.is_original(page) else []
    with override(page.locale.language_code):
        return lesson_body.read(page.body, (term.entry for term in terms))


def _objectives(original: LessonPage) -> list[wordings.Said]:
    """As the module has them in the reader's language."""
    module = languages.best(ModulePage, original.get_parent().translation_key)
    texts = _said_objectives(module) if module else {}
    return [texts[code] for code in original.objective_codes if code in texts]


def _said_objectives(module: ModulePage) -> dict[str, wordings.Said]:
    language = module.locale.language_code
    return {code: wordings.Said(text, language) for code, text in module.objective_texts.items()}


def _course(uuid: UUID) -> dict[str, Any]:
    pages = list(languages.readable(CoursePage).select_related("image").filter(translation_key=uuid))
    original = next(filter(languages.is_original, pages), None)
    if original is None:
        empty = dict.fromkeys(("audience", "jurisdiction", "disclaimer"), "")
        return {**empty, "language": settings.LANGUAGE_CODE, "reviewed_on": None, "modules": {}, **picture(None)}
    page = languages.preferred(pages)[uuid]
    written = list(ModulePage.objects.live().child_of(original).select_related("image"))
    found = languages.readable(ModulePage).filter(translation_key__in=[module.translation_key for module in written])
    worded = languages.preferred(found)
    return {
        "audience": page.audience,
        "jurisdiction": wordings.Said(original.jurisdiction, original.locale.language_code),
        "disclaimer": page.disclaimer,
        "language": page.locale.language_code,
        "reviewed_on": original.reviewed_on,
        "modules": {
            module.slug: {
                "objectives": list(_said_objectives(worded[module.translation_key]).values()),
                **picture(module.image),
            }
            for module in written
        },
        **picture(original.image),
    }
