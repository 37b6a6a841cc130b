"""Where a lesson's text first uses a word of the glossary: HTML in, HTML with a button at each such place out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import Any

# Headings stay plain for outlines; the others can't hold a button, or lead elsewhere when clicked.
BARRED = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "a", "button", "summary", "th", "caption", "figcaption", "label", "legend"}
)
BARRED |= {"code", "dt", "form"}
EMPTY = frozenset({"area", "br", "col", "hr", "img", "input", "source", "track", "wbr"})
BUTTON = '<button class="term" type="button" popovertarget="term-{}">{}</button>'


@dataclass(frozen=True)
class Entry:
    """A term with every name it goes by."""

    term: str
    names: tuple[str, ...]
    definition: str


class Glosser:
    """Goes through a lesson piece by piece; each term is marked once, at its first use."""

    def __init__(self, known: Sequence[Entry]) -> None:
        self.known = known
        self.met: list[Entry] = []
        self._pattern = _pattern(known)

    def mark(self, html: str) -> str:
        """The piece with its terms marked; everything else stays as it is, to the letter."""
        if self._pattern is None:
            return html
        walk = _Walk(self._text)
        walk.feed(html)
        walk.close()
        return "".join(walk.out)

    def explained(self) -> list[dict[str, Any]]:
        """What the buttons open, in the order of the text."""
        return [
            {"place": place, "term": entry.term, "definition": entry.definition}
            for place, entry in enumerate(self.met, start=1)
        ]

    def _text(self, text: str) -> str:
        return self._pattern.sub(self._button, text) if self._pattern else text

    def _button(self, match: re.Match[str]) -> str:
        entry = self.known[int(str(match.lastgroup)[1:].partition("_")[0])]
        if entry in self.met:
            return match[0]
        self.met.append(entry)
        return BUTTON.format(len(self.met), match[0])


class _Walk(HTMLParser):
    """Copies HTML, passing the text that may be marked through a function."""

    def __init__(self, change: Any) -> None:
        super().__init__(convert_charrefs=False)
        self.change = change
        self.out: list[str] = []
        self._barred = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count how deep inside barred elements the walk is."""
        self.out.append(self.get_starttag_text() or "")
        if tag in BARRED and tag not in EMPTY:
            self._barred += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing is inside."""
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """The reverse of a start."""
        self.out.append(f"</{tag}>")
        if tag in BARRED:
            self._barred -= 1

    def handle_data(self, data: str) -> None:
        """Text, between tags and entities."""
        self.out.append(data if self._barred else self.change(data))

    def handle_entityref(self, name: str) -> None:
        """As it was written."""
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """As it was written."""
        self.out.append(f"&#{name};")


def _pattern(known: Sequence[Entry]) -> re.Pattern[str] | None:
    """The longest name wins where several begin at one place. A hyphen belongs to a word."""
    found = [
        (name, f"t{place}_{number}")
        for place, entry in enumerate(known)
        for number, name in enumerate(entry.names)
        if len(name) > 1
    ]
    if not found:
        return None
    longest_first = sorted(found, key=lambda pair: -len(pair[0]))
    names = "|".join(f"(?P<{group}>{_named(name)})" for name, group in longest_first)
    return re.compile(rf"(?<![\w-])(?:{names})(?![\w-])")


def _named(name: str) -> str:
    """A name in any case, its last word in the plural as well; an abbreviation in capitals only."""
    text = r"[\s-]+".join(_escaped(re.split(r"\s+", escape(name, quote=False).strip())))
    if name == name.upper():
        return f"{text}s?"
    if name.endswith("y"):
        return f"(?i:{text[:-1]}(?:y|ies))"
    return f"(?i:{text}(?:e?s)?)"


def _escaped(parts: Iterable[str]) -> Iterator[str]:
    return (re.escape(part) for part in parts)
