"""What was earned: frozen facts, and the files made from them."""

import uuid
from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates.models.achievements import Achievement, DesignVersion
from courses.models import Enrolment


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Reads of certificates."""

    def owned_by(self, user: User) -> "CertificateQuerySet":
        """Those of one learner."""
        return self.filter(learner=user)

    def without(self, kind: str) -> "CertificateQuerySet":
        """Those whose document of this kind was not made yet and is not waiting for a person."""
        made = Artifact.objects.filter(kind=kind, certificate=models.OuterRef("pk"))
        return self.filter(~models.Exists(made), attention="")


class Certificate(models.Model):
    """One learner's proof. Valid until it expires, or until staff revoke it; ``facts`` never change.

    Everything it points at is protected, and nothing edited elsewhere alters what it says.
    """

    class Status(models.TextChoices):
        VALID = "valid", _("Valid")
        REVOKED = "revoked", _("Revoked")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=32, unique=True)
    serial = models.CharField(max_length=24, unique=True, null=True)  # noqa: DJ001  # unknown until the row has its number
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates")
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="certificates")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="certificates")
    design = models.ForeignKey(DesignVersion, on_delete=models.PROTECT, related_name="certificates")
    generation = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.VALID)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    issued_at = models.DateTimeField()
    expires_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.TextField(blank=True)
    attention = models.TextField(blank=True, help_text=_("Why a person must look before the document can be made."))

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-issued_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["learner", "achievement", "generation"], name="certificate_once_per_generation"
            ),
            models.CheckConstraint(
                condition=Q(status="revoked", revoked_at__isnull=False) | Q(status="valid", revoked_at=None),
                name="certificate_revoked_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.serial or str(self.uuid)

    def get_absolute_url(self) -> str:
        """The holder's page."""
        return reverse("certificates:certificate", args=[self.uuid])

    def get_public_url(self) -> str:
        """The holder's page, with host."""
        return settings.SITE_URL + self.get_absolute_url()

    def get_verify_url(self) -> str:
        """The public page, with host: it is printed and encoded in the QR."""
        return settings.SITE_URL + reverse("certificates:verify", args=[self.code])

    @property
    def issued_on(self) -> date:
        """The day of issue in the issuer's time zone, as printed."""
        return self._day(self.issued_at)

    @property
    def revoked_on(self) -> date | None:
        """The day of revocation in the issuer's time zone."""
        return self._day(self.revoked_at) if self.revoked_at else None

    def state(self, on: date | None = None) -> str:
        """``valid``, ``expired`` or ``revoked`` on a day of the issuer's calendar (today)."""
        today = on or self._day(timezone.now())
        if self.status == self.Status.REVOKED:
            return "revoked"
        return "expired" if self.expires_on is not None and self.expires_on < today else "valid"

    def _day(self, moment: datetime) -> date:
        """In the issuer's time zone as it was at the time of issue."""
        return moment.astimezone(ZoneInfo(self.facts["time_zone"])).date()


class Artifact(models.Model):
    """A document made from a certificate, made at least once and stored once: the first row wins."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="artifacts")
    kind = models.CharField(max_length=8, choices=Kind)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["certificate", "kind"], name="artifact_once_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} {self.kind}"
