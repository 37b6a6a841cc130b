"""A lesson's Markdown as the blocks of a StreamField.

Ordinary text is gathered into `text` blocks. Tables, images, quotes (`boxes` has those with a list inside) and the
three closing sections ("Key takeaways", "Pause and recall", "Sources") become blocks of their own.
"""

import posixpath
import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from cms.package import boxes
from cms.package.model import Block, CardSpec
from cms.package.richtext import LISTS, alternative, images, inner, plain, rich

CLAIM = re.compile(r"Check the claim \((?P<ids>[^)]+)\)$")
# A picture without a meaning of its own has this for a title; a line that starts so before a table is its caption.
DECORATIVE = "decorative"
CAPTION = "Table: "
CALLOUT = re.compile(r"(?P<kind>Note|Warning|Example)(?:: *(?P<title>.*))?$")
CLAIM_PARTS = {
    "source": "source",
    "claim, in short": "summary",
    "label": "label_text",
    "why": "why",
    "say instead": "say_instead",
}

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


def blocks(body: str, *, folder: PurePosixPath, cards: Sequence[CardSpec] = ()) -> tuple[Block, ...]:
    """`folder` is where the lesson lies in its package: image addresses are relative to it."""
    nodes = list(SyntaxTreeNode(_PARSER.parse(body)).children)
    if nodes and _is_title(nodes[0]):
        nodes = nodes[1:]
    found: list[Block] = []
    while nodes:
        taken, made = _next(nodes, folder, cards)
        for block in made:
            _append(found, block)
        nodes = nodes[taken:]
    return tuple(found)


def to_html(body: str) -> str:
    """A document without special blocks, its title dropped, as rich text."""
    nodes = SyntaxTreeNode(_PARSER.parse(body)).children
    return "".join(rich(node) for node in nodes if not _is_title(node))


def _next(nodes: Sequence[SyntaxTreeNode], folder: PurePosixPath, cards: Sequence[CardSpec]) -> tuple[int, list[Block]]:
    """How many nodes the next blocks use up, and those blocks."""
    node = nodes[0]
    name = plain(node).lower() if node.type == "heading" else ""
    if name in _SECTIONS and len(nodes) > 1 and nodes[1].type in LISTS:
        return 2, [_SECTIONS[name](nodes[1], cards)]
    if node.type == "blockquote":
        return 1, [_quote(node, folder)]
    if node.type == "table":
        return 1, [_table(node)]
    if node.type == "paragraph" and len(nodes) > 1 and nodes[1].type == "table" and plain(node).startswith(CAPTION):
        return 2, [_table(nodes[1], plain(node).removeprefix(CAPTION))]
    text = rich(node) if node.type != "hr" else ""
    written = [{"type": "text", "value": text}] if text else []
    return 1, [*written, *(_image(image, folder) for image in images(node))]


def _append(found: list[Block], block: Block) -> None:
    if block["type"] == "text" and found and found[-1]["type"] == "text":
        found[-1]["value"] += block["value"]
    else:
        found.append(block)


def _is_title(node: SyntaxTreeNode) -> bool:
    return node.type == "heading" and node.tag == "h1"


def _image(node: SyntaxTreeNode, folder: PurePosixPath) -> Block:
    file = posixpath.normpath(posixpath.join(str(folder), unquote(str(node.attrs.get("src", "")))))
    value: dict[str, object] = {"file": file, "alt": alternative(node)}
    if node.attrs.get("title") == DECORATIVE and not value["alt"]:
        value["decorative"] = True
    return {"type": "image", "value": value}


def _table(node: SyntaxTreeNode, caption: str = "") -> Block:
    """Headings are plain; cells keep what stands inside a line."""
    head, *body = [row for part in node.children for row in part.children]
    columns = [plain(cell) for cell in head.children]
    rows = [[inner(cell) for cell in row.children] for row in body]
    return {"type": "table", "value": {"columns": columns, "rows": rows, "caption": caption}}


def _quote(node: SyntaxTreeNode, folder: PurePosixPath) -> Block:
    lead = plain(node.children[0]) if node.children else ""
    match = CLAIM.match(lead)
    if match:
        return _claim(node, match["ids"])
    return (_is_bold(node) and boxes.read(node, lead, folder)) or _callout(node, lead)


def _claim(node: SyntaxTreeNode, ids: str) -> Block:
    value: dict[str, object] = {"claims": re.findall(r"[\w-]+", ids), **dict.fromkeys(CLAIM_PARTS.values(), "")}
    for line in (item for part in node.children[1:] for item in part.children):
        label, _, text = plain(line).partition(":")
        if label.lower() in CLAIM_PARTS:
            value[CLAIM_PARTS[label.lower()]] = text.strip()
        else:
            value["why"] = f"{value['why']} {plain(line)}".strip()
    return {"type": "claim", "value": value}


def _callout(node: SyntaxTreeNode, lead: str) -> Block:
    """A first line in bold is the title, and may name the kind; a quote without one is an example."""
    kind, title, body = "example", "", list(node.children)
    if _is_bold(node):
        match = CALLOUT.match(lead)
        kind = match["kind"].lower() if match else "note"
        title = (match["title"] or "" if match else lead).strip()
        body = body[1:]
    return {"type": "callout", "value": {"kind": kind, "title": title, "text": "".join(rich(part) for part in body)}}


def _is_bold(node: SyntaxTreeNode) -> bool:
    """Whether the quote opens with a paragraph that is bold from end to end."""
    if not node.children or node.children[0].type != "paragraph":
        return False
    parts = node.children[0].children[0].children
    return [part.type for part in parts if part.type != "text" or part.content] == ["strong"]


def _takeaways(node: SyntaxTreeNode, cards: Sequence[CardSpec]) -> Block:
    return {"type": "takeaways", "value": [plain(item) for item in node.children]}


def _recall(node: SyntaxTreeNode, cards: Sequence[CardSpec]) -> Block:
    """A question that is also a card is asked once, with the card's answer; the other cards follow.

    What stands below a question, as a paragraph of its own, is its answer, whatever a card says.
    """
    answers = {_bare(card.front): card.back for card in cards}
    asked = []
    for item in node.children:
        question, *rest = [plain(part) for part in item.children] or [""]
        known = answers.pop(_bare(question), "")
        asked.append({"question": question, "answer": " ".join(rest) or known})
    others = [{"question": card.front, "answer": card.back} for card in cards if _bare(card.front) in answers]
    return {"type": "recall", "value": [*asked, *others]}


def _sources(node: SyntaxTreeNode, cards: Sequence[CardSpec]) -> Block:
    return {"type": "sources", "value": [_unbracketed(plain(item)) for item in node.children]}


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _unbracketed(text: str) -> str:
    return text[1:-1].strip() if text.startswith("[") and text.endswith("]") else text


_SECTIONS: dict[str, Callable[[SyntaxTreeNode, Sequence[CardSpec]], Block]] = {
    "key takeaways": _takeaways,
    "pause and recall": _recall,
    "sources": _sources,
}
