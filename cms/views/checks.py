"""Answers to the questions inside a lesson. Nothing is kept, so an answer is marked and shown in one go."""

from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from accounts.http import limit_rate
from cms import renderings, self_checks
from cms.views import activities


@require_http_methods(["GET", "HEAD", "POST"])
@limit_rate("check_answer")
@never_cache
@vary_on_headers("HX-Request")
def check(request: HttpRequest, course: str, module: str, slug: str, question: UUID) -> HttpResponse:
    """Mark what was posted, or ask anew; in a sample lesson, whoever it is.

    Without scripts the lesson comes back with its question marked.
    """
    lesson = activities.find(request, course, module, slug)
    if lesson is None:
        return redirect_to_login(request.get_full_path())
    if not lesson.is_sample and activities.enrolment_in(request, lesson.course) is None:
        return activities.not_enrolled(request, lesson.course)
    parts = renderings.lesson(lesson, lesson.course)["parts"]
    if not any(part.get("question") == question for part in parts):
        raise Http404
    place = self_checks.asking(lesson)
    if "HX-Request" in request.headers:
        asked = self_checks.sheets([question], request, place)
        return render(request, self_checks.TEMPLATE, {"check": asked.get(question)})
    if request.method == "POST":
        return activities.show(request, lesson)
    return redirect(f"{place.url}#{self_checks.anchor(question)}")
