"""Who takes a course and how far they are."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models.outline import Activity, Course


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Reads of enrolments."""

    def owned_by(self, user: User) -> "EnrolmentQuerySet":
        """Those of one learner."""
        return self.filter(learner=user)

    def current(self) -> "EnrolmentQuerySet":
        """Not withdrawn from; the course may be retired."""
        return self.filter(withdrawn_at=None)

    def round_of(self, user: User, course: Course) -> "Enrolment | None":
        """The round that someone is in: the newest that they have not left."""
        return self.owned_by(user).current().filter(course=course).order_by("-round").first()


class Enrolment(models.Model):
    """One learner in one course, for one round. Open, then completed once; withdrawal keeps all of it."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrolments")
    round = models.PositiveSmallIntegerField(default=1)
    enrolled_at = models.DateTimeField(default=timezone.now)
    conduct_accepted_at = models.DateTimeField(null=True)
    name_confirmed_at = models.DateTimeField(
        null=True, help_text=_("When the learner confirmed the name that the certificate will bear.")
    )
    completed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["learner", "course", "round"], name="enrolment_once_per_round"),
        ]

    def __str__(self) -> str:
        return f"{self.learner} in {self.course}"


class ProgressQuerySet(models.QuerySet["ActivityProgress"]):
    """Reads of progress."""

    def beyond_first_questions(self) -> "ProgressQuerySet":
        """Of what is done, or whose first questions were answered or skipped."""
        return self.filter(models.Q(primed_at__isnull=False) | models.Q(completed_at__isnull=False))


class ActivityProgress(models.Model):
    """One enrolment's state in one activity: opened, then completed; completion is never taken back."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="progress")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="progress")
    opened_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    primed_at = models.DateTimeField(
        null=True, help_text=_("When the questions before a lesson were answered or skipped.")
    )
    place = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text=_("How far the text was read, in thousandths of its height.")
    )

    objects = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "activity progress"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["enrolment", "activity"], name="progress_once_per_activity"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} at {self.activity_id}"
