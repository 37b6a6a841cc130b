"""Marks given or changed by people, and what happened during a sitting."""

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizzes.models.attempts import Attempt, Response
from quizzes.models.questions import Question, QuestionVersion


class PersonMark(models.Model):
    """One marker's judgement of one answer by the rubric. Written once; a disagreement brings another marker."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="person_marks")
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    levels = models.JSONField(help_text=_("Chosen level by criterion."))
    score = models.DecimalField(max_digits=8, decimal_places=4)
    comment = models.TextField(blank=True)
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["marked_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["response", "marker"], name="person_mark_once_per_marker"),
        ]

    def __str__(self) -> str:
        return f"{self.response} by {self.marker_id}"


class MarkChange(models.Model):
    """A mark that staff set by hand, with the reason. The latest one holds; none is ever changed."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="mark_changes")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    before = models.DecimalField(max_digits=8, decimal_places=4)
    after = models.DecimalField(max_digits=8, decimal_places=4)
    reason = models.TextField()
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["changed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.response}: {self.before} to {self.after}"


class Regrade(models.Model):
    """One application of a repaired version to the attempts that met an earlier one. Done once per version."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="regrades")
    version = models.OneToOneField(QuestionVersion, on_delete=models.PROTECT, related_name="regrade")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    changes = models.JSONField(encoder=DjangoJSONEncoder)
    applied_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.version}"


class SittingEvent(models.Model):
    """Something noticed during a sitting. Information for people; nothing follows from it by itself."""

    class Kind(models.TextChoices):
        FOCUS_LOST = "focus_lost", _("Left the page")
        FOCUS_BACK = "focus_back", _("Came back to the page")
        COPY = "copy", _("Copied text")
        RECONNECTED = "reconnected", _("Network came back")
        DEVICE = "device", _("Opened on a device")

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.kind}"
