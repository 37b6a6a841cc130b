"""Reading without a network: the service worker, and the page that it shows when there is nothing else."""

import hashlib
import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

# Tells the service worker to keep this page for reading without a network.
KEEP = "X-Keep-Offline"
# What every page needs to look like itself.
ASSETS = (
    *("css/tokens.css", "css/base.css", "css/components.css", "css/blocks.css"),
    *("js/theme.js", "js/offline/site.js", "js/offline/page.js", "img/icons.svg", "img/favicon.svg"),
)


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Its address gives it the whole site; it changes when what it keeps does."""
    assets = [static(path) for path in ASSETS]
    page = reverse("cms:offline", args=[get_language()])
    offline = {
        "page": page,
        "assets": assets,
        "version": hashlib.sha256(json.dumps([page, *assets]).encode()).hexdigest()[:12],
        "signOut": reverse("account_logout"),
    }
    return render(request, "cms/worker.js", {"offline": json.dumps(offline)}, content_type="text/javascript")


@require_safe
@cache_control(public=True, max_age=300)
def offline(request: HttpRequest, language: str) -> HttpResponse:
    """Shown in place of any page that can't be reached; the same for everybody who reads this language."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        return render(request, "cms/offline.html")
