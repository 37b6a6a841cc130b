"""Rows of the certificates app; import them from here."""

from certificates.models.achievements import Achievement, Design, DesignPicture, DesignVersion
from certificates.models.batches import Batch, BatchRow
from certificates.models.certificates import Artifact, Certificate
from certificates.models.evidence import ContinuingEducation, Evidence, NameCorrection
from certificates.models.issuers import IssuerKey, StatusEntry, StatusList
from certificates.models.profiles import PublicProfile
from certificates.models.repairs import RepairReport
from certificates.models.seals import SealCertificate

__all__ = [
    "Achievement",
    "Artifact",
    "Batch",
    "BatchRow",
    "Certificate",
    "ContinuingEducation",
    "Design",
    "DesignPicture",
    "DesignVersion",
    "Evidence",
    "IssuerKey",
    "NameCorrection",
    "PublicProfile",
    "RepairReport",
    "SealCertificate",
    "StatusEntry",
    "StatusList",
]
