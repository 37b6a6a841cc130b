"""Articles on their way in."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models.sources import SourceArticle, SourceSnapshot
from courses.problems import Problem


def private_storage() -> Storage:
    """Where nothing is handed out from."""
    return storages["private"]


class IntakeQuerySet(models.QuerySet["Intake"]):
    """Reads of intakes."""

    def opened_by(self, user: User) -> "IntakeQuerySet":
        """Those of one person."""
        return self.filter(opened_by=user)

    def under_way(self) -> "IntakeQuerySet":
        """Neither done nor failed."""
        return self.filter(state__in=Intake.UNDER_WAY)


class Intake(models.Model):
    """One wish to bring an article in. Waiting, then fetched and read by a worker, then done or failed.

    What was uploaded or pasted is kept only until it has been read; the snapshot holds what was in it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for its turn")
        FETCHING = "fetching", _("Fetching the page")
        READING = "reading", _("Reading the article")
        DONE = "done", _("Brought in")
        FAILED = "failed", _("Not brought in")

    UNDER_WAY: ClassVar = [State.WAITING, State.FETCHING, State.READING]

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey(SourceArticle, on_delete=models.PROTECT, null=True, related_name="intakes")
    url = models.URLField(max_length=500, blank=True)
    file = models.FileField(storage=private_storage, upload_to="intakes/", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=400, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=20, choices=Problem, blank=True)
    try_count = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    snapshot = models.ForeignKey(SourceSnapshot, on_delete=models.PROTECT, null=True, related_name="+")
    was_known = models.BooleanField(default=False, help_text=_("The same content was there before."))

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state="done", snapshot__isnull=False)
                | (~models.Q(state="done") & models.Q(snapshot=None)),
                name="intake_done_with_snapshot",
            ),
            models.CheckConstraint(
                condition=(models.Q(state="failed") & ~models.Q(problem=""))
                | (~models.Q(state="failed") & models.Q(problem="")),
                name="intake_failed_with_problem",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url or self.file_name or str(self.uuid)

    @property
    def is_under_way(self) -> bool:
        """Whether somebody should look again in a moment."""
        return self.state in self.UNDER_WAY
