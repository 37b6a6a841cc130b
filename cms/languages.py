"""Originals and translations: courses are written in the site's first language and translated page by page.

A translation has the original's ``translation_key`` and its place in the tree of its own language. Only originals say
what a course consists of; a translation says the same in other words.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail_localize.fields import SynchronizedField, TranslatableField

PageType = TypeVar("PageType", bound=Page)


def translated(*names: str, shared: Sequence[str] = ()) -> list[Any]:
    """``translatable_fields`` of a page type: what translators write, and what follows the original."""
    # Addresses are the same in every language.
    follows = [SynchronizedField(name, overridable=False) for name in ("slug", *shared)]
    return [*(TranslatableField(name) for name in names), *follows]


def originals(model: type[Page]) -> PageQuerySet:
    """Pages as they were written: what staff and the record work with."""
    return model.objects.filter(locale__language_code=settings.LANGUAGE_CODE)


def is_original(page: Page) -> bool:
    """Whether it is one of them."""
    return bool(page.locale.language_code == settings.LANGUAGE_CODE)


def translations(model: type[Page]) -> PageQuerySet:
    """Published translations. Aliases only keep the tree of a language together and translate nothing."""
    others = model.objects.live().exclude(locale__language_code=settings.LANGUAGE_CODE)
    return others.filter(alias_of=None)


def readable(model: type[Page]) -> PageQuerySet:
    """Published pages that a reader may meet in the language of the moment: translations, and all originals."""
    spoken = Q(locale__language_code=get_language(), alias_of=None)
    written = Q(locale__language_code=settings.LANGUAGE_CODE)
    return model.objects.live().filter(spoken | written).select_related("locale")


def to_search(model: type[Page], *, among: Collection[UUID] | None = None) -> PageQuerySet:
    """What the reader would be shown, for a search in it: of what is translated the translation alone. One query."""
    pages = readable(model) if among is None else readable(model).filter(translation_key__in=among)
    shown = preferred(pages.only("pk", "translation_key", "locale"))
    return model.objects.filter(id__in=[page.pk for page in shown.values()]).select_related("locale")


def best(model: type[PageType], key: UUID) -> PageType | None:
    """The published page in the reader's language, else the original: one query."""
    return preferred(readable(model).filter(translation_key=key)).get(key)


def language_of(page: Page) -> str:
    """What a page is written in; an alias repeats the original."""
    return str(settings.LANGUAGE_CODE if page.alias_of_id else page.locale.language_code)


def preferred(pages: Iterable[PageType]) -> dict[UUID, PageType]:
    """Of each original and its translation the translation, by translation key."""
    found: dict[UUID, PageType] = {}
    for page in pages:
        if page.translation_key not in found or not is_original(page):
            found[page.translation_key] = page
    return found
