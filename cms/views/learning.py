"""The learner's dashboard and the code of conduct."""

from operator import attrgetter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.rich_text import expand_db_html

from accounts.http import LearnerRequest, note_unread
from accounts.models import User
from certificates.models import Certificate
from cms import agenda
from cms.views.courses import learner_place
from courses import standing, wordings
from courses.actions import enrolments
from courses.models import Course, Enrolment
from quizzes import recalling


@require_safe
@login_required
@never_cache
def learn(request: LearnerRequest) -> HttpResponse:
    """Where to go on, what has a date, how far each course is, and what was earned."""
    certificates = _newest_generations(request.user)
    places = standing.of_many(_newest_rounds(request.user))
    rows = sorted((_row(place) for place in places), key=lambda row: row["summary"].is_complete)
    entries = agenda.upcoming(request.user, places, certificates, at=timezone.now())
    shut = {entry.url for entry in entries if entry.kind in {"opens", "again"}}
    note_unread(request)
    context = {
        "next": next((row for row in rows if row["resume_url"] and row["resume_url"] not in shut), None),
        "sitting": next((entry for entry in entries if entry.kind == "sitting"), None),
        "agenda": [entry for entry in entries if entry.kind != "sitting"],
        "enrolments": rows,
        "certificates": [_card(certificate) for certificate in certificates],
        "recall_count": recalling.due_count(request.user),
    }
    return render(request, "cms/learn.html", context)


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
    """Each course once, in its newest round; what was read last comes first."""
    rounds = Enrolment.objects.owned_by(user).current().select_related("course")
    touched = rounds.annotate(touched_at=Coalesce(Max("progress__opened_at"), "enrolled_at"))
    newest: dict[int, Enrolment] = {}
    for enrolment in touched.order_by("-round", "-pk"):
        newest.setdefault(enrolment.course_id, enrolment)
    return sorted(newest.values(), key=attrgetter("touched_at"), reverse=True)


def _newest_generations(user: User) -> list[Certificate]:
    """Of each thing earned the certificate that stands for it now, the newest first."""
    held = Certificate.objects.owned_by(user).select_related("achievement").order_by("generation")
    newest = {certificate.achievement_id: certificate for certificate in held}
    return sorted(newest.values(), key=lambda certificate: certificate.issued_at, reverse=True)


def _row(place: standing.Standing) -> dict[str, Any]:
    course = place.enrolment.course
    if course.retired_at is not None:
        return {"course": {"title": wordings.title(course)}, "url": None, "summary": place.summary, "resume_url": None}
    row = {"course": {"title": wordings.title(course)}, "url": course.get_absolute_url(), **learner_place(place)}
    return row | {"left_count": sum(not requirement["is_done"] for requirement in row["requirements"])}


def _card(certificate: Certificate) -> dict[str, Any]:
    return {
        "title": certificate.facts["credential_title"],
        "url": certificate.get_absolute_url(),
        "state": certificate.state(),
        "serial": certificate.serial,
        "issued_on": certificate.issued_on,
        "expires_on": certificate.expires_on,
    }


def _conduct(enrolment: Enrolment, *, refused: bool) -> dict[str, Any]:
    course = enrolment.course
    return {
        "course": {"title": wordings.title(course), "url": course.get_absolute_url()},
        "language": course.language,
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
