"""The facts that a certificate freezes."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from certificates.models import Achievement, Certificate, DesignVersion
from courses import standing
from courses.models import Enrolment


def today(at: datetime) -> date:
    """The day in the issuer's time zone."""
    return at.astimezone(ZoneInfo(settings.ISSUER_TIME_ZONE)).date()


def of_course(enrolment: Enrolment, achievement: Achievement) -> dict[str, Any]:
    """What is true of this learner, course and issuer now."""
    learner, course = enrolment.learner, achievement.course
    return {
        "recipient_name": learner.legal_name or learner.email,
        "language": learner.language,
        "course_title": course.title,
        "course_version": course.version,
        "credential_title": achievement.title,
        "credential_type": achievement.credential_type,
        "criteria": achievement.criteria,
        "statement": achievement.statement,
        "learning_minutes": sum(step.minutes for step in standing.of(enrolment).steps if step.is_required),
        **_issuer(achievement.design),
    }


def of_renewed_course(enrolment: Enrolment, achievement: Achievement, previous: Certificate) -> dict[str, Any]:
    """The same for a later round. The name stays: it changes by a correction, which somebody checks."""
    return of_course(enrolment, achievement) | {"recipient_name": previous.facts["recipient_name"]}


def of_renewal(previous: Certificate, achievement: Achievement) -> dict[str, Any]:
    """What was earned stays as it was; who vouches for it is today's issuer."""
    return previous.facts | _issuer(achievement.design)


def _issuer(design: DesignVersion) -> dict[str, Any]:
    return {
        "issuer_name": settings.ISSUER_NAME,
        "issuer_url": settings.SITE_URL,
        "time_zone": settings.ISSUER_TIME_ZONE,
        "signatories": design.signatories,
    }
