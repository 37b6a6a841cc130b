"""Answers to the questions inside a lesson. Nothing is kept, so an answer is marked and shown in one go."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from accounts.http import LearnerRequest
from cms import renderings, self_checks
from cms.views import activities
from courses.models import Enrolment


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@vary_on_headers("HX-Request")
def check(request: LearnerRequest, course: str, module: str, slug: str, question: UUID) -> HttpResponse:
    """Mark what was posted, or ask anew. Without scripts the lesson comes back with its question marked."""
    lesson = activities.find(course, module, slug)
    parts = renderings.lesson(lesson, lesson.course)["parts"]
    if not any(part.get("question") == question for part in parts):
        raise Http404
    if Enrolment.objects.round_of(request.user, lesson.course) is None:
        return activities.not_enrolled(request, lesson.course)
    place = self_checks.Place(lesson.course.uuid, (course, module, slug))
    if request.htmx:
        asked = self_checks.sheets([question], request, place)
        return render(request, self_checks.TEMPLATE, {"check": asked.get(question)})
    if request.method == "POST":
        return activities.show(request, lesson)
    return redirect(f"{place.url}#{self_checks.anchor(question)}")
