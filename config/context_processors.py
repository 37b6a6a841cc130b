"""What every template may say about the site itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms import facts


def site(request: HttpRequest) -> dict[str, Any]:
    """Name, colours, menus and support address, read when a template asks; and whether this is a development server."""
    known = SimpleLazyObject(facts.current)
    return {
        "site": known,
        "site_name": SimpleLazyObject(lambda: known.name),
        "support_email": SimpleLazyObject(lambda: known.support_email),
        "debug": settings.DEBUG,
    }
