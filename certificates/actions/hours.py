"""Hours of continuing education: the holder claims them with evidence, a registrar accepts or refuses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts import topics
from accounts.actions import audit, notices
from accounts.models import User
from certificates.actions import evidence, messages, refusals, snapshots
from certificates.enclosures import Enclosure
from certificates.models import Certificate, ContinuingEducation

State = ContinuingEducation.State


class OutsideValidity(Exception):
    """Hours count from the day of issue, and not before they were done."""


@dataclass(frozen=True)
class Claim:
    """What a learner says they did."""

    title: str
    provider: str
    hours: Decimal
    done_on: date


@dataclass(frozen=True)
class Tally:
    """How far the hours are; ``required`` is None where hours renew nothing."""

    required: int | None
    accepted: Decimal
    waiting: Decimal

    @property
    def missing(self) -> Decimal:
        """What has not been accepted yet."""
        return max(Decimal(self.required or 0) - self.accepted, Decimal(0))

    @property
    def is_enough(self) -> bool:
        """Whether they renew the certificate."""
        return self.required is not None and not self.missing


def waiting() -> "QuerySet[ContinuingEducation]":
    """What nobody has decided yet, the oldest first."""
    rows = ContinuingEducation.objects.filter(state=State.CLAIMED)
    return rows.select_related("certificate__learner", "evidence").order_by("claimed_at", "pk")


def of(certificate: Certificate) -> "QuerySet[ContinuingEducation]":
    """What counts, or may count, towards renewing this certificate, by the day it was done.

    A corrected certificate keeps what was claimed under the name before.
    """
    rows = ContinuingEducation.objects.filter(certificate__in=Certificate.objects.period_of(certificate))
    return rows.select_related("evidence").order_by("done_on", "pk")


def tally(certificate: Certificate) -> Tally:
    """How far this certificate's hours are."""
    return add_up(of(certificate), required=certificate.achievement.renewal_hours)


def add_up(rows: Iterable[ContinuingEducation], *, required: int | None) -> Tally:
    """Add up hours that were read before."""
    rows = list(rows)
    return Tally(required, accepted=_sum(rows, State.ACCEPTED), waiting=_sum(rows, State.CLAIMED))


@transaction.atomic
def claim(
    certificate: Certificate, claimed: Claim, *, enclosure: Enclosure, actor: User, at: datetime | None = None
) -> ContinuingEducation:
    """Log hours; the same hours logged twice are kept once. Locks the certificate.

    Raises OutsideValidity, ValidationError, CertificateRevoked, CertificateSuspended, CertificateSuperseded.
    """
    at = at or timezone.now()
    refusals.refuse_unless_valid(Certificate.objects.select_for_update().get(pk=certificate.pk))
    if not certificate.issued_on <= claimed.done_on <= snapshots.today(at):
        raise OutsideValidity(claimed.done_on)
    identity = {"title": claimed.title.strip(), "provider": claimed.provider.strip(), "done_on": claimed.done_on}
    known = of(certificate).filter(**identity).exclude(state=State.REFUSED).first()
    if known is not None:
        return known
    row = ContinuingEducation(certificate=certificate, hours=claimed.hours, claimed_at=at, **identity)
    row.clean_fields(exclude=["certificate", "evidence", "decided_by", "decided_at"])
    row.evidence = evidence.keep(enclosure, owner=actor)
    row.save()
    _record("claimed", row, actor=actor, at=at)
    return row


@transaction.atomic
def accept(row: ContinuingEducation, *, actor: User, note: str = "", at: datetime | None = None) -> ContinuingEducation:
    """Let the hours count; a second call changes nothing. Raises AlreadyDecided, OwnCertificate."""
    at = at or timezone.now()
    if _decide(row, State.ACCEPTED, actor=actor, note=note, at=at):
        _record("accepted", row, actor=actor, at=at)
        _tell(row)
    return row


@transaction.atomic
def refuse(row: ContinuingEducation, *, note: str, actor: User, at: datetime | None = None) -> ContinuingEducation:
    """Leave the hours out; the note tells the holder why. A second call changes nothing.

    Raises ReasonMissing, AlreadyDecided, OwnCertificate.
    """
    at = at or timezone.now()
    note = audit.checked_reason(note)
    if _decide(row, State.REFUSED, actor=actor, note=note, at=at):
        _record("refused", row, actor=actor, at=at)
        _tell(row)
    return row


def _sum(rows: list[ContinuingEducation], state: State) -> Decimal:
    return sum((row.hours for row in rows if row.state == state), Decimal(0))


def _decide(row: ContinuingEducation, state: State, *, actor: User, note: str, at: datetime) -> bool:
    """One winner by compare-and-set; False when it was decided so before."""
    if row.certificate.learner_id == actor.pk:
        raise refusals.OwnCertificate(row.uuid)
    open_ones = ContinuingEducation.objects.filter(pk=row.pk, state=State.CLAIMED)
    decided = open_ones.update(state=state, decided_by=actor, decided_at=at, note=note)
    row.refresh_from_db()
    if not decided and row.state != state:
        raise refusals.AlreadyDecided(row.uuid)
    return bool(decided)


def _record(verb: str, row: ContinuingEducation, *, actor: User, at: datetime) -> None:
    facts = {"education": row.uuid, "hours": row.hours}
    audit.record(f"certificates.education.{verb}", row.certificate, actor=actor, at=at, **facts)


def _tell(row: ContinuingEducation) -> None:
    learner = row.certificate.learner
    education = {"title": row.title, "provider": row.provider, "hours": f"{row.hours.normalize():f}", "note": row.note}
    context = messages.about(row.certificate) | {"education": education}
    notices.announce(
        learner,
        kind=f"education_{row.state}",
        key=str(row.uuid),
        context=context,
        topic=topics.CERTIFICATES,
        link=reverse("certificates:renewal", args=[row.certificate.uuid]),
    )
