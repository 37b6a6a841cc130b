"""What administrators decide about the site as a whole."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.contrib.settings.models import BaseGenericSetting
from wagtail.fields import StreamField
from wagtail.images.models import Image

from cms import contrast
from cms.link_blocks import Links

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

COLOUR = RegexValidator(r"^#[0-9A-Fa-f]{6}$", _("Give six digits after a #, such as #0b5c5c."))


def _colour(label: "_StrPromise", help_text: "_StrPromise") -> "models.CharField[str, str]":
    return models.CharField(label, max_length=7, blank=True, validators=[COLOUR], help_text=help_text)


class SiteSettings(BaseGenericSetting):
    """Name, colours, menus and contact: one of each, because certificates and mails come from one issuer.

    What is empty is as it comes with the platform.
    """

    name = models.CharField(
        _("name"), max_length=40, blank=True, help_text=_("In the header, in titles of pages and in mails.")
    )
    logo = models.ForeignKey(
        Image,
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Stands before the name, 28 pixels high. Choose one that can be seen on white and on black."),
    )
    primary = _colour(_("primary colour"), help_text=_("Links and buttons. Ours is #0b5c5c."))
    primary_dark = _colour(_("primary colour, dark theme"), help_text=_("Ours is #5cc8c0."))
    accent = _colour(_("accent"), help_text=_("What wants attention. Ours is #a34a00."))
    accent_dark = _colour(_("accent, dark theme"), help_text=_("Ours is #f2b75f."))
    support_email = models.EmailField(
        _("support address"), blank=True, help_text=_("Learners write to it; it stands in the help page and in mails.")
    )
    footer_text = models.CharField(
        _("text in the footer"), max_length=200, blank=True, help_text=_("One sentence, such as what the site is not.")
    )
    main_links = StreamField(
        Links(), verbose_name=_("main menu"), blank=True, help_text=_("Without any, our three links stand there.")
    )
    footer_links = StreamField(
        Links(), verbose_name=_("footer menu"), blank=True, help_text=_("Without any, search and the help page.")
    )

    select_related: ClassVar = ["logo"]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name"),
                    FieldPanel("logo"),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("primary"), FieldPanel("primary_dark")]),
                            FieldRowPanel([FieldPanel("accent"), FieldPanel("accent_dark")]),
                        ],
                        heading=_("Colours"),
                        help_text=_("Each is checked for contrast: text has to be readable at 4.5 to 1."),
                    ),
                ],
                heading=_("Brand"),
            ),
            ObjectList([FieldPanel("main_links"), FieldPanel("footer_links")], heading=_("Menus")),
            ObjectList([FieldPanel("support_email"), FieldPanel("footer_text")], heading=_("Contact and footer")),
        ]
    )

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")

    def clean(self) -> None:
        """Refuse colours that can't be read."""
        super().clean()
        problems = dict(self._unreadable())
        if problems:
            raise ValidationError(problems)

    def _unreadable(self) -> Iterator[tuple[str, str]]:
        for theme, suffix in ((contrast.LIGHT, ""), (contrast.DARK, "_dark")):
            for name, carries_text in (("primary", True), ("accent", False)):
                colour = getattr(self, f"{name}{suffix}").lower()
                if not contrast.HEX.fullmatch(colour):
                    continue
                least = contrast.worst(colour, theme, carries_text=carries_text)
                if least < contrast.ENOUGH:
                    sentence = _("The contrast is %(least).1f to 1 at the worst; 4.5 to 1 is needed.")
                    yield f"{name}{suffix}", str(sentence % {"least": least})

    @property
    def stylesheet(self) -> str:
        """What differs from ``tokens.css``; empty when no colour is set."""
        if not (self.primary or self.accent or self.primary_dark or self.accent_dark):
            return ""
        light = _tokens(contrast.LIGHT, self.primary, self.accent)
        dark = _tokens(contrast.DARK, self.primary_dark, self.accent_dark)
        return (
            f":root{{{light}}}"
            f'@media screen{{:root[data-theme="dark"]{{{dark}}}}}'
            f'@media screen and (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}'
        )


def _tokens(theme: contrast.Theme, primary: str, accent: str) -> str:
    pressed = contrast.strong(primary.lower(), theme) if primary else theme.primary_strong
    return f"--primary:{primary or theme.primary};--primary-strong:{pressed};--accent:{accent or theme.accent}"
