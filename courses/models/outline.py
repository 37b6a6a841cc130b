"""The outline that learners' records point at: stable rows projected from published pages."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Retirable(models.QuerySet):
    """Rows that are retired instead of deleted, because records point at them."""

    def live(self) -> "Retirable":
        """Those that learners see today."""
        return self.filter(retired_at=None)


class Course(models.Model):
    """What a learner enrols in. Published, perhaps retired, never deleted while anyone's record points at it."""

    uuid = models.UUIDField(unique=True, editable=False)
    slug = models.SlugField(max_length=120)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    language = models.CharField(max_length=12, default="en-gb")
    version = models.CharField(max_length=20, default="1.0")
    conduct_title = models.CharField(max_length=200, blank=True)
    conduct_body = models.TextField(blank=True, help_text=_("HTML that learners accept before the exam."))
    earns_certificate = models.BooleanField(
        default=False, help_text=_("Whether learners confirm the name that their certificate will bear.")
    )
    asks_before_lessons = models.BooleanField(default=False)
    outline_version = models.PositiveIntegerField(
        default=1, help_text=_("Changes with the outline and the claims: what is cached about the course names it.")
    )
    published_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    objects = Retirable.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["slug"], condition=models.Q(retired_at=None), name="course_live_slug_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public course page."""
        return reverse("cms:course", args=[self.slug])

    @property
    def requires_conduct(self) -> bool:
        """Whether a code of conduct must be accepted before the exam."""
        return bool(self.conduct_body)


class Module(models.Model):
    """A group of activities; its name is also the domain in which exam results are banded."""

    uuid = models.UUIDField(unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="modules")
    slug = models.SlugField(max_length=120)
    title = models.CharField(max_length=200)
    position = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True)

    objects = Retirable.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Activity(models.Model):
    """The smallest thing a learner completes. ``uuid`` is the page's translation key: translations share progress."""

    class Kind(models.TextChoices):
        LESSON = "lesson", _("Lesson")
        QUIZ = "quiz", _("Quiz")
        EXAM = "exam", _("Exam")

    uuid = models.UUIDField(unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="activities")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, null=True, related_name="activities")
    kind = models.CharField(max_length=8, choices=Kind)
    slug = models.SlugField(max_length=120)
    title = models.CharField(max_length=200)
    position = models.PositiveIntegerField()
    minutes = models.PositiveSmallIntegerField(default=0)
    is_required = models.BooleanField(default=True)
    is_sample = models.BooleanField(
        default=False, db_default=False, help_text=_("Whether anybody may read it, enrolled or not.")
    )
    revision = models.PositiveBigIntegerField(
        default=0, help_text=_("Changes with the content: renderings are cached by it.")
    )
    retired_at = models.DateTimeField(null=True)

    objects = Retirable.as_manager()

    class Meta:
        verbose_name_plural = "activities"
        ordering: ClassVar[list[str]] = ["position", "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["course", "position"], name="activity_in_order")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_exam(self) -> bool:
        """Whether this is the final exam."""
        return self.kind == self.Kind.EXAM
