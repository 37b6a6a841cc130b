"""Pages that people agree to when they sign up."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from accounts.models import LegalText
from cms.languages import translated


class LegalPage(Page):
    """Terms of use or privacy notice. Publishing another wording makes a version of its own, kept for good."""

    subject = models.CharField(_("what it is"), max_length=20, choices=LegalText.Subject)
    body = RichTextField(_("text"), features=["h2", "h3", "bold", "italic", "link", "ol", "ul"])

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel(
            "subject",
            help_text=_("Who signs up is shown the newest published text of each kind in their language."),
        ),
        FieldPanel("body"),
    ]
    translatable_fields: ClassVar = translated("title", "body", shared=["subject"])
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/legal.html"

    class Meta:
        verbose_name = _("page of terms")
        verbose_name_plural = _("pages of terms")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the record would say of it, for the preview."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, "text": {"title": self.title, "body": self.body}, "version": None}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What holds is the record."""
        return redirect("cms:legal", self.subject)
