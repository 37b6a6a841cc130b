"""What learners hand in about a certificate: files, requests for another name, hours of continuing education."""

import uuid
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import names
from certificates.models.certificates import Certificate

FEWEST_HOURS = Decimal("0.25")
MOST_HOURS = Decimal(200)


class Evidence(models.Model):
    """A file that proves something. Kept as it came; only its owner and registrars ever see it."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        PNG = "png", "PNG"
        JPEG = "jpeg", "JPEG"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4, choices=Kind)
    name = models.CharField(max_length=120, help_text=_("As the file was called where it came from."))
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.name

    @property
    def media_type(self) -> str:
        """What it is served as; it was looked into when it came."""
        return "application/pdf" if self.kind == self.Kind.PDF else f"image/{self.kind}"


class NameCorrection(models.Model):
    """A holder asks for another name on a certificate. Requested, then granted or refused by a registrar."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="name_corrections")
    legal_name = models.CharField(max_length=names.LONGEST_LEGAL_NAME, validators=[names.validate_legal_name])
    reason = models.TextField()
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.REQUESTED)
    requested_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, help_text=_("Shown to the holder."))

    class Meta:
        ordering: ClassVar[list[str]] = ["requested_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(state="requested"), name="correction_one_open_per_certificate"
            ),
            models.CheckConstraint(
                condition=Q(state="requested", decided_at=None) | Q(~Q(state="requested"), decided_at__isnull=False),
                name="correction_decided_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate}: {self.legal_name}"


class ContinuingEducation(models.Model):
    """Hours of learning elsewhere, towards the renewal of a certificate. Claimed, then accepted or refused."""

    class State(models.TextChoices):
        CLAIMED = "claimed", _("Waiting for a decision")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="continuing_education")
    title = models.CharField(max_length=200)
    provider = models.CharField(max_length=200)
    hours = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(FEWEST_HOURS), MaxValueValidator(MOST_HOURS)],
    )
    done_on = models.DateField()
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.CLAIMED)
    claimed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, help_text=_("Shown to the holder."))

    class Meta:
        verbose_name_plural = "continuing education"
        ordering: ClassVar[list[str]] = ["done_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["certificate", "title", "provider", "done_on"],
                condition=~Q(state="refused"),
                name="education_counts_once",
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=FEWEST_HOURS, hours__lte=MOST_HOURS), name="education_hours_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", decided_at=None) | Q(~Q(state="claimed"), decided_at__isnull=False),
                name="education_decided_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.hours} h"
