"""What learners write for themselves."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models.outline import Activity

LONGEST_BODY = 4000
LONGEST_QUOTE = 2000
CONTEXT = 64


class NoteQuerySet(models.QuerySet["Note"]):
    """Reads of notes."""

    def owned_by(self, user: User) -> "NoteQuerySet":
        """Those of one learner; nobody else ever sees them."""
        return self.filter(learner=user)


class Note(models.Model):
    """A passage that a learner marked, or words of their own, or both. Private; changed and removed as they like.

    The passage is held by its words and a little of what stands around it, so that it is found again in a lesson that
    was edited, or known to be gone.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="notes")
    quote = models.TextField(blank=True, help_text=_("The marked words; empty for a note to the whole."))
    prefix = models.CharField(max_length=CONTEXT, blank=True)
    suffix = models.CharField(max_length=CONTEXT, blank=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["learner", "activity"], name="note_of_learner")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(quote="", body=""), name="note_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} at {self.activity_id}"
