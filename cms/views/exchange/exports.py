"""Questions as a file, with a word beforehand on what the format can't carry."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.http import LearnerRequest
from cms.actions import question_exports
from cms.question_drafts import drafts
from cms.question_filters import Questions, chosen
from cms.views.exchange.forms import ExportForm
from cms.views.exchange.imports import trail
from cms.views.staff.frames import frame
from quizzes.formats import FORMATS, Draft, Format, LeftOut, Notes
from quizzes.formats.model import nobody

ICON = "download"
TITLE = gettext_lazy("Export questions")
SHOWN = 100


@dataclass(frozen=True)
class Change:
    """A question that the format can't carry as it is; with a reason, not at all."""

    ref: str
    reason: str
    notes: tuple[str, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("cms.view_questionsnippet", raise_exception=True)
def export(request: LearnerRequest) -> HttpResponseBase:
    """What the address asks for, in the chosen format: first the report, then by a button the file."""
    form = ExportForm({"format": "xlsx", **request.GET.dict(), **request.POST.dict()})
    chosen_format = FORMATS[form.cleaned_data["format"] if form.is_valid() else "xlsx"]
    questions = chosen(request.GET, request)
    if request.method == "POST":
        return _file(request, questions, chosen_format)
    return _report(request, questions, chosen_format, form)


def _report(request: LearnerRequest, questions: Questions, chosen_format: Format, form: ExportForm) -> HttpResponse:
    total = questions.count()
    changes = list(_changes(_drafts(questions), chosen_format))
    left = sum(bool(change.reason) for change in changes)
    asked = request.GET.copy()
    asked.pop("format", None)
    context = {
        "form": form,
        "format": chosen_format,
        "asked": [(name, value) for name, values in asked.lists() for value in values],
        "total": total,
        "left": left,
        "noted": len(changes) - left,
        "changes": sorted(changes, key=lambda change: not change.reason)[:SHOWN],
        "more": max(len(changes) - SHOWN, 0),
        **frame(TITLE, icon=ICON, trail=trail()),
    }
    return render(request, "cms/exchange/export.html", context)


def _file(request: LearnerRequest, questions: Questions, chosen_format: Format) -> StreamingHttpResponse:
    question_exports.note(questions, actor=request.user, format_name=chosen_format.name)
    body = chosen_format.write(_drafts(questions), nobody)
    name = f"questions-{timezone.localdate():%Y-%m-%d}-{chosen_format.name}{chosen_format.suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(body, content_type=chosen_format.media_type, headers=headers)


def _drafts(questions: Questions) -> Iterator[Draft]:
    return drafts(questions.select_related("latest_revision").iterator(chunk_size=200))


def _changes(found: Iterable[Draft], chosen_format: Format) -> Iterator[Change]:
    for draft in found:
        notes = Notes()
        reason = ""
        try:
            chosen_format.reduce(draft.content, notes)
        except LeftOut as error:
            reason = str(error)
        if reason or notes.texts:
            yield Change(draft.ref, reason, tuple(notes))
