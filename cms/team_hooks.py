"""Course teams and their addresses; ``wagtail_hooks`` registers them."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail.admin.menu import MenuItem

from cms.menus import PermittedItem
from cms.views import team

PATTERNS: list[URLPattern] = [
    path("", team.index, name="index"),
    path("begin/", team.begin, name="begin"),
    path("<int:pk>/", team.team, name="team"),
]


def urls() -> list[URLResolver]:
    """Below the editor's address, which lets staff alone in."""
    return [path("teams/", include((PATTERNS, "teams")))]


def menu() -> MenuItem:
    """For those who decide who writes what."""
    return PermittedItem(team, "teams:index", permission="cms.change_courseteam", order=240)
