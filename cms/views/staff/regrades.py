"""Regrading on screen: which questions were repaired, who changes, then once for all."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import LearnerRequest
from certificates.models import Certificate
from cms.views.staff import frames, proofs
from cms.views.staff.forms import ReasonForm
from cms.views.staff.frames import frame, page_of, posted
from quizzes.actions import regrading
from quizzes.actions.corrections import ReasonMissing
from quizzes.models import Attempt, Question, Regrade, Response

ICON = "rotate"
TITLE = gettext_lazy("Regrade")
COLUMNS = (
    gettext_lazy("Question"),
    gettext_lazy("Version"),
    gettext_lazy("Published"),
    gettext_lazy("Answers to earlier versions"),
    gettext_lazy("Regraded"),
)
CHANGE_COLUMNS = (gettext_lazy("Learner"), gettext_lazy("Mark"), gettext_lazy("Points"), gettext_lazy("Result"))

OBSTACLES: dict[str, Promise] = {
    "set_by_hand": gettext_lazy("the mark was set by hand, and that stands"),
    "marked_by_person": gettext_lazy("a person marked it"),
    "kind_changed": gettext_lazy("the question is of another kind now"),
    "options_gone": gettext_lazy("what the learner chose is not in the question any more"),
    "options_added": gettext_lazy("the question asks for something that this paper did not show"),
}


@require_safe
@permission_required("quizzes.add_regrade", raise_exception=True)
def listing(request: LearnerRequest) -> HttpResponse:
    """Questions that have had more than one version, with how many marked answers met an earlier one."""
    met = Response.objects.filter(
        question_version__question=OuterRef("pk"),
        question_version__number__lt=OuterRef("current__number"),
        score__isnull=False,
        attempt__status__in=[Attempt.Status.SUBMITTED, Attempt.Status.MARKING],
    )
    counted = met.order_by().values("question_version__question").annotate(count=Count("pk")).values("count")
    rows = (
        Question.objects.filter(current__number__gt=1)
        .select_related("current__regrade")
        .annotate(met_count=Coalesce(Subquery(counted), 0))
        .order_by("-current__published_at", "ref")
    )
    context = frames.listing(rows, request, title=TITLE, icon=ICON, columns=COLUMNS)
    return render(request, "cms/staff/regrades.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("quizzes.add_regrade", raise_exception=True)
def regrade(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """What regrading would do, until it is applied; from then on, what it did."""
    question = get_object_or_404(Question.objects.select_related("current"), uuid=uuid)
    done = Regrade.objects.select_related("actor").filter(version=question.current_id).first()
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            regrading.apply(question, actor=request.user, reason=form.cleaned_data["reason"])
        except (regrading.NothingToRegrade, ReasonMissing):
            messages.error(request, _("There is nothing to regrade: nobody met an earlier version."))
        else:
            messages.success(request, _("Regraded. Certificates stay as they are; those to look at are listed below."))
        return redirect("assessment:regrade", question.uuid)
    context = _done(done, request) if done else _preview(question, request)
    context |= {
        "question": question,
        "done": done,
        "form": form,
        "prompt": _prompt(question),
        "columns": CHANGE_COLUMNS,
    }
    heading = frame(question.ref, icon=ICON, trail=[(reverse("assessment:regrades"), TITLE)])
    return render(request, "cms/staff/regrade.html", context | heading, status=400 if form.errors else 200)


def _prompt(question: Question) -> str:
    content = question.current.content if question.current else {}
    return str(content.get("title") or content.get("prompt", ""))


def _preview(question: Question, request: LearnerRequest) -> dict[str, Any]:
    changes = regrading.preview(question)
    shown = [change for change in changes if change.is_change or change.obstacle]
    shown.sort(key=lambda change: (not change.falls, not change.rises, bool(change.obstacle), change.attempt_id))
    falling = {
        change.attempt_id: proofs.Pass(change.attempt_id, change.quiz_id, change.enrolment_id)
        for change in changes
        if change.falls
    }
    page, numbers = page_of(shown, request)
    rows = [{"change": change, "obstacle": OBSTACLES.get(change.obstacle, "")} for change in page]
    counts = regrading.summary(changes)
    return {
        "counts": counts,
        "fall_count": counts.falls,
        "rise_count": counts.rises,
        "rows": rows,
        "page": page,
        "elided_page_range": numbers,
        "certificates": _named(proofs.resting_on(list(falling.values()))),
    }


def _done(done: Regrade, request: LearnerRequest) -> dict[str, Any]:
    falls = [change for change in done.changes if change["passed_before"] and not change["passed_after"]]
    rises = [change for change in done.changes if change["passed_before"] is False and change["passed_after"]]
    page, numbers = page_of(done.changes, request)
    learners = Attempt.objects.filter(pk__in=[change["attempt_id"] for change in page]).select_related("learner")
    names = {attempt.pk: str(attempt.learner) for attempt in learners}
    rows = [
        {"change": {**change, "learner": names.get(change["attempt_id"], "")}, "obstacle": _obstacle(change)}
        for change in page
    ]
    lost = [proofs.Pass(change["attempt_id"], change["quiz_id"], change["enrolment_id"]) for change in falls]
    return {
        "fall_count": len({change["attempt_id"] for change in falls}),
        "rise_count": len({change["attempt_id"] for change in rises}),
        "rows": rows,
        "page": page,
        "elided_page_range": numbers,
        "certificates": _named(proofs.resting_on(lost)),
    }


def _obstacle(change: dict[str, Any]) -> str | Promise:
    return OBSTACLES.get(change["obstacle"], "")


def _named(resting: dict[int, list[Certificate]]) -> list[Certificate]:
    """Each certificate once."""
    return list({certificate.pk: certificate for found in resting.values() for certificate in found}.values())
