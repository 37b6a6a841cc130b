"""Addresses of courses on their way, and the buttons that lead there; ``wagtail_hooks`` registers them."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from accounts.models import User
from cms import teams
from cms.menus import PermittedItem
from cms.models import CoursePage
from cms.views import parcels

PATTERNS: list[URLPattern] = [
    path("", parcels.index, name="index"),
    path("export/", parcels.export, name="export"),
    path("load/", parcels.bring_in, name="import"),
    path("duplicate/<int:pk>/", parcels.copy, name="copy"),
    path("<uuid:uuid>/", parcels.parcel, name="parcel"),
    path("<uuid:uuid>/file/", parcels.take, name="take"),
    path("<uuid:uuid>/load/", parcels.load, name="load"),
    path("<uuid:uuid>/discard/", parcels.discard, name="discard"),
]


def urls() -> list[URLResolver]:
    """Below the editor's address, which lets staff alone in."""
    return [path("packages/", include((PATTERNS, "parcels")))]


def menu() -> MenuItem:
    """For those who write courses."""
    return PermittedItem(parcels, "parcels:index", permission=teams.CARRY, order=245)


def buttons(page: Page, user: User) -> Iterator[Button]:
    """What a published course offers to its team; other pages have no such buttons, and cost no query."""
    if isinstance(page, CoursePage) and page.live and teams.may_carry(user, page):
        export = f"{reverse('parcels:export')}?course={page.pk}"
        yield Button(_("Export as a package"), export, icon_name="download", priority=62)
        copy = reverse("parcels:copy", args=[page.pk])
        yield Button(_("Duplicate for another country"), copy, icon_name="copy", priority=64)
