"""Renderings of published content, cached by revision so that a reader costs no page query."""

from html import unescape
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from cms.catalogue import picture
from cms.models import CoursePage, GlossaryTerm, LessonPage, ModulePage
from courses import passages
from courses.models import Activity, Course

SECONDS = 60 * 60 * 24


def lesson(activity: Activity, course: Course) -> dict[str, Any]:
    """What a lesson says: its body, and the letters of it alone. Five queries once per revision, then none."""
    key = f"reading:{activity.uuid}:{activity.revision}:{course.outline_version}"
    cached: dict[str, Any] | None = cache.get(key)
    if cached is None:
        cached = _lesson(activity)
        cache.set(key, cached, SECONDS)
    return {**cached, "body": _safe(cached["body"])}


def course(record: Course) -> dict[str, Any]:
    """What a course page says that the record does not: audience, pictures, objectives. Cached by outline version."""
    key = f"course:{record.uuid}:{record.outline_version}"
    cached: dict[str, Any] | None = cache.get(key)
    if cached is None:
        cached = _course(record.uuid)
        cache.set(key, cached, SECONDS)
    return cached


def _safe(body: str) -> SafeString:
    return mark_safe(body)  # noqa: S308  # rendered by our block templates, which escape


def _lesson(activity: Activity) -> dict[str, Any]:
    page = LessonPage.objects.live().filter(translation_key=activity.uuid).first()
    if page is None:
        return {"body": "", "text": "", "objectives": [], "terms": [], "reviewed_on": None, "review_due": None}
    texts = _objective_texts(page.get_parent().specific)
    body = str(page.body.render_as_block())
    return {
        "body": body,
        "text": passages.squeeze(unescape(strip_tags(body))),
        "objectives": [texts[code] for code in page.objective_codes if code in texts],
        "terms": list(GlossaryTerm.objects.filter(lesson_uuid=activity.uuid).values("term", "definition")),
        "reviewed_on": page.reviewed_on,
        "review_due": page.review_due,
    }


def _course(uuid: UUID) -> dict[str, Any]:
    page = CoursePage.objects.live().select_related("image").filter(translation_key=uuid).first()
    if page is None:
        return {"audience": "", "disclaimer": "", "reviewed_on": None, "modules": {}, **picture(None)}
    modules = ModulePage.objects.live().child_of(page).select_related("image")
    return {
        "audience": page.audience,
        "disclaimer": page.disclaimer,
        "reviewed_on": page.reviewed_on,
        "modules": {
            module.slug: {"objectives": list(_objective_texts(module).values()), **picture(module.image)}
            for module in modules
        },
        **picture(page.image),
    }


def _objective_texts(module: ModulePage) -> dict[str, str]:
    return {block.value["code"]: block.value["text"] for block in module.objectives}
