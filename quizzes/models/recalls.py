"""What learners keep in mind: when each thing is due again, and every answer to it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Card
from quizzes.models.questions import Question, QuestionVersion
from quizzes.spacing import Grade, Memory


class Recall(models.Model):
    """One learner's memory of one card, or of one practice question that they missed.

    Made with the first answer. ``reps`` counts answers and tells a second post of the same one; days are those of
    the learner's time zone. Deleted with the person's account.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recalls")
    card = models.ForeignKey(Card, on_delete=models.PROTECT, null=True, related_name="recalls")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, related_name="recalls")
    stability = models.FloatField(null=True)
    difficulty = models.FloatField(null=True)
    reviewed_on = models.DateField(null=True)
    due_on = models.DateField()
    reps = models.PositiveIntegerField(default=0)
    lapses = models.PositiveIntegerField(default=0)
    drills = models.PositiveSmallIntegerField(default=0, help_text=_("Repetitions on the day of the last answer."))

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(card=None, question__isnull=False) | Q(card__isnull=False, question=None),
                name="recall_of_card_or_question",
            ),
            models.UniqueConstraint(fields=["learner", "card"], name="recall_once_per_card"),
            models.UniqueConstraint(fields=["learner", "question"], name="recall_once_per_question"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.card or self.question}"

    @property
    def memory(self) -> Memory:
        """As the scheduling rules take it."""
        return Memory(
            stability=self.stability,
            difficulty=self.difficulty,
            reviewed_on=self.reviewed_on,
            due_on=self.due_on,
            reps=self.reps,
            lapses=self.lapses,
            drills=self.drills,
        )


class RecallAnswer(models.Model):
    """One answer, never changed. ``turn`` is how many came before it, so that it is kept once.

    A card is graded by the learner; a question by the server, from the version that was asked.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recall = models.ForeignKey(Recall, on_delete=models.CASCADE, related_name="answers", db_index=False)
    turn = models.PositiveIntegerField()
    grade = models.PositiveSmallIntegerField()
    question_version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, null=True, related_name="+")
    value = models.JSONField(null=True)
    answered_at = models.DateTimeField(default=timezone.now)
    answered_on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["answered_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["recall", "turn"], name="recall_answered_once_a_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.recall_id} #{self.turn}: {Grade(self.grade).name}"
