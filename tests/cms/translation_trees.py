"""Translations of small page trees, made through Wagtail Localize as a translator makes them."""

from collections.abc import Callable
from typing import Any

from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from accounts.models import User
from cms.actions import translations
from tests.cms.trees import fresh


def in_french(text: str) -> str:
    return f"FR {text}"


def begin(page: Page, language: str = "fr") -> Translation:
    """Submit the page as it is now; its translation is a draft in the words of the original."""
    locale = Locale.objects.get(language_code=language)
    translations.settle([page])
    translate_object(fresh(page), [locale])
    return Translation.objects.get(source__object_id=page.translation_key, target_locale=locale)


def write(translation: Translation, words: Callable[[str], str] = in_french, *, by: User | None = None) -> None:
    """Translate every text of it."""
    for segment in StringSegment.objects.filter(source=translation.source).select_related("string"):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            defaults={"data": words(segment.string.data), "last_translated_by": by, "translation_type": "manual"},
        )


def publish(translation: Translation) -> Any:
    """Put the words in, and publish."""
    translation.source.create_or_update_translation(
        translation.target_locale, publish=False, fallback=True, copy_parent_pages=True
    )
    page = fresh(translation.get_target_instance())
    page.get_latest_revision().publish()
    return fresh(page)


def translate(page: Page, language: str = "fr", words: Callable[[str], str] = in_french) -> Any:
    """All of it."""
    translation = begin(page, language)
    write(translation, words)
    return publish(translation)
