"""XML as a small tree that knows its lines: no document type, no entities, nothing fetched, bounded in size."""

import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXParseException, handler, xmlreader
from xml.sax.saxutils import escape, quoteattr

from defusedxml import DefusedXmlException
from defusedxml import sax as defused
from django.utils.translation import gettext as _

from quizzes.formats.model import Unreadable
from quizzes.formats.texts import decode_xml, keepable

DEEPEST = 100
MOST_NODES = 400_000


@dataclass
class Node:
    """An element without its namespace; ``children`` are nodes and texts."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)
    line: int = 0

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    @property
    def nodes(self) -> "list[Node]":
        return [child for child in self.children if isinstance(child, Node)]

    def all(self, tag: str) -> "list[Node]":
        """The children of that name."""
        return [child for child in self.nodes if child.tag == tag]

    def first(self, *path: str) -> "Node | None":
        """The first child of that name, and so on down the path."""
        found: Node | None = self
        for tag in path:
            found = next(iter(found.all(tag)), None) if found else None
        return found

    def walk(self) -> "Iterator[Node]":
        """Itself and all below, in order."""
        yield self
        for child in self.nodes:
            yield from child.walk()

    def text(self) -> str:
        """All words below, as they stand."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def text_at(self, *path: str) -> str:
        """The trimmed words below a path; nothing when it isn't there."""
        found = self.first(*path)
        return found.text().strip() if found else ""


def parse(raw: bytes) -> Node:
    """Raises Unreadable with the line."""
    builder = _Builder()
    parser: Any = defused.make_parser()
    parser.forbid_dtd = True
    parser.setFeature(handler.feature_namespaces, 1)
    parser.setContentHandler(builder)
    source = xmlreader.InputSource()
    source.setCharacterStream(io.StringIO(decode_xml(raw)))
    try:
        parser.parse(source)
    except DefusedXmlException as error:
        message = _("It holds a document type or entities, which are refused. Delete the <!DOCTYPE …> lines.")
        raise Unreadable(message) from error
    except SAXParseException as error:
        message = _("It is not sound XML: line %(line)s, %(problem)s.")
        problem = {"line": error.getLineNumber(), "problem": error.getMessage()}
        raise Unreadable(message % problem) from error
    if builder.root is None:
        raise Unreadable(_("It holds no XML."))
    return builder.root


class _Builder(handler.ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Node | None = None
        self.stack: list[Node] = []
        self.count = 0
        self.locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:
        self.locator = locator

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:
        self.count += 1
        if self.count > MOST_NODES or len(self.stack) >= DEEPEST:
            raise Unreadable(_("Its XML is too large or too deep to be a list of questions."))
        attributes = {key[1]: value for key, value in attrs.items()}
        node = Node(name[1], attributes, line=self.locator.getLineNumber() if self.locator else 0)
        if self.stack:
            self.stack[-1].children.append(node)
        else:
            self.root = node
        self.stack.append(node)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        self.stack.pop()

    def characters(self, content: str) -> None:
        children = self.stack[-1].children
        if children and isinstance(children[-1], str):
            children[-1] += content
        else:
            children.append(content)


def node(tag: str, attributes: Mapping[str, str] | None = None, *children: "Node | str") -> Node:
    """A new element."""
    return Node(tag, dict(attributes or {}), list(children))


def serialise(tree: Node, *, inline: Collection[str], indent: str = "") -> str:
    """As XML. Elements named in ``inline`` keep the white space inside them; others get a line for each child."""
    attributes = "".join(f" {name}={quoteattr(keepable(value))}" for name, value in tree.attributes.items())
    if not tree.children:
        return f"{indent}<{tree.tag}{attributes}/>"
    if tree.tag in inline or not all(isinstance(child, Node) for child in tree.children):
        return f"{indent}<{tree.tag}{attributes}>{_inside(tree)}</{tree.tag}>"
    lines = [serialise(child, inline=inline, indent=indent + "  ") for child in tree.nodes]
    return "\n".join([f"{indent}<{tree.tag}{attributes}>", *lines, f"{indent}</{tree.tag}>"])


def _inside(tree: Node) -> str:
    return "".join(
        escape(keepable(child)) if isinstance(child, str) else serialise(child, inline={child.tag})
        for child in tree.children
    )
