"""The colours of the site, as a stylesheet of its own: pages carry no styles."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cms import facts

YEAR = 365 * 24 * 60 * 60


@require_safe
def stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """By what it says, so that it can be kept for good; an old address shows today's colours and is not kept."""
    site = facts.current()
    answer = HttpResponse(site.stylesheet, content_type="text/css; charset=utf-8")
    if digest == site.digest:
        patch_cache_control(answer, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(answer, no_store=True)
    return answer
