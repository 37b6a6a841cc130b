"""Where content comes from, and what the field claims about it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.articles import Section, from_json


class Licence(models.TextChoices):
    """What the person who brings an article in knows about it. A snapshot keeps the value: it reads as a sentence."""

    NOT_OURS = "All rights reserved", _("All rights reserved, or unknown: evidence for editors only")
    PERMISSION = "Used with written permission", _("Used with written permission")
    BY = "CC BY 4.0", _("CC BY 4.0: may be reused, with its author named")
    BY_SA = "CC BY-SA 4.0", _("CC BY-SA 4.0: may be reused on the same terms, with its author named")
    PUBLIC_DOMAIN = "Public domain or CC0", _("Public domain or CC0")
    OWN = "Our own text", _("Our own text")

    @classmethod
    def reusable(cls) -> frozenset[str]:
        """Those that let a course repeat the wording."""
        return frozenset({cls.PERMISSION, cls.BY, cls.BY_SA, cls.PUBLIC_DOMAIN, cls.OWN})


class SourceArticle(models.Model):
    """Something published elsewhere. In the library first; a course that cites it knows it by its own reference."""

    course_uuid = models.UUIDField(db_index=True, null=True)
    ref = models.CharField(max_length=40, blank=True)
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
            models.CheckConstraint(
                condition=models.Q(course_uuid=None, ref="")
                | (models.Q(course_uuid__isnull=False) & ~models.Q(ref="")),
                name="source_ref_belongs_to_course",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.publisher})" if self.publisher else self.title


class SourceSnapshot(models.Model):
    """The headings or text of a source as it stood when it was read. Written once, never changed."""

    article = models.ForeignKey(SourceArticle, on_delete=models.PROTECT, related_name="snapshots")
    title = models.CharField(max_length=400, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    language = models.CharField(max_length=12, blank=True)
    sections = models.JSONField()
    image_count = models.PositiveIntegerField(default=0, help_text=_("Pictures that were left out."))
    licence = models.CharField(max_length=200, blank=True)
    retrieved_at = models.DateTimeField(default=timezone.now)
    sha256 = models.CharField(max_length=64)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-retrieved_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["sha256"], name="snapshot_by_content")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["article", "sha256"], name="snapshot_once_per_content"),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.article.ref} {self.sha256[:12]}"

    @property
    def parts(self) -> tuple[Section, ...]:
        """Its sections, in reading order."""
        return from_json(self.sections)

    @property
    def is_reusable(self) -> bool:
        """Whether the licence lets a course repeat the wording; by default it is evidence and nothing else."""
        return self.licence in Licence.reusable()


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
    label = models.CharField(max_length=12, choices=Label, blank=True, help_text=_("Empty while nobody has judged it."))
    kind = models.CharField(max_length=80, blank=True)
    reason = models.TextField()
    wording = models.TextField(blank=True)
    sources = models.ManyToManyField(SourceArticle, related_name="claims", blank=True)
    reviewed_on = models.DateField(null=True)
    review_due = models.DateField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["ref"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course_uuid", "ref"], name="claim_ref_unique_in_course"),
        ]

    def __str__(self) -> str:
        return f"{self.ref}: {self.statement}"
