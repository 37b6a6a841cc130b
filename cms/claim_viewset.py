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
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from cms import policies, register, teams
from cms.actions import claims
from cms.course_form import CourseForm
from cms.models import ClaimSnippet
from cms.models.claims import UNJUDGED
from cms.panels import FactsPanel
from courses.actions import candidates
from courses.models import Claim, ClaimCandidate
from courses.promises import promises

SENTENCE = "sentence"


class ClaimForm(CourseForm):
    """What is not judged says so."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "label" in self.fields:
            self.fields["label"].choices = [(UNJUDGED, _("Not judged yet")), *Claim.Label.choices]


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


def sentence(request: HttpRequest) -> ClaimCandidate | None:
    """The sentence to check that the address names, if it is of one of the person's courses."""
    key = request.GET.get(SENTENCE, "")
    if not key.isdecimal():
        return None
    courses = teams.courses_of(request.user).order_by().values("translation_key")  # type: ignore[arg-type]
    found = ClaimCandidate.objects.filter(pk=key, course_uuid__in=courses)
    return found.select_related("snapshot__article").first()


def enter(request: HttpRequest, snippet: ClaimSnippet) -> None:
    """Give the draft its entry; it judges the sentence it was written for, unless it went to another course."""
    entry, judged = claims.enter(snippet), sentence(request)
    if entry and judged and entry.course_uuid == judged.course_uuid:
        candidates.match_claim(judged, claim=entry, actor=request.user)  # type: ignore[arg-type]


class ClaimCreateView(CreateView):
    """The form of a new claim, begun from a sentence to check when the address names one."""

    def get_initial_form_instance(self) -> ClaimSnippet | None:
        """What the sentence says, where it is said, and its course."""
        found = sentence(self.request)
        if found is None:
            return super().get_initial_form_instance()
        course = teams.courses_of(self.request.user).get(translation_key=found.course_uuid)
        return ClaimSnippet(course=course, statement=found.sentence, heading=found.snapshot.article.title[:200])

    def get_add_url(self) -> str:
        """Still about the same sentence when the form is sent."""
        address: str = super().get_add_url()
        found = sentence(self.request)
        return f"{address}?{SENTENCE}={found.pk}" if found else address


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
    add_view_class = ClaimCreateView
    search_backend_name = None
    search_fields: ClassVar = ["ref", "heading", "statement", "wording"]
    list_per_page = 50
    edit_handler = ObjectList(
        [UsePanel(heading=_("Use")), *ClaimSnippet.panels],
        base_form_class=ClaimForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClaimSnippet]:
        """Those of the person's courses, with their entries."""
        return policies.claims.within(request.user, ClaimSnippet.objects.select_related("claim"))  # type: ignore[arg-type]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's, each closed to other courses."""
        return teams.keep_to_courses(super().get_urlpatterns(), policies.claims)
