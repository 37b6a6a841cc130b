"""What the staff's screens share: the heading with its way back, and pages of a list."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

PER_PAGE = 50


def frame(title: str | Promise, *, icon: str, trail: Sequence[tuple[str, str | Promise]] = ()) -> dict[str, Any]:
    """Title, icon and breadcrumbs; ``trail`` holds address and label of the screens on the way here."""
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    steps = [{"url": url, "label": label} for url, label in trail]
    return {
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [home, *steps, {"url": "", "label": title}],
    }


def listing(
    rows: "QuerySet[Any] | Sequence[Any]",
    request: HttpRequest,
    *,
    title: str | Promise,
    icon: str,
    columns: Sequence[str | Promise],
) -> dict[str, Any]:
    """A screen that is one list: what ``cms/staff/listing.html`` needs."""
    page, numbers = page_of(rows, request)
    return {"page": page, "elided_page_range": numbers, "columns": columns, **frame(title, icon=icon)}


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is filled with; an empty post is a post."""
    return request.POST if request.method == "POST" else None


def page_of(rows: "QuerySet[Any] | Sequence[Any]", request: HttpRequest) -> tuple[Page[Any], list[int | str]]:
    """The page that the address names, or the nearest there is, and the page numbers to offer."""
    paginator = Paginator(rows, PER_PAGE)
    page = paginator.get_page(request.GET.get("p"))
    return page, list(paginator.get_elided_page_range(page.number))
