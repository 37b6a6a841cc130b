"""The claim register in the editor."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.snippets.views.snippets import SnippetViewSet

from cms import policies, register, teams
from cms.course_form import CourseForm
from cms.models import ClaimSnippet
from cms.panels import FactsPanel
from courses.promises import promises


class ClaimFilters(WagtailFilterSet):
    """What an editor looks for."""

    judged = BooleanFilter(label=_("Has a label"), method="with_label", widget=BooleanRadioSelect)
    overdue = BooleanFilter(label=_("Review overdue"), method="past_review", widget=BooleanRadioSelect)

    class Meta:
        model = ClaimSnippet
        fields: ClassVar = ["course", "label", "has_unpublished_changes"]

    def with_label(self, queryset: QuerySet[ClaimSnippet], name: str, value: bool) -> QuerySet[ClaimSnippet]:  # noqa: FBT001  # django-filter's signature
        """By what is in the register."""
        unjudged = Q(claim=None) | Q(claim__label="")
        return queryset.exclude(unjudged) if value else queryset.filter(unjudged)

    def past_review(self, queryset: QuerySet[ClaimSnippet], name: str, value: bool) -> QuerySet[ClaimSnippet]:  # noqa: FBT001  # django-filter's signature
        """By the published date."""
        overdue = Q(claim__review_due__lt=timezone.localdate())
        return queryset.filter(overdue) if value else queryset.exclude(overdue)


class UsePanel(FactsPanel):
    """Where a claim is shown, and which words of its honest wording promise too much."""

    anchor = "use"

    class BoundPanel(Panel.BoundPanel):
        """Bound to a claim."""

        template_name = "cms/claims/use.html"

        def is_shown(self) -> bool:
            """A claim that was never saved is used nowhere."""
            return self.instance.pk is not None

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """Three queries."""
            entry = self.instance.claim
            told = {
                "entry": entry,
                "use": register.use(entry) if entry else None,
                "gap": self.instance.gap(),
                "promises": promises(self.instance.wording),
            }
            return {**super().get_context_data(parent_context), **told}


def _label(snippet: ClaimSnippet) -> str:
    return str(snippet.claim.get_label_display() or _("Not judged yet")) if snippet.claim else str(_("Not judged yet"))


def _changed(snippet: ClaimSnippet) -> str:
    return str(_("Yes")) if snippet.live and snippet.has_unpublished_changes else ""


def _due(snippet: ClaimSnippet) -> Any:
    return snippet.claim.review_due if snippet.claim else None


class ClaimViewSet(SnippetViewSet):
    """Claims met in the field, with the label that learners see."""

    model = ClaimSnippet
    icon = "glasses"
    menu_label = _("Claims")
    menu_order = 220
    add_to_admin_menu = True
    list_display: ClassVar = [
        "ref",
        Column("statement", label=_("Claim"), classname="waymark-prompt"),
        Column("published_label", label=_("Label"), accessor=_label),
        Column("published_due", label=_("Review due"), accessor=_due),
        Column("changed", label=_("Changed since"), accessor=_changed, sort_key="has_unpublished_changes"),
    ]
    filterset_class = ClaimFilters
    search_backend_name = None
    search_fields: ClassVar = ["ref", "heading", "statement", "wording"]
    list_per_page = 50
    edit_handler = ObjectList(
        [UsePanel(heading=_("Use")), *ClaimSnippet.panels],
        base_form_class=CourseForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClaimSnippet]:
        """Those of the person's courses, with their entries."""
        return policies.claims.within(request.user, ClaimSnippet.objects.select_related("claim"))  # type: ignore[arg-type]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's, each closed to other courses."""
        return teams.keep_to_courses(super().get_urlpatterns(), policies.claims)
