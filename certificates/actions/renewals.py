"""How a holder renews: by the exam, in a new round of the course, or by hours of continuing education."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actions import audit
from accounts.models import User
from certificates import validity
from certificates.actions import generations, hours, refusals, snapshots
from certificates.models import Achievement, Certificate
from courses.actions import enrolments
from courses.models import Enrolment


class HoursMissing(Exception):
    """Not enough hours were accepted yet, or hours renew nothing here."""


class RenewalClosed(Exception):
    """The days of grace are over: the course has to be taken again."""


def window(certificate: Certificate) -> validity.Window:
    """When this certificate can be renewed. Raises NeverExpires."""
    if certificate.expires_on is None:
        raise refusals.NeverExpires(certificate.uuid)
    own = certificate.achievement.grace_days
    return validity.window(certificate.expires_on, grace_days=settings.CERTIFICATE_GRACE_DAYS if own is None else own)


def open_round(certificate: Certificate) -> Enrolment | None:
    """The round begun for the next generation, if there is one."""
    newest = _newest_round(certificate)
    return newest if newest.withdrawn_at is None and not _has_earned(newest) else None


@transaction.atomic
def set_terms(
    achievement: Achievement,
    *,
    renewal_hours: int | None,
    grace_days: int | None,
    actor: User,
    at: datetime | None = None,
) -> Achievement:
    """Decide how certificates of an achievement are renewed from now on; repeating it changes nothing."""
    terms = {"renewal_hours": renewal_hours, "grace_days": grace_days}
    if Achievement.objects.filter(pk=achievement.pk).exclude(**terms).update(**terms):
        audit.record("certificates.renewal.set", achievement, actor=actor, at=at, **terms)
    achievement.refresh_from_db()
    return achievement


@transaction.atomic
def begin_round(certificate: Certificate, *, actor: User, at: datetime | None = None) -> Enrolment:
    """Open the next round of the course, whose exam makes the next generation; a second call returns the same round.

    Until the days of grace are over what was learnt before counts again; later the round begins from nothing.
    A round opened in time counts whenever its exam is passed. Raises NeverExpires, NotYetRenewable,
    CertificateRevoked, CertificateSuspended, CertificateSuperseded, enrolments.EnrolmentClosed.
    """
    at = at or timezone.now()
    phase = _phase(certificate, at)
    newest = _newest_round(certificate)
    if not _has_earned(newest):
        return enrolments.enrol(newest.course, learner=newest.learner, actor=actor, at=at)
    return enrolments.begin_round(newest, keeps_progress=phase != "closed", actor=actor, at=at)


@transaction.atomic
def renew_by_hours(certificate: Certificate, *, actor: User, at: datetime | None = None) -> Certificate:
    """Make the next generation when enough hours were accepted; a second call returns what the first made.

    Raises HoursMissing, RenewalClosed, NeverExpires, NotYetRenewable, CertificateRevoked, CertificateSuspended.
    """
    at = at or timezone.now()
    # A rival that renews at this moment is waited for, and what it made is then found.
    Certificate.objects.select_for_update().get(pk=certificate.pk)
    newer = Certificate.objects.filter(previous=certificate).select_related("achievement").first()
    if newer is not None:
        is_done = newer.origin == Certificate.Origin.RENEWAL
        return newer if is_done else renew_by_hours(newer, actor=actor, at=at)
    if _phase(certificate, at) == "closed":
        raise RenewalClosed(certificate.uuid)
    tally = hours.tally(certificate)
    if not tally.is_enough:
        raise HoursMissing(certificate.uuid)
    evidence = f"{tally.accepted} hours of continuing education, {tally.required} required"
    return generations.renew(certificate, evidence=evidence, actor=actor, at=at)


def _phase(certificate: Certificate, at: datetime) -> validity.Phase:
    refusals.refuse_unless_valid(Certificate.objects.get(pk=certificate.pk))
    phase = window(certificate).phase(snapshots.today(at))
    if phase == "early":
        raise refusals.NotYetRenewable(certificate.uuid)
    return phase


def _newest_round(certificate: Certificate) -> Enrolment:
    rounds = Enrolment.objects.filter(learner=certificate.learner_id, course=certificate.achievement.course_id)
    return rounds.select_related("course", "learner").order_by("-round")[0]


def _has_earned(enrolment: Enrolment) -> bool:
    return Certificate.objects.filter(enrolment=enrolment).exists()
