"""Names: QTI 3.0's in those of 2.1 and back, and ours as XML allows them."""

import re

from quizzes.formats.xmltree import Node

PREFIX = "qti-"
MARK = "waymark-"
# Elements of HTML keep their names in both versions.
HTML = frozenset({"p", "div", "span", "br", "ol", "ul", "li", "strong", "em"})
# What 3.0 wraps the content of some elements in.
BODY = "contentBody"
WRAPPED = frozenset({"modalFeedback", "rubricBlock"})
CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")
HYPHEN = re.compile(r"-([a-z0-9])")


def to_21(node: Node) -> Node:
    """A tree of either version in the names of 2.1."""
    children: list[Node | str] = [to_21(child) if isinstance(child, Node) else child for child in node.children]
    if not node.tag.startswith(PREFIX):
        return Node(node.tag, node.attributes, children, node.line)
    attributes = {_camel(name): value for name, value in node.attributes.items()}
    tag = _camel(node.tag.removeprefix(PREFIX))
    bodies = [child for child in children if isinstance(child, Node) and child.tag == BODY]
    if bodies:
        children = [part for body in bodies for part in body.children]
    return Node(tag, attributes, children, node.line)


def to_30(node: Node) -> Node:
    """A tree of 2.1 in the names of 3.0."""
    children: list[Node | str] = [to_30(child) if isinstance(child, Node) else child for child in node.children]
    if node.tag in HTML:
        return Node(node.tag, node.attributes, children)
    if node.tag in WRAPPED:
        children = [Node(PREFIX + _kebab(BODY), {}, children)]
    attributes = {_kebab(name): value for name, value in node.attributes.items()}
    return Node(PREFIX + _kebab(node.tag), attributes, children)


def _camel(name: str) -> str:
    return name if name.startswith(("data-", "aria-")) else HYPHEN.sub(lambda found: found[1].upper(), name)


def _kebab(name: str) -> str:
    return name if ":" in name else CAPITAL.sub(r"-\1", name).lower()


def safe(name: str) -> str:
    """A name of ours as an identifier, which starts with a letter or a line."""
    return name if name[:1].isalpha() else "_" + name


def plain(identifier: str) -> str:
    """The way back."""
    return identifier.removeprefix("_")


def marks(node: Node) -> set[str]:
    """What our own classes on an element say."""
    return {name.removeprefix(MARK) for name in node.get("class").split() if name.startswith(MARK)}


def marked(*names: str) -> str:
    return " ".join(MARK + name for name in names)


def with_mark(tree: Node, name: str) -> Node | None:
    return next((node for node in tree.walk() if name in marks(node)), None)
