"""Editor screens: forms save drafts, publishing freezes."""

import re
from typing import ClassVar, TypeAlias

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import AllValuesMultipleFilter, BooleanFilter, CharFilter, MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from cms import bank
from cms.models import GlossaryTerm, QuestionSnippet
from cms.terms import TermForm
from cms.views import bank as views
from courses.models import Claim
from quizzes.models import Question

Questions: TypeAlias = QuerySet[QuestionSnippet]


def _kind(question: QuestionSnippet) -> str:
    return str(question.interaction[0].block.label) if question.interaction else ""


def _overdue(question: QuestionSnippet) -> str:
    return str(_("Yes")) if bank.is_overdue(question, timezone.localdate()) else ""


class QuestionFilters(WagtailFilterSet):
    """What an editor looks for: by place in the course, by life, by use."""

    life = MultipleChoiceFilter(
        label=_("State"), choices=list(bank.LIVES.items()), method="in_life", widget=forms.CheckboxSelectMultiple
    )
    topic = AllValuesMultipleFilter(label=_("Topic"), widget=forms.CheckboxSelectMultiple)
    level = AllValuesMultipleFilter(label=_("Cognitive level"), widget=forms.CheckboxSelectMultiple)
    objective = AllValuesMultipleFilter(label=_("Objective"), widget=forms.CheckboxSelectMultiple)
    tag = CharFilter(label=_("Tag"), method="with_tag")
    overdue = BooleanFilter(label=_("Review overdue"), method="past_review", widget=BooleanRadioSelect)
    never_used = BooleanFilter(label=_("Never used"), method="without_use", widget=BooleanRadioSelect)
    has_unpublished_changes = BooleanFilter(label=_("Changed since"), widget=BooleanRadioSelect)

    class Meta:
        model = QuestionSnippet
        fields: ClassVar = ["course", "use", "topic", "level", "objective", "has_unpublished_changes"]

    def in_life(self, queryset: Questions, name: str, value: list[str]) -> Questions:
        """In any of the chosen states."""
        return bank.in_life(queryset, value) if value else queryset

    def with_tag(self, queryset: Questions, name: str, value: str) -> Questions:
        """With the whole word among its tags."""
        return queryset.filter(tags__iregex=rf"(^|,)\s*{re.escape(value.strip())}\s*(,|$)")

    def past_review(self, queryset: Questions, name: str, value: bool) -> Questions:  # noqa: FBT001  # django-filter's signature
        """In use past the review date, or not."""
        overdue = Question.objects.overdue(timezone.localdate()).values("uuid")
        return queryset.filter(uuid__in=overdue) if value else queryset.exclude(uuid__in=overdue)

    def without_use(self, queryset: Questions, name: str, value: bool) -> Questions:  # noqa: FBT001  # django-filter's signature
        """In no attempt so far, or in some."""
        return bank.by_use(queryset, is_used=not value)


class QuestionEditView(EditView):
    """The form of a question, with the way to what became of it."""

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """One click to usage and history."""
        address = reverse("wagtailsnippets_cms_questionsnippet:bank", args=[self.object.pk])
        return [*super().header_buttons, HeaderButton(_("Usage and history"), url=address, icon_name="history")]


class QuestionViewSet(SnippetViewSet):
    """The question bank."""

    model = QuestionSnippet
    icon = "clipboard-list"
    menu_label = _("Questions")
    menu_order = 200
    add_to_admin_menu = True
    list_display: ClassVar = [
        "ref",
        Column("prompt", label=_("Question")),
        Column("kind_label", label=_("Kind"), accessor=_kind),
        Column("life", label=_("State"), accessor=bank.life, sort_key="record_state"),
        "use",
        "topic",
        "level",
        NumberColumn("version_number", label=_("Version"), sort_key="version_number"),
        NumberColumn("use_count", label=_("Times used"), sort_key="use_count"),
        Column("overdue", label=_("Review overdue"), accessor=_overdue, sort_key="record_due"),
    ]
    filterset_class = QuestionFilters
    edit_view_class = QuestionEditView
    search_backend_name = None
    search_fields: ClassVar = ["ref", "interaction"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> Questions:
        """With what the record and the review say."""
        return bank.listed()

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's, and the record's side of a question."""
        return [
            *super().get_urlpatterns(),
            path("bank/<int:pk>/", views.history, name="bank"),
            path("bank/<int:pk>/suspend/", views.suspend, name="suspend"),
            path("bank/<int:pk>/reinstate/", views.reinstate, name="reinstate"),
        ]


class GlossaryViewSet(SnippetViewSet):
    """Words that lessons explain."""

    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary")
    menu_order = 210
    add_to_admin_menu = True
    list_display: ClassVar = ["term", "also", "definition"]
    edit_handler = ObjectList(
        [
            FieldPanel("term"),
            FieldPanel("also", help_text=_("Other words for the same thing, separated by commas.")),
            FieldPanel("definition", help_text=_("One or two plain sentences.")),
            FieldPanel("lesson"),
        ],
        base_form_class=TermForm,
    )


class ClaimViewSet(ModelViewSet):
    """The claim register, to read; it changes through the course package."""

    model = Claim
    icon = "glasses"
    menu_label = _("Claims")
    menu_order = 220
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_display: ClassVar = ["ref", "statement", "label", "review_due"]
    list_filter: ClassVar = ["label"]
    search_fields: ClassVar = ["ref", "heading", "statement", "wording"]
    form_fields: ClassVar = ["statement", "label", "reason", "wording", "reviewed_on", "review_due"]
    inspect_view_fields: ClassVar = [
        "ref",
        "kind",
        "statement",
        "label",
        "reason",
        "wording",
        "sources",
        "reviewed_on",
        "review_due",
    ]
