"""The transcript of the person signed in: as a page, a table and a document."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import LearnerRequest, limit_rate
from certificates import wording
from cms import spreadsheets, transcript


@require_safe
@login_required
@never_cache
def page(request: LearnerRequest) -> HttpResponse:
    """What was read, sat and earned."""
    told = transcript.shown(transcript.of(request.user, at=timezone.now()))
    return render(request, "cms/transcript.html", told)


@require_safe
@login_required
@never_cache
def table(request: LearnerRequest) -> HttpResponseBase:
    """One row for each thing that happened."""
    own = transcript.of(request.user, at=timezone.now())
    return spreadsheets.response(_name(), transcript.HEADINGS, transcript.table(own), "csv")


@require_safe
@login_required
@limit_rate("transcript")
@never_cache
def document(request: LearnerRequest) -> HttpResponse:
    """The PDF, made anew each time."""
    try:
        made = transcript.document(transcript.of(request.user, at=timezone.now()))
    except wording.CannotSetText as problem:
        said = _("The document can't be made: no font here has the character “%(character)s”. The table has it all.")
        messages.error(request, said % {"character": problem.character})
        return redirect("cms:transcript")
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{_name()}.pdf"'
    return response


def _name() -> str:
    return f"transcript-{timezone.localdate():%Y-%m-%d}"
