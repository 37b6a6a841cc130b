"""What a lesson rests on while it is written: sections of articles, and sentences in them that assert something."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.sources import Claim, SourceSnapshot


class LessonCitation(models.Model):
    """A section of a snapshot that a lesson is written from. For editors: learners never see the quote."""

    course_uuid = models.UUIDField(db_index=True)
    lesson_uuid = models.UUIDField(db_index=True)
    snapshot = models.ForeignKey(SourceSnapshot, on_delete=models.PROTECT, related_name="lesson_citations")
    section = models.PositiveSmallIntegerField(help_text=_("Counted from 0, as the snapshot has them."))
    locator = models.CharField(max_length=400, blank=True)
    quote = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["lesson_uuid", "snapshot", "section"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["lesson_uuid", "snapshot", "section"], name="section_cited_once_in_lesson"),
        ]

    def __str__(self) -> str:
        return self.locator or self.quote


class ClaimCandidate(models.Model):
    """A sentence that asserts something and should be checked. Open, then a claim of the register or not a claim."""

    class State(models.TextChoices):
        OPEN = "open", _("To check")
        CLAIMED = "claimed", _("In the register")
        DISMISSED = "dismissed", _("Not a claim")

    course_uuid = models.UUIDField(db_index=True)
    lesson_uuid = models.UUIDField(db_index=True)
    snapshot = models.ForeignKey(SourceSnapshot, on_delete=models.PROTECT, related_name="candidates")
    section = models.PositiveSmallIntegerField()
    position = models.PositiveIntegerField(help_text=_("Its place among the sentences of the section."))
    sentence = models.TextField()
    grounds = models.JSONField(default=list, help_text=_("Why it was picked."))
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="candidates")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["lesson_uuid", "snapshot", "section", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["lesson_uuid", "snapshot", "section", "position"], name="sentence_once_in_lesson"
            ),
            models.CheckConstraint(
                condition=models.Q(state="claimed", claim__isnull=False)
                | (~models.Q(state="claimed") & models.Q(claim=None)),
                name="candidate_claimed_with_claim",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", decided_at=None)
                | (~models.Q(state="open") & models.Q(decided_at__isnull=False)),
                name="candidate_decided_with_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.sentence
