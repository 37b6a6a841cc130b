"""Rows of the certificates app; import them from here."""

from certificates.models.achievements import Achievement, Design, DesignVersion
from certificates.models.certificates import Artifact, Certificate
from certificates.models.issuers import IssuerKey, StatusEntry, StatusList
from certificates.models.seals import SealCertificate

__all__ = [
    "Achievement",
    "Artifact",
    "Certificate",
    "Design",
    "DesignVersion",
    "IssuerKey",
    "SealCertificate",
    "StatusEntry",
    "StatusList",
]
