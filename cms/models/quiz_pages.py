"""Quizzes and exams in the page tree."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms import coverage
from cms.blocks import Sections
from cms.languages import translated
from cms.models.pages import CoursePage, Packaged
from cms.panels import CoveragePanel
from quizzes.models import Question
from quizzes.papers import BankReport

FEEDBACK = [
    ("full", _("Every answer explained")),
    ("bands", _("Result and bands by domain only")),
    ("score", _("Result only")),
]


class QuizPage(Packaged, Page):
    """An assessment: its terms, and how a paper is made up."""

    minutes = models.PositiveSmallIntegerField(_("minutes to expect"), default=15)
    is_required = models.BooleanField(_("needed for the certificate"), default=True)
    pass_percent = models.PositiveSmallIntegerField(
        _("to pass (%)"), default=70, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    time_limit_minutes = models.PositiveSmallIntegerField(_("time limit (minutes)"), null=True, blank=True)
    max_attempts = models.PositiveSmallIntegerField(_("attempts in a period"), null=True, blank=True)
    period_days = models.PositiveSmallIntegerField(_("period (days)"), null=True, blank=True)
    wait_days = models.CharField(
        _("days to wait before each retake"),
        max_length=40,
        blank=True,
        validators=[
            RegexValidator(r"^\d+(\s*,\s*\d+)*$", _("Give whole numbers separated by commas, such as 14, 30."))
        ],
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    is_forward_only = models.BooleanField(
        _("no way back"), default=False, help_text=_("Questions come one by one and stay as answered.")
    )
    is_one_per_page = models.BooleanField(_("one question a page"), default=False)
    pretest_count = models.PositiveSmallIntegerField(
        _("questions on trial"),
        default=0,
        help_text=_("Asked besides the others; they don't count, and learners are told so."),
    )
    marks_each_twice = models.BooleanField(
        _("two markers"),
        default=False,
        help_text=_("Two people mark each written answer; a third decides when they differ."),
    )
    asks_confidence = models.BooleanField(
        _("asks how sure learners are"),
        default=False,
        help_text=_("In practice alone: beside each answer learners may say how sure they are. It changes no mark."),
    )
    feedback = models.CharField(_("after submitting"), max_length=8, choices=FEEDBACK, default="full")
    sections = StreamField(Sections(), verbose_name=_("sections"), blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("pass_percent"),
                        FieldPanel("minutes", help_text=_("Shown in the outline.")),
                        FieldPanel("time_limit_minutes", help_text=_("Leave it empty for no limit.")),
                    ]
                ),
                FieldRowPanel([FieldPanel("is_required"), FieldPanel("feedback")]),
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
            ],
            heading=_("Terms"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("max_attempts", help_text=_("Leave it empty for as many as a learner likes.")),
                        FieldPanel("period_days", help_text=_("Leave it empty if attempts never come back.")),
                        FieldPanel("wait_days", help_text=_("Such as 14, 30: after the first and the second attempt.")),
                    ]
                )
            ],
            heading=_("Attempts"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("is_one_per_page"), FieldPanel("is_forward_only")]),
                FieldRowPanel([FieldPanel("pretest_count"), FieldPanel("marks_each_twice")]),
                FieldPanel("asks_confidence"),
            ],
            heading=_("Course of the paper and marking"),
        ),
        FieldPanel("sections"),
        CoveragePanel(heading=_("What the question bank holds for it")),
    ]
    # Everybody is asked the same, so questions and terms stay as the original has them.
    translatable_fields: ClassVar = translated(
        "title",
        shared=[
            *(
                "minutes",
                "is_required",
                "pass_percent",
                "time_limit_minutes",
                "max_attempts",
                "period_days",
                "wait_days",
            ),
            *("opens_at", "closes_at", "is_forward_only", "is_one_per_page", "pretest_count", "marks_each_twice"),
            *("asks_confidence", "feedback", "sections"),
        ],
    )
    parent_page_types: ClassVar[list[str]] = ["cms.CoursePage", "cms.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    preview_modes: ClassVar[list[tuple[str, str]]] = []

    class Meta:
        verbose_name = _("quiz or exam")

    def clean(self) -> None:
        """Attempts and their period belong together."""
        super().clean()
        if self.period_days and not self.max_attempts:
            raise ValidationError({"max_attempts": _("Say how many attempts the period allows.")})
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("It must close after it opens.")})

    def coverage(self) -> BankReport:
        """How far the question bank fills the paper as it stands here."""
        course, use = self._bank()
        return coverage.report(self.sections, course.translation_key, use=use, on=timezone.localdate())

    def bank_address(self) -> str:
        """The part of an address that asks the bank for the questions of the paper as it stands here."""
        course, use = self._bank()
        return coverage.address(self.sections, course.pk, use=use)

    def _bank(self) -> tuple[Page, Question.Use]:
        parent = self.get_parent().specific
        if isinstance(parent, CoursePage):
            return parent, Question.Use.EXAM
        return parent.get_parent(), Question.Use.PRACTICE

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Learners are served by the quiz view, which has the same address."""
        parent = self.get_parent()
        if isinstance(parent.specific, CoursePage):
            return redirect("cms:exam", parent.slug, self.slug)
        return redirect("cms:activity", parent.get_parent().slug, parent.slug, self.slug)
