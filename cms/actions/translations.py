"""Beginning translations and keeping them up to date, beyond what Wagtail Localize does itself."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from wagtail.fields import StreamField
from wagtail.models import GroupPagePermission, Page
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource

from cms.models import CoursePage


@transaction.atomic
def settle(pages: Iterable[Page]) -> None:
    """Give every line of a list an identity, without which translators would not be given it. The text stays."""
    for page in pages:
        specific = page.specific
        fields = [field.name for field in specific._meta.fields if isinstance(field, StreamField)]
        values: dict[str, Any] = {}
        for name in fields:
            stream = getattr(specific, name)
            before = stream.get_prep_value()
            for block in stream:
                _ = block.value  # a block that nobody read is stored as it came
            after = stream.get_prep_value()
            if after != before:
                values[name] = stream
        if values:
            type(specific).objects.filter(pk=specific.pk).update(**values)


@transaction.atomic
def refill(source: TranslationSource) -> None:
    """A text that moved, or came back with another package, keeps its translations."""
    segments = list(StringSegment.objects.filter(source=source).values_list("string_id", "context_id"))
    strings = {string for string, _context in segments}
    kept = StringTranslation.objects.filter(
        translation_of__in=strings, context__object_id=source.object_id, has_error=False
    ).order_by("updated_at")
    known: dict[tuple[int, int], StringTranslation] = {}
    there = set()
    for each in kept:
        known[each.translation_of_id, each.locale_id] = each
        there.add((each.translation_of_id, each.locale_id, each.context_id))
    StringTranslation.objects.bulk_create(
        StringTranslation(
            translation_of_id=string,
            context_id=context,
            locale_id=locale,
            data=each.data,
            translation_type=each.translation_type,
            tool_name=each.tool_name,
            last_translated_by_id=each.last_translated_by_id,
        )
        for string, context in segments
        for (of, locale), each in known.items()
        if of == string and (string, locale, context) not in there
    )


@transaction.atomic
def share_team(original: Page, translation: Page) -> None:
    """Who writes a course translates it: its team has the same rights to its page in another language."""
    if not isinstance(translation, CoursePage):
        return
    rights = GroupPagePermission.objects.filter(page=original, group__course_team__course__pk=original.pk)
    for right in rights:
        GroupPagePermission.objects.get_or_create(
            group=right.group, page=translation.page_ptr, permission=right.permission
        )
