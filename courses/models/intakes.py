"""Articles on their way in."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.errands import Errand, failed_with_problem, private_storage
from courses.models.sources import SourceArticle, SourceSnapshot
from courses.problems import Problem


class Intake(Errand):
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
    CLAIM_LASTS = timedelta(minutes=11)

    article = models.ForeignKey(SourceArticle, on_delete=models.PROTECT, null=True, related_name="intakes")
    url = models.URLField(max_length=500, blank=True)
    file = models.FileField(storage=private_storage, upload_to="intakes/", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=400, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=20, choices=Problem, blank=True)
    snapshot = models.ForeignKey(SourceSnapshot, on_delete=models.PROTECT, null=True, related_name="+")
    was_known = models.BooleanField(default=False, help_text=_("The same content was there before."))

    class Meta(Errand.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state="done", snapshot__isnull=False)
                | (~models.Q(state="done") & models.Q(snapshot=None)),
                name="intake_done_with_snapshot",
            ),
            failed_with_problem("intake_failed_with_problem"),
        ]

    def __str__(self) -> str:
        return self.title or self.url or self.file_name or str(self.uuid)
