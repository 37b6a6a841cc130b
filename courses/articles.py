"""An article as sections: what every reader produces, and what a snapshot keeps. Plain Python."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HIGHEST, LOWEST = 1, 6
USUAL_LEVEL = 2
LONGEST_HEADING = 300
# Control characters and lone surrogates: databases and XML refuse them, nobody reads them.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Section:
    """A heading with the paragraphs below it; what stands before the first heading has none."""

    heading: str
    level: int = USUAL_LEVEL
    paragraphs: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The paragraphs, with blank lines between them."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True)
class Document:
    """What was read out of a page, a file or a pasted text."""

    title: str
    sections: tuple[Section, ...]
    language: str = ""
    image_count: int = 0

    @property
    def length(self) -> int:
        """Characters, headings included."""
        return sum(len(section.heading) + len(section.text) for section in self.sections)


def tidy(text: str) -> str:
    """One line of writable characters with single spaces."""
    return " ".join(UNWRITABLE.sub(" ", unicodedata.normalize("NFC", _without_surrogates(text))).split())


def to_json(sections: Iterable[Section]) -> list[dict[str, Any]]:
    """As a snapshot keeps them."""
    return [{"heading": entry.heading, "level": entry.level, "text": entry.text} for entry in sections]


def from_json(rows: Iterable[Mapping[str, Any]]) -> tuple[Section, ...]:
    """Sections of a snapshot. One that keeps headings only names no levels."""
    return tuple(
        Section(
            row["heading"],
            row.get("level", USUAL_LEVEL),
            tuple(part for part in row.get("text", "").split("\n\n") if part),
        )
        for row in rows
    )


def digest(rows: Sequence[Mapping[str, Any]]) -> str:
    """The same content has the same digest, whoever brings it in and whenever."""
    return hashlib.sha256(json.dumps(rows, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def locator(sections: Sequence[Section], number: int) -> str:
    """Where a section stands: the headings that lead to it."""
    trail: list[Section] = []
    for section in sections[: number + 1]:
        trail = [*(outer for outer in trail if outer.level < section.level), section]
    return " > ".join(section.heading for section in trail if section.heading)


class Builder:
    """Gathers headings and paragraphs in reading order."""

    def __init__(self) -> None:
        self.headings: list[tuple[str, int]] = [("", HIGHEST)]
        self.paragraphs: list[list[str]] = [[]]
        self.image_count = 0

    def heading(self, text: str, level: int) -> None:
        """Begin a section."""
        if text := tidy(text)[:LONGEST_HEADING]:
            self.headings.append((text, min(max(level, HIGHEST), LOWEST)))
            self.paragraphs.append([])

    def paragraph(self, text: str) -> None:
        """Add to the section that was begun last."""
        if text := tidy(text):
            self.paragraphs[-1].append(text)

    def document(self, *, title: str = "", language: str = "") -> Document:
        """What was gathered. A single heading of the first level at the top is the title, not a section."""
        sections = [
            Section(heading, level, tuple(paragraphs))
            for (heading, level), paragraphs in zip(self.headings, self.paragraphs, strict=True)
            if heading or paragraphs
        ]
        if sections and _is_title(sections):
            title = title or sections[0].heading
            opening = [Section("", HIGHEST, sections[0].paragraphs)] if sections[0].paragraphs else []
            sections = [*opening, *sections[1:]]
        return Document(tidy(title)[:400], tuple(sections), tidy(language)[:12], self.image_count)


def _is_title(sections: Sequence[Section]) -> bool:
    firsts = [section for section in sections if section.heading and section.level == HIGHEST]
    return firsts == [sections[0]] and len(sections) > 1


def _without_surrogates(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
