"""Putting a certificate on hold, taking it back into force, and withdrawing it. The reason is public."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import topics
from accounts.actions import audit, notices
from accounts.models import User
from certificates.actions import messages, refusals
from certificates.models import Certificate
from certificates.signals import certificate_status_changed

Status = Certificate.Status


@transaction.atomic
def suspend(certificate: Certificate, *, reason: str, actor: User, at: datetime | None = None) -> Certificate:
    """Put on hold until reinstated or revoked; a second call changes nothing.

    Raises ReasonMissing, CertificateRevoked, CertificateSuperseded.
    """
    at = at or timezone.now()
    reason = audit.checked_reason(reason)
    values = {"status": Status.SUSPENDED, "suspended_at": at, "suspended_reason": reason}
    if _change(certificate, {Status.VALID}, values):
        _tell(certificate, "suspended", reason=reason, actor=actor, at=at)
    return certificate


@transaction.atomic
def reinstate(certificate: Certificate, *, reason: str, actor: User, at: datetime | None = None) -> Certificate:
    """End the suspension; the days on hold are not added to the validity. A second call changes nothing.

    Raises ReasonMissing, CertificateRevoked, CertificateSuperseded.
    """
    at = at or timezone.now()
    reason = audit.checked_reason(reason)
    values = {"status": Status.VALID, "suspended_at": None, "suspended_reason": ""}
    if _change(certificate, {Status.SUSPENDED}, values):
        _tell(certificate, "reinstated", reason=reason, actor=actor, at=at)
    return certificate


@transaction.atomic
def revoke(
    certificate: Certificate, *, reason: str, actor: User, hold: str = "", at: datetime | None = None
) -> Certificate:
    """Withdraw for good; a second call changes nothing. The mail waits while there is a ``hold``.

    Raises ReasonMissing, CertificateSuperseded.
    """
    at = at or timezone.now()
    reason = audit.checked_reason(reason)
    values = {"status": Status.REVOKED, "revoked_at": at, "revoked_reason": reason}
    if _change(certificate, {Status.VALID, Status.SUSPENDED}, values):
        _tell(certificate, "revoked", reason=reason, actor=actor, at=at, hold=hold)
    return certificate


def _change(certificate: Certificate, before: set[Status], values: dict[str, Any]) -> bool:
    """One winner by compare-and-set; False when the status is already the one wanted."""
    changed = Certificate.objects.filter(pk=certificate.pk, status__in=before).update(**values)
    certificate.refresh_from_db()
    if not changed and certificate.status != values["status"]:
        raise refusals.BY_STATUS[Status(certificate.status)](certificate.uuid)
    return bool(changed)


def _tell(certificate: Certificate, verb: str, *, reason: str, actor: User, at: datetime, hold: str = "") -> None:
    audit.record(f"certificates.certificate.{verb}", certificate, actor=actor, at=at, reason=reason)
    notices.announce(
        certificate.learner,
        kind=f"certificate_{verb}",
        key=f"{certificate.uuid} {at.isoformat()}",
        context=messages.about(certificate) | {"reason": reason},
        topic=topics.CERTIFICATES,
        link=certificate.get_absolute_url(),
        hold=hold,
    )
    certificate_status_changed.send(sender=Certificate, certificate=certificate)
