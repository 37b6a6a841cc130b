"""The editor's form of a question; publishing freezes a version in ``quizzes``."""

import random
import uuid
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PublishingPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from cms.question_blocks import InteractionStream, content_of
from quizzes import interactions
from quizzes.models import Question

WITH_KEY = "key"
STAGES = [
    (Question.State.OPERATIONAL, _("Operational")),
    (Question.State.PRETEST, _("On trial, unscored")),
    (Question.State.APPROVED, _("Approved, not in use yet")),
]


def words(text: str) -> tuple[str, ...]:
    """The entries of a comma-separated field."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


class QuestionSnippet(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, index.Indexed, models.Model
):
    """A question with drafts, review and history. Unpublishing retires it; nothing learners did is touched."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(
        "cms.CoursePage", on_delete=models.SET_NULL, null=True, related_name="questions", verbose_name=_("course")
    )
    ref = models.CharField(_("reference"), max_length=40)
    use = models.CharField(_("use"), max_length=8, choices=Question.Use, default=Question.Use.PRACTICE)
    stage = models.CharField(
        _("once published"),
        max_length=12,
        choices=STAGES,
        default=Question.State.OPERATIONAL,
        help_text=_("On trial: asked among others without counting, and learners are told so."),
    )
    topic = models.CharField(_("topic"), max_length=120, help_text=_("The module that it belongs to."))
    objective = models.CharField(_("objective"), max_length=40, blank=True)
    level = models.CharField(_("cognitive level"), max_length=20, blank=True)
    tags = models.CharField(_("tags"), max_length=200, blank=True, help_text=_("Separated by commas."))
    enemies = models.CharField(
        _("never with"), max_length=200, blank=True, help_text=_("References of questions that cue or repeat this one.")
    )
    sources = models.CharField(
        _("sources"), max_length=400, blank=True, help_text=_("References, separated by commas.")
    )
    interaction = StreamField(InteractionStream(), verbose_name=_("question"))
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    review_due = models.DateField(_("review due"), null=True, blank=True)
    provenance = models.TextField(_("how it came about"), blank=True)
    package_digest = models.CharField(max_length=64, blank=True, editable=False)

    panels: ClassVar = [
        FieldPanel("interaction", help_text=_("One question: add its kind with the plus sign.")),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("course", widget=forms.Select, required_on_save=True),
                        FieldPanel(
                            "ref",
                            help_text=_("A short name of its own in the course, such as M1-21."),
                            required_on_save=True,
                        ),
                    ]
                ),
                FieldRowPanel([FieldPanel("use"), FieldPanel("stage")]),
                FieldRowPanel(
                    [
                        FieldPanel("topic"),
                        FieldPanel("objective", help_text=_("A code of the module's objectives.")),
                        FieldPanel("level", help_text=_("Such as remember, understand or apply.")),
                    ]
                ),
                FieldRowPanel([FieldPanel("tags"), FieldPanel("enemies"), FieldPanel("sources")]),
            ],
            heading=_("Where it belongs"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("review_due")]), FieldPanel("provenance")],
            heading=_("Review"),
        ),
        PublishingPanel(),
    ]
    search_fields: ClassVar = [
        index.SearchField("ref"),
        index.SearchField("interaction"),
        index.AutocompleteField("ref"),
        index.AutocompleteField("prompt"),
        index.FilterField("use"),
        index.FilterField("topic"),
        index.FilterField("level"),
        index.FilterField("course_id"),
    ]

    class Meta:
        verbose_name = _("question")
        ordering: ClassVar[list[str]] = ["ref"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "ref"], name="question_ref_unique_in_course"),
        ]

    def __str__(self) -> str:
        """Its reference alone: this stands in histories that people of other courses read."""
        return self.ref

    @property
    def prompt(self) -> str:
        """What is asked, shortened for lists."""
        for block in self.interaction:
            return str(block.value.get("title") or block.value.get("prompt", ""))[:120]
        return ""

    @property
    def content(self) -> dict[str, Any]:
        """What publishing freezes."""
        block = self.interaction[0]
        return content_of(block.block_type, block.value)

    def clean(self) -> None:
        """Refuse a question that can't be asked or marked, while it is still a draft."""
        super().clean()
        if len(self.interaction) != 1:
            return
        try:
            interactions.get(self.interaction[0].block_type).check(self.content)
        except interactions.ContentError as error:
            raise ValidationError({"interaction": str(error)}) from error

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """The learner's view before and after marking."""
        return [("", str(_("As learners see it"))), (WITH_KEY, str(_("With the key and the explanations")))]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """The learner's view."""
        return "cms/question_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """As an open attempt would present it, or as its review explains it; a draft may still be empty."""
        if not self.interaction:
            return {"question": None}
        content = self.content
        interaction = interactions.get(content["kind"])
        order = interaction.order({**content, "shuffle": False}, random.Random(0))  # noqa: S311  # an order, not a secret
        presented = interaction.present(content, order)
        question = {"position": 1, "kind": content["kind"], "presented": presented, "value": None, "prefix": "r1-"}
        if mode_name == WITH_KEY:
            question["explanation"] = interaction.explain(content, None, order)
        return {"question": question, "template": f"quizzes/interactions/{content['kind']}.html"}
