"""Who may have a certificate, who not, and why; and issuing one by hand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import LearnerRequest
from certificates.actions import issuing, refusals
from certificates.models import Certificate
from cms import eligibility
from cms.views.registrar import trails
from cms.views.registrar.certificates import address
from cms.views.registrar.forms import EligibilityFilters, ReasonForm
from cms.views.registrar.states import State
from cms.views.staff import frames
from cms.views.staff.frames import frame, posted

ICON = "tasks"
TITLE = gettext_lazy("Eligibility")
COLUMNS = (
    gettext_lazy("Learner"),
    gettext_lazy("Course"),
    gettext_lazy("What is missing"),
    gettext_lazy("Certificate"),
)
ISSUE = "certificates.add_certificate"


@require_safe
@permission_required("certificates.view_certificate", raise_exception=True)
def listing(request: LearnerRequest) -> HttpResponse:
    """Everybody who takes a course that earns a certificate, by name."""
    form = EligibilityFilters(request.GET)
    chosen = eligibility.search(**form.cleaned_data) if form.is_valid() else eligibility.search().none()
    context = frames.listing(chosen, request, title=TITLE, icon=ICON, columns=COLUMNS)
    lines = [_shown(line) for line in eligibility.lines(context["page"])]
    return render(request, "cms/registrar/eligibility.html", {"form": form, "lines": lines, **context})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("certificates.view_certificate", raise_exception=True)
def person(request: LearnerRequest, course: UUID, learner: UUID) -> HttpResponse:
    """One learner in one course: every requirement, and a certificate by hand for whoever may issue it."""
    line = _find(course, learner)
    may_issue = request.user.has_perm(ISSUE) and line.may_be_issued and line.enrolment.learner_id != request.user.pk
    form = ReasonForm(posted(request)) if may_issue else None
    if request.method == "POST":
        issued = _issue(request, line, form)
        if issued is not None:
            return redirect(address(issued))
    held = line.certificate
    context = {
        **_shown(line),
        "form": form,
        "is_own": line.enrolment.learner_id == request.user.pk,
        "trail": list(trails.of_certificates([held.uuid] if held else [], line.enrolment.learner)),
        "back_url": reverse("registrar:eligibility"),
        **frame(str(line.enrolment.learner), icon=ICON, trail=[(reverse("registrar:eligibility"), TITLE)]),
    }
    return render(request, "cms/registrar/person.html", context, status=400 if form and form.errors else 200)


def _find(course: UUID, learner: UUID) -> eligibility.Line:
    found = eligibility.search().filter(course__uuid=course, learner__uuid=learner)
    for line in eligibility.lines(found):
        return line
    raise Http404


def _issue(request: LearnerRequest, line: eligibility.Line, form: ReasonForm | None) -> Certificate | None:
    """None when nothing was issued; then the page says why."""
    if form is None:
        messages.error(request, _("You can't issue this one."))
    elif form.is_valid():
        try:
            issued = issuing.issue_by_hand(line.enrolment, reason=form.cleaned_data["reason"], actor=request.user)
        except refusals.ReasonMissing:
            form.add_error("reason", _("Say why."))
        else:
            messages.success(request, _("Issued. The documents and the message to the holder follow."))
            return issued
    return None


def _shown(line: eligibility.Line) -> dict[str, Any]:
    enrolment, held = line.enrolment, line.certificate
    return {
        "line": line,
        "state": State(held.state()) if held else None,
        "url": reverse("registrar:person", args=[enrolment.course.uuid, enrolment.learner.uuid]),
        "certificate_url": address(held) if held else None,
    }
