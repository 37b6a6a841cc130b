"""Languages that the interface speaks."""

import logging

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

logger = logging.getLogger(__name__)


# In an address, for that request alone: what search engines and links to a translation use.
PARAMETER = "lang"


def asked_for(request: HttpRequest) -> str:
    """The language that the address of a page asks for, if it is one of ours."""
    wanted = request.GET.get(PARAMETER, "") if request.method in {"GET", "HEAD"} else ""
    return wanted if wanted in dict(settings.LANGUAGES) else ""


def address(request: HttpRequest) -> str:
    """Of the page, without asking for a language."""
    query = request.GET.copy()
    if query.pop(PARAMETER, None) is None:
        return request.get_full_path()
    return f"{request.path}?{query.urlencode()}" if query else request.path


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
