"""Courses with the people who write them, and the first page of a new one."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import LearnerRequest
from accounts.models import User
from cms.actions import teams
from cms.languages import originals
from cms.models import CoursePage
from cms.views.staff.frames import frame, listing, posted

ICON = "group"
TITLE = gettext_lazy("Course teams")
COLUMNS = (gettext_lazy("Course"), gettext_lazy("Team"))
WRITERS = "Instructors"


class TeamForm(forms.Form):
    """Who writes a course."""

    members: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        User.objects.filter(groups__name=WRITERS, is_active=True).order_by("legal_name", "pk"),
        label=gettext_lazy("Instructors who write this course"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Others see neither its questions nor its drafts. Reviewers reach every course."),
    )


class BeginForm(forms.Form):
    """A course needs a title to begin with."""

    title = forms.CharField(label=gettext_lazy("Title of the course"), max_length=200)


@require_safe
@permission_required("cms.change_courseteam", raise_exception=True)
def index(request: LearnerRequest) -> HttpResponse:
    """Every course."""
    people = Prefetch("team__group__user_set", User.objects.order_by("legal_name", "pk"))
    courses = originals(CoursePage).select_related("team__group").prefetch_related(people).order_by("title", "pk")
    return render(request, "cms/teams/index.html", listing(courses, request, title=TITLE, icon=ICON, columns=COLUMNS))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("cms.change_courseteam", raise_exception=True)
def team(request: LearnerRequest, pk: int) -> HttpResponse:
    """The people of one course."""
    course = get_object_or_404(originals(CoursePage), pk=pk)
    form = TeamForm(posted(request), initial={"members": User.objects.filter(groups__course_team__course=course)})
    if form.is_valid():
        teams.set_members(teams.found(course), members=form.cleaned_data["members"], actor=request.user)
        messages.success(request, _("The team is saved."))
        return redirect("teams:index")
    way = [(reverse("teams:index"), TITLE)]
    context = {"course": course, "form": form, **frame(course.title, icon=ICON, trail=way)}
    return render(request, "cms/teams/team.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("cms.add_courseteam", raise_exception=True)
def begin(request: LearnerRequest) -> HttpResponse:
    """A draft of a course, with its writer as its team."""
    form = BeginForm(posted(request))
    if form.is_valid():
        course = teams.begin_course(title=form.cleaned_data["title"], actor=request.user)
        messages.success(request, _("The course is begun. Nobody but its team and the reviewers sees it yet."))
        return redirect("wagtailadmin_pages:edit", course.pk)
    context = {"form": form, **frame(_("Begin a course"), icon="plus")}
    return render(request, "cms/teams/begin.html", context, status=400 if form.errors else 200)
