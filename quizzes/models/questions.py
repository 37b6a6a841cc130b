"""Questions and their frozen versions."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import SourceArticle


class QuestionQuerySet(models.QuerySet["Question"]):
    """Reads of questions."""

    def drawable(self) -> "QuestionQuerySet":
        """Operational and not retired: what may count in a paper."""
        return self.filter(retired_at=None, current__isnull=False, state=Question.State.OPERATIONAL)

    def on_trial(self) -> "QuestionQuerySet":
        """Asked without counting, to see how they do."""
        return self.filter(retired_at=None, current__isnull=False, state=Question.State.PRETEST)

    def for_practice(self) -> "QuestionQuerySet":
        """What may be asked outside an exam: of that use, and in the paper of no exam."""
        in_exams = models.Q(pk__in=self.model.objects.filter(placements__section__quiz__activity__kind="exam"))
        return self.drawable().filter(~in_exams, use=Question.Use.PRACTICE)

    def overdue(self, on: date) -> "QuestionQuerySet":
        """In use although their review was due before that day."""
        in_use = [Question.State.OPERATIONAL, Question.State.PRETEST]
        return self.filter(retired_at=None, state__in=in_use, review_due__lt=on)


class Question(models.Model):
    """The identity of a question. Its wording and key are versions; it is retired, never deleted.

    Published as approved, on trial (asked unscored) or operational; suspended while something is wrong with it.
    ``stage`` is what it was published as, and what it comes back to after a suspension.
    """

    class Use(models.TextChoices):
        PRACTICE = "practice", _("Practice")
        EXAM = "exam", _("Exam")

    class State(models.TextChoices):
        APPROVED = "approved", _("Approved, not in use")
        PRETEST = "pretest", _("On trial, unscored")
        OPERATIONAL = "operational", _("Operational")
        SUSPENDED = "suspended", _("Suspended")

    uuid = models.UUIDField(unique=True, editable=False)
    course_uuid = models.UUIDField(db_index=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPERATIONAL)
    stage = models.CharField(max_length=12, choices=State, default=State.OPERATIONAL)
    review_due = models.DateField(null=True)
    exposure_count = models.PositiveIntegerField(default=0)
    ref = models.CharField(max_length=40)
    use = models.CharField(max_length=8, choices=Use)
    topic = models.CharField(max_length=120)
    objective = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=20, blank=True)
    tags = models.JSONField(default=list)
    enemies = models.ManyToManyField("self", blank=True)
    current = models.ForeignKey("quizzes.QuestionVersion", on_delete=models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["ref"]

    def __str__(self) -> str:
        return self.ref


class QuestionVersion(models.Model):
    """Wording, options and key, frozen at publication. Attempts point here, so nothing an editor does reaches them."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["question", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["question", "number"], name="version_number_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.question.ref} v{self.number}"


class Citation(models.Model):
    """A source that a question rests on."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="citations")
    article = models.ForeignKey(SourceArticle, on_delete=models.PROTECT, related_name="question_citations")
    locator = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["question", "article"], name="citation_once_per_article"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} cites {self.article_id}"
