"""Rubrics as HTML lists that people can read and that can be read back, and the rubric for a text that has none."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from quizzes.formats.markup import text_of
from quizzes.formats.model import Content, Notes
from quizzes.formats.naming import kept
from quizzes.formats.xmltree import Node, node

RUBRIC = "waymark-rubric"
POINTS = "waymark-points"
PREFIX = "rubric-"


def whole_answer(points: str = "1") -> list[Content]:
    """One criterion, met or not."""
    levels = [
        {"id": "A", "text": _("Not met"), "points": "0"},
        {"id": "B", "text": _("Met in full"), "points": points},
    ]
    return [{"id": "A", "text": _("The answer as a whole"), "levels": levels}]


def lines(text: str) -> list[Node | str]:
    """A text with its line breaks as markup."""
    parts: list[Node | str] = []
    for place, line in enumerate(text.split("\n")):
        parts += [node("br")] if place else []
        parts += [line] if line else []
    return parts


def paragraphs(text: str) -> list[Node]:
    """A text as paragraphs."""
    return [node("p", {}, *lines(part)) for part in text.split("\n\n")] if text else []


def written(criteria: Iterable[Content]) -> Node:
    """The rubric as a list of lists."""
    return node("ol", {"class": RUBRIC}, *(_criterion(entry) for entry in criteria))


def _criterion(criterion: Content) -> Node:
    name = PREFIX + criterion["id"]
    levels = (_level(level, name) for level in criterion["levels"])
    return node("li", {"id": name}, *paragraphs(criterion["text"]), node("ul", {}, *levels))


def _level(level: Content, name: str) -> Node:
    points = node("span", {"class": POINTS}, level["points"])
    return node("li", {"id": f"{name}.{level['id']}"}, *paragraphs(level["text"]), points)


def found(tree: Node) -> Node | None:
    """The list that ``written`` made, somewhere below."""
    return next((inner for inner in tree.walk() if RUBRIC in inner.get("class").split()), None)


def without(tree: Node) -> Node:
    """The tree without its rubric."""
    gone = found(tree)
    children = [without(child) if isinstance(child, Node) else child for child in tree.children if child is not gone]
    return Node(tree.tag, tree.attributes, children, tree.line)


def read(rubric: Node) -> list[Content]:
    """The criteria of such a list; a level without points earns none."""
    items = rubric.all("li")
    names = kept([item.get("id").removeprefix(PREFIX) for item in items])
    return [
        {"id": name, "text": _words(item), "levels": _levels(item)} for item, name in zip(items, names, strict=True)
    ]


def _levels(criterion: Node) -> list[Content]:
    items = [item for inner in criterion.all("ul") for item in inner.all("li")]
    names = kept([item.get("id").rpartition(".")[2] for item in items])
    return [
        {"id": name, "text": _words(item), "points": _points(item)} for item, name in zip(items, names, strict=True)
    ]


def _words(item: Node) -> str:
    kept_parts = [part for part in item.children if isinstance(part, str) or not _is_apart(part)]
    return text_of(Node("#", {}, kept_parts), Notes())


def _is_apart(part: Node) -> bool:
    return part.tag == "ul" or POINTS in part.get("class").split()


def _points(item: Node) -> str:
    marks = [part.text().strip() for part in item.nodes if POINTS in part.get("class").split()]
    return marks[0] if marks else "0"
