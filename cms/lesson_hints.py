"""What makes a lesson harder to use than it need be, in the HTML of its texts. Plain Python; editors decide."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["skipped", "empty", "vague", "address"]

# Read alone, out of a list of links, these say nothing.
VAGUE = frozenset({"click here", "here", "link", "more", "read more", "see here", "this", "this link", "this page"})
ADDRESS = re.compile(r"(?:https?://|www\.)\S+$")
FIRST = 2


@dataclass(frozen=True)
class LessonHint:
    """``words``: the heading or the link that is meant."""

    kind: Kind
    words: str


def hints(texts: Iterable[str]) -> list[LessonHint]:
    """Headings that skip a level or are empty, and links whose words don't say where they lead."""
    outline = _Outline()
    for text in texts:
        outline.feed(text)
    outline.close()
    return [*_of_headings(outline.headings), *_of_links(outline.links)]


def _of_headings(headings: Iterable[tuple[int, str]]) -> Iterator[LessonHint]:
    above = FIRST - 1
    for level, words in headings:
        if not words:
            yield LessonHint("empty", "")
        elif level > above + 1:
            yield LessonHint("skipped", words)
        above = level


def _of_links(links: Iterable[str]) -> Iterator[LessonHint]:
    for words in links:
        if words.lower().strip(" .…>»→") in VAGUE:
            yield LessonHint("vague", words)
        elif ADDRESS.match(words):
            yield LessonHint("address", words)


class _Outline(HTMLParser):
    """Headings with their levels, and the words of links."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[tuple[int, str]] = []
        self.links: list[str] = []
        self._open: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to gather words."""
        if tag == "a" or re.fullmatch(r"h[2-6]", tag):
            self._open[tag] = []

    def handle_data(self, data: str) -> None:
        """They belong to everything that is open."""
        for words in self._open.values():
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Keep what was gathered."""
        if tag not in self._open:
            return
        words = " ".join("".join(self._open.pop(tag)).split())
        if tag == "a":
            self.links.append(words)
        else:
            self.headings.append((int(tag[1]), words))
