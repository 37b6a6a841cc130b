"""What somebody was told, how they want to be told, and the door at the foot of a message that stops it."""

from datetime import time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import topics, unsubscribing
from accounts.actions import notices, preferences
from accounts.forms import NoticeChoicesForm
from accounts.http import LearnerRequest, note_unread
from accounts.models import Notice, User
from accounts.topics import Topic

PER_PAGE = 20


@require_safe
@login_required
@never_cache
def listing(request: LearnerRequest) -> HttpResponse:
    """What the person was told, newest first."""
    shown = Notice.objects.shown_to(request.user).select_related("recipient").order_by("-created_at", "-pk")
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    unread = note_unread(request)
    return render(request, "accounts/notices.html", {"page": page, "rows": [_row(n) for n in page], "unread": unread})


@require_POST
@login_required
def open_one(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Note that it was read, and go where it leads."""
    notice = get_object_or_404(Notice.objects.shown_to(request.user), uuid=uuid)
    notices.mark_read(request.user, uuid=notice.uuid)
    note_unread(request)
    return redirect(notice.link or "notices:list")


@require_POST
@login_required
def read_all(request: LearnerRequest) -> HttpResponse:
    """Note that all were read."""
    notices.mark_read(request.user)
    note_unread(request)
    return redirect("notices:list")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def choices(request: LearnerRequest) -> HttpResponse:
    """Choose what to be told by mail and on the site."""
    chosen = preferences.chosen(request.user)
    form = NoticeChoicesForm(request.POST if request.method == "POST" else None, chosen=chosen)
    if form.is_valid():
        for topic, by_mail, in_app in form.choices():
            preferences.choose(request.user, topic, by_mail=by_mail, in_app=in_app)
        note_unread(request)
        messages.success(request, _("Your choices have been saved."))
        return redirect("accounts:notice_choices")
    hours = [time(hour) for hour in (settings.NOTICE_QUIET_FROM, settings.NOTICE_QUIET_UNTIL)]
    context = {"groups": form.groups(), "quiet_hours": hours, "time_zone": request.user.time_zone}
    return render(request, "accounts/notice_choices.html", context, status=422 if form.is_bound else 200)


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the signed address is the proof
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one kind of mail without signing in: at once when posted to, after one button when opened."""
    user, topic = _meant(token)
    is_done = request.method == "POST"
    if is_done:
        preferences.choose(user, topic, by_mail=False)
    return render(request, "accounts/unsubscribe.html", {"topic": topic.label, "is_done": is_done})


def _meant(token: str) -> tuple[User, Topic]:
    try:
        return unsubscribing.read(token)
    except (signing.BadSignature, User.DoesNotExist, KeyError) as error:
        raise Http404 from error


def _row(notice: Notice) -> dict[str, Any]:
    return {
        "uuid": notice.uuid,
        "title": notices.subject(notice),
        "group": topics.BY_NAME[notice.topic].group,
        "at": notice.created_at,
        "is_unread": notice.read_at is None,
        "leads_on": bool(notice.link),
    }
