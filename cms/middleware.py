"""What the editor needs from the browser beyond the policy of the site (docs/adr/0004-csp-in-the-editor.md)."""

from collections.abc import Callable

from csp.constants import HEADER, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse
from django.urls import reverse


class EditorPolicyMiddleware:
    """Lets the editor's own screens insert style elements; previews in its frame keep the strict policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_preview = HEADER in response
        if request.path_info.startswith(reverse("wagtailadmin_home")) and not is_preview:
            response._csp_update = {"style-src-elem": ["'self'", UNSAFE_INLINE]}  # type: ignore[attr-defined]
        return response
