"""Reminding holders before a certificate ends and once it has ended: each reminder once, whatever crashes."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from accounts import topics
from accounts.actions import notices
from accounts.models import Notice
from certificates import validity
from certificates.actions import messages, renewals, snapshots
from certificates.models import Achievement, Certificate

EXPIRING, EXPIRED = "certificate_expiring", "certificate_expired"
BATCH = 500


def remind(*, at: datetime | None = None) -> int:
    """Announce what is due now and was not announced before; returns how many. Two queries for each 500
    certificates, and one for each corrected one.

    Only valid certificates are reminded of: none that is suspended, revoked or replaced. After a downtime a holder
    gets the nearest reminder alone.
    """
    at = at or timezone.now()
    today = snapshots.today(at)
    return sum(_remind(batch, today) for batch in _batches(today))


def _batches(today: date) -> Iterator[Sequence[Certificate]]:
    longest = Achievement.objects.aggregate(days=Max("grace_days"))["days"] or 0
    since = today - timedelta(days=max(longest, settings.CERTIFICATE_GRACE_DAYS))
    until = today + validity.RENEWAL_OPENS
    rows = Certificate.objects.filter(
        status=Certificate.Status.VALID, expires_on__range=(since, until), learner__is_active=True
    )
    rows = rows.select_related("learner", "achievement").order_by("pk")
    batch = list(rows[:BATCH])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:BATCH])


def _remind(certificates: Sequence[Certificate], today: date) -> int:
    due = [(certificate, days) for certificate in certificates if (days := _due(certificate, today)) is not None]
    keys = {_key(certificate, days): (certificate, days) for certificate, days in due}
    told = Notice.objects.filter(recipient__in={certificate.learner_id for certificate, _ in due}, key__in=keys)
    known = set(told.filter(kind__in=(EXPIRING, EXPIRED)).values_list("key", flat=True))
    waiting = [key for key in keys if key not in known]
    for key in waiting:
        _announce(*keys[key], key=key)
    return len(waiting)


def _due(certificate: Certificate, today: date) -> int | None:
    return validity.reminder_due(renewals.window(certificate), issued_on=certificate.issued_on, today=today)


def _key(certificate: Certificate, days: int) -> str:
    """By the certificate that began this validity: who was reminded before a correction is not reminded again."""
    is_corrected = certificate.origin == Certificate.Origin.CORRECTION
    first = Certificate.objects.period_of(certificate)[-1] if is_corrected else certificate
    return f"{first.uuid} {days}"


def _announce(certificate: Certificate, days: int, *, key: str) -> None:
    closes_on = renewals.window(certificate).closes_on
    context = messages.about(certificate) | {
        "renew_until": messages.readable(closes_on, certificate.learner.language),
    }
    kind = EXPIRED if days == validity.AFTERWARDS else EXPIRING
    link = reverse("certificates:renewal", args=[certificate.uuid])
    notices.announce(certificate.learner, kind=kind, key=key, context=context, topic=topics.RENEWALS, link=link)
