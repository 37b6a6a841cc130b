"""Sentences of a course to check, and what was decided about each."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.http import LearnerRequest
from cms import evidence
from cms.languages import originals
from cms.models import CoursePage
from cms.views.sources.library import trail
from cms.views.staff.frames import frame, page_of
from courses.actions import candidates
from courses.models import Claim, ClaimCandidate

ICON = "glasses"
TITLE = gettext_lazy("Claims to check")
GROUNDS = {
    "guarantee": gettext_lazy("guarantee"),
    "approval": gettext_lazy("approval"),
    "proof": gettext_lazy("proof"),
    "efficacy": gettext_lazy("effect"),
    "safety": gettext_lazy("safety"),
    "comparison": gettext_lazy("comparison"),
    "cost": gettext_lazy("cost"),
    "number": gettext_lazy("number"),
}


class CandidateFilters(forms.Form):
    """Which sentences to list."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("Any")), *ClaimCandidate.State.choices],
    )
    lesson = forms.UUIDField(required=False, widget=forms.Select, label=gettext_lazy("Lesson"))

    def __init__(self, lessons: dict[Any, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(uuid), page.title) for uuid, page in lessons.items()]
        self.fields["lesson"].widget.choices = [("", _("All lessons")), *choices]


@require_safe
@permission_required("courses.view_sourcearticle", raise_exception=True)
def listing(request: LearnerRequest, pk: int) -> HttpResponse:
    """One course, lesson by lesson."""
    course = get_object_or_404(CoursePage, pk=pk)
    lessons = evidence.lessons(course)
    form = CandidateFilters(lessons, request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = evidence.candidates(course, state=chosen.get("state", ""), lesson_uuid=chosen.get("lesson"))
    page, numbers = page_of(found, request)
    context = {
        "course": course,
        "form": form,
        "page": page,
        "elided_page_range": numbers,
        "rows": [_row(row, lessons) for row in page],
        "claims": list(Claim.objects.filter(course_uuid=course.translation_key)),
        "tally": evidence.tally(course),
        "may_decide": _may_decide(request, course),
        "here": request.get_full_path(),
        **frame(TITLE, icon=ICON, trail=[(reverse("wagtailadmin_explore", args=[course.pk]), course.title), *trail()]),
    }
    return render(request, "cms/sources/claims.html", context)


@require_POST
@permission_required("courses.view_sourcearticle", raise_exception=True)
def decide(request: LearnerRequest, pk: int) -> HttpResponse:
    """A claim of the register, not a claim, or open again."""
    candidate = get_object_or_404(ClaimCandidate, pk=pk)
    course = get_object_or_404(originals(CoursePage), translation_key=candidate.course_uuid)
    if not _may_decide(request, course):
        raise PermissionDenied
    verdict = request.POST.get("verdict")
    if verdict == "claimed":
        _match(request, candidate)
    elif verdict == "dismissed":
        candidates.dismiss(candidate, actor=request.user)
    elif verdict == "open":
        candidates.reopen(candidate)
    return redirect(_back(request, course, candidate))


def _match(request: LearnerRequest, candidate: ClaimCandidate) -> None:
    key = request.POST.get("claim", "")
    claim = Claim.objects.filter(pk=key).first() if key.isdecimal() else None
    if claim is None:
        messages.error(request, _("Choose the claim of the register that judges this sentence."))
        return
    try:
        candidates.match_claim(candidate, claim=claim, actor=request.user)
    except candidates.ForeignClaim as error:
        raise PermissionDenied from error


def _back(request: LearnerRequest, course: CoursePage, candidate: ClaimCandidate) -> str:
    """To the list as it was filtered, at the sentence."""
    kept = {name: value for name in ("state", "lesson", "p") if (value := request.GET.get(name))}
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{reverse('sources:claims', args=[course.pk])}{query}#candidate-{candidate.pk}"


def _row(row: ClaimCandidate, lessons: dict[Any, Any]) -> dict[str, Any]:
    return {
        "candidate": row,
        "lesson": lessons.get(row.lesson_uuid),
        "grounds": [GROUNDS[ground] for ground in row.grounds if ground in GROUNDS],
    }


def _may_decide(request: LearnerRequest, course: CoursePage) -> bool:
    return bool(course.permissions_for_user(request.user).can_edit())
