"""Markup to the plain text that questions are made of. What can't be text is named in a note."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TypeAlias

from django.utils.translation import gettext as _

from quizzes.formats.model import Notes
from quizzes.formats.texts import flat, tidy
from quizzes.formats.xmltree import DEEPEST, Node

Replace: TypeAlias = Callable[[Node], "str | None"]

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
PARAGRAPHS = frozenset(
    {
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "table",
        "blockquote",
        "pre",
        "dl",
        "figure",
        "section",
        "article",
    }
)
LINES = frozenset({"div", "tr", "dt", "dd", "caption", "figcaption", "tbody", "thead", "prompt"})
STYLES = frozenset(
    {
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "strike",
        "del",
        "ins",
        "mark",
        "small",
        "big",
        "font",
        "tt",
        "kbd",
        "var",
        "center",
    }
)
UNSEEN = frozenset({"script", "style", "template", "head", "title", "stylesheet"})
MEDIA = frozenset({"audio", "video", "object", "embed", "iframe", "canvas", "svg", "applet"})
NAMES = (
    VOID | PARAGRAPHS | LINES | STYLES | UNSEEN | MEDIA | {"a", "span", "sub", "sup", "li", "td", "th", "code", "math"}
)
SIGNS = re.compile(rf"</?(?:{'|'.join(sorted(NAMES))})(?:\s[^<>]*)?/?>|&(?:[a-z]{{2,8}}|#[0-9]{{1,6}});", re.IGNORECASE)
RAISED = str.maketrans("0123456789+-\u2212=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-\u2212=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def text_of_html(html: str, notes: Notes) -> str:
    """Of a piece of HTML, however broken."""
    return text_of(parse(html), notes)


def looks_like_html(text: str) -> bool:
    """Whether a text without a declared format holds tags or entities; ``x<y`` is none."""
    return SIGNS.search(text) is not None


def parse(html: str) -> Node:
    """As a tree below a nameless element."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def text_of(tree: Node, notes: Notes, *, replace: Replace | None = None) -> str:
    """The words below an element; ``replace`` may give the text that stands for an inner one."""
    renderer = _Renderer(notes, replace or (lambda node: None))
    text = tidy("".join(renderer.rendered(child) for child in tree.children))
    if renderer.styles:
        notes.add(_("Formatting is not kept: %(names)s.") % {"names": ", ".join(sorted(renderer.styles))})
    return text


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#")
        self.stack = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        child = Node(tag.rpartition(":")[2], {name: value or "" for name, value in attrs})
        self.stack[-1].children.append(child)
        if tag not in VOID and len(self.stack) < DEEPEST:
            self.stack.append(child)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.stack[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        for depth in range(len(self.stack) - 1, 0, -1):
            if self.stack[depth].tag == tag:
                del self.stack[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.stack[-1].children.append(data)


@dataclass
class _Renderer:
    notes: Notes
    replace: Replace
    styles: set[str] = field(default_factory=set)

    def rendered(self, part: "Node | str") -> str:
        if isinstance(part, str):
            return flat_keeping_ends(part)
        own = self.replace(part)
        return self._element(part) if own is None else own

    def _inner(self, node: Node) -> str:
        return "".join(self.rendered(child) for child in node.children)

    def _element(self, node: Node) -> str:
        tag = node.tag.lower()
        if tag in UNSEEN:
            return ""
        if tag in {"img", "image"}:
            return self._picture(node)
        if tag in MEDIA:
            self.notes.add(_("A recording or an embedded object is not carried; a mark stands in its place."))
            return _("[embedded: %(name)s]") % {"name": _file_name(node) or tag}
        if tag in {"sub", "sup"}:
            return self._shifted(node, RAISED if tag == "sup" else LOWERED, "^" if tag == "sup" else "_")
        if tag == "math":
            self.notes.add(_("A formula became plain text; check it."))
            return " " + flat(node.text()) + " "
        if tag == "a":
            return self._link(node)
        return self._framed(tag, node)

    def _framed(self, tag: str, node: Node) -> str:
        if tag in STYLES or (tag == "span" and node.get("style")):
            self.styles.add({"span": "style"}.get(tag, tag))
        if tag in {"br", "hr"}:
            return "\n"
        if tag == "pre":
            return "\n\n" + node.text() + "\n\n"
        if tag in {"ul", "ol"}:
            return "\n\n" + self._list(node, is_numbered=tag == "ol") + "\n\n"
        if tag in {"td", "th"}:
            return self._inner(node).strip() + " | "
        if tag == "tr":
            return "\n" + self._inner(node).strip().removesuffix("|").rstrip() + "\n"
        if tag in PARAGRAPHS:
            return "\n\n" + self._inner(node) + "\n\n"
        return "\n" + self._inner(node) + "\n" if tag in LINES else self._inner(node)

    def _list(self, node: Node, *, is_numbered: bool) -> str:
        items = [child for child in node.nodes if child.tag.lower() == "li"]
        marks = (f"{place}." if is_numbered else "-" for place in range(1, len(items) + 1))
        return "\n".join(f"{mark} {tidy(self._inner(item))}" for mark, item in zip(marks, items, strict=True))

    def _picture(self, node: Node) -> str:
        name = _file_name(node)
        words = node.get("alt") or name
        self.notes.add(_("The picture %(name)s is not carried; its description stands in its place.") % {"name": name})
        return _("[picture: %(words)s]") % {"words": flat(words)} if words else _("[picture]")

    def _shifted(self, node: Node, table: dict[int, int], mark: str) -> str:
        words = self._inner(node)
        shifted = words.translate(table)
        if words.strip() and all(ord(sign) in table for sign in words):
            return shifted
        self.notes.add(_("Raised or lowered letters are marked with ^ or _."))
        return f"{mark}({words.strip()})" if len(words.strip()) > 1 else f"{mark}{words.strip()}"

    def _link(self, node: Node) -> str:
        words, address = self._inner(node), node.get("href")
        if address.startswith(("http://", "https://")) and address not in words:
            return f"{words} ({address})"
        if address and not address.startswith(("http://", "https://", "#", "mailto:")):
            self.notes.add(_("The linked file %(name)s is not carried.") % {"name": _file_name(node)})
        return words


def flat_keeping_ends(text: str) -> str:
    """White space inside markup is one blank."""
    words = " ".join(text.split())
    if not words:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + words + (" " if text[-1].isspace() else "")


def _file_name(node: Node) -> str:
    address = node.get("src") or node.get("href") or node.get("data")
    if address.startswith("data:"):
        return ""
    return flat(address.split("?")[0].rsplit("/", 1)[-1])[:80]
