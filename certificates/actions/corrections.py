"""Another name on a certificate: the holder asks, a registrar decides."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import names, topics
from accounts.actions import audit, notices
from accounts.models import User
from certificates.actions import evidence, generations, messages, refusals
from certificates.enclosures import Enclosure
from certificates.models import Certificate, NameCorrection

State = NameCorrection.State


class NothingToCorrect(Exception):
    """The certificate bears that name already."""


def waiting() -> "QuerySet[NameCorrection]":
    """What nobody has decided yet, the oldest first."""
    rows = NameCorrection.objects.filter(state=State.REQUESTED)
    return rows.select_related("certificate__learner", "evidence").order_by("requested_at", "pk")


def of(certificate: Certificate) -> "QuerySet[NameCorrection]":
    """Everything that was asked about this certificate and the generations around it, the newest first."""
    chain = Certificate.objects.chain_of(certificate).order_by()
    return NameCorrection.objects.filter(certificate__in=chain).order_by("-requested_at", "-pk")


@transaction.atomic
def request(
    certificate: Certificate,
    *,
    legal_name: str,
    reason: str,
    actor: User,
    enclosure: Enclosure | None = None,
    at: datetime | None = None,
) -> NameCorrection:
    """Ask for another name. While a request is open a second one returns it unchanged.

    Raises ValidationError for what is no name, ReasonMissing, NothingToCorrect, CertificateRevoked,
    CertificateSuspended, CertificateSuperseded.
    """
    at = at or timezone.now()
    reason = audit.checked_reason(reason)
    legal_name = names.tidy_legal_name(legal_name)
    names.validate_legal_name(legal_name)
    refusals.refuse_unless_valid(Certificate.objects.get(pk=certificate.pk))
    if certificate.facts["recipient_name"] == legal_name:
        raise NothingToCorrect(certificate.uuid)
    correction, created = NameCorrection.objects.get_or_create(
        certificate=certificate,
        state=State.REQUESTED,
        defaults={"legal_name": legal_name, "reason": reason, "requested_at": at},
    )
    if created:
        if enclosure is not None:
            correction.evidence = evidence.keep(enclosure, owner=actor)
            correction.save(update_fields=["evidence"])
        _record("requested", correction, actor=actor, at=at)
    return correction


@transaction.atomic
def grant(correction: NameCorrection, *, actor: User, note: str = "", at: datetime | None = None) -> Certificate:
    """Issue the certificate anew with the name asked for; a second call returns the newest of its chain.

    The new certificate's own message tells the holder. Raises AlreadyDecided, OwnCertificate, CertificateRevoked,
    CertificateSuspended.
    """
    at = at or timezone.now()
    if not _decide(correction, State.GRANTED, actor=actor, note=note, at=at):
        return Certificate.objects.chain_of(correction.certificate)[0]
    _record("granted", correction, actor=actor, at=at)
    return generations.correct(
        correction.certificate, legal_name=correction.legal_name, reason=correction.reason, actor=actor, at=at
    )


@transaction.atomic
def refuse(correction: NameCorrection, *, note: str, actor: User, at: datetime | None = None) -> NameCorrection:
    """Leave the name as it is; the note tells the holder why. A second call changes nothing.

    Raises ReasonMissing, AlreadyDecided, OwnCertificate.
    """
    at = at or timezone.now()
    note = audit.checked_reason(note)
    if _decide(correction, State.REFUSED, actor=actor, note=note, at=at):
        _record("refused", correction, actor=actor, at=at)
        holder = correction.certificate.learner
        context = messages.about(correction.certificate) | {"legal_name": correction.legal_name, "note": note}
        notices.announce(
            holder,
            kind="correction_refused",
            key=str(correction.uuid),
            context=context,
            topic=topics.CERTIFICATES,
            link=correction.certificate.get_absolute_url(),
        )
    return correction


def _decide(correction: NameCorrection, state: State, *, actor: User, note: str, at: datetime) -> bool:
    """One winner by compare-and-set; False when it was decided so before."""
    if correction.certificate.learner_id == actor.pk:
        raise refusals.OwnCertificate(correction.uuid)
    open_ones = NameCorrection.objects.filter(pk=correction.pk, state=State.REQUESTED)
    decided = open_ones.update(state=state, decided_by=actor, decided_at=at, note=note)
    correction.refresh_from_db()
    if not decided and correction.state != state:
        raise refusals.AlreadyDecided(correction.uuid)
    return bool(decided)


def _record(verb: str, correction: NameCorrection, *, actor: User, at: datetime) -> None:
    """Without the names: they are in the row, from which an erasure can take them."""
    audit.record(
        f"certificates.correction.{verb}", correction.certificate, actor=actor, at=at, correction=correction.uuid
    )
