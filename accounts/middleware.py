"""What a signed-in person brings to every request."""

import time
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import languages, zones
from accounts.actions import sessions
from accounts.http import SEEN_KEY

GetResponse = Callable[[HttpRequest], HttpResponseBase]
SEEN_EVERY = 60 * 60


def _may_be_signed_in(request: HttpRequest) -> bool:
    """Costs nothing without a session cookie: no query, and no ``Vary: Cookie`` on public pages."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session


class LanguageMiddleware:
    """Speaks the language that the address asks for, or that of the person signed in. The editor is in English.

    Stands below Django's LocaleMiddleware, which has chosen for everyone else and names the language in the answer.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the person's language; costs no query, as the person is read for every request anyway."""
        if request.path.startswith(reverse("wagtailadmin_home")):
            translation.activate(settings.LANGUAGE_CODE)
        elif wanted := languages.asked_for(request):
            translation.activate(wanted)
        elif _may_be_signed_in(request) and request.user.is_authenticated:
            translation.activate(languages.supported(request.user.language))
        return self.get_response(request)


class TimeZoneMiddleware:
    """Shows moments in the time zone of the person signed in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the person's zone, or in the site's when nobody is signed in."""
        if not (_may_be_signed_in(request) and request.user.is_authenticated):
            return self.get_response(request)
        with timezone.override(zones.zone(request.user.time_zone)):
            return self.get_response(request)


class PrivatePagesMiddleware:
    """Has browsers keep no page of somebody signed in: after the sign-out, Back must not show it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Leave alone what says itself how long it may be kept."""
        response = self.get_response(request)
        if not response.has_header("Cache-Control") and _may_be_signed_in(request):
            response.headers["Cache-Control"] = "private, no-store"
        return response


class LastSeenMiddleware:
    """Keeps when a session was last used, to the hour: allauth's way of doing it writes at every request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Compare with what the session itself remembers; sign-in has put it there."""
        if _may_be_signed_in(request):
            now = int(time.time())
            if now - request.session.get(SEEN_KEY, now) >= SEEN_EVERY:
                request.session[SEEN_KEY] = now
                sessions.note_seen(str(request.session.session_key))
        return self.get_response(request)


class StaffSecondFactorMiddleware:
    """Keeps staff out of the editor until they have a second factor; sign-in itself then asks for it every time."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Send staff without a second factor to where one is set up."""
        if not self._lacks_second_factor(request):
            return self.get_response(request)
        messages.warning(
            request, _("People who can change courses need a second step at sign-in. Set one up here to go on.")
        )
        return redirect("mfa_index")

    def _lacks_second_factor(self, request: HttpRequest) -> bool:
        return (
            settings.STAFF_SECOND_FACTOR_REQUIRED
            and request.path.startswith(reverse("wagtailadmin_home"))
            and _may_be_signed_in(request)
            and request.user.is_authenticated
            and request.user.is_staff
            and not is_mfa_enabled(request.user)
        )
