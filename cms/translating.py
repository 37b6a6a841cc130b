"""From published translations to what the record calls its entries; structure comes from originals alone."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from wagtail.models import Page
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation, TranslationSource

from cms.languages import originals, translations
from cms.models import CoursePage
from cms.permissions import written
from courses.actions import wordings
from courses.models import Activity, Course, Module, Wording


def project(course: Course) -> None:
    """Bring the wordings of a course up to date: three queries, and some for each translation.

    What was compared before is not read again, until the original or the translation is published anew.
    """
    keys = [course.uuid]
    for model in (Module, Activity):
        keys += model.objects.live().filter(course=course).values_list("uuid", flat=True)
    pages = list(translations(Page).filter(translation_key__in=keys).select_related("locale", "content_type"))
    written_in = {page.translation_key: page for page in _originals_of(pages)}
    known = {(row.uuid, row.language): row for row in Wording.objects.filter(course=course)} if pages else {}
    wordings.publish(course, list(_facts(pages, written_in, known)))


def translation_of(page: Page) -> Translation | None:
    """What stands behind a page that translators fill; None for originals, and where that was stopped."""
    found = Translation.objects.filter(source__object_id=page.translation_key, target_locale=page.locale_id)
    return found.filter(enabled=True).select_related("source").first()


def writers(translation: Translation, *, since: datetime | None) -> set[int]:
    """Who translated anything that is not published yet. Two queries."""
    found: set[int] = set()
    for model in (StringTranslation, SegmentOverride):
        rows = model.objects.filter(
            context__object_id=translation.source.object_id, locale=translation.target_locale_id
        ).exclude(last_translated_by=None)
        rows = rows.filter(updated_at__gt=since) if since else rows
        found |= set(rows.values_list("last_translated_by", flat=True))
    return found


def is_marked_outdated(page: Page) -> bool:
    """Whether readers are told that the original has changed."""
    marked = Wording.objects.filter(uuid=page.translation_key, is_outdated=True)
    return marked.filter(language=page.locale.language_code).exists()


def digest(page: Page) -> str:
    """Of what translators are given: the fields that are translated, without the identities of blocks."""
    names = {field.field_name for field in page.translatable_fields if field.is_translated(page)}
    texts = {name: text for name, text in written(type(page), page.serializable_data()).items() if name in names}
    return hashlib.sha256(json.dumps(texts, sort_keys=True, default=str).encode()).hexdigest()


def _originals_of(pages: list[Page]) -> "list[Page]":
    keys = [page.translation_key for page in pages]
    return list(originals(Page).filter(translation_key__in=keys).select_related("content_type")) if keys else []


def _facts(
    pages: list[Page], written_in: Mapping[UUID, Page], known: Mapping[tuple[UUID, str], Wording]
) -> Iterator[wordings.WordingFacts]:
    summaries = dict(CoursePage.objects.filter(pk__in=[page.pk for page in pages]).values_list("pk", "summary"))
    for page in pages:
        key = (page.translation_key, page.locale.language_code)
        revision, original = page.live_revision_id or 0, written_in[page.translation_key]
        before = known.get(key)
        made_from = before.made_from if before and before.revision == revision else _made_from(original)
        yield wordings.WordingFacts(
            *key,
            title=page.title,
            summary=summaries.get(page.pk, ""),
            revision=revision,
            made_from=made_from,
            original_revision=original.live_revision_id or 0,
            is_outdated=_is_outdated(original, before, made_from),
        )


def _made_from(original: Page) -> str:
    """What translators had before them; where nothing says so, the original as it is now."""
    source = TranslationSource.objects.filter(object_id=original.translation_key, locale=original.locale_id).first()
    return digest(source.as_instance() if source else original.specific)


def _is_outdated(original: Page, before: Wording | None, made_from: str) -> bool:
    if before and (before.original_revision, before.made_from) == (original.live_revision_id, made_from):
        return before.is_outdated
    return digest(original.specific) != made_from
