"""What changed between two versions of an article: section by section, then word by word. Plain Python."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from courses.articles import Section

Kind = Literal["same", "changed", "renamed", "added", "removed"]
Mark = Literal["same", "gone", "new"]
Piece = tuple[Mark, str]

# Two sections under different headings are one that was renamed if they share at least this much.
ALIKE = 0.6
# Beyond this many pairs of words a comparison would keep somebody waiting; then both sides are shown whole.
MOST_PAIRS = 4_000_000
# A space belongs to the word before it, so that it never passes for something in common.
TOKEN = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")


@dataclass(frozen=True)
class Change:
    """What became of a section. Numbers are places in the old and in the new version."""

    kind: Kind
    before: int | None
    after: int | None
    heading: str


@dataclass(frozen=True)
class Sides:
    """A text before and after, in pieces that are the same, gone or new."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def compare(old: Sequence[Section], new: Sequence[Section]) -> list[Change]:
    """Every section of both versions once, in the order of the new one; what is gone stands where it was."""
    pairs = _pairs(old, new)
    partners = {after: before for before, after in pairs.items()}
    changes = [_change(old, new, partners.get(number), number) for number in range(len(new))]
    for number in range(len(old)):
        if number not in pairs:
            before = {change.before for change in changes}
            place = next((at for at in range(number - 1, -1, -1) if at in before), None)
            index = 0 if place is None else next(i for i, change in enumerate(changes) if change.before == place) + 1
            changes.insert(index, Change("removed", number, None, old[number].heading))
    return changes


def words(before: str, after: str) -> Sides:
    """Both sides, word by word; put together again, each is the text it was."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        return Sides(_piece("gone", old), _piece("new", new))
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left += _piece("same" if tag == "equal" else "gone", old[a:b])
        right += _piece("same" if tag == "equal" else "new", new[c:d])
    return Sides(tuple(left), tuple(right))


def _piece(mark: Mark, tokens: Sequence[str]) -> tuple[Piece, ...]:
    return ((mark, "".join(tokens)),) if tokens else ()


def _pairs(old: Sequence[Section], new: Sequence[Section]) -> dict[int, int]:
    """Old numbers to new ones: by heading first, in order of appearance, then by likeness of the text."""
    pairs: dict[int, int] = {}
    waiting: dict[str, list[int]] = {}
    for number, section in enumerate(new):
        waiting.setdefault(_plain(section.heading), []).append(number)
    for number, section in enumerate(old):
        if numbers := waiting.get(_plain(section.heading)):
            pairs[number] = numbers.pop(0)
    taken = set(pairs.values())
    free = [number for number in range(len(new)) if number not in taken]
    for number in range(len(old)):
        if number not in pairs and (match := _likest(old[number], new, free)) is not None:
            pairs[number] = match
            free.remove(match)
    return pairs


def _likest(section: Section, new: Sequence[Section], free: Sequence[int]) -> int | None:
    """The free section that shares most words with this one, if that is enough."""
    own = set(_words_of(section))
    shares = [(_share(own, set(_words_of(new[number]))), -number) for number in free]
    best, place = max(shares, default=(0.0, 0))
    return -place if best >= ALIKE else None


def _share(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _change(old: Sequence[Section], new: Sequence[Section], before: int | None, after: int) -> Change:
    heading = new[after].heading
    if before is None:
        return Change("added", None, after, heading)
    if old[before].heading != heading:
        return Change("renamed", before, after, heading)
    kind: Kind = "same" if old[before].text == new[after].text else "changed"
    return Change(kind, before, after, heading)


def _words_of(section: Section) -> Iterator[str]:
    return (match.group().lower() for match in re.finditer(r"\w{3,}", section.text))


def _plain(heading: str) -> str:
    return " ".join(re.findall(r"\w+", heading.lower()))
