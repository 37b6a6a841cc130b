"""Remembering: what comes back today, and how well learners know what they know."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.http import LearnerRequest
from accounts.models import User
from quizzes import calibrations, interactions, recalling
from quizzes.actions import recalls
from quizzes.forms import GradeForm, read_answer
from quizzes.models import RecallAnswer


@require_safe
@login_required
@never_cache
@vary_on_headers("HX-Request")
def session(request: LearnerRequest) -> HttpResponse:
    """The next thing to recall, or what comes when."""
    template = "quizzes/partials/recall.html" if request.htmx else "quizzes/recall.html"
    return render(request, template, recalling.session(request.user))


@require_POST
@login_required
def grade_card(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Keep how well a card was recalled, and go on."""
    card = get_object_or_404(recalling.cards_of(request.user), uuid=uuid)
    form = GradeForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("That was not kept. Choose one of the four answers."))
        return redirect("quizzes:recall")
    try:
        recalls.answer_card(card, learner=request.user, **form.cleaned_data)
    except recalls.OutOfTurn:
        messages.warning(request, _("That page was old. Here is what comes now."))
    return redirect("quizzes:recall")


@require_POST
@login_required
def answer_question(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Mark an answer and show why; a second post of the same page lands on the first answer."""
    questions = recalling.questions_of(request.user).select_related("current__question")
    question = get_object_or_404(questions, uuid=uuid)
    version = recalling.version_of(question)
    try:
        answer = read_answer(version.content, request.POST, recalling.PREFIX)
        kept = recalls.answer_question(version, learner=request.user, value=answer.value, turn=answer.sequence - 1)
    except interactions.ResponseError as error:
        return _ask_again(request, request.user, question, error.message)
    except recalls.OutOfTurn:
        messages.warning(request, _("That page was old. Here is what comes now."))
        return redirect("quizzes:recall")
    return redirect("quizzes:recall_answer", kept.uuid)


@require_safe
@login_required
@never_cache
def explain_answer(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """An answered question, explained."""
    own = RecallAnswer.objects.filter(recall__learner=request.user, question_version__isnull=False)
    answer = get_object_or_404(own.select_related("question_version__question", "recall"), uuid=uuid)
    return render(request, "quizzes/recall_answer.html", recalling.explained(answer, request.user))


@require_safe
@login_required
@never_cache
def calibration(request: LearnerRequest) -> HttpResponse:
    """How often answers were right, by how sure the learner was of them."""
    return render(request, "quizzes/calibration.html", calibrations.of(request.user))


def _ask_again(request: LearnerRequest, learner: User, question: Any, problem: str) -> HttpResponse:
    asked = recalling.asked(learner, question=question) | {"problem": problem}
    return render(request, "quizzes/recall.html", asked, status=400)
