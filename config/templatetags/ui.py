"""The smallest pieces of the interface, as tags because a page has a hundred of them."""

from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.exceptions import TemplateSyntaxError
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info

from accounts import languages

register = template.Library()

# Texts of one memo; those that nobody saw for long make room.
KEPT = 2000
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
def spoken(language: str) -> SafeString:
    """Attributes for an element whose text is in another language than the page; none for the page's own."""
    return _spoken(language, get_language())


@register.simple_tag
def lasting_address(request: HttpRequest) -> str:
    """Where to come back to in whatever language is chosen next."""
    return languages.address(request)


@register.simple_tag
def own_name(language: str) -> SafeString:
    """What a language calls itself."""
    return format_html('<bdi lang="{}">{}</bdi>', language, dict(settings.LANGUAGES).get(language, language))


@register.simple_tag
def unspoken(language: str) -> SafeString:
    """Attributes for a part in the page's own language inside a text in another one."""
    own = get_language()
    return _spoken(own, language) if language and own else mark_safe("")


@register.simple_tag
def said(text: str) -> SafeString:
    """A text that knows its language (``courses.wordings.Said``), marked where that is not the page's."""
    attributes = spoken(getattr(text, "language", ""))
    return format_html("<span{}>{}</span>", attributes, text) if attributes else conditional_escape(text)


@cache
def _spoken(language: str, around: str | None) -> SafeString:
    if not language or language == around:
        return mark_safe("")
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    return format_html(' lang="{}" dir="{}"', language, direction)


@register.simple_tag
def plural_samples() -> tuple[int, ...]:
    """For sentences whose number a script fills in: one is written for each sample, with a bar between."""
    return PLURAL_SAMPLES


@register.filter
def without_placeholder(field: BoundField) -> BoundField:
    """Allauth repeats the label inside the input, where it fades and then vanishes under what is typed."""
    field.field.widget.attrs.pop("placeholder", None)
    return field


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


@register.tag
def memo(parser: Parser, token: Token) -> "MemoNode":
    """``{% memo "a/partial.html" name=value … %}``: an include that depends on its arguments and the language alone.

    It is rendered once for each combination of them, so they are plain values and few: never what one person wrote,
    never a moment, which reads otherwise in another time zone. Nothing else of the context can be seen inside.
    """
    _tag, name, *rest = token.split_contents()
    arguments = token_kwargs(rest, parser)
    if rest:
        raise TemplateSyntaxError(f"memo takes named arguments alone, not {rest}.")
    return MemoNode(parser.compile_filter(name), arguments)


class MemoNode(Node):
    """Keeps its texts for as long as the template is loaded."""

    def __init__(self, name: FilterExpression, arguments: dict[str, FilterExpression]) -> None:
        self.name = name
        self.arguments = arguments
        # Typed, as 1 and True are equal and read differently.
        self.text = lru_cache(KEPT, typed=True)(_rendered)

    def render(self, context: Context) -> SafeString:
        """The text for these arguments in the language of the page."""
        arguments = {name: value.resolve(context) for name, value in self.arguments.items()}
        return self.text(self.name.resolve(context), get_language(), **arguments)


def _rendered(name: str, language: str | None, **arguments: Any) -> SafeString:
    """``language`` is active; it is here to tell the texts apart."""
    return mark_safe(get_template(name).render(arguments).strip())  # noqa: S308  # what a template rendered is escaped
