"""Why a certificate stays as it is. Each has a name, so that screens can say it in the reader's words."""

from accounts.actions.audit import ReasonMissing

__all__ = [
    "CertificateRevoked",
    "CertificateSuperseded",
    "CertificateSuspended",
    "NeverExpires",
    "NotEligible",
    "NotInForce",
    "NotYetRenewable",
    "ReasonMissing",
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
