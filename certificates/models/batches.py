"""Many certificates or enrolments at once, from a file: what each row asks for, and what became of it."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.models.certificates import Certificate
from courses.models import Course


class BatchQuerySet(models.QuerySet["Batch"]):
    """Reads of batches."""

    def stalled(self, before: datetime) -> "BatchQuerySet":
        """Confirmed, unfinished, and without a sign of life since then."""
        return self.filter(state=Batch.State.APPLYING, seen_at__lt=before)

    def hold_on(self, certificate: Certificate) -> str:
        """The hold that mail about a newly issued certificate is under; empty when there is none.

        Locks the batch, so that mail can't slip in behind a release. One query; call it in a transaction.
        """
        waiting = self.select_for_update(of=("self",)).filter(rows__issued=certificate, released_at=None).first()
        return waiting.hold if waiting else ""


class Batch(models.Model):
    """One uploaded file. Checked, then confirmed and applied row by row, then done; or discarded before that.

    The same file for the same purpose is the same batch. Its mail is held until somebody releases it.
    """

    class Kind(models.TextChoices):
        ENROL = "enrol", _("Enrol")
        ISSUE = "issue", _("Issue")
        RENEW = "renew", _("Renew")
        REVOKE = "revoke", _("Revoke")

    class State(models.TextChoices):
        CHECKED = "checked", _("Waits for you")
        APPLYING = "applying", _("Being applied")
        DONE = "done", _("Done")
        DISCARDED = "discarded", _("Discarded")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=6, choices=Kind)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    reason = models.TextField(blank=True, help_text=_("For every row that brings none of its own."))
    state = models.CharField(max_length=9, choices=State, default=State.CHECKED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, help_text=_("When a row was last applied."))
    finished_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True, help_text=_("When its mail was let go."))

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "batches"
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "kind",
                "digest",
                Coalesce("course", 0),
                condition=~Q(state="discarded"),
                name="batch_once_per_file",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["checked", "discarded"], confirmed_at=None)
                | Q(state__in=["applying", "done"], confirmed_at__isnull=False),
                name="batch_applied_was_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["enrol", "issue"], course__isnull=False)
                | Q(kind__in=["renew", "revoke"], course=None),
                name="batch_of_people_names_a_course",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(state="done"), name="batch_mail_leaves_when_it_is_done"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["seen_at"], condition=Q(state="applying"), name="batch_being_applied"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"

    @property
    def hold(self) -> str:
        """What its mail is held by."""
        return f"batch {self.uuid}"

    def counts(self) -> dict[str, int]:
        """Rows by state, with zeros. One query."""
        counted = dict(self.rows.order_by().values_list("state").annotate(Count("pk")))
        return {state: counted.get(state, 0) for state in BatchRow.State.values}


class BatchRow(models.Model):
    """One row of the file. Waiting, then done; or nothing to do, or refused, or failed for reasons of our own.

    ``result`` is a code for what will happen, or what happened, or why not.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("To do")
        DONE = "done", _("Done")
        NOTHING = "nothing", _("Nothing to do")
        REFUSED = "refused", _("Refused")
        FAILED = "failed", _("Failed")

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField(help_text=_("The line in the file."))
    subject = models.CharField(max_length=320, help_text=_("The address or the number of a certificate, as typed."))
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    result = models.CharField(max_length=24)
    detail = models.CharField(max_length=120, blank=True)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, null=True, related_name="+", help_text=_("The one it is about.")
    )
    issued = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, null=True, related_name="batch_rows", help_text=_("The one it made.")
    )
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch", "number"], name="batch_row_once_per_line"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["batch", "state", "number"], name="batch_row_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.batch}, line {self.number}"
