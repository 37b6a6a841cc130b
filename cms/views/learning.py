"""The learner's dashboard and the code of conduct."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.rich_text import expand_db_html

from accounts.http import LearnerRequest
from accounts.models import User
from certificates.models import Certificate
from cms.views.courses import learner_place
from courses import standing
from courses.actions import enrolments
from courses.models import Course, Enrolment

# What a learner is reminded to renew; how is for the page of renewal to say.
RENEWABLE = {"expiring", "expired"}


@require_safe
@login_required
@never_cache
def learn(request: LearnerRequest) -> HttpResponse:
    """My courses: where to go on, what is missing, what was earned."""
    held = Certificate.objects.owned_by(request.user).select_related("achievement").order_by("generation")
    certificates = {certificate.achievement.course_id: certificate for certificate in held}
    places = standing.of_many(_newest_rounds(request.user))
    rows = [_row(place, certificates.get(place.enrolment.course_id)) for place in places]
    return render(request, "cms/learn.html", {"enrolments": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def conduct(request: LearnerRequest, slug: str) -> HttpResponse:
    """Read and accept the code of conduct."""
    course = get_object_or_404(Course.objects.live().exclude(conduct_body=""), slug=slug)
    enrolment = Enrolment.objects.round_of(request.user, course)
    if enrolment is None:
        context = {"course": course, "enrol_url": reverse("courses:enrol", args=[course.slug])}
        return render(request, "courses/not_enrolled.html", context, status=403)
    enrolment.course = course
    if request.method == "POST" and request.POST.get("accept"):
        enrolments.accept_conduct(enrolment, actor=request.user)
        return redirect(_after_conduct(enrolment))
    refused = request.method == "POST"
    return render(request, "cms/conduct.html", _conduct(enrolment, refused=refused), status=400 if refused else 200)


def _newest_rounds(user: User) -> list[Enrolment]:
    """Each course once, what was begun last first."""
    rounds = Enrolment.objects.owned_by(user).current().select_related("course").order_by("-enrolled_at", "-pk")
    newest: dict[int, Enrolment] = {}
    for enrolment in rounds:
        newest.setdefault(enrolment.course_id, enrolment)
    return list(newest.values())


def _row(place: standing.Standing, certificate: Certificate | None) -> dict[str, Any]:
    course = place.enrolment.course
    row = {"course": course, "certificate": _card(certificate)}
    if course.retired_at is not None:
        return {**row, "url": None, "summary": place.summary}
    return {**row, **learner_place(place), "url": course.get_absolute_url()}


def _card(certificate: Certificate | None) -> dict[str, Any] | None:
    if certificate is None:
        return None
    state = certificate.state()
    return {
        "url": certificate.get_absolute_url(),
        "renewal_url": reverse("certificates:renewal", args=[certificate.uuid]) if state in RENEWABLE else None,
        "state": state,
        "serial": certificate.serial,
        "issued_on": certificate.issued_on,
        "expires_on": certificate.expires_on,
    }


def _conduct(enrolment: Enrolment, *, refused: bool) -> dict[str, Any]:
    course = enrolment.course
    return {
        "course": {"title": course.title, "url": course.get_absolute_url()},
        "title": course.conduct_title,
        "body": mark_safe(expand_db_html(course.conduct_body)),  # noqa: S308  # written by editors in rich text
        "accepted_at": enrolment.conduct_accepted_at,
        "accept_url": reverse("cms:conduct", args=[course.slug]),
        "error": _("Tick the box to accept, or go back to the course.") if refused else "",
        "next_url": _after_conduct(enrolment),
    }


def _after_conduct(enrolment: Enrolment) -> str:
    course = enrolment.course
    exams = [activity for activity in standing.outline(course) if activity.kind == "exam"]
    return standing.activity_url(course, exams[0]) if exams else course.get_absolute_url()
