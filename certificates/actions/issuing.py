"""Issuing. A certificate is a frozen copy of facts; documents and mail follow after commit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions import audit
from accounts.models import User
from certificates import validity
from certificates.actions import designs, generations, snapshots
from certificates.actions.refusals import NotEligible, OwnCertificate
from certificates.models import Achievement, Certificate
from courses import standing
from courses.actions import outline
from courses.models import Course, Enrolment

__all__ = [
    "AchievementFacts",
    "NotEligible",
    "OwnCertificate",
    "issue",
    "issue_by_hand",
    "issue_if_eligible",
    "publish_achievement",
]

STANDS_IN_THE_WAY = {Certificate.Status.SUSPENDED, Certificate.Status.REVOKED}


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
        course=course, defaults=values, create_defaults={**values, "design": designs.default()}
    )
    outline.earn_certificate(course)
    return achievement


@transaction.atomic
def issue(enrolment: Enrolment, *, actor: User | None, at: datetime | None = None) -> Certificate:
    """Issue once per enrolment; a second call returns the newest it led to, and nothing revives a revoked one.

    Inserts in the caller's transaction, so a completed course without a certificate can't exist. A later round of the
    course renews what an earlier one earned. While that is suspended it is returned as it is, and the sweep issues
    once it is reinstated; a revoked one is returned for good.
    Raises NotEligible, also while the learner has not confirmed the name for the first one, or
    Achievement.DoesNotExist when the course earns nothing.
    """
    at = at or timezone.now()
    achievement = _achievement(enrolment)
    if enrolment.completed_at is None:
        raise NotEligible(enrolment.pk)
    newest = _newest(enrolment, achievement)
    if newest is None and enrolment.name_confirmed_at is None:
        raise NotEligible(enrolment.pk)
    if newest is None:
        return generations.insert(_draft(enrolment, achievement, at), previous=None, actor=actor, at=at)
    if _is_issued(enrolment) or newest.status in STANDS_IN_THE_WAY:
        return newest
    if not generations.supersede(newest, at=at):
        return issue(enrolment, actor=actor, at=at)
    return generations.insert(_next_round(enrolment, newest, achievement, at), previous=newest, actor=actor, at=at)


def issue_if_eligible(enrolment: Enrolment, *, at: datetime | None = None) -> Certificate | None:
    """Issue when the course earns something and nothing is missing."""
    if enrolment.completed_at is None or not Achievement.objects.filter(course=enrolment.course_id).exists():
        return None
    try:
        return issue(enrolment, actor=None, at=at)
    except NotEligible:
        return None


@transaction.atomic
def issue_by_hand(enrolment: Enrolment, *, reason: str, actor: User, at: datetime | None = None) -> Certificate:
    """Issue although something is missing; the audit entry says why, and what was missing.

    Someone who holds one that is not revoked gets that. After a revocation this makes the next generation, and the
    revoked one stays so. Raises ReasonMissing, OwnCertificate, or Achievement.DoesNotExist if the course earns nothing.
    """
    at = at or timezone.now()
    reason = audit.checked_reason(reason)
    if enrolment.learner_id == actor.pk:
        raise OwnCertificate(enrolment.pk)
    achievement = _achievement(enrolment)
    newest = _newest(enrolment, achievement)
    if newest is not None and newest.status != Certificate.Status.REVOKED:
        return newest
    draft = _draft(enrolment, achievement, at, origin=Certificate.Origin.HAND)
    facts = {"reason": reason, "missing": _missing(enrolment)}
    return generations.insert(draft, previous=newest, actor=actor, at=at, **facts)


def _achievement(enrolment: Enrolment) -> Achievement:
    return Achievement.objects.select_related("course", "design__design").get(course=enrolment.course_id)


def _newest(enrolment: Enrolment, achievement: Achievement) -> Certificate | None:
    chain = Certificate.objects.filter(learner=enrolment.learner_id, achievement=achievement)
    return chain.order_by("-generation").first()


def _is_issued(enrolment: Enrolment) -> bool:
    return Certificate.objects.filter(enrolment=enrolment).exists()


def _draft(
    enrolment: Enrolment,
    achievement: Achievement,
    at: datetime,
    *,
    origin: Certificate.Origin = Certificate.Origin.COURSE,
) -> generations.Draft:
    return generations.Draft(
        enrolment=enrolment,
        achievement=achievement,
        design=achievement.design,
        origin=origin,
        facts=snapshots.of_course(enrolment, achievement),
        issued_at=at,
        expires_on=validity.expiry(snapshots.today(at), achievement.validity_months),
    )


def _next_round(
    enrolment: Enrolment, previous: Certificate, achievement: Achievement, at: datetime
) -> generations.Draft:
    return generations.Draft(
        enrolment=enrolment,
        achievement=achievement,
        design=achievement.design,
        origin=Certificate.Origin.RENEWAL,
        facts=snapshots.of_renewed_course(enrolment, achievement, previous),
        issued_at=at,
        expires_on=validity.renewed_expiry(
            snapshots.today(at), expires_on=previous.expires_on, months=achievement.validity_months
        ),
    )


def _missing(enrolment: Enrolment) -> list[dict[str, Any]]:
    return [
        {"kind": line.kind, "title": line.title, "done": line.done, "total": line.total}
        for line in standing.of(enrolment).requirements
        if not line.is_done
    ]
