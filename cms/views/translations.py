"""The doors of Wagtail Localize, opened to those who write the course and for originals alone."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import TranslationSource
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.submit_translations import SubmitPageTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from cms import teams
from cms.actions import translations
from cms.languages import is_original

RIGHT = "wagtail_localize.submit_translation"


class Submit(SubmitPageTranslationView):
    """Each language is ticked by itself; ticking all would take a script in the page."""

    def get_form(self) -> Any:
        """Without that box."""
        form = super().get_form()
        form.fields["select_all"].widget = forms.HiddenInput()
        return form


class Update(UpdateTranslationsView):
    """What translators make of the changes is published page by page, by somebody else."""

    def get_form(self) -> Any:
        """Publishing is no choice here."""
        form = super().get_form()
        form.fields["publish_translations"].widget = forms.HiddenInput()
        form.fields["publish_translations"].disabled = True
        return form


class Report(TranslationsReportView):
    """Of the pages that the person works on."""

    def get_queryset(self) -> Any:
        """By the original."""
        pages = page_permission_policy.instances_user_has_any_permission_for(self.request.user, teams.WORK)
        return (
            super()
            .get_queryset()
            .filter(source__object_id__in=pages.order_by().values("translation_key"))
            .order_by("pk")
        )


report = Report.as_view()
report_results = Report.as_view(results_only=True)


def submit(request: HttpRequest, page_id: int) -> HttpResponse:
    """Begin translations of a page, and of all below it when that is asked."""
    page = _editable(request, get_object_or_404(Page.objects.select_related("locale"), pk=page_id))
    if request.method == "POST":
        translations.settle([page, *page.get_descendants()])
    answer: HttpResponse = Submit.as_view()(request, page_id=page_id)
    return answer


def update(request: HttpRequest, translation_source_id: int) -> HttpResponse:
    """Hand the changed original to its translators."""
    source = get_object_or_404(TranslationSource, pk=translation_source_id)
    page = _editable(request, source.get_source_instance())
    if request.method == "POST":
        translations.settle([page])
    answer: HttpResponse = Update.as_view()(request, translation_source_id=translation_source_id)
    if request.method == "POST":
        translations.refill(source)
    return answer


def _editable(request: HttpRequest, page: Page) -> Page:
    """An original that the person may edit; one of a course they have no part in is not there. Raises Http404."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    if not is_original(page) or not page.permissions_for_user(request.user).can_edit():
        raise Http404
    return page
