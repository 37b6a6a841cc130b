"""The marking desk: answers without names, oldest first, judged by their rubric."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import LearnerRequest
from cms.views.staff import frames
from cms.views.staff.forms import DeskFilters, RubricForm
from cms.views.staff.frames import frame, posted
from quizzes import interactions
from quizzes.actions import marking
from quizzes.interactions import extended_text
from quizzes.models import Quiz, Response

ICON = "edit"
TITLE = gettext_lazy("Marking desk")
COLUMNS = (gettext_lazy("Answer"), gettext_lazy("Assessment"), gettext_lazy("Waiting since"), gettext_lazy("Wanted"))


@require_safe
@permission_required("quizzes.add_personmark", raise_exception=True)
def queue(request: LearnerRequest) -> HttpResponse:
    """What waits for this person."""
    filters = DeskFilters(request.GET)
    quiz = filters.cleaned_data["quiz"] if filters.is_valid() else None
    context = frames.listing(_waiting(request, quiz), request, title=TITLE, icon=ICON, columns=COLUMNS)
    context |= {"form": filters, "quiz": quiz, "rows": [_line(row, quiz) for row in context["page"]]}
    return render(request, "cms/desk/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("quizzes.add_personmark", raise_exception=True)
def answer(request: LearnerRequest, pk: int) -> HttpResponse:
    """One answer with its rubric; saving leads to the next."""
    texts = Response.objects.filter(question_version__kind=extended_text.KIND, attempt__submitted_at__isnull=False)
    row = get_object_or_404(texts.select_related("question_version", "attempt__quiz__activity"), pk=pk)
    filters = DeskFilters(request.GET)
    quiz = filters.cleaned_data["quiz"] if filters.is_valid() else None
    form = RubricForm(row.question_version.content["criteria"], posted(request))
    if form.is_valid() and _give(request, row, form):
        return _next(request, quiz)
    if request.method != "POST" and not marking.waiting_for(request.user).filter(pk=pk).exists():
        messages.info(request, _("Answer %(number)s does not wait for you.") % {"number": pk})
        return redirect(_queue_url(quiz))
    heading = frame(_name(row), icon=ICON, trail=[(_queue_url(quiz), TITLE)])
    context = {"form": form, "back_url": _queue_url(quiz), **_shown(row), **heading}
    return render(request, "cms/desk/answer.html", context, status=400 if form.errors else 200)


def _waiting(request: LearnerRequest, quiz: Quiz | None) -> "QuerySet[Response]":
    rows = marking.waiting_for(request.user).select_related("question_version", "attempt__quiz__activity__course")
    rows = rows.annotate(judged_count=Count("person_marks"))
    return rows.filter(attempt__quiz=quiz) if quiz else rows


def _give(request: LearnerRequest, row: Response, form: RubricForm) -> bool:
    """Whether there is nothing left to do here; otherwise the form says why."""
    try:
        marking.give_person_mark(row, levels=form.levels, comment=form.cleaned_data["comment"], marker=request.user)
    except interactions.ResponseError as error:
        form.add_error(None, error.message)
        return False
    except marking.OwnAttempt:
        messages.error(request, _("That answer is your own. Somebody else marks it."))
    except marking.AlreadyMarkedByYou:
        messages.error(request, _("You have marked %(answer)s before; that mark stands.") % {"answer": _name(row)})
    except marking.NotWaiting:
        messages.info(request, _("%(answer)s was marked meanwhile.") % {"answer": _name(row)})
    else:
        messages.success(request, _("%(answer)s is marked.") % {"answer": _name(row)})
    return True


def _next(request: LearnerRequest, quiz: Quiz | None) -> HttpResponse:
    following = _waiting(request, quiz).first()
    return redirect(_answer_url(following, quiz) if following else _queue_url(quiz))


def _line(row: Response, quiz: Quiz | None) -> dict[str, Any]:
    return {
        "row": row,
        "name": _name(row),
        "url": _answer_url(row, quiz),
        "prompt": row.question_version.content["prompt"],
        "activity": row.attempt.quiz.activity,
        "need": _need(row, getattr(row, "judged_count", 0)),
    }


def _shown(row: Response) -> dict[str, Any]:
    content = row.question_version.content
    return {
        "row": row,
        "content": content,
        "activity": row.attempt.quiz.activity,
        "word_count": len(str(row.value).split()),
        "need": _need(row, row.person_marks.count()),
    }


def _need(row: Response, judged_count: int) -> str:
    """Which marker is wanted, without a word about what others gave."""
    if judged_count >= 2:
        return _("Third marker: two have differed")
    if judged_count == 1:
        return _("Second marker")
    return _("First of two markers") if marking.is_marked_twice(row.attempt) else _("One marker")


def _name(row: Response) -> str:
    return _("Answer %(number)s") % {"number": row.pk}


def _queue_url(quiz: Quiz | None) -> str:
    return reverse("assessment:desk") + _query(quiz)


def _answer_url(row: Response, quiz: Quiz | None) -> str:
    return reverse("assessment:desk_answer", args=[row.pk]) + _query(quiz)


def _query(quiz: Quiz | None) -> str:
    return "?" + urlencode({"quiz": quiz.pk}) if quiz else ""
