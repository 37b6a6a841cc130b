"""Reports for those who write and review: what is due for another review, and which drafts wait for their writer."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter, MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Revision

from cms import dues, policies, spreadsheets, teams, unfinished
from cms.models import QuestionSnippet


@dataclass(frozen=True)
class Entry:
    """What a report is called."""

    TITLE: Promise
    ICON: str


DUE = Entry(_("Due for review"), "calendar-check")
DRAFTS = Entry(_("My drafts"), "draft")
WHEN = {
    "overdue": _("Overdue"),
    "30": _("Overdue or within 30 days"),
    "365": _("Overdue or within a year"),
    "never": _("Without a day"),
}
HEADINGS = (_("Title"), _("Kind"), _("Course"), _("Reviewed on"), _("Review due"), _("Overdue"))


def _within(when: str, today: date) -> Q:
    if when == "never":
        return Q(due=None)
    if when == "overdue":
        return Q(due__lt=today)
    return dues.by(today + (timedelta(days=int(when)) if when else dues.HORIZON))


class DueFilters(WagtailFilterSet):
    """Which of them to list."""

    when = ChoiceFilter(
        label=_("When"),
        choices=list(WHEN.items()),
        empty_label=_("Overdue or within 60 days"),
        widget=forms.RadioSelect,
    )
    kind = MultipleChoiceFilter(label=_("Kind"), choices=dues.Kind.choices, widget=forms.CheckboxSelectMultiple)
    course = ModelChoiceFilter(
        label=_("Course"), queryset=lambda request: teams.courses_of(request.user), empty_label=_("All courses")
    )

    class Meta:
        model = QuestionSnippet
        fields: ClassVar[list[str]] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any, dict[str, Any]]:
        """Keys of three kinds in one list, which can't be narrowed any more."""
        chosen = self.form.cleaned_data
        return dues.listed(
            self.request.user,
            within=_within(chosen["when"], timezone.localdate()),
            kinds=chosen["kind"] or dues.Kind.values,
            course=chosen["course"],
        )


class DueColumn(Column):
    """The day, and in words that it has passed."""

    cell_template_name = "cms/reports/due.html"

    def get_cell_context_data(self, instance: dues.Due, parent_context: Any) -> dict[str, Any]:
        """Whether it is overdue today."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "is_overdue": instance.on is not None and instance.on < timezone.localdate()}


class StateColumn(Column):
    """Where a draft stands in its review, and what a reviewer said."""

    cell_template_name = "cms/reports/draft_state.html"


class _Report(ReportView, ABC):
    """For everybody who writes or reviews; each sees their own courses."""

    permission_policy = policies.questions
    permission_required = "view"
    table_classname = "listing waymark-listing"

    @abstractmethod
    def read(self, found: QuerySet[Any, Any]) -> list[Any]:
        """What the table shows of these."""

    def paginate_queryset(self, queryset: QuerySet[Any, Any], page_size: int) -> tuple[Any, Any, list[Any], bool]:
        """Only the rows of one page are read."""
        paginator, page, found, has_others = super().paginate_queryset(queryset, page_size)
        page.object_list = self.read(found)
        return paginator, page, page.object_list, has_others


class DueReport(_Report):
    """Due for review: lessons, questions and claims in one place."""

    page_title = DUE.TITLE
    header_icon = DUE.ICON
    index_url_name = "reviews:due"
    index_results_url_name = "reviews:due_results"
    verbose_name_plural = _("reviews due")
    filterset_class = DueFilters
    list_export: ClassVar = ["title", "kind", "course", "reviewed_on", "on"]
    columns: ClassVar = [
        TitleColumn("title", label=_("What"), get_url=lambda due: due.url, classname="waymark-prompt"),
        Column("kind", label=_("Kind")),
        Column("course", label=_("Course"), accessor=lambda due: Truncator(due.course).chars(40)),
        Column("reviewed_on", label=_("Reviewed on"), accessor=lambda due: due.reviewed_on),
        DueColumn("on", label=_("Review due")),
    ]

    def get_queryset(self) -> QuerySet[Any, dict[str, Any]]:
        """What is due soon, for an address whose filters say nothing sensible."""
        return dues.listed(self.request.user, within=dues.by(timezone.localdate() + dues.HORIZON))

    def read(self, found: QuerySet[Any, dict[str, Any]]) -> list[dues.Due]:
        """Four queries for a page of them."""
        return dues.read(found, self.request.user)

    def as_spreadsheet(
        self, queryset: QuerySet[Any, dict[str, Any]], spreadsheet_format: spreadsheets.Format
    ) -> HttpResponseBase:
        """No cell of ours is a formula."""
        return spreadsheets.response("due-for-review", HEADINGS, _exported(self.read(queryset)), spreadsheet_format)


class DraftsReport(_Report):
    """My drafts: what the person saved last and nobody has published."""

    page_title = DRAFTS.TITLE
    header_icon = DRAFTS.ICON
    index_url_name = "reviews:drafts"
    index_results_url_name = "reviews:drafts_results"
    verbose_name_plural = _("drafts")
    columns: ClassVar = [
        TitleColumn("title", label=_("What"), get_url=lambda draft: draft.url, classname="waymark-prompt"),
        Column("thing", label=_("Kind"), accessor=lambda draft: draft.thing.capitalize()),
        StateColumn("state", label=_("State"), accessor=lambda draft: draft),
        DateColumn("at", label=_("Saved")),
    ]

    def get_queryset(self) -> "QuerySet[Revision]":
        """One query."""
        return unfinished.drafts(self.request.user)

    def read(self, found: "QuerySet[Revision]") -> list[unfinished.Draft]:
        """A query for each kind of thing."""
        return unfinished.read(found)


def _exported(found: list[dues.Due]) -> Iterator[spreadsheets.Row]:
    today = timezone.localdate()
    for due in found:
        is_overdue = due.on is not None and due.on < today
        yield due.title, due.kind, due.course, due.reviewed_on, due.on, str(_("Yes")) if is_overdue else ""
