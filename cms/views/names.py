"""The name that a certificate will bear, confirmed by whoever earns it."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import names
from accounts.http import LearnerRequest
from certificates.models import Certificate
from courses import standing, wordings
from courses.actions import enrolments
from courses.models import Course, Enrolment


class NameForm(forms.Form):
    """As it will be printed."""

    legal_name = forms.CharField(
        label=_("Full legal name"),
        help_text=_("As in your passport or identity card, in the script that those who check it can read."),
        max_length=names.LONGEST_LEGAL_NAME,
        validators=[names.validate_legal_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_legal_name(self) -> str:
        """As it would be kept."""
        name: str = self.cleaned_data["legal_name"]
        return names.tidy_legal_name(name)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def name(request: LearnerRequest, slug: str) -> HttpResponse:
    """Confirm it or correct it first; with that the certificate follows, when nothing else is missing."""
    course = get_object_or_404(Course.objects.filter(earns_certificate=True), slug=slug, retired_at=None)
    enrolment = Enrolment.objects.round_of(request.user, course)
    if enrolment is None:
        context = {"course": course, "enrol_url": reverse("courses:enrol", args=[course.slug])}
        return render(request, "courses/not_enrolled.html", context, status=403)
    enrolment.course, enrolment.learner = course, request.user
    held = _held(request, course)
    if held is not None:
        return redirect(held)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"legal_name": request.user.legal_name})
    if not form.is_valid():
        return render(request, "cms/name.html", _shown(enrolment, form), status=422 if form.is_bound else 200)
    enrolments.confirm_name(enrolment, legal_name=form.cleaned_data["legal_name"], actor=request.user)
    return redirect(_held(request, course) or _next(enrolment))


def _held(request: LearnerRequest, course: Course) -> Certificate | None:
    """What bears a name already: that one is corrected, not confirmed."""
    return Certificate.objects.owned_by(request.user).filter(achievement__course=course).order_by("-generation").first()


def _shown(enrolment: Enrolment, form: NameForm) -> dict[str, Any]:
    course = enrolment.course
    return {
        "course": {"title": wordings.title(course), "url": course.get_absolute_url()},
        "form": form,
        "present": enrolment.learner.legal_name,
        "confirmed_at": enrolment.name_confirmed_at,
        "next_url": _next(enrolment),
    }


def _next(enrolment: Enrolment) -> str:
    """The exam while it is left to do, otherwise the course."""
    place = standing.of(enrolment)
    exam = next((line for line in place.requirements if line.kind == "exam" and not line.is_done), None)
    entry = next((entry for entry in place.outline if exam and exam.step and entry.uuid == exam.step.uuid), None)
    return standing.activity_url(enrolment.course, entry) if entry else enrolment.course.get_absolute_url()
