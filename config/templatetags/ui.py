"""The smallest pieces of the interface, as tags because a page has a hundred of them."""

from functools import cache

from django import template
from django.conf import settings
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

# A number for each plural form that a language of ours may have; static/js/attempt/words.js has the same.
PLURAL_SAMPLES = (1, 2, 3, 11, 100)


@register.simple_tag
@cache
def icon(name: str, *, flip: bool = False) -> SafeString:
    """A symbol of static/img/icons.svg, mirrored in right-to-left text if ``flip``; the words stand beside it."""
    mirrored = " icon--flip" if flip else ""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>', mirrored, static("img/icons.svg"), name
    )


@register.simple_tag
def offered_languages() -> list[tuple[str, str]]:
    """Codes and names, each name in its own language; Django's own tag would translate them."""
    return list(settings.LANGUAGES)


@register.simple_tag
def plural_samples() -> tuple[int, ...]:
    """For sentences whose number a script fills in: one is written for each sample, with a bar between."""
    return PLURAL_SAMPLES


@register.tag
def constant(parser: Parser, token: Token) -> "ConstantNode":
    """``{% constant %}…{% endconstant %}``: what depends on the language alone, rendered once for each.

    Nothing of the context can be seen inside, so that nothing of one person's page can be kept for another's.
    """
    nodes = parser.parse(("endconstant",))
    parser.delete_first_token()
    return ConstantNode(nodes)


class ConstantNode(Node):
    """Keeps its text by language, for as long as the template is loaded."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.texts: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """The text in the language of the page."""
        language = get_language()
        if language not in self.texts:
            self.texts[language] = self.nodelist.render(_empty(context))
        return self.texts[language]


def _empty(context: Context) -> Context:
    bare = Context(autoescape=context.autoescape)
    bare.template = context.template
    return bare
