"""Courses on their way: out of the site as a package, in from one, or copied for another country."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models.pages import CoursePage
from courses.models import Errand, failed_with_problem
from courses.models.errands import private_storage


class CourseParcel(Errand):
    """One course on its way.

    An export and a copy wait, are worked on, and are done. An import is looked into first; ready with its report, it
    waits for its owner's word and is then loaded. Whatever fails has changed nothing. A file is kept for a while only.
    """

    class Kind(models.TextChoices):
        EXPORT = "export", _("Export")
        IMPORT = "import", _("Import")
        COPY = "copy", _("Copy for another country")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for its turn")
        WORKING = "working", _("Being worked on")
        READY = "ready", _("Ready to look through")
        APPLYING = "applying", _("Being loaded")
        DONE = "done", _("Done")
        FAILED = "failed", _("Not done")

    UNDER_WAY: ClassVar = [State.WAITING, State.WORKING, State.APPLYING]
    # No task may run longer.
    CLAIM_LASTS = timedelta(minutes=11)

    kind = models.CharField(max_length=8, choices=Kind)
    course = models.ForeignKey(
        CoursePage,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text=_("What leaves, is copied or is changed; empty where an import makes it, or once it is deleted."),
    )
    made = models.ForeignKey(
        CoursePage, on_delete=models.SET_NULL, null=True, related_name="+", help_text=_("What came of it.")
    )
    name = models.CharField(max_length=255, help_text=_("The course's title, or the file that was uploaded."))
    terms = models.JSONField(default=dict, help_text=_("What its owner chose for a copy: title, slug, jurisdiction."))
    file = models.FileField(storage=private_storage, upload_to="course-parcels/", blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    problem = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta(Errand.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            failed_with_problem("course_parcel_failed_with_problem"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def file_name(self) -> str:
        """What an export is saved as."""
        return f"{self.course.slug}-{self.opened_at:%Y-%m-%d}.zip" if self.course else "course.zip"


class ParcelEntry(models.Model):
    """What becomes of one entry of a package, as the report says it."""

    class Verdict(models.TextChoices):
        REFUSED = "refused", _("Refused")
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        LEFT_ALONE = "left", _("Left alone")
        KNOWN = "known", _("There already")

    parcel = models.ForeignKey(CourseParcel, on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=255, blank=True)
    file = models.CharField(max_length=300, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict)
    reason = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar[list[str]] = ["parcel", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["parcel", "position"], name="parcel_entry_place"),
        ]

    def __str__(self) -> str:
        return self.name or self.file
