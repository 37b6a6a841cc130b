"""Many at once, from a file: upload, preview, confirmation, progress, result, and the mail let go."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import LearnerRequest
from accounts.models import Notice
from certificates import batchfiles
from certificates.actions import batches
from certificates.models import Batch, BatchRow
from cms import spreadsheets
from cms.views.registrar import findings, trails
from cms.views.registrar.forms import BatchForm, RowFilters
from cms.views.staff import frames
from cms.views.staff.frames import frame, posted

ICON = "list-ul"
TITLE = gettext_lazy("Batches")
COLUMNS = (gettext_lazy("File"), gettext_lazy("State"), gettext_lazy("Rows"), gettext_lazy("Mail"), gettext_lazy("By"))
ROW_COLUMNS = (gettext_lazy("Line"), gettext_lazy("Who or what"), gettext_lazy("State"), gettext_lazy("What"))
HEADINGS = (
    *(gettext_lazy("Line"), gettext_lazy("As given"), gettext_lazy("Reason"), gettext_lazy("State")),
    *(gettext_lazy("Result"), gettext_lazy("Certificate")),
)
PERMISSIONS = ("certificates.add_certificate", "certificates.change_certificate")
ACTS = {"confirm": batches.confirm, "discard": batches.discard, "retry": batches.try_again, "release": batches.release}
may_run_batches = permission_required(PERMISSIONS, raise_exception=True)


@require_safe
@may_run_batches
def listing(request: LearnerRequest) -> HttpResponse:
    """Newest first."""
    rows = Batch.objects.select_related("created_by", "course").order_by("-created_at", "-pk")
    context = frames.listing(rows, request, title=TITLE, icon=ICON, columns=COLUMNS)
    counts = findings.counts(list(context["page"]))
    context["batches"] = [(batch, counts[batch.pk]) for batch in context["page"]]
    return render(request, "cms/registrar/batches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_run_batches
def upload(request: LearnerRequest) -> HttpResponse:
    """A file, and what to do with its rows."""
    form = BatchForm(posted(request), request.FILES if request.POST else None)
    at = timezone.now()
    if form.is_valid():
        try:
            batch = batches.take_in(**form.facts, actor=request.user, at=at)
        except batchfiles.NotATable as problem:
            form.add_error("file", findings.refusal(problem))
        else:
            if batch.created_at != at:
                messages.info(request, _("This very file was uploaded before. This is what became of it."))
            return redirect("registrar:batch", batch.uuid)
    context = {"form": form, **frame(_("New batch"), icon=ICON, trail=[(reverse("registrar:batches"), TITLE)])}
    return render(request, "cms/registrar/upload.html", context, status=400 if form.errors else 200)


@require_safe
@may_run_batches
def batch(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """What each row would do, is doing or did, and what can be done with all of it."""
    found = _find(uuid)
    form = RowFilters(request.GET)
    rows = found.rows.select_related("learner", "certificate", "issued")
    if form.is_valid() and form.cleaned_data["state"]:
        rows = rows.filter(state=form.cleaned_data["state"])
    context = frames.listing(rows, request, title=str(found), icon=ICON, columns=ROW_COLUMNS)
    counts = found.counts()
    total = sum(counts.values())
    context |= {
        "batch": found,
        "form": form,
        "counts": [(BatchRow.State(state), count) for state, count in counts.items() if count],
        "total": total,
        "left": counts["waiting"],
        "applied": total - counts["waiting"],
        "failed": counts["failed"],
        "lines": [(row, findings.words(row)) for row in context["page"]],
        "held": Notice.objects.filter(hold=found.hold).count(),
        "trail": list(trails.of_subject(found.uuid)),
        **frame(str(found), icon=ICON, trail=[(reverse("registrar:batches"), TITLE)]),
    }
    return render(request, "cms/registrar/batch.html", context)


@require_POST
@may_run_batches
def act(request: LearnerRequest, uuid: UUID, name: str) -> HttpResponse:
    """Apply, discard, try again, or let the mail go."""
    found = _find(uuid)
    if name not in ACTS:
        raise Http404
    try:
        ACTS[name](found, actor=request.user)
    except batches.NotDone:
        messages.error(request, _("Its rows are not all applied yet."))
    return redirect("registrar:batch", uuid)


@require_safe
@may_run_batches
def result(request: LearnerRequest, uuid: UUID) -> HttpResponseBase:
    """Every row with its result, as a file."""
    found = _find(uuid)
    rows = found.rows.select_related("issued", "certificate").iterator(chunk_size=1000)
    lines = (
        (
            row.number,
            row.subject,
            row.reason,
            row.get_state_display(),
            findings.words(row),
            row.issued or row.certificate,
        )
        for row in rows
    )
    return spreadsheets.response(f"batch-{found.uuid}", HEADINGS, lines, "csv")


def _find(uuid: UUID) -> Batch:
    return get_object_or_404(Batch.objects.select_related("course", "created_by", "confirmed_by"), uuid=uuid)
