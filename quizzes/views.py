"""Sitting an assessment: the edge decides who may, the actions decide the rest."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import LearnerRequest
from courses.models import Enrolment
from quizzes import interactions, papers, screens
from quizzes.actions import attempts, sittings
from quizzes.forms import (
    LONGEST_DETAIL,
    AttemptForm,
    EventForm,
    asked_question,
    carried_positions,
    prefix,
    read_answer,
    read_number,
)
from quizzes.models import Attempt, Quiz, Response, SittingEvent
from quizzes.selection import NoFeasibleDraw, PoolTooSmall

# The buttons of the overview post where to go.
GO = "question-"


@require_POST
@login_required
def start_attempt(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Start, or go on with the attempt that is open."""
    quizzes = Quiz.objects.select_related("activity__course")
    quiz = get_object_or_404(quizzes, activity__uuid=uuid, activity__retired_at=None)
    enrolment = Enrolment.objects.round_of(request.user, quiz.activity.course)
    if enrolment is None:
        return render(request, "courses/not_enrolled.html", {"course": quiz.activity.course}, status=403)
    try:
        return redirect(attempts.start(quiz, enrolment=enrolment))
    except attempts.AttemptRefused as refusal:
        return render(request, "quizzes/refused.html", screens.refusal(quiz, refusal), status=403)
    except (PoolTooSmall, NoFeasibleDraw) as shortage:
        return render(request, "quizzes/refused.html", screens.shortage(quiz, shortage), status=503)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def attempt(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """The paper, or one question of it. Posting keeps the page's answers: so they are saved when scripts are off."""
    is_post = request.method == "POST"
    attempt = attempts.settle(_own(request, uuid) if is_post else _own_to_show(request, uuid))
    if attempt.status != Attempt.Status.OPEN:
        return redirect("quizzes:review", attempt.uuid)
    try:
        return _save_page(request, attempt) if is_post else _show_page(request, attempt)
    except attempts.AttemptClosed:
        return redirect("quizzes:review", attempt.uuid)
    except attempts.OnBreak:
        return render(request, "quizzes/break.html", screens.on_break(attempt, is_refused=True), status=409)
    except attempts.QuestionPassed:
        return render(request, "quizzes/refused.html", screens.passed_by(attempt), status=409 if is_post else 403)


@require_POST
@login_required
def save_response(request: LearnerRequest, uuid: UUID, position: int) -> JsonResponse:
    """Keep one answer and say when."""
    own = Response.objects.filter(attempt__uuid=uuid, attempt__learner=request.user, position=position)
    response = get_object_or_404(own.select_related("attempt"))
    content = papers.contents([response.question_version_id])[response.question_version_id]
    try:
        answer = read_answer(content, request.POST, prefix(position))
        saved = attempts.save_response(response.attempt, position, answer)
    except interactions.ResponseError as error:
        return JsonResponse({"message": error.message}, status=400)
    except (attempts.AttemptClosed, attempts.OnBreak, attempts.QuestionPassed) as refusal:
        told = screens.save_refused(refusal) | {"url": response.attempt.get_absolute_url()}
        return JsonResponse(told, status=409)
    return JsonResponse(screens.saved(saved, answer))


@require_GET
@login_required
@never_cache
def attempt_state(request: LearnerRequest, uuid: UUID) -> JsonResponse:
    """What another screen, the clock or the staff changed; ``?show=2&show=5`` asks for those answers."""
    attempt = attempts.settle(_own(request, uuid))
    wanted = {read_number([text]) for text in request.GET.getlist("show")} - {None}
    return JsonResponse(screens.state(attempt, show=wanted) | {"token": get_token(request)})


@require_POST
@login_required
def resume_attempt(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """End the break and go on."""
    attempt = _own(request, uuid)
    try:
        sittings.resume(attempt)
    except attempts.AttemptClosed:
        return redirect("quizzes:review", attempt.uuid)
    return redirect(attempt)


@require_POST
@login_required
def note_event(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Keep what the page noticed during an exam."""
    attempt = _own(request, uuid)
    form = EventForm(_posted(request))
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    details = form.details()
    if form.cleaned_data["kind"] == SittingEvent.Kind.DEVICE:
        details["agent"] = request.headers.get("User-Agent", "")[:LONGEST_DETAIL]
    try:
        sittings.note_event(attempt, kind=form.cleaned_data["kind"], data=details)
    except attempts.AttemptClosed:
        return JsonResponse({"message": _("This attempt is closed.")}, status=409)
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def submit_attempt(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Show what is unanswered, then submit. A second submit lands on the result; during a break there is none."""
    is_post = request.method == "POST"
    attempt = attempts.settle(_own(request, uuid) if is_post else _own_to_show(request, uuid))
    if attempt.status != Attempt.Status.OPEN:
        return redirect("quizzes:review", attempt.uuid)
    if sittings.is_on_break(attempt):
        return redirect(attempt)
    if is_post:
        attempts.submit(attempt)
        return redirect("quizzes:review", attempt.uuid)
    return render(request, "quizzes/confirm.html", screens.confirmation(attempt))


@require_GET
@login_required
@never_cache
def review_attempt(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """The result, with as much explanation as the terms allow."""
    attempt = attempts.settle(_own_to_review(request, uuid))
    if attempt.status == Attempt.Status.OPEN:
        return redirect(attempt)
    return render(request, "quizzes/review.html", screens.review(attempt))


def _own(request: HttpRequest, uuid: UUID) -> Attempt:
    return get_object_or_404(Attempt.objects.filter(learner=request.user.pk), uuid=uuid)


def _own_to_show(request: HttpRequest, uuid: UUID) -> Attempt:
    return get_object_or_404(Attempt.objects.filter(learner=request.user.pk).with_activity(), uuid=uuid)


def _own_to_review(request: HttpRequest, uuid: UUID) -> Attempt:
    rows = Attempt.objects.filter(learner=request.user.pk).select_related("quiz__activity__course", "enrolment")
    attempt = get_object_or_404(rows, uuid=uuid)
    attempt.enrolment.course = attempt.quiz.activity.course
    return attempt


def _show_page(request: LearnerRequest, attempt: Attempt) -> HttpResponse:
    if sittings.is_on_break(attempt):
        return render(request, "quizzes/break.html", screens.on_break(attempt))
    return render(request, "quizzes/attempt.html", screens.paper(attempt, question=asked_question(request.GET)))


def _save_page(request: LearnerRequest, attempt: Attempt) -> HttpResponse:
    responses = attempt.responses.filter(position__in=carried_positions(request.POST)).kept()
    contents = papers.contents(response.question_version_id for response in responses)
    form = AttemptForm(responses, contents, request.POST)
    number = asked_question(request.POST)
    if not form.is_valid():
        refused = screens.paper(attempt, question=number, errors=form.errors, typed=form.typed())
        return render(request, "quizzes/attempt.html", refused, status=400)
    older = attempts.save_responses(attempt, form.changed())
    if older:
        messages.warning(request, _newer_elsewhere(older))
    return redirect(_onward(request, attempt, number))


def _onward(request: LearnerRequest, attempt: Attempt, number: int | None) -> str:
    """Where a saved page leads: the confirmation, a break, another question, or the same page again."""
    intent = request.POST.get("intent", "")
    if intent == "review":
        return reverse("quizzes:submit", args=[attempt.uuid])
    if intent == "pause":
        _pause(request, attempt)
    if intent == "next" and number is not None:
        following = attempts.advance(attempt, number) if attempt.get_terms().forward_only else number + 1
        return screens.question_address(attempt, following)
    if intent.startswith(GO):
        number = read_number([intent.removeprefix(GO)])
    return attempt.get_absolute_url() if number is None else screens.question_address(attempt, number)


def _pause(request: LearnerRequest, attempt: Attempt) -> None:
    try:
        sittings.pause(attempt)
    except sittings.NoBreakLeft:
        messages.warning(request, _("There is no break left to take."))


def _posted(request: HttpRequest) -> Mapping[str, Any]:
    """The fields of a form, or of a JSON object; anything else counts as nothing."""
    if request.content_type != "application/json":
        return request.POST
    try:
        data = json.loads(request.body)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _newer_elsewhere(positions: list[int]) -> str:
    numbers = ", ".join(str(position) for position in positions)
    return _("A newer answer from another page was kept for: %(numbers)s.") % {"numbers": numbers}
