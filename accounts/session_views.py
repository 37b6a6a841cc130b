"""The screen on which people see where they are signed in, and sign out elsewhere."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import sessions
from accounts.actions import sessions as signing_out
from accounts.http import LearnerRequest


@require_safe
@login_required
def signed_in(request: LearnerRequest) -> HttpResponse:
    """Every browser in which one is signed in."""
    found = sessions.signed_in(request.user, current_key=str(request.session.session_key))
    return render(request, "accounts/sessions.html", {"sessions": found})


@require_POST
@login_required
def end(request: LearnerRequest, pk: int) -> HttpResponse:
    """Sign out in one other browser. This one has its own way out, in the menu."""
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    signing_out.end(get_object_or_404(others.select_related("user"), pk=pk), actor=request.user)
    messages.success(request, _("You are signed out there."))
    return redirect("accounts:sessions")


@require_POST
@login_required
def end_others(request: LearnerRequest) -> HttpResponse:
    """Sign out everywhere else."""
    key = str(request.session.session_key)
    signing_out.end_others(request.user, current_key=key, actor=request.user)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("accounts:sessions")
