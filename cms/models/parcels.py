"""Courses on their way: out of the site as a package, in from one, or copied for another country."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.models.imports import private_storage
from cms.models.pages import CoursePage


class CourseParcelQuerySet(models.QuerySet["CourseParcel"]):
    """Reads of parcels."""

    def opened_by(self, user: User) -> "CourseParcelQuerySet":
        """Those of one person."""
        return self.filter(opened_by=user)


class CourseParcel(models.Model):
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

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
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
    try_count = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = CourseParcelQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(models.Q(state="failed") & ~models.Q(problem=""))
                | (~models.Q(state="failed") & models.Q(problem="")),
                name="course_parcel_failed_with_problem",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_under_way(self) -> bool:
        """Whether somebody should look again in a moment."""
        return self.state in self.UNDER_WAY

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
