"""Sittings and answers."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple, cast

from django.conf import settings
from django.db import connections, models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import Enrolment
from quizzes.models.questions import QuestionVersion
from quizzes.models.quizzes import Quiz
from quizzes.terms import Terms

# Well below the number of parameters that SQLite takes.
WRITE_AT_ONCE = 500
# What the pages of a sitting read of an attempt and of its activity.
SITTING = (
    "uuid",
    "number",
    "status",
    "terms",
    "sections",
    "deadline_at",
    "reached",
    "paused_at",
    "break_seconds_left",
)
PLACE = (
    "uuid",
    "kind",
    "title",
    "course__uuid",
    "course__title",
    "course__slug",
    "course__language",
    "course__outline_version",
)

KEEP_NEWER = """
    UPDATE quizzes_response
    SET value = %(value)s, is_flagged = %(is_flagged)s, confidence = %(confidence)s, sequence = %(sequence)s,
        saved_at = %(at)s
    WHERE attempt_id = %(attempt)s AND position = %(position)s AND sequence < %(sequence)s AND max_score IS NULL
        AND attempt_id IN (
            SELECT id FROM quizzes_attempt
            WHERE id = %(attempt)s AND status = 'open' AND paused_at IS NULL
                AND (deadline_at IS NULL OR deadline_at >= %(at)s)
                AND reached = COALESCE(%(only_open)s, reached)
        )
"""


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Reads of attempts."""

    def owned_by(self, user: User) -> "AttemptQuerySet":
        """Those of one learner."""
        return self.filter(learner=user)

    def open(self) -> "AttemptQuerySet":
        """Being sat now."""
        return self.filter(status=Attempt.Status.OPEN)

    def overdue(self, at: datetime) -> "AttemptQuerySet":
        """Open past their deadline."""
        return self.open().filter(deadline_at__lt=at)

    def with_activity(self) -> "AttemptQuerySet":
        """What the pages of a sitting say: the attempt, and the titles and addresses of its activity and course."""
        related = self.select_related("quiz__activity__course")
        return related.only(*SITTING, *(f"quiz__activity__{name}" for name in PLACE))

    def counted(self) -> "AttemptQuerySet":
        """All but the voided ones."""
        return self.exclude(status=Attempt.Status.VOIDED)


class Attempt(models.Model):
    """One whole sitting. Open, then submitted (by the learner or, when time is up, the server) and marked at once.

    An answer that only a person can mark makes it wait as ``marking``. Staff may void it, with a reason. The paper,
    the terms and the deadline are frozen at the start; the server's clock alone decides. ``paused_at`` is set during
    a break, while the deadline is put off by all the break that is left.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        MARKING = "marking", _("Being marked by a person")
        SUBMITTED = "submitted", _("Submitted")
        VOIDED = "voided", _("Voided")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    seed = models.BigIntegerField()
    terms = models.JSONField()
    sections = models.JSONField(help_text=_("Title and domain of each section, as at the start."))
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    reached = models.PositiveSmallIntegerField(
        default=1, help_text=_("The furthest question shown; forward-only papers never go back.")
    )
    paused_at = models.DateTimeField(null=True)
    break_seconds_left = models.PositiveIntegerField(default=0)
    is_timed_out = models.BooleanField(default=False)
    score = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    max_score = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    is_passed = models.BooleanField(null=True)
    bands = models.JSONField(default=list)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["quiz_id", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["learner", "quiz"], condition=Q(status="open"), name="attempt_one_open"),
            models.UniqueConstraint(fields=["learner", "quiz", "number"], name="attempt_number_unique"),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0, score__lte=F("max_score")), name="attempt_score_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(status="open", submitted_at=None) | ~Q(status="open"), name="attempt_open_is_not_submitted"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["deadline_at"], name="attempt_overdue", condition=Q(status="open")),
        ]

    def __str__(self) -> str:
        return f"{self.quiz} #{self.number}"

    def get_absolute_url(self) -> str:
        """Where the learner sits it, or sees its result."""
        return reverse("quizzes:attempt", args=[self.uuid])

    def get_terms(self) -> Terms:
        """The terms frozen at the start."""
        return Terms.from_json(self.terms)

    def is_overdue(self, at: datetime | None = None) -> bool:
        """Whether it is open past its deadline."""
        late = self.deadline_at is not None and self.deadline_at < (at or timezone.now())
        return self.status == self.Status.OPEN and late


class Kept(NamedTuple):
    """What an open attempt holds of one answer, as its pages read it."""

    position: int
    question_version_id: int
    section: int
    option_order: list[str]
    value: Any
    is_flagged: bool
    confidence: int | None
    sequence: int
    saved_at: datetime | None


class ResponseQuerySet(models.QuerySet["Response"]):
    """Reads and writes of many rows at once."""

    def kept(self) -> list[Kept]:
        """The answers of an open attempt; as plain values they cost half of what rows do."""
        return [Kept(*row) for row in self.values_list(*Kept._fields)]

    def keep_newer(
        self,
        attempt: Attempt,
        position: int,
        *,
        value: Any,
        is_flagged: bool,
        confidence: int | None,
        sequence: int,
        at: datetime,
        only_open: int | None = None,
    ) -> bool:
        """Store an answer if nothing newer is stored and its attempt takes it: one UPDATE, no lock.

        ``only_open`` is the one question that a forward-only attempt takes. ``sequence`` and ``max_score`` are compared
        in the row itself, never in the subquery: after waiting for another save or for the marking, a server reads the
        row anew, but not the subquery.
        """
        connection = connections[self.db]
        parameters = {
            "attempt": attempt.pk,
            "position": position,
            "value": self._column("value").get_db_prep_save(value, connection),
            "is_flagged": is_flagged,
            "confidence": confidence,
            "sequence": sequence,
            "at": self._column("saved_at").get_db_prep_save(at, connection),
            "only_open": only_open,
        }
        with connection.cursor() as cursor:
            cursor.execute(KEEP_NEWER, parameters)
            return cursor.rowcount == 1

    def _column(self, name: str) -> "models.Field[Any, Any]":
        return cast("models.Field[Any, Any]", self.model._meta.get_field(name))

    def write(self, rows: "Sequence[Response]", fields: Sequence[str]) -> None:
        """Store these fields of the rows in one UPDATE that joins a list of values.

        The same as ``bulk_update``, which builds a CASE with a branch per row and field and costs five times as much.
        """
        for first in range(0, len(rows), WRITE_AT_ONCE):
            self._write(rows[first : first + WRITE_AT_ONCE], fields)

    def _write(self, rows: "Sequence[Response]", fields: Sequence[str]) -> None:
        connection = connections[self.db]
        columns = [self._column(name) for name in fields]
        quote = connection.ops.quote_name
        # PostgreSQL takes a bare value for text; SQLite knows no casts to the types that Django keeps there.
        typed = "CAST(fresh.{} AS {})" if connection.vendor == "postgresql" else "fresh.{}"
        settings = ", ".join(
            f"{quote(str(column.column))} = {typed.format(f'column{place}', column.db_type(connection))}"
            for place, column in enumerate(columns, start=2)
        )
        table = quote(self.model._meta.db_table)
        values = ", ".join([f"({', '.join(['%s'] * (len(columns) + 1))})"] * len(rows))
        parameters = [
            value
            for row in rows
            for value in (row.pk, *(c.get_db_prep_save(getattr(row, c.attname), connection) for c in columns))
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET {settings} FROM (VALUES {values}) AS fresh WHERE {table}.id = fresh.column1",  # noqa: S608  # names come from the model
                parameters,
            )


class Response(models.Model):
    """One answer of an attempt, pinned to the version that was shown.

    ``sequence`` orders saves: only newer ones apply.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="responses", db_index=False)
    position = models.PositiveSmallIntegerField()
    question_version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    section = models.PositiveSmallIntegerField()
    option_order = models.JSONField()
    value = models.JSONField(null=True)
    is_flagged = models.BooleanField(default=False)
    confidence = models.PositiveSmallIntegerField(
        null=True, help_text=_("How sure the learner was, 1 to 3; practice alone asks, and it counts nowhere.")
    )
    is_scored = models.BooleanField(default=True)
    sequence = models.PositiveBigIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    score = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    max_score = models.DecimalField(max_digits=8, decimal_places=4, null=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        # Not "attempt", which would join its table to sort by the order of attempts.
        ordering: ClassVar[list[str]] = ["attempt_id", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["attempt", "position"], name="response_position_unique"),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0, score__lte=F("max_score")), name="response_score_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__range=(1, 3)), name="response_confidence_in_levels"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.position}"
