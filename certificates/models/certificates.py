"""What was earned: frozen facts, and the files made from them."""

import uuid
from datetime import date, datetime
from functools import reduce
from operator import or_
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
from certificates import validity
from certificates.models.achievements import Achievement, DesignVersion
from certificates.models.register import Register
from courses.models import Enrolment


class CertificateQuerySet(Register):
    """Reads of certificates."""

    def owned_by(self, user: User) -> "CertificateQuerySet":
        """Those of one learner."""
        return self.filter(learner=user)

    def listed(self) -> "CertificateQuerySet":
        """Those that public profiles show: a replaced one may bear a name that its holder has left behind."""
        return self.filter(is_listed=True).exclude(status=Certificate.Status.SUPERSEDED)

    def chain_of(self, certificate: "Certificate") -> "CertificateQuerySet":
        """Every generation of what someone earned, the newest first."""
        same = self.filter(learner=certificate.learner_id, achievement=certificate.achievement_id)
        return same.order_by("-generation")

    def period_of(self, certificate: "Certificate") -> "list[Certificate]":
        """A certificate and those it corrects, back to the one that was issued or renewed: they share one validity."""
        period = []
        for generation in self.chain_of(certificate).filter(generation__lte=certificate.generation):
            period.append(generation)
            if generation.origin != Certificate.Origin.CORRECTION:
                break
        return period

    def without(self, *kinds: str) -> "CertificateQuerySet":
        """Those that lack a document of any of these kinds and do not wait for a person."""
        made = Artifact.objects.filter(certificate=models.OuterRef("pk"))
        return self.filter(reduce(or_, [Q(~models.Exists(made.filter(kind=kind))) for kind in kinds]), attention="")


class Certificate(models.Model):
    """One learner's proof. Valid -> (suspended <-> valid) -> revoked | superseded; expiry follows from the date.

    ``facts`` never change, everything it points at is protected, and nothing edited elsewhere alters what it says.
    A renewal or a correction is the next generation, whose ``previous`` is the one it replaces.
    """

    class Status(models.TextChoices):
        VALID = "valid", _("Valid")
        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Revoked")
        SUPERSEDED = "superseded", _("Replaced by a newer one")

    class Origin(models.TextChoices):
        COURSE = "course", _("Course completed")
        HAND = "hand", _("Issued by the registrar")
        RENEWAL = "renewal", _("Renewal")
        CORRECTION = "correction", _("Correction")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=32, unique=True)
    serial = models.CharField(max_length=24, unique=True, null=True)  # noqa: DJ001  # unknown until the row has its number
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates")
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="certificates")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="certificates")
    design = models.ForeignKey(DesignVersion, on_delete=models.PROTECT, related_name="certificates")
    generation = models.PositiveSmallIntegerField(default=1)
    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="successor")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.COURSE)
    status = models.CharField(max_length=10, choices=Status, default=Status.VALID)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    search_name = models.TextField(
        default="", editable=False, help_text=_("The printed name without accents and case, for the search.")
    )
    issued_at = models.DateTimeField()
    expires_on = models.DateField(null=True)
    suspended_at = models.DateTimeField(null=True)
    suspended_reason = models.TextField(blank=True, help_text=_("Shown by the public check."))
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.TextField(blank=True, help_text=_("Shown by the public check."))
    superseded_at = models.DateTimeField(null=True)
    is_listed = models.BooleanField(default=False, help_text=_("Whether the holder's public profile lists it."))
    attention = models.TextField(blank=True, help_text=_("Why a person must look before the document can be made."))

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-issued_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["learner", "achievement", "generation"], name="certificate_once_per_generation"
            ),
            models.CheckConstraint(
                condition=Q(status="revoked", revoked_at__isnull=False) | Q(~Q(status="revoked"), revoked_at=None),
                name="certificate_revoked_has_date",
            ),
            models.CheckConstraint(
                condition=Q(status="superseded", superseded_at__isnull=False)
                | Q(~Q(status="superseded"), superseded_at=None),
                name="certificate_superseded_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(status="suspended") | Q(suspended_at__isnull=False), name="certificate_suspended_has_date"
            ),
            models.CheckConstraint(
                condition=Q(generation=1, previous=None) | Q(generation__gt=1, previous__isnull=False),
                name="certificate_later_ones_have_a_previous",
            ),
        ]

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-issued_at", "-id"], name="certificate_newest_first"),
            models.Index(fields=["status", "-issued_at", "-id", "expires_on"], name="certificate_by_state"),
            models.Index(fields=["issued_at"], condition=~Q(attention=""), name="certificate_attention"),
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

    @property
    def suspended_on(self) -> date | None:
        """The day of the last suspension in the issuer's time zone."""
        return self._day(self.suspended_at) if self.suspended_at else None

    @property
    def superseded_on(self) -> date | None:
        """The day on which the next generation took its place, in the issuer's time zone."""
        return self._day(self.superseded_at) if self.superseded_at else None

    def state(self, on: date | None = None) -> str:
        """The status; a valid one may be ``expiring`` or ``expired`` on a day of the issuer's calendar."""
        today = on or self._day(timezone.now())
        if self.status != self.Status.VALID or self.expires_on is None:
            return self.status
        if self.expires_on < today:
            return "expired"
        return "expiring" if validity.renewal_opens_on(self.expires_on) <= today else "valid"

    def _day(self, moment: datetime) -> date:
        """In the issuer's time zone as it was at the time of issue."""
        return moment.astimezone(ZoneInfo(self.facts["time_zone"])).date()


class Artifact(models.Model):
    """A document made from a certificate, made at least once and stored once: the first row wins."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        JSON = "json", _("Credential")
        PNG = "png", _("Badge")

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
