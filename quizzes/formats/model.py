"""What every format reads into and writes from: drafts of questions, and what became of each entry of a file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from quizzes import interactions

Content: TypeAlias = dict[str, Any]


class Unreadable(Exception):
    """The file as a whole can't be read; the text says what to do."""


class LeftOut(Exception):
    """One question can't be carried; the text says why."""


@dataclass(frozen=True)
class Draft:
    """One question outside any course: its content, and what a file says about it besides."""

    content: Content
    ref: str = ""
    title: str = ""
    topic: str = ""
    objective: str = ""
    level: str = ""
    use: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One question of a file. Without a draft it was left out for ``reason``; ``notes`` say what changed on the way."""

    place: str
    name: str
    draft: Draft | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parsed:
    """A whole file; ``notes`` are about all of it."""

    format: str
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()


@dataclass
class Notes:
    """What changed while one question was carried over, each thing once, in the order it was met."""

    texts: dict[str, None] = field(default_factory=dict)

    def add(self, text: str) -> None:
        self.texts.setdefault(text)

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)


@dataclass(frozen=True)
class Written:
    """What became of one draft in an exported file; ``reason`` is empty for those that are in it."""

    draft: Draft
    reason: str = ""
    notes: tuple[str, ...] = ()


Listener: TypeAlias = Callable[[Written], None]


def nobody(written: Written) -> None:
    """For those who don't want to hear what became of each question."""


def taken(place: str, name: str, build: Callable[[Notes], Draft]) -> Entry:
    """The entry that ``build`` makes; what it can't carry, and what could not be marked here, is left out."""
    notes = Notes()
    try:
        draft = build(notes)
        interactions.get(draft.content["kind"]).check(draft.content)
    except LeftOut as error:
        return Entry(place, name, reason=str(error), notes=tuple(notes))
    except interactions.ContentError as error:
        reason = _("It can't be asked here: %(field)s %(problem)s.")
        told = reason % {"field": error.field, "problem": error.message}
        return Entry(place, name, reason=told, notes=tuple(notes))
    return Entry(place, name, draft=draft, notes=tuple(notes))


def pieces(
    drafts: Iterable[Draft], write: Callable[[Draft, Notes], str], listener: Listener
) -> Iterator[tuple[Draft, str]]:
    """Each draft that can be carried, with its text in the format."""
    for draft in drafts:
        notes = Notes()
        try:
            text = write(draft, notes)
        except LeftOut as error:
            listener(Written(draft, reason=str(error), notes=tuple(notes)))
            continue
        listener(Written(draft, notes=tuple(notes)))
        yield draft, text
