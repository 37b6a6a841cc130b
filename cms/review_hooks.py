"""Reports about reviews and their addresses; ``wagtail_hooks`` registers them."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail.admin.menu import MenuItem

from cms.menus import PermittedItem
from cms.views import reports

PATTERNS: list[URLPattern] = [
    path("due/", reports.DueReport.as_view(), name="due"),
    path("due/results/", reports.DueReport.as_view(results_only=True), name="due_results"),
    path("drafts/", reports.DraftsReport.as_view(), name="drafts"),
    path("drafts/results/", reports.DraftsReport.as_view(results_only=True), name="drafts_results"),
]


def urls() -> list[URLResolver]:
    """Below the editor's address, which lets staff alone in."""
    return [path("reviews/", include((PATTERNS, "reviews")))]


def due_item() -> MenuItem:
    """In the menu of reports, before Wagtail's."""
    return PermittedItem(reports.DUE, "reviews:due", permission="cms.view_questionsnippet", order=10)


def drafts_item() -> MenuItem:
    """The next."""
    return PermittedItem(reports.DRAFTS, "reviews:drafts", permission="cms.view_questionsnippet", order=20)
