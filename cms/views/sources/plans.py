"""Planning a course from an article, and making its drafts."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import LearnerRequest
from cms import library
from cms.actions import plans
from cms.languages import originals
from cms.models import CoursePlan, LessonPage
from cms.views.sources.forms import TargetForm
from cms.views.sources.library import trail
from cms.views.sources.plan_form import PlanForm
from cms.views.staff.frames import frame, listing, posted
from courses.models import SourceSnapshot

ICON = "list-ol"
TITLE = gettext_lazy("My course plans")
COLUMNS = (gettext_lazy("Plan"), gettext_lazy("Article"), gettext_lazy("Last saved"), gettext_lazy("Drafts made"))


@require_safe
@permission_required("courses.add_sourcearticle", raise_exception=True)
def index(request: LearnerRequest) -> HttpResponse:
    """The person's own plans, the last one first."""
    rows = CoursePlan.objects.owned_by(request.user).select_related("snapshot__article", "course")
    context = listing(rows.defer("snapshot__sections"), request, title=TITLE, icon=ICON, columns=COLUMNS)
    return render(request, "cms/sources/plans.html", context)


@require_POST
@permission_required("courses.add_sourcearticle", raise_exception=True)
def begin(request: LearnerRequest, pk: int) -> HttpResponse:
    """Begin, or continue what was begun."""
    snapshot = get_object_or_404(SourceSnapshot, pk=pk)
    form = TargetForm(request.user, request.POST)
    if not form.is_valid():
        raise PermissionDenied
    course = form.cleaned_data["course"]
    plan = plans.begin(snapshot, owner=request.user, course=course)
    return redirect("sources:plan", plan.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("courses.add_sourcearticle", raise_exception=True)
def plan(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """The plan; its buttons save it, ask for suggestions anew, or make the drafts."""
    found = get_object_or_404(_own(request), uuid=uuid)
    lessons = _lessons(found)
    form = PlanForm(found, posted(request), made=frozenset(lessons))
    if form.is_valid():
        saved = plans.save(found, choices=form.choices)
        return _carry_out(request, saved)
    way = (reverse("sources:snapshot", args=[found.snapshot_id]), found.snapshot.article.title)
    context = {
        "plan": found,
        "form": form,
        "rows": [{**row, "page": lessons.get(row["section"].lesson_uuid)} for row in form.rows()],
        **frame(_("Plan: %(title)s") % {"title": found}, icon=ICON, trail=[*trail(), way]),
    }
    return render(request, "cms/sources/plan.html", context, status=400 if form.errors else 200)


def _carry_out(request: LearnerRequest, saved: CoursePlan) -> HttpResponse:
    """What the button said."""
    if "draft" in request.POST:
        return _draft(request, saved)
    if "suggest" in request.POST:
        plans.suggest_anew(saved)
        messages.success(request, _("Saved, with new suggestions for every section that has no lesson yet."))
    else:
        messages.success(request, _("The plan is saved. Nothing has been made yet."))
    return redirect("sources:plan", saved.uuid)


def _draft(request: LearnerRequest, saved: CoursePlan) -> HttpResponse:
    if not _may_draft(request, saved):
        raise PermissionDenied
    try:
        made = plans.draft(saved, actor=request.user)
    except plans.Untitled:
        messages.error(request, _("Give the course a title, then make the drafts."))
        return redirect("sources:plan", saved.uuid)
    except plans.NothingPlanned:
        messages.error(request, _("Every section is left out. Put at least one into a module."))
        return redirect("sources:plan", saved.uuid)
    done = ngettext("%(count)d lesson is drafted.", "%(count)d lessons are drafted.", made.lesson_count)
    nothing = _("Every planned lesson was there already; nothing was made.")
    messages.success(request, done % {"count": made.lesson_count} if made.lesson_count else nothing)
    return redirect("sources:claims", made.course.pk)


def _may_draft(request: LearnerRequest, saved: CoursePlan) -> bool:
    """Below the course, or a new one."""
    if saved.course:
        return library.may_extend(request.user, saved.course.translation_key)
    return bool(request.user.has_perm("cms.add_courseteam"))


def _own(request: LearnerRequest) -> Any:
    return CoursePlan.objects.owned_by(request.user).select_related("snapshot__article", "course")


def _lessons(found: CoursePlan) -> dict[UUID, LessonPage]:
    """The pages that were made and are still there."""
    uuids: Iterable[UUID | None] = found.sections.exclude(lesson_uuid=None).values_list("lesson_uuid", flat=True)
    pages = originals(LessonPage).filter(translation_key__in=list(uuids)).only("pk", "title", "translation_key")
    return {page.translation_key: page for page in pages}
