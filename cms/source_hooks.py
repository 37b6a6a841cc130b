"""The Sources menu and its addresses; ``wagtail_hooks`` registers them."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from wagtail.admin.menu import MenuItem

from cms.views.sources import candidates, comparisons, intakes, library, plans

PATTERNS: list[URLPattern] = [
    path("", library.index, name="index"),
    path("bring-in/", intakes.bring_in, name="bring_in"),
    path("intakes/<uuid:uuid>/", intakes.intake, name="intake"),
    path("intakes/<uuid:uuid>/retry/", intakes.retry, name="retry"),
    path("<int:pk>/", library.article, name="article"),
    path("<int:pk>/bring-in/", intakes.bring_in, name="bring_in_again"),
    path("<int:pk>/compare/", comparisons.compare, name="compare"),
    path("snapshots/<int:pk>/", library.snapshot, name="snapshot"),
    path("snapshots/<int:pk>/plan/", plans.begin, name="begin_plan"),
    path("plans/", plans.index, name="plans"),
    path("plans/<uuid:uuid>/", plans.plan, name="plan"),
    path("claims/<int:pk>/", candidates.listing, name="claims"),
    path("claims/<int:pk>/decide/", candidates.decide, name="decide"),
]


class LibraryItem(MenuItem):
    """Shown to those who may look."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By permission."""
        return bool(request.user.has_perm("courses.view_sourcearticle"))


def urls() -> list[URLResolver]:
    """Below the editor's address, which lets staff alone in."""
    return [path("sources/", include((PATTERNS, "sources")))]


def menu() -> MenuItem:
    """One entry, between glossary and claims."""
    return LibraryItem(library.TITLE, reverse_lazy("sources:index"), name="sources", icon_name=library.ICON, order=215)
