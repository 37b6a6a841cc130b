"""The Assessment menu and its addresses; ``wagtail_hooks`` registers them."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from cms.views.staff import accommodations, attempts, corrections, desk, regrades

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
    path("accommodations/", accommodations.listing, name="accommodations"),
    path("accommodations/<uuid:uuid>/", accommodations.accommodation, name="accommodation"),
]


class PermittedItem(MenuItem):
    """Shown to those who may open it."""

    def __init__(self, label: str | Promise, name: str, *, permission: str, icon_name: str, order: int) -> None:
        super().__init__(label, reverse_lazy(f"assessment:{name}"), name=name, icon_name=icon_name, order=order)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """By permission."""
        return bool(request.user.has_perm(self.permission))


def urls() -> list[URLResolver]:
    """Below the editor's address, which lets staff alone in."""
    return [path("assessment/", include((PATTERNS, "assessment")))]


def menu() -> MenuItem:
    """One entry with a list; it hides when nothing in it may be opened."""
    items = [
        PermittedItem(desk.TITLE, "desk", permission="quizzes.add_personmark", icon_name=desk.ICON, order=10),
        PermittedItem(attempts.TITLE, "attempts", permission="quizzes.view_attempt", icon_name=attempts.ICON, order=20),
        PermittedItem(regrades.TITLE, "regrades", permission="quizzes.add_regrade", icon_name=regrades.ICON, order=30),
        PermittedItem(
            accommodations.TITLE,
            "accommodations",
            permission="accounts.view_accommodation",
            icon_name=accommodations.ICON,
            order=40,
        ),
    ]
    return SubmenuMenuItem(_("Assessment"), Menu(items=items), name="assessment", icon_name="tasks", order=230)
