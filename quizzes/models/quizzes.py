"""Assessments: their terms, and how a paper is made up."""

from typing import ClassVar

from django.db import models

from courses.models import Activity
from quizzes.models.questions import Question
from quizzes.terms import Terms


class Quiz(models.Model):
    """The assessment behind an activity. ``terms`` is what ``quizzes.terms.Terms`` reads; attempts copy it.

    ``pretest_count`` questions on trial are asked besides the sections.
    """

    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="quiz")
    terms = models.JSONField()
    pretest_count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "quizzes"

    def __str__(self) -> str:
        return str(self.activity)

    def get_terms(self) -> Terms:
        """The terms that the next attempt starts under."""
        return Terms.from_json(self.terms)


class SectionQuerySet(models.QuerySet["Section"]):
    """Reads of sections."""

    def with_drawable_placements(self) -> "SectionQuerySet":
        """Each with ``drawable_placements``: those whose question may still be asked."""
        drawable = Placement.objects.filter(question__in=Question.objects.drawable())
        return self.prefetch_related(models.Prefetch("placements", drawable, to_attr="drawable_placements"))


class Section(models.Model):
    """Part of a paper: placed questions, drawn ones, or both. ``domain`` names the band in an exam's result.

    Rebuilt whole at each publication; attempts carry their own copy of what they need.
    """

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    domain = models.CharField(max_length=200, blank=True)
    is_shuffled = models.BooleanField(default=True)
    cells = models.JSONField(default=list)
    placed = models.ManyToManyField(Question, through="quizzes.Placement", related_name="+")

    drawable_placements: "list[Placement]"

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["quiz", "position"], name="section_position_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.quiz}: {self.title}"


class Placement(models.Model):
    """A question that is always in a section."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="placements")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="placements")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["section", "question"], name="placement_once_per_section"),
        ]

    def __str__(self) -> str:
        return f"{self.section_id}: {self.question_id}"
