"""The blocks of a lesson as the Markdown that ``markdown`` reads: one entry of a table for each kind of block."""

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from cms.package import markdown
from cms.package.box_writing import BOXES
from cms.package.model import Block, CardSpec
from cms.package.prose import Listing, Unwritable, parse, plain, words, written
from cms.package.prose import inline as one_line

__all__ = ["KINDS", "Kind", "Unwritable", "lesson", "normal"]

REF = re.compile(r"[\w-]+")
CALLOUTS = {"note": "Note", "warning": "Warning", "example": "Example"}
CLAIM_LINES = {
    "source": "Source",
    "summary": "Claim, in short",
    "label_text": "Label",
    "why": "Why",
    "say_instead": "Say instead",
}


@dataclass(frozen=True)
class Kind:
    """``write`` takes a value and the lesson's folder; ``normal`` gives what counts, equal for what looks the same.

    A block whose normal value is empty shows nothing and is left out.
    """

    write: Callable[[Any, PurePosixPath], str]
    normal: Callable[[Any], Any]


def lesson(blocks: Sequence[Block], *, folder: PurePosixPath, cards: Sequence[CardSpec] = ()) -> str:
    """Proved by reading it back. Raises Unwritable, naming the block that Markdown can't hold."""
    shown = [block for block in _merged(blocks) if _normal(block)]
    body = "\n\n".join(_write(block, place, folder) for place, block in enumerate(shown, start=1)) + "\n"
    again = normal(markdown.blocks(body, folder=folder, cards=cards))
    for place, (block, meant) in enumerate(zip(shown, normal(shown), strict=True), start=1):
        if place > len(again) or again[place - 1] != meant:
            raise Unwritable(f"block {place} ({block['type']}) would be read back as something else")
    if len(again) > len(shown):
        raise Unwritable(f"after block {len(shown)} something would be read that is not there")
    return body


def normal(blocks: Iterable[Block]) -> list[tuple[str, Any]]:
    """What counts in a lesson, for comparing. Raises Unwritable."""
    return [(block["type"], value) for block in _merged(blocks) if (value := _normal(block))]


def _merged(blocks: Iterable[Block]) -> list[Block]:
    """Texts that follow one another are one text."""
    found: list[Block] = []
    for block in blocks:
        if found and block["type"] == found[-1]["type"] == "text":
            found[-1] = {"type": "text", "value": found[-1]["value"] + block["value"]}
        elif block["type"] != "text" or parse(block["value"]):
            found.append(block)
    return found


def _normal(block: Block) -> Any:
    return _kind(block).normal(block["value"])


def _write(block: Block, place: int, folder: PurePosixPath) -> str:
    try:
        return _kind(block).write(block["value"], folder)
    except Unwritable as error:
        raise Unwritable(f"block {place} ({block['type']}): {error}") from error


def _kind(block: Block) -> Kind:
    if block["type"] not in KINDS:
        raise Unwritable(f"a block of the kind {block['type']} can't be carried by a package")
    return KINDS[block["type"]]


def _text(value: str, folder: PurePosixPath) -> str:
    return written(parse(value))


def _image(value: Mapping[str, Any], folder: PurePosixPath) -> str:
    address = quote(posixpath.relpath(value["file"], str(folder)))
    return (
        f'![]({address} "{markdown.DECORATIVE}")' if value.get("decorative") else f"![{words(value['alt'])}]({address})"
    )


def _normal_image(value: Mapping[str, Any]) -> Any:
    return {"file": value["file"], "alt": "" if value.get("decorative") else plain(value["alt"])}


def _callout(value: Mapping[str, Any], folder: PurePosixPath) -> str:
    title = f": {words(value['title'])}" if plain(value["title"]) else ""
    return _quoted(f"**{CALLOUTS[value['kind']]}{title}**\n\n{written(parse(value['text']))}")


def _normal_callout(value: Mapping[str, Any]) -> Any:
    return {"kind": value["kind"], "title": plain(value["title"]), "text": parse(value["text"])}


def _claim(value: Mapping[str, Any], folder: PurePosixPath) -> str:
    for ref in value["claims"]:
        if not REF.fullmatch(ref):
            raise Unwritable(f"the reference {ref} has other signs than letters, digits, - and _")
    lines = [f"- **{label}:** {words(value[name])}" for name, label in CLAIM_LINES.items() if plain(value[name])]
    return _quoted(f"**Check the claim ({', '.join(value['claims'])})**\n\n" + "\n".join(lines))


def _normal_claim(value: Mapping[str, Any]) -> Any:
    return {"claims": list(value["claims"]), **{name: plain(value[name]) for name in CLAIM_LINES}}


def _table(value: Mapping[str, Any], folder: PurePosixPath) -> str:
    caption = f"{markdown.CAPTION}{words(value['caption'])}\n\n" if plain(value["caption"]) else ""
    rows = [[_cell(cell) for cell in row] for row in value["rows"]]
    lines = [[words(heading) for heading in value["columns"]], ["---"] * len(value["columns"]), *rows]
    return caption + "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(html: str) -> str:
    parts = parse(html)
    text = "".join(one_line(part.line) for part in parts if not isinstance(part, Listing))
    if len(parts) > 1 or "\n" in text:
        raise Unwritable("a cell has more than one line")
    return text


def _normal_table(value: Mapping[str, Any]) -> Any:
    rows = [[parse(cell) for cell in row] for row in value["rows"]]
    return {"caption": plain(value["caption"]), "columns": [plain(name) for name in value["columns"]], "rows": rows}


def _points(heading: str) -> Callable[[Sequence[str], PurePosixPath], str]:
    def write(value: Sequence[str], folder: PurePosixPath) -> str:
        return f"## {heading}\n\n" + "\n".join(f"- {words(entry)}" for entry in value if plain(entry))

    return write


def _normal_points(value: Sequence[str]) -> Any:
    return [text for entry in value if (text := plain(entry))]


def _bracketed(value: Sequence[str], folder: PurePosixPath) -> str:
    """In brackets, which reading takes off, so that those of a source's own stay."""
    return "## Sources\n\n" + "\n".join(f"- [{words(entry)}]" for entry in value if plain(entry))


def _recall(value: Sequence[Mapping[str, str]], folder: PurePosixPath) -> str:
    entries = [
        f"- {words(entry['question'])}" + _answer(entry["answer"]) for entry in value if plain(entry["question"])
    ]
    return ("## Pause and recall\n\n" + "\n".join(entries)).rstrip()


def _answer(text: str) -> str:
    return f"\n\n  {words(text)}\n" if plain(text) else ""


def _normal_recall(value: Sequence[Mapping[str, str]]) -> Any:
    return [(plain(entry["question"]), plain(entry["answer"])) for entry in value if plain(entry["question"])]


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


KINDS: dict[str, Kind] = {
    "text": Kind(_text, parse),
    "image": Kind(_image, _normal_image),
    "callout": Kind(_callout, _normal_callout),
    "claim": Kind(_claim, _normal_claim),
    "takeaways": Kind(_points("Key takeaways"), _normal_points),
    "table": Kind(_table, _normal_table),
    "recall": Kind(_recall, _normal_recall),
    "sources": Kind(_bracketed, _normal_points),
    **{name: Kind(*box) for name, box in BOXES.items()},
}
