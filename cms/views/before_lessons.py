"""Two questions before a lesson, with the answers at once."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import LearnerRequest
from cms import before_lessons
from cms.views import activities
from courses import wordings
from courses.actions import progress
from courses.models import Enrolment


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def before_lesson(request: LearnerRequest, course: str, module: str, slug: str) -> HttpResponse:
    """Ask, or mark what was posted and show why. Skipping goes straight to the lesson, and both are done once."""
    lesson = activities.find(request, course, module, slug)
    if lesson is None:
        raise Http404
    enrolment = Enrolment.objects.round_of(request.user, lesson.course)
    if enrolment is None:
        return activities.not_enrolled(request, lesson.course)
    is_post = request.method == "POST"
    if is_post and request.POST.get("intent") == "skip":
        progress.prime(enrolment, lesson)
        return redirect(before_lessons.lesson_address(lesson))
    if not is_post and not before_lessons.is_due(enrolment, lesson):
        return redirect(before_lessons.lesson_address(lesson))
    sheets = before_lessons.sheets(enrolment, lesson, request)
    is_refused = any("error" in sheet for sheet in sheets)
    if is_post and not is_refused:
        progress.prime(enrolment, lesson)
    context = {
        "activity": {"title": wordings.title(lesson.course, lesson)},
        "course": {"title": wordings.title(lesson.course), "url": lesson.course.get_absolute_url()},
        "questions": sheets,
        "is_answered": is_post and not is_refused,
        "lesson_url": before_lessons.lesson_address(lesson),
    }
    return render(request, "cms/before_lesson.html", context, status=400 if is_refused else 200)
