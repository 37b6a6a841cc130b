"""The chain: a renewal or a correction is the next generation, and what it replaces is superseded with it."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import names
from accounts.actions import audit
from accounts.models import User
from certificates import codes, validity
from certificates.actions import refusals, snapshots
from certificates.models import Achievement, Certificate, DesignVersion
from certificates.signals import certificate_issued, certificate_status_changed
from courses.models import Enrolment


@dataclass(frozen=True)
class Draft:
    """A certificate that is still to be inserted."""

    enrolment: Enrolment
    achievement: Achievement
    design: DesignVersion
    origin: Certificate.Origin
    facts: dict[str, Any]
    issued_at: datetime
    expires_on: date | None


@transaction.atomic
def renew(certificate: Certificate, *, evidence: str, actor: User | None, at: datetime | None = None) -> Certificate:
    """Make the next generation; ``evidence`` says what the renewal rests on. A second call returns what the first made.

    Renewed before its end, it is valid from that end on, so that no day is lost. Acts on the newest of the chain when
    a correction came in between. Raises ReasonMissing, NeverExpires, NotYetRenewable, CertificateSuspended,
    CertificateRevoked.
    """
    at = at or timezone.now()
    evidence = audit.checked_reason(evidence)
    certificate = _reread(certificate)
    if certificate.status == Certificate.Status.VALID:
        _refuse_renewal_out_of_time(certificate, at)
    if not supersede(certificate, at=at):
        newer = _newer(certificate)
        is_done = newer.origin == Certificate.Origin.RENEWAL
        return newer if is_done else renew(newer, evidence=evidence, actor=actor, at=at)
    return insert(_renewal(certificate, at), previous=certificate, actor=actor, at=at, evidence=evidence)


@transaction.atomic
def correct(
    certificate: Certificate, *, legal_name: str, reason: str, actor: User, at: datetime | None = None
) -> Certificate:
    """Make the next generation with another name and all else as it was, dates included.

    A name that it bears already changes nothing. Acts on the newest of the chain when a renewal came in between.
    Raises ValidationError for what is no name, ReasonMissing, OwnCertificate, CertificateSuspended, CertificateRevoked.
    """
    at = at or timezone.now()
    if certificate.learner_id == actor.pk:
        raise refusals.OwnCertificate(certificate.uuid)
    reason = audit.checked_reason(reason)
    legal_name = names.tidy_legal_name(legal_name)
    names.validate_legal_name(legal_name)
    certificate = _reread(certificate)
    if certificate.status == Certificate.Status.VALID and certificate.facts["recipient_name"] == legal_name:
        return certificate
    if not supersede(certificate, at=at):
        return correct(_newer(certificate), legal_name=legal_name, reason=reason, actor=actor, at=at)
    return insert(_correction(certificate, legal_name), previous=certificate, actor=actor, at=at, reason=reason)


def supersede(certificate: Certificate, *, at: datetime) -> bool:
    """Claim the place after a valid certificate: who wins inserts the next one in the same transaction.

    Waits for a rival that is about to; False when the certificate is no longer valid.
    """
    valid = Certificate.objects.filter(pk=certificate.pk, status=Certificate.Status.VALID)
    if not valid.update(status=Certificate.Status.SUPERSEDED, superseded_at=at):
        return False
    certificate.status, certificate.superseded_at = Certificate.Status.SUPERSEDED, at
    certificate_status_changed.send(sender=Certificate, certificate=certificate)
    return True


def insert(
    draft: Draft, *, previous: Certificate | None, actor: User | None, at: datetime, **facts: Any
) -> Certificate:
    """Insert what follows ``previous``, audited with ``facts``; the second of two callers gets what the first made."""
    certificate, created = Certificate.objects.get_or_create(
        learner=draft.enrolment.learner,
        achievement=draft.achievement,
        generation=previous.generation + 1 if previous else 1,
        defaults={
            "code": codes.mint(secrets.token_bytes(codes.RANDOM_BYTES)),
            "previous": previous,
            "is_listed": previous is not None and previous.is_listed,
            "search_name": names.fold(draft.facts["recipient_name"]),
            **{name: getattr(draft, name) for name in Draft.__dataclass_fields__ if name != "achievement"},
        },
    )
    if created:
        certificate.serial = f"WM-{certificate.issued_on:%Y}-{certificate.pk:06d}"
        certificate.save(update_fields=["serial"])
        kept = {"serial": certificate.serial, "origin": certificate.origin, "generation": certificate.generation}
        audit.record("certificates.certificate.issued", certificate, actor=actor, at=at, **kept, **facts)
        certificate_issued.send(sender=Certificate, certificate=certificate)
    return certificate


def _reread(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.select_related("enrolment__learner", "achievement__design", "design")
    return rows.get(pk=certificate.pk)


def _newer(certificate: Certificate) -> Certificate:
    """What took its place."""
    now = _reread(certificate)
    if now.status != Certificate.Status.SUPERSEDED:
        refusals.refuse_unless_valid(now)
    return now.successor


def _refuse_renewal_out_of_time(certificate: Certificate, at: datetime) -> None:
    if certificate.expires_on is None:
        raise refusals.NeverExpires(certificate.uuid)
    if snapshots.today(at) < validity.renewal_opens_on(certificate.expires_on):
        raise refusals.NotYetRenewable(certificate.uuid)


def _renewal(previous: Certificate, at: datetime) -> Draft:
    achievement = previous.achievement
    return Draft(
        enrolment=previous.enrolment,
        achievement=achievement,
        design=achievement.design,
        origin=Certificate.Origin.RENEWAL,
        facts=snapshots.of_renewal(previous, achievement),
        issued_at=at,
        expires_on=validity.renewed_expiry(
            snapshots.today(at), expires_on=previous.expires_on, months=achievement.validity_months
        ),
    )


def _correction(previous: Certificate, legal_name: str) -> Draft:
    return Draft(
        enrolment=previous.enrolment,
        achievement=previous.achievement,
        design=previous.design,
        origin=Certificate.Origin.CORRECTION,
        facts=previous.facts | {"recipient_name": legal_name},
        issued_at=previous.issued_at,
        expires_on=previous.expires_on,
    )
