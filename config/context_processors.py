"""What every template may say about the site itself."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str | bool]:
    """Name, support address and whether this is a development server."""
    return {"site_name": settings.SITE_NAME, "support_email": settings.SUPPORT_EMAIL, "debug": settings.DEBUG}
