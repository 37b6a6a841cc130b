"""What learners are asked to recall: stable rows projected from what editors write."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.outline import Activity, Retirable


class CardQuerySet(Retirable):
    """Reads of cards."""

    def on_offer(self) -> "CardQuerySet":
        """Live, of a live lesson in a live course."""
        return self.filter(retired_at=None, activity__retired_at=None, activity__course__retired_at=None)


class Card(models.Model):
    """Something to recall from a lesson: a question with its answer, or a word with its meaning.

    Retired when it is gone from the course, and back with its history when it returns.
    """

    class Kind(models.TextChoices):
        RECALL = "recall", _("Recall card")
        TERM = "term", _("Term")

    uuid = models.UUIDField(unique=True, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="cards")
    kind = models.CharField(max_length=8, choices=Kind)
    position = models.PositiveIntegerField(default=0)
    front = models.TextField()
    back = models.TextField()
    retired_at = models.DateTimeField(null=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["activity_id", "position", "pk"]

    def __str__(self) -> str:
        return self.front
