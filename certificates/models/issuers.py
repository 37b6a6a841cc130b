"""What the issuer proves its credentials with: keys, and the lists that say which are still in force."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.models.certificates import Certificate

# The fewest places that verifiers accept: in a shorter list a holder could be told by the place.
STATUS_PLACES = 131_072


class IssuerKeyQuerySet(models.QuerySet["IssuerKey"]):
    """Reads of keys."""

    def current(self) -> "IssuerKey | None":
        """The one that signs; None when there is none yet."""
        return self.filter(retired_at=None).first()


class IssuerKey(models.Model):
    """The public part of a key that signs credentials. Current, then retired; never deleted, for it still verifies.

    The private part is a file in ISSUER_KEYS_DIR. A key is named by itself: a number could come to name two keys after
    a database was restored.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    public_key = models.CharField(
        max_length=64, unique=True, help_text=_("Ed25519, as a multikey; also its name in the DID document.")
    )
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True)

    objects = IssuerKeyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                IsNull(F("retired_at"), rhs=True),
                condition=Q(retired_at=None),
                name="issuer_key_one_is_current",
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None) | Q(retired_at__gte=F("created_at")), name="issuer_key_retired_after_use"
            ),
        ]

    def __str__(self) -> str:
        return self.public_key


class StatusList(models.Model):
    """A public list of bits, one for each certificate that has a place in it. Opened when the one before is full."""

    number = models.PositiveIntegerField(unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"status list {self.number}"


class StatusEntry(models.Model):
    """A certificate's place in a list, drawn at random and kept for good: it is part of what was signed."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="status_entry")
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="entries")
    place = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "status entries"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["status_list", "place"], name="status_entry_place_unique"),
            models.CheckConstraint(condition=Q(place__lt=STATUS_PLACES), name="status_entry_place_in_list"),
        ]

    def __str__(self) -> str:
        return f"{self.status_list}, place {self.place}"
