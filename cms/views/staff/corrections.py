"""Void an attempt, give it more time, change a mark: each asks for a reason, then calls one action."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import LearnerRequest
from cms.views.staff import proofs
from cms.views.staff.attempts import address, attempt_frame, find
from cms.views.staff.forms import ExtendForm, MarkForm, ReasonForm
from cms.views.staff.frames import posted
from quizzes import interactions
from quizzes.actions import corrections, marking, sittings
from quizzes.actions.refusals import AttemptClosed, NothingToExtend
from quizzes.models import Attempt, Response


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("quizzes.change_attempt", raise_exception=True)
def void(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Take the attempt out of the count."""
    attempt = find(uuid)
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            correction = corrections.void(attempt, reason=form.cleaned_data["reason"], actor=request.user)
        except (corrections.ReasonMissing, marking.OwnAttempt) as error:
            form.add_error(None, explained(error))
        else:
            messages.success(request, _("The attempt is void. All of it can still be read."))
            _warn(request, correction)
            return redirect(address(attempt))
    note = _("It will not count for or against the learner any more. An open attempt is closed. This can't be undone.")
    return _form(request, attempt, form, title=_("Void this attempt"), note=note, label=_("Void the attempt"))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("quizzes.change_attempt", raise_exception=True)
def extend(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Put the deadline of an open attempt off."""
    attempt = find(uuid)
    form = ExtendForm(posted(request))
    if form.is_valid():
        wanted = form.cleaned_data
        try:
            if attempt.learner_id == request.user.pk:
                raise marking.OwnAttempt(attempt.uuid)
            sittings.extend(attempt, minutes=wanted["minutes"], actor=request.user, reason=wanted["reason"])
        except (AttemptClosed, NothingToExtend, marking.OwnAttempt) as error:
            form.add_error(None, explained(error))
        else:
            messages.success(request, _("The learner has more time. The open page shows it within a minute."))
            return redirect(address(attempt))
    note = _("Minutes are added to the deadline that stands now.")
    return _form(request, attempt, form, title=_("Give more time"), note=note, label=_("Give the time"))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("quizzes.change_attempt", raise_exception=True)
def change_mark(request: LearnerRequest, uuid: UUID, position: int) -> HttpResponse:
    """Set the mark of one answer by hand."""
    attempt = find(uuid)
    row = get_object_or_404(attempt.responses.select_related("question_version__question"), position=position)
    form = MarkForm(posted(request), initial={"score": None if row.score is None else f"{row.score.normalize():f}"})
    if form.is_valid():
        wanted = form.cleaned_data
        try:
            correction = corrections.change_mark(
                row, score=wanted["score"], reason=wanted["reason"], actor=request.user
            )
        except (corrections.NotMarked, corrections.ScoreOutOfBounds, marking.OwnAttempt) as error:
            form.add_error(None, explained(error))
        else:
            messages.success(request, _("The mark is set, and the result worked out anew."))
            _warn(request, correction)
            return redirect(address(attempt))
    title = _("Change the mark of question %(number)s") % {"number": position}
    note = _("From now on this mark stands, also when the question is regraded.")
    return _form(request, attempt, form, title=title, note=note, label=_("Set the mark"), **_shown(row))


def explained(error: Exception) -> str:
    """Why an action refused, for the person at the form."""
    reasons: dict[type[Exception], str] = {
        corrections.ReasonMissing: _("Say why."),
        corrections.NotMarked: _("This answer has no mark that could be changed."),
        corrections.ScoreOutOfBounds: _("A mark lies between 0 and what the question is worth."),
        marking.OwnAttempt: _("This is your own attempt. Somebody else has to do this."),
        AttemptClosed: _("The attempt is closed, or its time is up."),
        NothingToExtend: _("The attempt has no time limit."),
    }
    return reasons[type(error)]


def _warn(request: LearnerRequest, correction: corrections.Correction) -> None:
    """A pass was lost: name the certificates that rested on it."""
    if not correction.falls:
        return
    attempt = correction.attempt
    lost = proofs.Pass(attempt.pk, attempt.quiz_id, attempt.enrolment_id)
    resting = proofs.resting_on([lost]).get(attempt.pk, [])
    if resting:
        numbers = ", ".join(str(certificate) for certificate in resting)
        messages.warning(
            request, _("Still valid, though it rested on this result: %(numbers)s.") % {"numbers": numbers}
        )


def _shown(row: Response) -> dict[str, Any]:
    content = row.question_version.content
    interaction = interactions.get(row.question_version.kind)
    return {
        "row": row,
        "prompt": content.get("title") or content["prompt"],
        "given": row.value if interaction.NEEDS_PERSON else interaction.describe(content, row.value),
        "explanation": interaction.explain(content, row.value, row.option_order),
    }


def _form(
    request: LearnerRequest, attempt: Attempt, form: forms.Form, *, title: str, note: str, label: str, **extra: Any
) -> HttpResponse:
    context = {
        "attempt": attempt,
        "form": form,
        "note": note,
        "submit_label": label,
        "back_url": address(attempt),
        **extra,
        **attempt_frame(attempt, title),
    }
    return render(request, "cms/staff/correct.html", context, status=400 if form.errors else 200)
