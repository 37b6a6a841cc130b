"""What the holder's own screens are told: the chain, the ways to renew, the corrections asked for."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from certificates.actions import corrections, hours, refusals, renewals, snapshots
from certificates.models import Certificate, ContinuingEducation, NameCorrection
from courses import standing
from courses.actions.enrolments import EnrolmentClosed
from courses.models import Enrolment
from quizzes import requirements

NEAR_OR_PAST_ITS_END = {"expiring", "expired"}


def life(certificate: Certificate) -> dict[str, Any]:
    """What the certificate's page says of its history, and offers. One query."""
    is_valid = certificate.status == Certificate.Status.VALID
    renews = is_valid and certificate.expires_on is not None
    chain = list(Certificate.objects.chain_of(certificate))
    return {
        "renewal_url": reverse("certificates:renewal", args=[certificate.uuid]) if renews else None,
        "correction_url": reverse("certificates:correction", args=[certificate.uuid]) if is_valid else None,
        "is_urgent": certificate.state() in NEAR_OR_PAST_ITS_END,
        "newest_url": chain[0].get_absolute_url() if chain[0] != certificate else None,
        "generations": [_generation(one, shown=certificate) for one in chain] if len(chain) > 1 else [],
    }


def renewal(certificate: Certificate, *, at: datetime | None = None) -> dict[str, Any]:
    """When and how this certificate can be renewed, and what is missing."""
    at = at or timezone.now()
    told: dict[str, Any] = {
        "certificate": _facts(certificate),
        "newest_url": _newest_url(certificate),
        "is_renewable": certificate.status == Certificate.Status.VALID and certificate.expires_on is not None,
    }
    if not told["is_renewable"]:
        return told
    window = renewals.window(certificate)
    phase = window.phase(snapshots.today(at))
    told |= {"phase": phase, "opens_on": window.opens_on, "closes_on": window.closes_on}
    return told | {"exam": _exam(certificate), "hours": _hours(certificate, phase)}


def correction(certificate: Certificate) -> dict[str, Any]:
    """The corrections of a name: what was asked for, and what became of it."""
    asked = list(corrections.of(certificate))
    return {
        "certificate": _facts(certificate),
        "newest_url": _newest_url(certificate),
        "is_valid": certificate.status == Certificate.Status.VALID,
        "is_waiting": any(one.state == NameCorrection.State.REQUESTED for one in asked),
        "asked": asked,
    }


def words(refusal: Exception) -> str:
    """Why something did not happen, for the one it did not happen to."""
    said = {
        refusals.CertificateRevoked: _("This certificate was revoked; nothing takes its place."),
        refusals.CertificateSuspended: _("This certificate is suspended. Nothing can change until that is settled."),
        refusals.CertificateSuperseded: _("A newer certificate took the place of this one. Go on there."),
        refusals.NeverExpires: _("This certificate has no end, so it needs no renewal."),
        refusals.NotYetRenewable: _("It is too early: renewal begins 90 days before the end."),
        renewals.HoursMissing: _("Not enough hours are accepted yet."),
        renewals.RenewalClosed: _("The last day to renew is past. The course can be taken again."),
        EnrolmentClosed: _("This course is no longer offered."),
        corrections.NothingToCorrect: _("That is the name it bears already."),
        hours.OutsideValidity: _("Only what was done since the certificate was issued counts."),
    }
    return said[type(refusal)]


def _facts(certificate: Certificate) -> dict[str, Any]:
    return {
        "title": certificate.facts["credential_title"],
        "recipient_name": certificate.facts["recipient_name"],
        "serial": certificate.serial,
        "state": certificate.state(),
        "issued_on": certificate.issued_on,
        "expires_on": certificate.expires_on,
        "url": certificate.get_absolute_url(),
        "uuid": certificate.uuid,
    }


def _generation(one: Certificate, *, shown: Certificate) -> dict[str, Any]:
    return {
        "number": one.generation,
        "origin": one.origin,
        "recipient_name": one.facts["recipient_name"],
        "issued_on": one.issued_on,
        "expires_on": one.expires_on,
        "state": one.state(),
        "url": None if one == shown else one.get_absolute_url(),
    }


def _newest_url(certificate: Certificate) -> str | None:
    """Where to go on from one that was replaced."""
    if certificate.status != Certificate.Status.SUPERSEDED:
        return None
    return Certificate.objects.chain_of(certificate)[0].get_absolute_url()


def _exam(certificate: Certificate) -> dict[str, Any]:
    course = certificate.achievement.course
    begun = renewals.open_round(certificate)
    return {
        "is_offered": course.retired_at is None,
        "course_title": course.title,
        **(_place(begun) if begun else {"requirements": [], "next": None}),
    }


def _place(enrolment: Enrolment) -> dict[str, Any]:
    lines = requirements.with_links(enrolment.course, standing.of(enrolment).requirements)
    return {"requirements": lines, "next": next((line for line in lines if not line["is_done"]), None)}


def _hours(certificate: Certificate, phase: str) -> dict[str, Any] | None:
    """None where hours renew nothing, or nothing any more, and none were logged."""
    rows = list(hours.of(certificate))
    tally = hours.add_up(rows, required=certificate.achievement.renewal_hours)
    if not rows and (tally.required is None or phase == "closed"):
        return None
    return {
        "required": tally.required,
        "accepted": _plain(tally.accepted),
        "waiting": _plain(tally.waiting) if tally.waiting else None,
        "counted": min(tally.accepted, Decimal(tally.required or 0)),
        "is_enough": tally.is_enough,
        "may_renew": tally.is_enough and phase in {"open", "grace"},
        "entries": [_entry(row) for row in rows],
    }


def _entry(row: ContinuingEducation) -> dict[str, Any]:
    return {
        "title": row.title,
        "provider": row.provider,
        "hours": _plain(row.hours),
        "done_on": row.done_on,
        "state": row.state,
        "label": row.get_state_display(),
        "note": row.note,
        "evidence_name": row.evidence.name,
        "evidence_url": reverse("certificates:evidence", args=[row.evidence.uuid]),
    }


def _plain(hours: Decimal) -> str:
    """Without zeros that say nothing."""
    return number_format(hours.normalize())
