"""Files of questions on their way into the bank."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models.pages import CoursePage
from courses.models import Errand, failed_with_problem
from courses.models.errands import private_storage
from quizzes.models import Question


class QuestionImport(Errand):
    """One file. Waiting, read by a worker, ready with a report; applied when its owner says so; done or failed.

    Until it is applied nothing in the bank has changed. The file is kept until it has been read; the report stays.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for its turn")
        READING = "reading", _("Reading the file")
        READY = "ready", _("Ready to look through")
        APPLYING = "applying", _("Making drafts")
        DONE = "done", _("Drafts made")
        FAILED = "failed", _("Not read")

    class Clash(models.TextChoices):
        SKIP = "skip", _("Leave the file's out")
        REVISE = "revise", _("Make the file's the next draft of it")
        RENAME = "rename", _("Add the file's under a new reference")

    UNDER_WAY: ClassVar = [State.WAITING, State.READING, State.APPLYING]
    CLAIM_LASTS = timedelta(minutes=5)

    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="question_imports")
    file = models.FileField(storage=private_storage, upload_to="question-imports/", blank=True)
    file_name = models.CharField(max_length=200)
    reader = models.CharField(max_length=20, blank=True, help_text=_("As chosen; what it was found to be, once read."))
    topic = models.CharField(max_length=120)
    use = models.CharField(max_length=8, choices=Question.Use)
    clash = models.CharField(max_length=8, choices=Clash)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    problem = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    total_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta(Errand.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            failed_with_problem("question_import_failed_with_problem"),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportedQuestion(models.Model):
    """What one entry of a file becomes. ``question_uuid`` is its identity from the start, so nothing is made twice."""

    class Verdict(models.TextChoices):
        NEW = "new", _("New draft")
        REVISED = "revised", _("Next draft")
        KNOWN = "known", _("There already")
        LEFT_OUT = "left", _("Left out")

    TAKEN: ClassVar = [Verdict.NEW, Verdict.REVISED]

    question_import = models.ForeignKey(QuestionImport, on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()
    place = models.CharField(max_length=300)
    name = models.CharField(max_length=200)
    verdict = models.CharField(max_length=8, choices=Verdict)
    reason = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    has_notes = models.BooleanField(default=False)
    ref = models.CharField(max_length=200, blank=True)
    question_uuid = models.UUIDField(default=uuid.uuid4)
    values = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar[list[str]] = ["question_import", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["question_import", "position"], name="imported_question_place"),
        ]

    def __str__(self) -> str:
        return self.name
