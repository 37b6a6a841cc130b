"""What every screen and mail says about the site: read once, kept in the cache, forgotten when it is edited."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language

from cms import link_blocks
from cms.models import SiteSettings

# Pages that menus lead to may move or change their title in the meantime.
SECONDS = 300
DIGEST = 12
MAIN = ("cms:catalogue", "cms:learn", "certificates:verify_form")
FOOTER = ("cms:search", "cms:help")
LOGO = "height-56"


@dataclass(frozen=True)
class Facts:
    """Plain values, as templates show them; ``links`` are pairs of label and address."""

    name: str
    support_email: str
    footer_text: str
    logo_url: str
    stylesheet: str
    digest: str
    main_links: list[tuple[str, str]]
    footer_links: list[tuple[str, str]]


def current() -> Facts:
    """In the language of the moment: no query while it is kept."""
    key = _key(get_language() or settings.LANGUAGE_CODE)
    facts: Facts | None = cache.get(key)
    if facts is None:
        facts = _read()
        cache.set(key, facts, SECONDS)
    return facts


def forget() -> None:
    """Read it anew, in every language."""
    cache.delete_many([_key(code) for code, _name in settings.LANGUAGES])


def names() -> dict[str, str]:
    """For mails, which are written below this app."""
    facts = current()
    return {"site_name": facts.name, "support_email": facts.support_email}


def _key(language: str) -> str:
    return f"site-facts.{language}"


def _read() -> Facts:
    kept = SiteSettings.base_queryset().first() or SiteSettings()
    sheet = kept.stylesheet
    return Facts(
        name=kept.name or settings.SITE_NAME,
        support_email=kept.support_email or settings.SUPPORT_EMAIL,
        footer_text=kept.footer_text,
        logo_url=kept.logo.get_rendition(f"{LOGO}|preserve-svg").url if kept.logo else "",
        stylesheet=sheet,
        digest=hashlib.sha256(sheet.encode()).hexdigest()[:DIGEST] if sheet else "",
        main_links=link_blocks.read(kept.main_links) or [link_blocks.screen(name) for name in MAIN],
        footer_links=link_blocks.read(kept.footer_links) or [link_blocks.screen(name) for name in FOOTER],
    )
