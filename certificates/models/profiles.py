"""What a holder shows of themselves to everyone."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone


class PublicProfile(models.Model):
    """The page of one holder, at an address nobody can guess. It answers only while it lists a certificate."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="public_profile")
    is_indexed = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"public profile {self.uuid}"

    def get_absolute_url(self) -> str:
        """What everyone sees."""
        return reverse("certificates:person", args=[self.uuid])

    def get_public_url(self) -> str:
        """The same, with host."""
        return settings.SITE_URL + self.get_absolute_url()
