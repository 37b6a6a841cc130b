"""Editor screens: forms save drafts, publishing freezes."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet

from cms import bank, policies, teams, writing
from cms.models import GlossaryTerm, QuestionSnippet, RecallCard
from cms.question_filters import SEARCHED, QuestionFilters, Questions
from cms.question_form import QuestionForm
from cms.terms import CardForm, TermForm
from cms.views import bank as views
from cms.writing_panel import WritingPanel


def _kind(question: QuestionSnippet) -> str:
    return str(question.interaction[0].block.label) if question.interaction else ""


def _overdue(question: QuestionSnippet) -> str:
    return str(_("Yes")) if bank.is_overdue(question, timezone.localdate()) else ""


def _version(question: Any) -> int | str:
    return question.version_number or ""  # a draft that was never published has none


def _uses(question: Any) -> int:
    return question.use_count or 0


def _hints(question: Any) -> str:
    return ", ".join(map(str, writing.titles(question.hints or "")))


class QuestionIndexView(IndexView):
    """The list, with the way to files and back."""

    @property
    def header_more_buttons(self) -> list[Button]:
        """What the list shows goes out; files come in."""
        asked = self.request.GET.copy()
        for name in ("p", "_w_filter_fragment"):
            asked.pop(name, None)
        export, checks = (f"{reverse(f'exchange:{name}')}?{asked.urlencode()}" for name in ("export", "checks"))
        buttons = [
            *super().header_more_buttons,
            Button(_("Export these"), url=export, icon_name="download"),
            Button(_("Writing checks"), url=checks, icon_name="check"),
        ]
        if self.request.user.has_perm("cms.add_questionsnippet"):
            buttons.append(Button(_("Import questions"), url=reverse("exchange:imports"), icon_name="upload"))
        return buttons


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
        Column("prompt", label=_("Question"), classname="waymark-prompt"),
        Column("kind_label", label=_("Kind"), accessor=_kind),
        Column("life", label=_("State"), accessor=bank.life, sort_key="record_state"),
        "use",
        "topic",
        "level",
        NumberColumn("version_number", label=_("Version"), accessor=_version, sort_key="version_number"),
        NumberColumn("use_count", label=_("Times used"), accessor=_uses, sort_key="use_count"),
        Column("hints", label=_("Hints on wording"), accessor=_hints),
        Column("overdue", label=_("Review overdue"), accessor=_overdue, sort_key="record_due"),
    ]
    filterset_class = QuestionFilters
    edit_handler = ObjectList(
        [QuestionSnippet.panels[0], WritingPanel(heading=_("Hints on wording")), *QuestionSnippet.panels[1:]],
        base_form_class=QuestionForm,
    )
    index_view_class = QuestionIndexView
    edit_view_class = QuestionEditView
    search_backend_name = None
    search_fields: ClassVar = SEARCHED
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> Questions:
        """With what the record and the review say."""
        return bank.listed(request.user)  # type: ignore[arg-type]  # the editor lets nobody in who isn't signed in

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's, and the record's side of a question; each closed to other courses."""
        patterns = [
            *super().get_urlpatterns(),
            path("bank/<int:pk>/", views.history, name="bank"),
            path("bank/<int:pk>/suspend/", views.suspend, name="suspend"),
            path("bank/<int:pk>/reinstate/", views.reinstate, name="reinstate"),
        ]
        return teams.keep_to_courses(patterns, policies.questions)


class GlossaryViewSet(SnippetViewSet):
    """Words that lessons explain."""

    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary")
    menu_order = 210
    add_to_admin_menu = True
    list_display: ClassVar = ["term", "also", "definition"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[GlossaryTerm]:
        """Those of the person's courses."""
        return policies.terms.within(request.user, GlossaryTerm.objects.all())  # type: ignore[arg-type]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's, each closed to other courses."""
        return teams.keep_to_courses(super().get_urlpatterns(), policies.terms)

    edit_handler = ObjectList(
        [
            FieldPanel("term"),
            FieldPanel("also", help_text=_("Other words for the same thing, separated by commas.")),
            FieldPanel("definition", help_text=_("One or two plain sentences.")),
            FieldPanel("lesson"),
        ],
        base_form_class=TermForm,
    )


class CardViewSet(SnippetViewSet):
    """Questions that come back until they stick."""

    model = RecallCard
    icon = "history"
    menu_label = _("Recall cards")
    menu_order = 212
    add_to_admin_menu = True
    list_display: ClassVar = ["front", "back", "objective"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RecallCard]:
        """Those of the person's courses."""
        return policies.cards.within(request.user, RecallCard.objects.all())  # type: ignore[arg-type]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's, each closed to other courses."""
        return teams.keep_to_courses(super().get_urlpatterns(), policies.cards)

    edit_handler = ObjectList(
        [
            FieldPanel("front", help_text=_("One short question, answered from memory in a sentence.")),
            FieldPanel("back", help_text=_("The answer in one or two plain sentences.")),
            FieldPanel("lesson"),
            FieldPanel("objective", help_text=_("As the module lists it, such as LO1.2.")),
        ],
        base_form_class=CardForm,
    )
