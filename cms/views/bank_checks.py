"""The bank as a whole: where its keys stand, and which hints its wordings get."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.http import LearnerRequest
from cms import writing
from cms.question_filters import chosen
from cms.views.exchange.imports import trail
from cms.views.staff.frames import frame

ICON = "check"
TITLE = gettext_lazy("Writing checks")


@require_safe
@permission_required("cms.view_questionsnippet", raise_exception=True)
def checks(request: LearnerRequest) -> HttpResponse:
    """Of the questions that the address asks for, as the list does."""
    questions = chosen(request.GET, request)
    asked = request.GET.copy()
    asked.pop("hint", None)
    context: dict[str, Any] = {
        "total": questions.count(),
        "places": writing.balance(questions),
        "tally": writing.tally(questions),
        "asked": asked.urlencode(),
        **frame(TITLE, icon=ICON, trail=trail()),
    }
    return render(request, "cms/bank/checks.html", context)
