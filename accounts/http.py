"""Requests, as the apps above meet them."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

from accounts.models import Notice, User

View = Callable[..., HttpResponse]
# A household or an office has one such network of IPv6, and any number of addresses within.
IPV6_NETWORK = 64


class LearnerRequest(HttpRequest):
    """A request behind ``login_required``: the user is a person, never anonymous."""

    user: User
    htmx: HtmxDetails


# In the session: when it was last known to be used, in seconds of the clock.
SEEN_KEY = "seen_at"


def note_unread(request: LearnerRequest) -> int:
    """Count what the person has not read, and keep it in the session, where every page's menu finds it for nothing."""
    unread = Notice.objects.shown_to(request.user).unread().count()
    if request.session.get("unread_notices") != unread:
        request.session["unread_notices"] = unread
    return unread


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks, rather than a person."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def limit_rate(rule: str) -> Callable[[View], View]:
    """Answer 429 to an address that has used up ``settings.RATE_LIMITS[rule]``: so many requests in so many seconds.

    Costs no query. While the cache is away nothing is counted.
    """

    def limit(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            most, seconds = settings.RATE_LIMITS[rule]
            if _count(f"rate:{rule}:{_origin(request)}", seconds) > most:
                return _too_many(request, seconds)
            return view(request, *args, **kwargs)

        return limited

    return limit


def _count(key: str, seconds: int) -> int:
    """How often since the first of this window."""
    if cache.add(key, 1, seconds):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # the window ended between the two calls
        return 1


def _origin(request: HttpRequest) -> str:
    address = get_adapter().get_client_ip(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return str(address)
    return str(ipaddress.ip_network((parsed, IPV6_NETWORK), strict=False)) if parsed.version == 6 else str(parsed)


def _too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    if wants_json(request):
        response: HttpResponse = JsonResponse({"error": "too_many_requests", "retry_after": seconds}, status=429)
    else:
        response = render(request, "429.html", status=429)
    response["Retry-After"] = str(seconds)
    return response
