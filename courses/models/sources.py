"""Where content comes from, and what the field claims about it."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SourceArticle(models.Model):
    """Something published elsewhere that the course cites."""

    course_uuid = models.UUIDField(db_index=True)
    ref = models.CharField(max_length=40)
    title = models.CharField(max_length=400)
    publisher = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=500, blank=True)
    kind = models.CharField(max_length=80, blank=True)
    verification = models.CharField(max_length=400, blank=True)
    reviewed_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["ref"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course_uuid", "ref"], name="source_ref_unique_in_course"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.publisher})" if self.publisher else self.title


class SourceSnapshot(models.Model):
    """The headings or text of a source as it stood when it was read. Written once, never changed."""

    article = models.ForeignKey(SourceArticle, on_delete=models.PROTECT, related_name="snapshots")
    sections = models.JSONField()
    licence = models.CharField(max_length=200, blank=True)
    retrieved_at = models.DateTimeField(default=timezone.now)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["-retrieved_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["article", "sha256"], name="snapshot_once_per_content"),
        ]

    def __str__(self) -> str:
        return f"{self.article.ref} {self.sha256[:12]}"


class Claim(models.Model):
    """A statement met in the field, labelled by how well it is supported, with what to say instead."""

    class Label(models.TextChoices):
        ESTABLISHED = "established", _("Established")
        LIMITED = "limited", _("Supported, limited")
        EARLY = "early", _("Early evidence")
        UNVERIFIED = "unverified", _("Unverified")
        PROMOTIONAL = "promotional", _("Promotional")
        MISLEADING = "misleading", _("Misleading")

    course_uuid = models.UUIDField(db_index=True)
    ref = models.CharField(max_length=40)
    heading = models.CharField(max_length=200, blank=True)
    statement = models.TextField()
    label = models.CharField(max_length=12, choices=Label)
    kind = models.CharField(max_length=80, blank=True)
    reason = models.TextField()
    wording = models.TextField(blank=True)
    sources = models.ManyToManyField(SourceArticle, related_name="claims", blank=True)
    reviewed_on = models.DateField(null=True)
    review_due = models.DateField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["ref"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course_uuid", "ref"], name="claim_ref_unique_in_course"),
        ]

    def __str__(self) -> str:
        return f"{self.ref}: {self.statement}"
