"""Issuing. A certificate is a frozen copy of facts; documents and mail follow after commit."""

import calendar
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actions import audit
from accounts.models import User
from certificates import codes
from certificates.models import Achievement, Certificate, Design, DesignVersion
from certificates.signals import certificate_issued
from courses import standing
from courses.models import Course, Enrolment


class NotEligible(Exception):
    """Something is missing; ``courses.standing`` says what."""


@dataclass(frozen=True)
class AchievementFacts:
    """What a published course says can be earned by completing it."""

    title: str
    credential_type: str
    criteria: str
    statement: str
    validity_months: int | None


@transaction.atomic
def publish_achievement(course: Course, facts: AchievementFacts) -> Achievement:
    """Bring what the course earns up to date; certificates already issued keep what they say."""
    values = {name: getattr(facts, name) for name in AchievementFacts.__dataclass_fields__}
    achievement, _ = Achievement.objects.update_or_create(
        course=course, defaults=values, create_defaults={**values, "design": _default_design()}
    )
    return achievement


@transaction.atomic
def issue(enrolment: Enrolment, *, actor: User | None, at: datetime | None = None) -> Certificate:
    """Issue once per learner and achievement; a second call returns the first, and never revives a revoked one.

    Inserts in the caller's transaction, so a completed course without a certificate can't exist.
    Raises NotEligible, or Achievement.DoesNotExist when the course earns nothing.
    """
    at = at or timezone.now()
    achievement = Achievement.objects.select_related("course", "design__design").get(course=enrolment.course_id)
    if enrolment.completed_at is None:
        raise NotEligible(enrolment.pk)
    certificate, created = Certificate.objects.get_or_create(
        learner=enrolment.learner,
        achievement=achievement,
        generation=1,
        defaults=_snapshot(enrolment, achievement, at),
    )
    if created:
        certificate.serial = f"WM-{certificate.issued_on:%Y}-{certificate.pk:06d}"
        certificate.save(update_fields=["serial"])
        audit.record("certificates.certificate.issued", certificate, actor=actor, at=at, serial=certificate.serial)
        certificate_issued.send(sender=Certificate, certificate=certificate)
    return certificate


def issue_if_eligible(enrolment: Enrolment, *, at: datetime | None = None) -> Certificate | None:
    """Issue when the course earns something and nothing is missing."""
    if enrolment.completed_at is None or not Achievement.objects.filter(course=enrolment.course_id).exists():
        return None
    return issue(enrolment, actor=None, at=at)


@transaction.atomic
def revoke(certificate: Certificate, *, reason: str, actor: User, at: datetime | None = None) -> Certificate:
    """Withdraw for good, with a reason that the public check shows; a second call changes nothing."""
    at = at or timezone.now()
    in_force = [Certificate.Status.VALID, Certificate.Status.SUSPENDED]
    standing_ones = Certificate.objects.filter(pk=certificate.pk, status__in=in_force)
    if standing_ones.update(status=Certificate.Status.REVOKED, revoked_at=at, revoked_reason=reason):
        audit.record("certificates.certificate.revoked", certificate, actor=actor, at=at, reason=reason)
    certificate.refresh_from_db()
    return certificate


def expiry(issued_on: date, months: int | None) -> date | None:
    """The last day of validity: the same day ``months`` later, or that month's last day when it has no such day."""
    if months is None:
        return None
    year, month = divmod(issued_on.year * 12 + issued_on.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(issued_on.day, last))


def _snapshot(enrolment: Enrolment, achievement: Achievement, at: datetime) -> dict[str, Any]:
    issued_on = at.astimezone(ZoneInfo(settings.ISSUER_TIME_ZONE)).date()
    return {
        "code": codes.mint(secrets.token_bytes(codes.RANDOM_BYTES)),
        "enrolment": enrolment,
        "design": achievement.design,
        "facts": _facts(enrolment, achievement),
        "issued_at": at,
        "expires_on": expiry(issued_on, achievement.validity_months),
    }


def _facts(enrolment: Enrolment, achievement: Achievement) -> dict[str, Any]:
    course = achievement.course
    return {
        "recipient_name": enrolment.learner.legal_name or enrolment.learner.email,
        "language": enrolment.learner.language,
        "course_title": course.title,
        "course_version": course.version,
        "credential_title": achievement.title,
        "credential_type": achievement.credential_type,
        "criteria": achievement.criteria,
        "statement": achievement.statement,
        "learning_minutes": sum(step.minutes for step in standing.of(enrolment).steps if step.is_required),
        "issuer_name": settings.ISSUER_NAME,
        "issuer_url": settings.SITE_URL,
        "time_zone": settings.ISSUER_TIME_ZONE,
        "signatories": achievement.design.signatories,
    }


def _default_design() -> DesignVersion:
    design, _ = Design.objects.get_or_create(slug="classic", defaults={"title": "Classic"})
    version, _ = DesignVersion.objects.get_or_create(
        design=design, number=1, defaults={"template": "classic", "signatories": []}
    )
    return version
