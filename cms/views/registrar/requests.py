"""What holders ask for and a registrar decides: other names on certificates, and hours of continuing education."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import LearnerRequest
from certificates.actions import corrections, hours, refusals
from certificates.models import ContinuingEducation, NameCorrection
from cms.views.registrar import acts, trails
from cms.views.registrar.certificates import address
from cms.views.registrar.forms import DecisionForm
from cms.views.registrar.states import State
from cms.views.staff import frames
from cms.views.staff.frames import frame, posted

ICON = "mail"
TITLE = gettext_lazy("Requests")
Facts = Iterator[tuple[str, Any]]

REFUSALS: dict[type[Exception], Promise] = {
    **acts.REFUSALS,
    refusals.ReasonMissing: gettext_lazy("Say why: the holder reads it."),
    refusals.AlreadyDecided: gettext_lazy("Somebody else has decided this meanwhile, and otherwise."),
    refusals.OwnCertificate: gettext_lazy("This is about your own certificate. Somebody else decides."),
}


@dataclass(frozen=True)
class Queue:
    """One kind of request."""

    title: Promise
    model: type[Model]
    waiting: Callable[[], QuerySet[Any]]
    accept: Callable[..., Any]
    refuse: Callable[..., Any]
    accepted: Promise
    columns: tuple[Promise, ...]
    cells: Callable[[Any], tuple[Any, ...]]
    facts: Callable[[Any], Facts]


def _name_cells(row: NameCorrection) -> tuple[Any, ...]:
    return row.certificate.facts["recipient_name"], row.legal_name, row.requested_at


def _name_facts(row: NameCorrection) -> Facts:
    yield _("Name as printed"), row.certificate.facts["recipient_name"]
    yield _("Name asked for"), row.legal_name
    yield _("Name now"), row.certificate.learner.legal_name
    yield _("Why"), row.reason
    yield _("Asked on"), date_format(row.requested_at, "j M Y, H:i")


def _hours_cells(row: ContinuingEducation) -> tuple[Any, ...]:
    return f"{row.title}, {row.provider}", number_format(row.hours.normalize()), row.claimed_at


def _hours_facts(row: ContinuingEducation) -> Facts:
    tally = hours.tally(row.certificate)
    yield _("What was attended"), row.title
    yield _("Held by"), row.provider
    yield _("Hours"), number_format(row.hours.normalize())
    yield _("Last day"), date_format(row.done_on, "j M Y")
    yield _("Handed in on"), date_format(row.claimed_at, "j M Y, H:i")
    yield _("Accepted so far"), number_format(tally.accepted.normalize())
    yield _("Needed for a renewal"), tally.required or _("hours renew nothing here")


QUEUES = {
    "names": Queue(
        title=gettext_lazy("Other names"),
        model=NameCorrection,
        waiting=corrections.waiting,
        accept=corrections.grant,
        refuse=corrections.refuse,
        accepted=gettext_lazy("Granted. The certificate is issued anew with this name."),
        columns=(gettext_lazy("Name as printed"), gettext_lazy("Name asked for"), gettext_lazy("Since")),
        cells=_name_cells,
        facts=_name_facts,
    ),
    "hours": Queue(
        title=gettext_lazy("Continuing education"),
        model=ContinuingEducation,
        waiting=hours.waiting,
        accept=hours.accept,
        refuse=hours.refuse,
        accepted=gettext_lazy("Accepted. The hours count towards the renewal."),
        columns=(gettext_lazy("What"), gettext_lazy("Hours"), gettext_lazy("Since")),
        cells=_hours_cells,
        facts=_hours_facts,
    ),
}


@require_safe
@permission_required(acts.PERMISSION, raise_exception=True)
def listing(request: LearnerRequest, queue: str) -> HttpResponse:
    """What nobody has decided yet, the oldest first."""
    chosen = QUEUES[queue]
    columns = (gettext_lazy("Certificate"), *chosen.columns)
    context = frames.listing(chosen.waiting(), request, title=TITLE, icon=ICON, columns=columns)
    context |= {
        "queues": [(name, one.title, one.waiting().count(), name == queue) for name, one in QUEUES.items()],
        "rows": [(row, chosen.cells(row), _address(queue, row)) for row in context["page"]],
    }
    return render(request, "cms/registrar/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(acts.PERMISSION, raise_exception=True)
def decide(request: LearnerRequest, queue: str, uuid: UUID) -> HttpResponse:
    """One request with its evidence; what was decided stays to be read."""
    chosen = QUEUES[queue]
    related = ("certificate__learner", "certificate__achievement", "evidence", "decided_by")
    row: Any = get_object_or_404(chosen.model._default_manager.select_related(*related), uuid=uuid)
    form = DecisionForm(posted(request))
    if form.is_valid() and _decide(request, chosen, row, form):
        return redirect(_queue_address(queue))
    certificate = row.certificate
    context = {
        "row": row,
        "form": form,
        "facts": list(chosen.facts(row)),
        "state": State(certificate.state()),
        "certificate_url": address(certificate),
        "is_own": certificate.learner_id == request.user.pk,
        "is_open": row.decided_at is None,
        "trail": list(trails.of_certificates([certificate.uuid], certificate.learner)),
        "back_url": _queue_address(queue),
        **frame(str(row), icon=ICON, trail=[(_queue_address(queue), chosen.title)]),
    }
    return render(request, "cms/registrar/request.html", context, status=400 if form.errors else 200)


def _decide(request: LearnerRequest, queue: Queue, row: Any, form: DecisionForm) -> bool:
    """Whether it is decided; otherwise the form says why not."""
    accepts = form.cleaned_data["decision"] == DecisionForm.ACCEPT
    try:
        (queue.accept if accepts else queue.refuse)(row, note=form.cleaned_data["note"], actor=request.user)
    except tuple(REFUSALS) as refusal:
        row.refresh_from_db()
        form.add_error(None, str(REFUSALS[type(refusal)]))
        return False
    messages.success(request, str(queue.accepted) if accepts else _("Refused. The holder is told why."))
    return True


def _queue_address(queue: str) -> str:
    return reverse(f"registrar:{queue}")


def _address(queue: str, row: Any) -> str:
    return reverse(f"registrar:decide_{queue}", args=[row.uuid])
