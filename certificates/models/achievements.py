"""What can be earned, and how its certificate looks."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Course


class Design(models.Model):
    """A look for certificates: made by developers, filled in by a registrar. Its newest version is in use."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.title


class DesignVersion(models.Model):
    """What a registrar filled in at one time. It may still change until a certificate bears it; then it is frozen."""

    design = models.ForeignKey(Design, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    template = models.CharField(max_length=60, help_text=_("Name of the folder that holds the Typst template."))
    options = models.JSONField(
        default=dict, db_default={}, help_text=_("Wording, accent, logo; defaults where something is missing.")
    )
    signatories = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["design", "number"], name="design_version_number_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.design} v{self.number}"


class DesignPicture(models.Model):
    """A logo or a signature, named by its content. Written once, never changed, never deleted: paper may show it."""

    sha256 = models.CharField(max_length=64, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.sha256[:16]


class Achievement(models.Model):
    """What completing a course earns. One per course; certificates keep their own copy of all it says."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.OneToOneField(Course, on_delete=models.PROTECT, related_name="achievement")
    design = models.ForeignKey(DesignVersion, on_delete=models.PROTECT, related_name="achievements")
    title = models.CharField(max_length=200)
    credential_type = models.CharField(max_length=80)
    criteria = models.TextField()
    statement = models.TextField(blank=True, help_text=_("What the certificate is, and what it is not."))
    validity_months = models.PositiveSmallIntegerField(null=True)
    renewal_hours = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Hours of continuing education that renew it; empty: only the exam does.")
    )
    grace_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("How long after its end it can still be renewed; empty: as the site says.")
    )

    def __str__(self) -> str:
        return self.title
