"""Remembering which certificates our seals were made with."""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from django.db import transaction
from django.utils import timezone

from accounts.actions import audit
from accounts.models import User
from certificates.models import SealCertificate


@transaction.atomic
def remember(certificate: x509.Certificate, *, actor: User | None, at: datetime | None = None) -> SealCertificate:
    """Keep the certificate before its first seal leaves; later calls find it kept."""
    at = at or timezone.now()
    kept, is_new = SealCertificate.objects.get_or_create(
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        defaults={
            "subject": certificate.subject.rfc4514_string(),
            "pem": certificate.public_bytes(serialization.Encoding.PEM).decode(),
            "expires_at": certificate.not_valid_after_utc,
            "first_used_at": at,
        },
    )
    if is_new:
        audit.record("certificates.seal.introduced", kept, actor=actor, at=at, fingerprint=kept.fingerprint)
    return kept
