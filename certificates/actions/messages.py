"""What mail about a certificate is told."""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from certificates.models import Certificate


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


def readable(day: date | None, language: str) -> str:
    """A day as people of that language write it."""
    with translation.override(language):
        return date_format(day) if day else ""
