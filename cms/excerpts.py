"""The part of a text that matches what somebody looks for, with the words marked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import Any

AROUND = 90
TAG = re.compile(r"<[^>]+>")
SPACE = re.compile(r"\s+")
WORD = re.compile(r"\w+")
# What a block calls itself, and the names of its choices.
NO_WORDS = {"id", "type", "kind", "side", "grade"}

Part = tuple[str, bool]


def words(query: str) -> list[str]:
    """What is looked for; other characters mean something to a search engine."""
    return WORD.findall(query)


def text_of(blocks: Iterable[Any]) -> str:
    """The words of raw StreamField data in order, without a query."""
    return SPACE.sub(" ", unescape(TAG.sub(" ", " ".join(_strings(list(blocks)))))).strip()


def cut(text: str, looked_for: Sequence[str]) -> list[Part]:
    """Some words around the first match, or the beginning; each part says whether it is a match."""
    found = _pattern(looked_for).search(text)
    start, end = _window(text, found.start() if found else 0)
    parts = marked(text[start:end], looked_for)
    return [*([("… ", False)] if start else []), *parts, *([(" …", False)] if end < len(text) else [])]


def marked(text: str, looked_for: Sequence[str]) -> list[Part]:
    """The whole text in parts."""
    return [(part, place % 2 == 1) for place, part in enumerate(_pattern(looked_for).split(text)) if part]


def _pattern(looked_for: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(re.escape(word) for word in looked_for)})\b", re.IGNORECASE)


def _window(text: str, at: int) -> tuple[int, int]:
    """Whole words only."""
    start = text.rfind(" ", 0, at - AROUND) + 1 if at > AROUND else 0
    end = text.find(" ", at + 2 * AROUND)
    return start, len(text) if end < 0 else end


def _strings(value: Any) -> Iterator[str]:
    """Of a block what it holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in NO_WORDS:
                yield from _strings(item)
