"""Attempts as staff see them: the list, and everything about one."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.http import LearnerRequest
from accounts.models import Accommodation, AuditEntry
from cms.views.staff import frames, proofs
from cms.views.staff.forms import AttemptFilters
from cms.views.staff.frames import frame
from quizzes import interactions
from quizzes.models import Attempt, MarkChange, PersonMark, Response

ICON = "list-ul"
TITLE = _("Attempts")
COLUMNS = (_("Learner"), _("Assessment"), _("Started"), _("Status"), _("Points"), _("Result"))


@require_safe
@permission_required("quizzes.view_attempt", raise_exception=True)
def listing(request: LearnerRequest) -> HttpResponse:
    """Newest first, as filtered."""
    form = AttemptFilters(request.GET)
    rows = Attempt.objects.select_related("quiz__activity__course", "learner").order_by("-started_at", "-pk")
    chosen = _chosen(rows, form) if form.is_valid() else rows.none()
    context = frames.listing(chosen, request, title=TITLE, icon=ICON, columns=COLUMNS)
    return render(request, "cms/staff/attempts.html", {"form": form, **context})


@require_safe
@permission_required("quizzes.view_attempt", raise_exception=True)
def detail(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """The paper with answers and marks, what was noticed, what was granted, who did what."""
    attempt = find(uuid)
    granted = Accommodation.objects.filter(learner=attempt.learner_id).first()
    terms = attempt.get_terms()
    context = {
        "attempt": attempt,
        "terms": terms,
        "time_limit_minutes": terms.time_limit_seconds / 60 if terms.time_limit_seconds else None,
        "pass_percent": terms.pass_mark * 100,
        "answers": answers(attempt),
        "events": list(attempt.events.all()),
        "granted": granted,
        "may_see_reason": request.user.has_perm("accounts.view_accommodation"),
        "may_correct": request.user.has_perm("quizzes.change_attempt") and attempt.learner_id != request.user.pk,
        "may_regrade": request.user.has_perm("quizzes.add_regrade"),
        "certificates": proofs.resting_on_attempt(attempt),
        "trail": list(
            AuditEntry.objects.filter(subject_uuid=attempt.uuid).select_related("actor").order_by("at", "pk")
        ),
        **attempt_frame(attempt),
    }
    return render(request, "cms/staff/attempt.html", context)


def find(uuid: UUID) -> Attempt:
    """With everything that its heading names."""
    related = ("quiz__activity__course", "learner", "enrolment")
    return get_object_or_404(Attempt.objects.select_related(*related), uuid=uuid)


def address(attempt: Attempt) -> str:
    """The screen about one attempt."""
    return reverse("assessment:attempt", args=[attempt.uuid])


def attempt_frame(attempt: Attempt, title: Any = None) -> dict[str, Any]:
    """The heading of the screen about one attempt, or of one that leads back to it."""
    name = _("%(quiz)s, attempt %(number)s of %(learner)s") % {
        "quiz": attempt.quiz.activity.title,
        "number": attempt.number,
        "learner": attempt.learner,
    }
    trail = [(reverse("assessment:attempts"), TITLE)]
    if title is None:
        return frame(name, icon=ICON, trail=trail)
    return frame(title, icon=ICON, trail=[*trail, (address(attempt), name)])


def answers(attempt: Attempt) -> list[dict[str, Any]]:
    """Each answer with its marks and their history: three queries."""
    rows = attempt.responses.select_related("question_version__question__current")
    changes: dict[int, list[MarkChange]] = defaultdict(list)
    for change in MarkChange.objects.filter(response__attempt=attempt).select_related("actor"):
        changes[change.response_id].append(change)
    judged: dict[int, list[PersonMark]] = defaultdict(list)
    for mark in PersonMark.objects.filter(response__attempt=attempt).select_related("marker"):
        judged[mark.response_id].append(mark)
    return [_answer(attempt, row, changes[row.pk], judged[row.pk]) for row in rows]


def _answer(attempt: Attempt, row: Response, changes: list[MarkChange], judged: list[PersonMark]) -> dict[str, Any]:
    version = row.question_version
    interaction = interactions.get(version.kind)
    is_text = interaction.NEEDS_PERSON and isinstance(row.value, str)
    return {
        "row": row,
        "section_title": attempt.sections[row.section]["title"],
        "version": version,
        "prompt": version.content.get("title") or version.content["prompt"],
        "given": row.value if is_text else interaction.describe(version.content, row.value),
        "is_text": is_text,
        "is_repaired": version.question.current_id not in {None, version.pk},
        "is_waiting": row.max_score is not None and row.score is None,
        "changes": changes,
        # Once it is settled, so that no marker learns here what another one gave.
        "judged": judged if row.score is not None else [],
    }


def _chosen(rows: "QuerySet[Attempt]", form: AttemptFilters) -> "QuerySet[Attempt]":
    wanted = form.cleaned_data
    if wanted["q"]:
        rows = rows.filter(Q(learner__email__icontains=wanted["q"]) | Q(learner__legal_name__icontains=wanted["q"]))
    if wanted["course"]:
        rows = rows.filter(quiz__activity__course=wanted["course"])
    if wanted["quiz"]:
        rows = rows.filter(quiz=wanted["quiz"])
    if wanted["status"]:
        rows = rows.filter(status=wanted["status"])
    if wanted["passed"]:
        rows = rows.filter(is_passed=wanted["passed"] == "yes")
    return rows
