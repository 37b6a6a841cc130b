"""What mail about a certificate, or a course that leads to one, is told."""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from certificates.models import Certificate
from courses.models import Course


def about(certificate: Certificate) -> dict[str, Any]:
    """Plain JSON, as a notice keeps it."""
    return {
        "certificate": {
            "recipient_name": certificate.facts["recipient_name"],
            "title": certificate.facts["credential_title"],
            "serial": certificate.serial,
            "code": certificate.code,
            "origin": certificate.origin,
            "expires_on": readable(certificate.expires_on, certificate.learner.language),
        },
        "certificate_url": certificate.get_public_url(),
        "renewal_url": settings.SITE_URL + reverse("certificates:renewal", args=[certificate.uuid]),
        "verify_url": certificate.get_verify_url(),
    }


def about_course(course: Course) -> dict[str, Any]:
    """For somebody who was enrolled."""
    return {"course": {"title": course.title}, "course_url": settings.SITE_URL + course.get_absolute_url()}


def readable(day: date | None, language: str) -> str:
    """A day as people of that language write it."""
    with translation.override(language):
        return date_format(day) if day else ""
