"""The search page."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import limit_rate
from cms import finding

LONGEST = 100


@require_safe
@limit_rate("search")
def search(request: HttpRequest) -> HttpResponse:
    """Courses, lessons and terms that hold the words, as far as the reader may see them."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    only = request.GET.get("in", "")
    groups = finding.find(query, request.user, only=only, page=request.GET.get("page", "1"))
    context = {
        "query": query,
        "only": only if only in finding.SEARCHES else "",
        "groups": groups,
        "address": urlencode({"q": query, "in": only}),
        "all_address": urlencode({"q": query}),
    }
    return render(request, "cms/search.html", context)
