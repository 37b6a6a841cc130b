"""Enrolling, and marking a lesson as read."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import LearnerRequest
from courses import standing
from courses.actions import enrolments, progress
from courses.models import Activity, Course, Enrolment


@require_POST
@login_required
def enrol(request: LearnerRequest, slug: str) -> HttpResponse:
    """Enrol and go to the course page."""
    course = get_object_or_404(Course.objects.live(), slug=slug)
    enrolments.enrol(course, learner=request.user, actor=request.user)
    messages.success(request, _("You are enrolled. Start with the first lesson, or look around."))
    return redirect(course)


@require_POST
@login_required
def complete_lesson(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Mark a lesson as read and go on to the next step of the course."""
    lessons = Activity.objects.live().filter(kind=Activity.Kind.LESSON, course__retired_at=None)
    lesson = get_object_or_404(lessons.select_related("course", "module"), uuid=uuid)
    enrolment = Enrolment.objects.round_of(request.user, lesson.course)
    if enrolment is None:
        return render(request, "courses/not_enrolled.html", {"course": lesson.course}, status=403)
    enrolment.course = lesson.course
    progress.complete(enrolment, lesson)
    return redirect(_after(lesson, standing.outline(lesson.course)))


@require_POST
@login_required
def keep_place(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """How far a lesson was read; a browser says it in passing."""
    sent = request.POST.get("place", "")
    if not (sent.isascii() and sent.isdigit() and int(sent) <= progress.WHOLE):
        return HttpResponseBadRequest()
    if not progress.keep_place(uuid, learner=request.user, place=int(sent)):
        raise Http404
    return HttpResponse(status=204)


def _after(lesson: Activity, outline: list[standing.OutlineActivity]) -> str:
    """The address of the activity that follows, or of the course when none does."""
    following = iter(outline)
    for activity in following:
        if activity.pk == lesson.pk:
            break
    upcoming = next(following, None)
    return standing.activity_url(lesson.course, upcoming) if upcoming else lesson.course.get_absolute_url()
