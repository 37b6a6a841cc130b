"""How an article becomes a course: a plan that is kept while somebody thinks about it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.models.pages import CoursePage
from courses.models import SourceSnapshot


class CoursePlanQuerySet(models.QuerySet["CoursePlan"]):
    """Reads of plans."""

    def owned_by(self, user: User) -> "CoursePlanQuerySet":
        """Those of one person."""
        return self.filter(owner=user)


class CoursePlan(models.Model):
    """One person's plan for one version of an article. Without a course until drafts are made, or for one that exists.

    Making drafts closes nothing: sections that were left out may follow later.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    snapshot = models.ForeignKey(SourceSnapshot, on_delete=models.PROTECT, related_name="plans")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, null=True, related_name="plans")
    title = models.CharField(_("title of the course"), max_length=200, blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    drafted_at = models.DateTimeField(null=True)

    objects = CoursePlanQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar[list[str]] = ["-saved_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["snapshot", "owner", "course"], name="plan_once_per_course"),
            models.UniqueConstraint(
                fields=["snapshot", "owner"], condition=models.Q(course=None), name="plan_once_for_new_course"
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.snapshot)


class PlannedModule(models.Model):
    """A module that the plan names; ``page_uuid`` once there is a page for it."""

    plan = models.ForeignKey(CoursePlan, on_delete=models.CASCADE, related_name="modules")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    page_uuid = models.UUIDField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar[list[str]] = ["plan", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "position"], name="planned_module_place"),
        ]

    def __str__(self) -> str:
        return self.name


class PlannedSection(models.Model):
    """Where one section of the article goes; without a module it is left out. ``lesson_uuid`` once it is drafted."""

    plan = models.ForeignKey(CoursePlan, on_delete=models.CASCADE, related_name="sections")
    number = models.PositiveSmallIntegerField()
    module = models.ForeignKey(PlannedModule, on_delete=models.SET_NULL, null=True, related_name="sections")
    lesson = models.CharField(max_length=200, blank=True)
    lesson_uuid = models.UUIDField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar[list[str]] = ["plan", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="planned_section_once"),
        ]

    def __str__(self) -> str:
        return self.lesson or str(self.number)
