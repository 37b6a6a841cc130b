"""A file of questions: uploaded, reported on, made drafts of."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import LearnerRequest
from cms import teams
from cms.actions import question_imports
from cms.models import ImportedQuestion, QuestionImport, QuestionSnippet
from cms.views.exchange.forms import READERS, ImportForm, ReportFilters
from cms.views.staff.frames import frame, listing, page_of, posted

ICON = "upload"
TITLE = gettext_lazy("Import questions")
COLUMNS = (gettext_lazy("File"), gettext_lazy("Course"), gettext_lazy("Uploaded"), gettext_lazy("State"))
BANK = "wagtailsnippets_cms_questionsnippet:list"


def trail() -> list[tuple[str, str]]:
    """The way back to the bank."""
    return [(reverse(BANK), _("Questions"))]


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("cms.add_questionsnippet", raise_exception=True)
def imports(request: LearnerRequest) -> HttpResponse:
    """Upload a file; below it, the person's earlier ones."""
    form = ImportForm(request.user, posted(request), request.FILES if request.POST else None)
    if form.is_valid():
        module = form.cleaned_data["module"]
        opened = question_imports.open_import(module, actor=request.user, **form.facts)
        return redirect("exchange:import", opened.uuid)
    earlier = QuestionImport.objects.opened_by(request.user).select_related("course")
    context = {
        **listing(earlier, request, title=TITLE, icon=ICON, columns=COLUMNS),
        **frame(TITLE, icon=ICON, trail=trail()),
        "form": form,
    }
    return render(request, "cms/exchange/imports.html", context, status=400 if form.errors else 200)


@require_safe
@permission_required("cms.add_questionsnippet", raise_exception=True)
def report(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """How far it is, and what the file would do or did: entry by entry."""
    found = get_object_or_404(_own(request), uuid=uuid)
    filters = ReportFilters(request.GET)
    show = filters.cleaned_data["show"] if filters.is_valid() else ""
    page, numbers = page_of(_shown(found, show), request)
    counts = Counter(dict(found.entries.order_by().values_list("verdict").annotate(times=Count("pk"))))
    context = {
        "found": found,
        "form": filters,
        "page": page,
        "elided_page_range": numbers,
        "rows": _rows(page),
        "counts": [(verdict.label, counts[verdict]) for verdict in ImportedQuestion.Verdict if counts[verdict]],
        "has_report": bool(counts),
        "waiting_count": found.total_count - found.done_count if counts else 0,
        "format": dict(READERS).get(found.reader, found.reader),
        "may_apply": teams.works_on(request.user, found.course),
        **frame(found.file_name, icon=ICON, trail=[*trail(), (reverse("exchange:imports"), str(TITLE))]),
    }
    return render(request, "cms/exchange/report.html", context)


@require_POST
@permission_required("cms.add_questionsnippet", raise_exception=True)
def accept(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Make the drafts."""
    found = get_object_or_404(_own(request), uuid=uuid)
    if not teams.works_on(request.user, found.course):
        raise PermissionDenied
    try:
        question_imports.accept(found, actor=request.user)
    except question_imports.NotReady:
        messages.error(request, _("There is nothing to make drafts of."))
    return redirect("exchange:import", found.uuid)


@require_POST
@permission_required("cms.add_questionsnippet", raise_exception=True)
def discard(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Forget the file and its report."""
    found = get_object_or_404(_own(request), uuid=uuid)
    try:
        question_imports.discard(found)
    except question_imports.NotReady:
        messages.error(request, _("Drafts came of this file, or are being made. The report stays."))
        return redirect("exchange:import", found.uuid)
    messages.success(request, _("The file and its report are gone. Nothing in the bank has changed."))
    return redirect("exchange:imports")


def _own(request: LearnerRequest) -> QuerySet[QuestionImport]:
    return QuestionImport.objects.opened_by(request.user).select_related("course")


def _shown(found: QuestionImport, show: str) -> QuerySet[ImportedQuestion]:
    entries = found.entries.order_by("position")
    if show == "noted":
        return entries.filter(has_notes=True)
    return entries.filter(verdict=show) if show else entries


def _rows(page: Any) -> list[dict[str, Any]]:
    """With the question that came of it: one query."""
    uuids = [entry.question_uuid for entry in page]
    made = dict(QuestionSnippet.objects.filter(uuid__in=uuids).values_list("uuid", "pk"))
    return [{"entry": entry, "question": made.get(entry.question_uuid)} for entry in page]
