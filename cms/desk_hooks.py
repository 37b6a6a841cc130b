"""The Assessment menu and its addresses; ``wagtail_hooks`` registers them."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from cms.menus import PermittedItem
from cms.views.staff import accommodations, attempts, corrections, desk, evidence, regrades

PATTERNS: list[URLPattern] = [
    path("attempts/", attempts.listing, name="attempts"),
    path("attempts/<uuid:uuid>/", attempts.detail, name="attempt"),
    path("attempts/<uuid:uuid>/void/", corrections.void, name="void"),
    path("attempts/<uuid:uuid>/extend/", corrections.extend, name="extend"),
    path("attempts/<uuid:uuid>/responses/<int:position>/mark/", corrections.change_mark, name="change_mark"),
    path("regrades/", regrades.listing, name="regrades"),
    path("regrades/<uuid:uuid>/", regrades.regrade, name="regrade"),
    path("marking/", desk.queue, name="desk"),
    path("marking/<int:pk>/", desk.answer, name="desk_answer"),
    path("evidence/<uuid:uuid>/", evidence.evidence, name="evidence"),
    path("accommodations/", accommodations.listing, name="accommodations"),
    path("accommodations/<uuid:uuid>/", accommodations.accommodation, name="accommodation"),
]


def urls() -> list[URLResolver]:
    """Below the editor's address, which lets staff alone in."""
    return [path("assessment/", include((PATTERNS, "assessment")))]


def menu() -> MenuItem:
    """One entry with a list; it hides when nothing in it may be opened."""
    items = [
        PermittedItem(desk, "assessment:desk", permission="quizzes.add_personmark", order=10),
        PermittedItem(attempts, "assessment:attempts", permission="quizzes.view_attempt", order=20),
        PermittedItem(regrades, "assessment:regrades", permission="quizzes.add_regrade", order=30),
        PermittedItem(accommodations, "assessment:accommodations", permission="accounts.view_accommodation", order=40),
    ]
    return SubmenuMenuItem(_("Assessment"), Menu(items=items), name="assessment", icon_name="tasks", order=230)
