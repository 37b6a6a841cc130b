"""Renderings of published content, cached by language and revision so that a reader costs no page query."""

from html import unescape
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.utils.html import strip_tags
from django.utils.translation import get_language

from cms import lesson_body
from cms.catalogue import picture
from cms.models import CoursePage, GlossaryTerm, LessonPage, ModulePage
from courses import passages
from courses.models import Activity, Course

SECONDS = 60 * 60 * 24
# Of what is cached about a lesson or a course; another shape gets another number.
SHAPE = 4


def lesson(activity: Activity, course: Course) -> dict[str, Any]:
    """What a lesson says: its body, and the letters of it alone. Five queries once per revision, then none."""
    key = f"lesson:{SHAPE}:{get_language()}:{activity.uuid}:{activity.revision}:{course.outline_version}"
    cached: dict[str, Any] | None = cache.get(key)
    if cached is None:
        cached = _lesson(activity, course)
        cache.set(key, cached, SECONDS)
    return cached


def course(record: Course) -> dict[str, Any]:
    """What a course page says that the record does not: audience, pictures, objectives. Cached by outline version."""
    key = f"course:{SHAPE}:{record.uuid}:{record.outline_version}"
    cached: dict[str, Any] | None = cache.get(key)
    if cached is None:
        cached = _course(record.uuid)
        cache.set(key, cached, SECONDS)
    return cached


def _lesson(activity: Activity, course: Course) -> dict[str, Any]:
    page = LessonPage.objects.live().filter(translation_key=activity.uuid).first()
    if page is None:
        empty: dict[str, Any] = {"parts": [], "text": "", "glossed": [], "objectives": [], "terms": []}
        return {**empty, "reviewed_on": None, "review_due": None}
    glossary = list(GlossaryTerm.objects.filter(course_uuid=course.uuid))
    texts = page.get_parent().specific.objective_texts
    body = lesson_body.read(page.body, (term.entry for term in glossary))
    html = "".join(part.get("html", "") for part in body["parts"])
    return {
        **body,
        "text": passages.squeeze(unescape(strip_tags(html))),
        "codes": page.objective_codes,
        "objectives": [texts[code] for code in page.objective_codes if code in texts],
        "terms": [
            {"term": term.term, "definition": term.definition} for term in glossary if term.lesson_uuid == activity.uuid
        ],
        "reviewed_on": page.reviewed_on,
        "review_due": page.review_due,
    }


def _course(uuid: UUID) -> dict[str, Any]:
    page = CoursePage.objects.live().select_related("image").filter(translation_key=uuid).first()
    if page is None:
        words = dict.fromkeys(("audience", "jurisdiction", "disclaimer"), "")
        return {**words, "reviewed_on": None, "modules": {}, **picture(None)}
    modules = ModulePage.objects.live().child_of(page).select_related("image")
    return {
        "audience": page.audience,
        "jurisdiction": page.jurisdiction,
        "disclaimer": page.disclaimer,
        "reviewed_on": page.reviewed_on,
        "modules": {
            module.slug: {"objectives": list(module.objective_texts.values()), **picture(module.image)}
            for module in modules
        },
        **picture(page.image),
    }
