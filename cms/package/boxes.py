"""Quotes of a lesson that hold more than a note: steps, comparisons, scenarios, questions, videos, downloads.

The first line, in bold, says what it is: ``Steps: Look a trial up``. A list with labels in bold holds the rest.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from cms.package.model import Block
from cms.package.richtext import LISTS, inline, inner, plain, rich

LEAD = re.compile(r"(?P<kind>Steps|Compare|Scenario|Video|Download)(?:: *(?P<title>.*))?$")
CHECK = re.compile(r"Check yourself \((?P<id>[\w-]+)\)$")
GRADES = ("best", "acceptable", "poor", "harmful")
SIDES = ("for", "against")
FILMS = (".mp4", ".webm")
# The fields that name files of the package.
FILES = ("file", "captions", "document")

Value = dict[str, Any]
Label = tuple[str, str, Sequence[SyntaxTreeNode]]


def read(node: SyntaxTreeNode, lead: str, folder: PurePosixPath) -> Block | None:
    """The block that a quote with this first line is, if it is one of these.

    `folder` is where the lesson lies in its package: addresses of files are relative to it.
    """
    question = CHECK.match(lead)
    if question:
        return {"type": "check", "value": question["id"]}
    match = LEAD.match(lead)
    lists = [part for part in node.children[1:] if part.type in LISTS]
    if match is None or not lists:
        return None
    kind, build = _BOXES[match["kind"]]
    items = [item for part in lists for item in part.children]
    return {"type": kind, "value": {"title": match["title"] or "", **_located(build(items), folder)}}


def files(block: Block) -> list[str]:
    """What the block needs of the package's files."""
    if block["type"] not in {"video", "download"}:
        return []
    return [block["value"][name] for name in FILES if block["value"].get(name)]


def complaints(block: Block) -> Iterator[str]:
    """What the block lacks; the words follow the name of the lesson."""
    value = block["value"]
    if block["type"] in {"comparison", "scenario"} and not value["title"]:
        yield f"a {block['type']} has no title"
    if block["type"] == "steps" and (len(value["steps"]) < 2 or not all(step["title"] for step in value["steps"])):
        yield f"steps “{value['title']}” need at least two, each beginning with a title in bold"
    if block["type"] == "comparison":
        yield from _comparison_complaints(value)
    if block["type"] == "scenario":
        yield from _scenario_complaints(value)
    if block["type"] == "video":
        yield from _video_complaints(value)
    if block["type"] == "download" and not (value["title"] and value["document"]):
        yield f"download “{value['title']}” needs a title and a file"


def _comparison_complaints(value: Value) -> Iterator[str]:
    columns = value["columns"]
    if not 2 <= len(columns) <= 4 or not all(column["title"] and column["points"] for column in columns):
        yield f"comparison “{value['title']}” needs two to four columns, each with a title in bold and a list of points"


def _scenario_complaints(value: Value) -> Iterator[str]:
    if not value["story"] or not value["question"]:
        yield f"scenario “{value['title']}” needs a story and a question"
    options = value["options"]
    if not 2 <= len(options) <= 6 or not all(option["text"] and option["consequence"] for option in options):
        yield f"scenario “{value['title']}” needs two to six options, each followed by what happens then"


def _video_complaints(value: Value) -> Iterator[str]:
    name = f"video “{value['title']}”"
    if not value["title"] or bool(value["file"]) == bool(value["address"]):
        yield f"{name} needs a title, and either a file or an address"
    elif value["address"] and not (value["is_captioned"] and value["address"].startswith(("https://", "http://"))):
        yield f"{name} needs a web address, and a film there with captions"
    elif value["file"] and PurePosixPath(value["file"]).suffix not in FILMS:
        yield f"{name} needs a file of the kind {' or '.join(FILMS)}"
    elif value["file"] and PurePosixPath(value["captions"]).suffix != ".vtt":
        yield f"{name} needs captions, a .vtt file"


def _steps(items: Sequence[SyntaxTreeNode]) -> Value:
    return {"steps": [_step(*_label(item)) for item in items]}


def _step(label: str, text: str, rest: Sequence[SyntaxTreeNode]) -> Value:
    first = f"<p>{text}</p>" if text else ""
    return {"title": label, "text": first + "".join(rich(part) for part in rest)}


def _comparison(items: Sequence[SyntaxTreeNode]) -> Value:
    return {"columns": [_column(*_label(item)) for item in items]}


def _column(label: str, text: str, rest: Sequence[SyntaxTreeNode]) -> Value:
    lists = [part for part in rest if part.type in LISTS]
    return {"title": label or text, "points": [_point(item) for part in lists for item in part.children]}


def _point(item: SyntaxTreeNode) -> Value:
    label, _text, _rest = _label(item)
    side = _key(label)
    if side not in SIDES:
        return {"side": "plain", "text": lines([item])}
    return {"side": side, "text": _after_label(item)}


def _scenario(items: Sequence[SyntaxTreeNode]) -> Value:
    value: Value = {"role": "", "story": "", "question": "", "options": [], "debrief": ""}
    places = {"you are": "role", "story": "story", "question": "question", "looking back": "debrief"}
    for item in items:
        label, _text, rest = _label(item)
        key = _key(label)
        if key in GRADES:
            option = {"text": _after_label(item, only_first=True), "grade": key, "consequence": lines(rest)}
            value["options"].append(option)
        elif key in places:
            value[places[key]] = _after_label(item)
    return value


def _video(items: Sequence[SyntaxTreeNode]) -> Value:
    found = {_key(_label(item)[0]): item for item in items}
    told = {key: _after_label(item) for key, item in found.items()}
    transcript = _label(found["transcript"]) if "transcript" in found else ("", "", ())
    return {
        "file": told.get("file", ""),
        "captions": told.get("captions", ""),
        "address": told.get("address", ""),
        "is_captioned": told.get("captioned", "") == "yes",
        "transcript": _step(*transcript)["text"],
    }


def _download(items: Sequence[SyntaxTreeNode]) -> Value:
    told = {_key(_label(item)[0]): _after_label(item) for item in items}
    return {"document": told.get("file", ""), "about": told.get("about", "")}


def _located(value: Value, folder: PurePosixPath) -> Value:
    """With the places of files in the package."""
    found = {name: value[name] for name in FILES if value.get(name)}
    return {**value, **{name: posixpath.normpath(posixpath.join(folder, path)) for name, path in found.items()}}


def _label(item: SyntaxTreeNode) -> Label:
    """The words in bold that an item begins with, the HTML of the rest of its first paragraph, and what follows."""
    if not item.children or item.children[0].type != "paragraph":
        return "", "", item.children
    parts = _parts(item)
    if not parts or parts[0].type != "strong":
        return "", inner(item.children[0]).strip(), item.children[1:]
    text = "".join(inline(part) for part in parts[1:]).strip()
    return plain(parts[0]), text, item.children[1:]


def _parts(item: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    """What the first paragraph of an item is made of."""
    parts = item.children[0].children[0].children
    return [part for part in parts if part.type != "text" or part.content]


def _after_label(item: SyntaxTreeNode, *, only_first: bool = False) -> str:
    first = "".join(_words(part) for part in _parts(item)[1:]).strip()
    return "\n\n".join(filter(None, [first, "" if only_first else lines(item.children[1:])]))


def _key(label: str) -> str:
    return label.rstrip(":").strip().lower()


def lines(nodes: Sequence[SyntaxTreeNode]) -> str:
    """Plain text that keeps paragraphs and line breaks."""
    return "\n\n".join(filter(None, (_words(node).strip() for node in nodes)))


def _words(node: SyntaxTreeNode) -> str:
    if node.type == "hardbreak":
        return "\n"
    if node.type == "softbreak":
        return " "
    if not node.children:
        return node.content if node.type != "root" else ""
    gap = "\n\n" if node.type in {"list_item", "bullet_list", "ordered_list", "blockquote"} else ""
    return gap.join(_words(child) for child in node.children)


_BOXES: dict[str, tuple[str, Callable[[Sequence[SyntaxTreeNode]], Value]]] = {
    "Steps": ("steps", _steps),
    "Compare": ("comparison", _comparison),
    "Scenario": ("scenario", _scenario),
    "Video": ("video", _video),
    "Download": ("download", _download),
}
