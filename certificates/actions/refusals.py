"""Why a certificate stays as it is. Each has a name, so that screens can say it in the reader's words."""

from accounts.actions.audit import ReasonMissing
from certificates.models import Certificate

__all__ = [
    "AlreadyDecided",
    "CertificateRevoked",
    "CertificateSuperseded",
    "CertificateSuspended",
    "NeverExpires",
    "NotEligible",
    "NotInForce",
    "NotYetRenewable",
    "OwnCertificate",
    "ReasonMissing",
    "refuse_unless_valid",
]


class NotEligible(Exception):
    """Something is missing; ``courses.standing`` says what."""


class NotInForce(Exception):
    """The certificate's status allows no such change."""


class CertificateRevoked(NotInForce):
    """It was withdrawn for good."""


class CertificateSuspended(NotInForce):
    """It is on hold; nothing replaces it before somebody has decided."""


class CertificateSuperseded(NotInForce):
    """A newer generation took its place: act on that one."""


class NeverExpires(Exception):
    """What has no end needs no renewal."""


class NotYetRenewable(Exception):
    """Its end is further away than renewal begins."""


class AlreadyDecided(Exception):
    """Somebody decided the request meanwhile, and otherwise."""


class OwnCertificate(Exception):
    """Nobody decides on a certificate of their own."""


BY_STATUS = {
    Certificate.Status.REVOKED: CertificateRevoked,
    Certificate.Status.SUSPENDED: CertificateSuspended,
    Certificate.Status.SUPERSEDED: CertificateSuperseded,
}


def refuse_unless_valid(certificate: Certificate) -> None:
    """Raises CertificateRevoked, CertificateSuspended, CertificateSuperseded; one that has expired passes."""
    if refusal := BY_STATUS.get(Certificate.Status(certificate.status)):
        raise refusal(certificate.uuid)
