"""Pages beside the courses."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from cms.languages import translated

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "blockquote", "hr"]


class InformationPage(Page):
    """Text that menus lead to, such as who stands behind the site."""

    body = RichTextField(_("text"), features=FEATURES)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("body")]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("body")]
    translatable_fields: ClassVar = translated("title", "body")
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/information_page.html"

    class Meta:
        verbose_name = _("information page")

    def clean(self) -> None:
        """Refuse an address where the platform has a screen of its own, which would be shown instead."""
        super().clean()
        if self.slug and _is_taken(f"/{self.slug}/"):
            raise ValidationError({"slug": _("The platform uses this address itself. Choose another one.")})


def _is_taken(address: str) -> bool:
    try:
        return resolve(address).url_name != "wagtail_serve"
    except Resolver404:
        return False
