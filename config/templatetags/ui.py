"""The smallest pieces of the interface, as tags because a page has a hundred of them."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, *, flip: bool = False) -> SafeString:
    """A symbol of static/img/icons.svg, mirrored in right-to-left text if ``flip``; the words stand beside it."""
    mirrored = " icon--flip" if flip else ""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>', mirrored, static("img/icons.svg"), name
    )
