"""The screen about oneself."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from accounts.actions import people
from accounts.forms import LanguageForm, ProfileForm
from accounts.http import LearnerRequest
from accounts.models import Accommodation, User


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: LearnerRequest) -> HttpResponse:
    """Show and change one's legal name, time zone and language."""
    user = request.user
    initial = {"legal_name": user.legal_name, "time_zone": user.time_zone, "language": user.language}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        context = {"form": form, "granted": _granted(user)}
        return render(request, "accounts/profile.html", context, status=422 if form.is_bound else 200)
    people.update_profile(user, **form.cleaned_data, actor=user)
    messages.success(request, _("Your profile has been saved."))
    return redirect("accounts:profile")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the choice in this browser, and with the person if one is signed in; go on with the page it was made on."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        raise BadRequest("not a language of this site")
    if request.user.is_authenticated:
        people.choose_language(request.user, language=form.cleaned_data["language"])
    return set_language(request)


def _granted(user: User) -> dict[str, Any] | None:
    """What the person is granted, never why: the reason stays out of the query."""
    shown = ("time_multiplier", "is_untimed", "extra_attempts", "break_minutes")
    granted = Accommodation.objects.filter(learner=user).values(*shown).first()
    return granted and {**granted, "time_multiplier": granted["time_multiplier"].normalize()}
