"""Usage and history of one question, for editors."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from accounts.http import LearnerRequest
from cms import bank
from cms.models import QuestionSnippet
from quizzes.actions import questions
from quizzes.models import Question

LIST = "wagtailsnippets_cms_questionsnippet:list"
EDIT = "wagtailsnippets_cms_questionsnippet:edit"
HISTORY = "wagtailsnippets_cms_questionsnippet:bank"


class ReasonForm(forms.Form):
    """Why a question is suspended or comes back; kept in its history."""

    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


class CompareForm(forms.Form):
    """Two version numbers."""

    before = forms.IntegerField(required=False, min_value=1)
    after = forms.IntegerField(required=False, min_value=1)


@require_safe
def history(request: LearnerRequest, pk: int) -> HttpResponse:
    """Versions, where it is asked, how often, and what was done to it."""
    _refuse_unless(request, "cms.view_questionsnippet")
    return _show(request, pk, ReasonForm())


@require_POST
def suspend(request: LearnerRequest, pk: int) -> HttpResponse:
    """Draw it no more."""
    return _change(request, pk, questions.suspend, _("The question is suspended. Open attempts keep it."))


@require_POST
def reinstate(request: LearnerRequest, pk: int) -> HttpResponse:
    """Back to what it was published as."""
    return _change(request, pk, questions.reinstate, _("The question is back in the bank."))


def _change(request: LearnerRequest, pk: int, action: Callable[..., Question], done: Promise) -> HttpResponse:
    _refuse_unless(request, "cms.publish_questionsnippet")
    snippet = get_object_or_404(QuestionSnippet, pk=pk)
    record = get_object_or_404(Question, uuid=snippet.uuid)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, pk, form, status=422)
    action(record, reason=form.cleaned_data["reason"], actor=request.user)
    messages.success(request, done)
    return redirect(HISTORY, pk)


def _show(request: LearnerRequest, pk: int, form: ReasonForm, *, status: int = 200) -> HttpResponse:
    snippet: Any = get_object_or_404(bank.listed(request.user), pk=pk)
    record = Question.objects.filter(uuid=snippet.uuid).first()
    context: dict[str, Any] = {
        "snippet": snippet,
        "record": record,
        "life": bank.life(snippet),
        "is_overdue": bank.is_overdue(snippet, timezone.localdate()),
        "form": form,
        "may_decide": request.user.has_perm("cms.publish_questionsnippet"),
        "breadcrumbs_items": _way(snippet),
        "header_title": _("Usage and history"),
        "header_icon": "history",
    }
    if record is not None:
        context |= {"usage": bank.usage(record), **_comparison(request, record)}
    return render(request, "cms/bank/history.html", context, status=status)


def _comparison(request: HttpRequest, record: Question) -> dict[str, Any]:
    form = CompareForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    return {"compare": form, "comparison": bank.compared(record, **chosen)}


def _way(snippet: QuestionSnippet) -> list[dict[str, str]]:
    return [
        {"url": reverse(LIST), "label": str(_("Questions"))},
        {"url": reverse(EDIT, args=[snippet.pk]), "label": snippet.ref},
        {"url": "", "label": str(_("Usage and history"))},
    ]


def _refuse_unless(request: LearnerRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied
