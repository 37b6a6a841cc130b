"""The certificates behind the seals on our documents."""

import uuid

from django.db import models
from django.utils import timezone


class SealCertificate(models.Model):
    """A certificate that sealed at least one document. Kept for good: an old seal stays ours when the key changes."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True)
    subject = models.TextField()
    pem = models.TextField()
    expires_at = models.DateTimeField()
    first_used_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.subject} ({self.fingerprint[:16]})"
