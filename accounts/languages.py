"""Languages that the interface speaks."""

import logging

from django.conf import settings
from django.utils import translation

logger = logging.getLogger(__name__)


def current() -> str:
    """The language of the page, as one of ``settings.LANGUAGES``."""
    return supported(translation.get_language() or settings.LANGUAGE_CODE)


def supported(code: str) -> str:
    """The language that speaks for ``code``. One that the site no longer offers is logged and read as English."""
    try:
        return translation.get_supported_language_variant(code)
    except LookupError:
        logger.warning("language %r is not offered, %s is used", code, settings.LANGUAGE_CODE)
        return settings.LANGUAGE_CODE
