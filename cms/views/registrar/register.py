"""The register: every certificate there is, to search, filter and take away as a file."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.paginator import Page
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, DateFromToRangeFilter, ModelMultipleChoiceFilter, MultipleChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy

from certificates.models import Certificate
from certificates.models.certificates import CertificateQuerySet
from cms import spreadsheets
from cms.views.registrar.states import State
from courses.models import Course

ICON = "success"
TITLE = _("Certificates")
PER_PAGE = 50
HEADINGS = (
    *(_("Serial"), _("Code"), _("Name as printed"), _("Name now"), _("Email address"), _("Course"), _("Certificate")),
    *(_("State"), _("Issued on"), _("Valid until"), _("Origin"), _("Generation"), _("Reason"), _("Needs attention")),
)


class RegisterFilters(WagtailFilterSet):
    """Which certificates to list."""

    state = MultipleChoiceFilter(
        label=_("State"), choices=State.choices, method="in_state", widget=forms.CheckboxSelectMultiple
    )
    course = ModelMultipleChoiceFilter(
        label=_("Course"),
        field_name="achievement__course",
        queryset=Course.objects.filter(achievement__isnull=False),
        widget=forms.CheckboxSelectMultiple,
    )
    issued = DateFromToRangeFilter(label=_("Issued on"), method="issued_between", widget=DateRangePickerWidget)
    attention = BooleanFilter(label=_("Needs attention"), method="needing_attention", widget=BooleanRadioSelect)

    class Meta:
        model = Certificate
        fields: ClassVar = ["state", "course", "issued", "attention"]

    def in_state(self, queryset: CertificateQuerySet, name: str, value: list[str]) -> CertificateQuerySet:
        """In any of the chosen states today."""
        return queryset.in_state(*value) if value else queryset

    def issued_between(self, queryset: CertificateQuerySet, name: str, value: slice) -> CertificateQuerySet:
        """On a day of this range."""
        first, last = (moment.date() if moment else None for moment in (value.start, value.stop))
        return queryset.issued_between(first, last)

    def needing_attention(self, queryset: CertificateQuerySet, name: str, value: bool) -> CertificateQuerySet:  # noqa: FBT001  # django-filter's signature
        """Whose document waits for a person, or does not."""
        return queryset.needing_attention() if value else queryset.filter(attention="")


class KeyPaginator(WagtailPaginator):
    """Finds a page by keys alone, then reads its rows: the last page of very many costs as little as the first."""

    def _get_page(self, object_list: Any, *args: Any, **kwargs: Any) -> Page[Any]:
        keys = list(object_list.values_list("pk", flat=True))
        rows = {row.pk: row for row in self.object_list.model.objects.select_related(*RELATED).filter(pk__in=keys)}
        return super()._get_page([rows[key] for key in keys], *args, **kwargs)


class NameColumn(Column):
    """The printed name, and below it the holder's address, and name where that is another one now."""

    cell_template_name = "cms/registrar/cells/name.html"


class DayColumn(Column):
    """A day in the issuer's calendar."""

    cell_template_name = "cms/registrar/cells/day.html"


class StateColumn(Column):
    """The state of today in words, and what a person must look at."""

    cell_template_name = "cms/registrar/cells/state.html"


RELATED = ("learner", "achievement__course")


class RegisterView(PermissionCheckedMixin, BaseListingView):
    """Newest first; the same list leaves as a file."""

    model = Certificate
    permission_policy = ModelPermissionPolicy(Certificate)
    permission_required = "view"
    template_name = "cms/registrar/register.html"
    page_title = TITLE
    header_icon = ICON
    index_url_name = "registrar:register"
    index_results_url_name = "registrar:register_results"
    table_classname = "listing waymark-listing"
    paginate_by = PER_PAGE
    paginator_class = KeyPaginator
    filterset_class = RegisterFilters
    is_searchable = True
    default_ordering = "-issued_at"
    verbose_name_plural = _("certificates")
    columns: ClassVar = [
        NameColumn("name", label=_("Name as printed"), accessor=lambda row: row.facts["recipient_name"]),
        Column("serial", label=_("Serial"), classname="waymark-number"),
        Column("course", label=_("Course"), accessor=lambda row: Truncator(row.facts["course_title"]).chars(60)),
        StateColumn("state", label=_("State"), accessor=lambda row: State(row.state())),
        DayColumn("issued_on", label=_("Issued on"), sort_key="issued_at"),
        DayColumn("expires_on", label=_("Valid until"), sort_key="expires_on"),
    ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page, or the whole list as a file."""
        for wanted in spreadsheets.FORMATS:
            if request.GET.get("export") == wanted:
                return spreadsheets.response("certificates", HEADINGS, exported(self.get_queryset()), wanted)
        answer: HttpResponseBase = super().get(request, *args, **kwargs)
        return answer

    def order_queryset(self, queryset: CertificateQuerySet) -> CertificateQuerySet:
        """By one column, and by key where that says nothing."""
        return queryset.order_by(self.ordering, "-pk")

    def search_queryset(self, queryset: CertificateQuerySet) -> CertificateQuerySet:
        """By code, serial, name or address."""
        return queryset.matching(self.search_query) if self.is_searching else queryset

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """The list as a file."""
        return [
            Button(_("Download XLSX"), url=self._export_url("xlsx"), icon_name="download", priority=90),
            Button(_("Download CSV"), url=self._export_url("csv"), icon_name="download", priority=100),
        ]

    def _export_url(self, wanted: spreadsheets.Format) -> str:
        chosen = self.request.GET.copy()
        chosen["export"] = wanted
        return f"{reverse(self.index_url_name)}?{chosen.urlencode()}"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the filters once more, for a browser without scripts."""
        plain = self.filterset_class(**self.get_filterset_kwargs()).form
        plain.auto_id = "plain_%s"
        return super().get_context_data(*args, **kwargs) | {"plain_filters": plain}


def exported(certificates: CertificateQuerySet) -> Iterator[tuple[str | int | date | None, ...]]:
    """One line for each, read in portions."""
    words = {state.value: str(state.label) for state in State}
    origins = {origin.value: str(origin.label) for origin in Certificate.Origin}
    for row in certificates.select_related(*RELATED).iterator(chunk_size=2000):
        reason = row.revoked_reason or row.suspended_reason
        yield (
            *(row.serial, row.code, row.facts["recipient_name"], row.learner.legal_name, row.learner.email),
            *(row.facts["course_title"], row.facts["credential_title"], words[row.state()], row.issued_on),
            *(row.expires_on, origins[row.origin], row.generation, reason, row.attention),
        )
