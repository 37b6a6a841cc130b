"""Uploaded public files in development; elsewhere a proxy or object store serves them (docs/operating.md)."""

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve


@require_safe
@csp_replace({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "sandbox": True})  # type: ignore[arg-type]  # its stub knows no arguments
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve one upload; an SVG or HTML file opened on its own may run nothing."""
    return serve(request, path, document_root=str(settings.MEDIA_ROOT))
