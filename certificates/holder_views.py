"""What holders do about their certificate: renew it, log hours, ask for another name."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import LearnerRequest
from certificates import holding
from certificates.actions import corrections, documents, hours, refusals, renewals, snapshots
from certificates.forms import CorrectionForm, HoursForm
from certificates.models import Certificate, Evidence
from courses.actions.enrolments import EnrolmentClosed


@require_safe
@login_required
@never_cache
def renewal(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """When and how it can be renewed."""
    held = _held(request, uuid)
    return render(request, "certificates/renewal.html", {**holding.renewal(held), "form": _hours_form(held)})


@require_POST
@login_required
def begin_renewal(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Open the round of the course whose exam renews."""
    held = _held(request, uuid)
    try:
        renewals.begin_round(held, actor=request.user)
    except (refusals.NotInForce, refusals.NeverExpires, refusals.NotYetRenewable, EnrolmentClosed) as refusal:
        messages.error(request, holding.words(refusal))
    else:
        messages.success(request, _("Your renewal has begun. Do what is listed here."))
    return redirect("certificates:renewal", uuid)


@require_POST
@login_required
def log_hours(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Claim hours of continuing education."""
    held = _held(request, uuid)
    form = _hours_form(held, request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "certificates/renewal.html", {**holding.renewal(held), "form": form}, status=422)
    claimed = {name: form.cleaned_data[name] for name in ("title", "provider", "hours", "done_on")}
    try:
        hours.claim(held, hours.Claim(**claimed), enclosure=form.cleaned_data["evidence"], actor=request.user)
    except (refusals.NotInForce, hours.OutsideValidity) as refusal:
        messages.error(request, holding.words(refusal))
    else:
        messages.success(request, _("Your hours are logged. We write to you when they are decided."))
    return redirect("certificates:renewal", uuid)


@require_POST
@login_required
def renew_by_hours(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Renew on the hours that were accepted."""
    held = _held(request, uuid)
    refused = (refusals.NotInForce, refusals.NeverExpires, refusals.NotYetRenewable)
    try:
        newer = renewals.renew_by_hours(held, actor=request.user)
    except (*refused, renewals.HoursMissing, renewals.RenewalClosed) as refusal:
        messages.error(request, holding.words(refusal))
        return redirect("certificates:renewal", uuid)
    messages.success(request, _("Your certificate is renewed. This is the new one."))
    return redirect(newer)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def correction(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Ask for another name, and see what became of it."""
    held = _held(request, uuid)
    present = held.facts["recipient_name"]
    form = CorrectionForm(request.POST or None, request.FILES or None, present=present, initial={"legal_name": present})
    if not form.is_valid():
        context = {**holding.correction(held), "form": form}
        return render(request, "certificates/correction.html", context, status=422 if form.is_bound else 200)
    asked = {name: form.cleaned_data[name] for name in ("legal_name", "reason")}
    try:
        corrections.request(held, **asked, enclosure=form.cleaned_data["evidence"], actor=request.user)
    except (refusals.NotInForce, corrections.NothingToCorrect) as refusal:
        messages.error(request, holding.words(refusal))
    return redirect("certificates:correction", uuid)


@require_safe
@login_required
@cache_control(private=True, no_store=True)
def evidence(request: LearnerRequest, uuid: UUID) -> HttpResponseBase:
    """A file that the person handed in, as it came; nobody else gets it here."""
    kept = get_object_or_404(Evidence, uuid=uuid, owner=request.user)
    opened = documents.store().open(kept.path)
    return FileResponse(opened, as_attachment=True, filename=kept.name, content_type=kept.media_type)


def _held(request: LearnerRequest, uuid: UUID) -> Certificate:
    owned = Certificate.objects.owned_by(request.user).select_related("achievement__course")
    return get_object_or_404(owned, uuid=uuid)


def _hours_form(held: Certificate, *sent: Any) -> HoursForm:
    return HoursForm(*sent, since=held.issued_on, today=snapshots.today(timezone.now()))
