"""Wagtail Localize behind our rules; ``wagtail_hooks`` registers it. Its own doors look at fewer things than ours.

The addresses here are those of Wagtail Localize, and are found first.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from cms.views import translations

PATTERNS: list[URLPattern] = [
    path("localize/submit/page/<int:page_id>/", translations.submit),
    path("localize/update/<int:translation_source_id>/", translations.update),
    path("localize/reports/translations/", translations.report),
    path("localize/reports/translations/results/", translations.report_results),
]


def closed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """What is not used here: lists of snippets, and pages as aliases again."""
    raise Http404


CLOSED: list[URLPattern] = [
    path("localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/", closed),
    path("localize/api/snippets/<slug:app_label>/<slug:model_name>/", closed),
    path("localize/api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/", closed),
    path("localize/page/<int:page_id>/convert_to_alias/", closed),
]


def urls() -> list[URLPattern]:
    """Below the editor's address, which lets staff alone in."""
    return [*PATTERNS, *CLOSED]
