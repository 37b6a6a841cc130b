"""The page tree: Home > Catalogue > Course > Module > Lesson | Quiz; a quiz directly under a course is its exam."""

import re
from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks import CharBlock, ListBlock, StructBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.search import index

from cms import catalogue, course_preview, lesson_preview, register, self_checks
from cms.blocks import LessonBody
from cms.languages import to_search, translated
from cms.panels import EvidencePanel, HintsPanel, WordsPanel
from cms.translated_blocks import CodeBlock


class ObjectiveBlock(StructBlock):
    """What a learner can do afterwards; the code is what lessons and questions refer to."""

    code = CodeBlock(max_length=20, label=_("Code"))
    text = CharBlock(max_length=300, label=_("After this module learners can…"))

    class Meta:
        icon = "tick"
        label = _("Objective")


class Packaged(models.Model):
    """Content that a course package may have brought; an unchanged entry is not loaded again over an editor's work.

    An editor's copy was brought by nobody.
    """

    package_digest = models.CharField(max_length=64, blank=True, editable=False)
    exclude_fields_in_copy: ClassVar[list[str]] = ["package_digest"]

    class Meta:
        abstract = True


class HomePage(Page):
    """The front door."""

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]
    translatable_fields: ClassVar = translated("title", "introduction")
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["cms.CataloguePage", "cms.InformationPage", "cms.LegalPage"]
    max_count = 1

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Courses on offer."""
        return {**super().get_context(request, *args, **kwargs), "courses": CoursePage.rows()}


class CataloguePage(Page):
    """All courses; the address of each course hangs below it."""

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]
    translatable_fields: ClassVar = translated("title", "introduction")
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.CoursePage"]

    class Meta:
        verbose_name = _("catalogue")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Courses on offer, those that match when something is looked for."""
        query = request.GET.get("q", "").strip()[:100]
        context = super().get_context(request, *args, **kwargs)
        found = CoursePage.rows(query)
        choices = catalogue.choices(found, request.GET)
        return {**context, "courses": catalogue.narrowed(found, request.GET), "choices": choices, "query": query}


class CoursePage(Packaged, Page):
    """A course: what it is, who it is for, what completing it earns."""

    summary = models.TextField(_("summary"), max_length=600)
    audience = models.TextField(_("audience"), blank=True)
    jurisdiction = models.CharField(_("country or jurisdiction"), max_length=120, blank=True, default="", db_default="")
    disclaimer = models.TextField(_("disclaimer"), blank=True)
    version = models.CharField(_("version"), max_length=20, default="1.0")
    image = models.ForeignKey(
        Image, verbose_name=_("image"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    conduct_title = models.CharField(_("title of the code of conduct"), max_length=200, blank=True)
    conduct_body = RichTextField(
        _("code of conduct"),
        blank=True,
        help_text=_("Learners accept it before the exam. Leave empty if there is none."),
    )
    asks_before_lessons = models.BooleanField(
        _("asks two questions before each lesson"),
        default=False,
        help_text=_("Practice questions on what the lesson is about. Learners may skip them, and nothing is counted."),
    )
    achievement_title = models.CharField(_("certificate"), max_length=200, blank=True)
    credential_type = models.CharField(_("kind of credential"), max_length=80, default="assessment-based certificate")
    validity_months = models.PositiveSmallIntegerField(_("valid for (months)"), null=True, blank=True)
    criteria = models.TextField(_("criteria"), blank=True)
    statement = models.TextField(_("what it is and is not"), blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel(
                    "summary", help_text=_("Two or three sentences, for the list of courses and the top of the page.")
                ),
                FieldPanel("audience", help_text=_("Who it is for, and what they should know before.")),
                FieldPanel(
                    "jurisdiction", help_text=_("Whose law, prices and authorities it describes, such as Belgium.")
                ),
                FieldPanel("disclaimer", help_text=_("What the course is not, such as medical advice.")),
                FieldPanel("image"),
                FieldRowPanel(
                    [
                        FieldPanel("version", help_text=_("Printed on certificates.")),
                        FieldPanel("reviewed_on", help_text=_("When the whole course was last checked.")),
                    ]
                ),
            ],
            heading=_("About the course"),
        ),
        FieldPanel("asks_before_lessons"),
        MultiFieldPanel([FieldPanel("conduct_title"), FieldPanel("conduct_body")], heading=_("Code of conduct")),
        MultiFieldPanel(
            [
                FieldPanel("achievement_title"),
                FieldRowPanel(
                    [
                        FieldPanel("credential_type"),
                        FieldPanel("validity_months", help_text=_("Leave it empty if certificates don't expire.")),
                    ]
                ),
                FieldPanel("criteria", help_text=_("What a holder did to earn it, in full sentences.")),
                FieldPanel("statement", help_text=_("What the certificate does and doesn't say about its holder.")),
            ],
            heading=_("What completing it earns"),
        ),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("summary"), index.SearchField("audience")]
    # What is accepted and what is earned is one thing for everybody, so it stays in the words of the original.
    translatable_fields: ClassVar = translated(
        "title",
        "summary",
        "audience",
        "disclaimer",
        shared=[
            "version",
            "jurisdiction",
            "image",
            "reviewed_on",
            "conduct_title",
            "conduct_body",
            "asks_before_lessons",
            "achievement_title",
            "credential_type",
            "validity_months",
            "criteria",
            "statement",
        ],
    )
    parent_page_types: ClassVar[list[str]] = ["cms.CataloguePage"]
    subpage_types: ClassVar[list[str]] = ["cms.ModulePage", "cms.QuizPage"]
    admin_default_ordering = "ord"
    template = "cms/course_page.html"

    class Meta:
        verbose_name = _("course")

    @classmethod
    def rows(cls, query: str = "") -> list[dict[str, Any]]:
        """Live courses as components/course_row.html lists them: three queries, however many there are."""
        pages = to_search(cls).select_related("image", "locale")
        words = " ".join(re.findall(r"\w+", query))  # other characters mean something to a search engine
        if query and not words:
            return []
        return catalogue.rows(pages.search(words) if query else pages.order_by("title"))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Learners are served by the course view, which has the same address."""
        return redirect("cms:course", self.slug)

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The description as a visitor sees it."""
        return {**super().get_preview_context(request, mode_name), **course_preview.frame(self)}


class ModulePage(Packaged, Page):
    """A group of lessons and the quiz they are paired with."""

    image = models.ForeignKey(
        Image, verbose_name=_("image"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    objectives = StreamField([("objective", ObjectiveBlock())], verbose_name=_("objectives"), blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("image"),
        FieldPanel("objectives", help_text=_("Lessons and questions refer to their codes.")),
    ]
    translatable_fields: ClassVar = translated("title", "objectives", shared=["image"])
    parent_page_types: ClassVar[list[str]] = ["cms.CoursePage"]
    subpage_types: ClassVar[list[str]] = ["cms.LessonPage", "cms.QuizPage"]
    admin_default_ordering = "ord"
    preview_modes: ClassVar[list[tuple[str, str]]] = []

    class Meta:
        verbose_name = _("module")

    @property
    def objective_texts(self) -> dict[str, str]:
        """By code."""
        return {block.value["code"]: block.value["text"] for block in self.objectives}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A module is read on its course's page."""
        return redirect("cms:course", self.get_parent().slug)


class LessonPage(Packaged, Page):
    """One lesson: ten to fifteen minutes of reading."""

    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10, validators=[MinValueValidator(1)])
    objectives = StreamField(
        [("codes", ListBlock(CharBlock(max_length=20), label=_("Codes of the module's objectives")))],
        verbose_name=_("objectives"),
        blank=True,
        max_num=1,
    )
    body = StreamField(LessonBody(), verbose_name=_("lesson"), blank=True)
    is_required = models.BooleanField(_("needed for the certificate"), default=True)
    is_sample = models.BooleanField(_("sample"), default=False, db_default=False)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    review_due = models.DateField(_("review due"), null=True, blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        EvidencePanel(heading=_("From the article, for editors only")),
        FieldPanel("body", help_text=_("Learners see it from the top; the preview shows how.")),
        WordsPanel(heading=_("Words to weigh")),
        HintsPanel(heading=_("Headings and links to mend")),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("minutes", help_text=_("How long reading it takes; ten to fifteen is good.")),
                        FieldPanel("is_required", help_text=_("Turn it off for further reading.")),
                        FieldPanel("is_sample", help_text=_("Anybody can read it, without an account.")),
                    ]
                ),
                FieldPanel("objectives", help_text=_("As the module lists them, such as LO1.2.")),
            ],
            heading=_("In the course"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("reviewed_on", help_text=_("When its facts were last checked.")),
                        FieldPanel(
                            "review_due", help_text=_("From this day on, learners are told that a review is due.")
                        ),
                    ]
                )
            ],
            heading=_("Review"),
        ),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("body")]
    translatable_fields: ClassVar = translated(
        "title", "body", shared=["minutes", "objectives", "is_required", "is_sample", "reviewed_on", "review_due"]
    )
    parent_page_types: ClassVar[list[str]] = ["cms.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/lesson.html"

    class Meta:
        verbose_name = _("lesson")

    def gap(self) -> str:
        """What keeps this draft from being published."""
        has_questions = any(block.block_type == "check" for block in self.body)
        course = self.get_parent().get_parent() if has_questions else None
        return register.unjudged(self.body) or (self_checks.unfit(self.body, course.translation_key) if course else "")

    @property
    def objective_codes(self) -> list[str]:
        """Which of the module's objectives it serves."""
        return [code for block in self.objectives for code in block.value]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Learners are served by the lesson view, which has the same address."""
        module = self.get_parent()
        return redirect("cms:activity", module.get_parent().slug, module.slug, self.slug)

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The learner's view, without a learner."""
        context = super().get_preview_context(request, mode_name)
        return {**context, **lesson_preview.frame(self, request), "is_preview": True}
