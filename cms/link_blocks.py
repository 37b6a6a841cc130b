"""Links of the site's menus: to a page, to a screen of the platform, or to an address."""

from typing import Any

from django.core.validators import RegexValidator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, PageChooserBlock, StreamBlock, StructBlock

SCREENS = {
    "cms:catalogue": _("Courses"),
    "cms:learn": _("My learning"),
    "certificates:verify_form": _("Check a certificate"),
    "cms:search": _("Search"),
    "cms:help": _("Help and accommodations"),
}
OWN_LABEL = _("Leave it empty to use the title.")


class PageLink(StructBlock):
    """Follows the page wherever it moves, and disappears while it is not published."""

    page = PageChooserBlock(label=_("Page"))
    label = CharBlock(required=False, max_length=60, label=_("Label"), help_text=OWN_LABEL)

    class Meta:
        icon = "doc-empty"
        label = _("Page")


class ScreenLink(StructBlock):
    """A screen that is always there."""

    screen = ChoiceBlock(choices=list(SCREENS.items()), label=_("Screen"))
    label = CharBlock(required=False, max_length=60, label=_("Label"), help_text=OWN_LABEL)

    class Meta:
        icon = "desktop"
        label = _("Screen of the platform")


class AddressLink(StructBlock):
    """Anything else."""

    label = CharBlock(max_length=60, label=_("Label"))
    address = CharBlock(
        max_length=400,
        label=_("Address"),
        validators=[RegexValidator(r"^(/(?!/)|https://|mailto:)", _("Begin with /, https:// or mailto:."))],
        help_text=_("Begins with / on this site, otherwise with https:// or mailto:."),
    )

    class Meta:
        icon = "link-external"
        label = _("Address")


class Links(StreamBlock):
    """A menu, in order."""

    page = PageLink()
    screen = ScreenLink()
    address = AddressLink()


def read(links: Any) -> list[tuple[str, str]]:
    """Label and address of each; what can't be followed is left out. One query for the pages, and one for the site."""
    return [found for block in links if (found := _read(block.block_type, block.value))]


def screen(name: str, label: str = "") -> tuple[str, str]:
    """The link to a screen, in the language of the moment."""
    return label or str(SCREENS[name]), reverse(name)


def _read(kind: str, value: Any) -> tuple[str, str] | None:
    if kind == "screen":
        return screen(value["screen"], value["label"])
    if kind == "address":
        return value["label"], value["address"]
    page = value["page"]
    if page is None or not page.live:
        return None
    return value["label"] or page.title, page.url
