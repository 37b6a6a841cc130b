"""Moodle's texts with lists: ``[[1]]`` stands for the first of all words, and a list offers its group."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats import building, gift_syntax
from quizzes.formats.building import Option
from quizzes.formats.model import Content, LeftOut, Notes
from quizzes.formats.xmltree import Node

GAP = re.compile(r"\[\[([0-9]+)\]\]")
# Its <dragbox> is dragged into the text, its <selectoption> chosen from a list.
WORDS = ("selectoption", "dragbox")


@dataclass(frozen=True)
class _Word:
    text: str
    group: str


def content(node: Node, text: str, notes: Notes, **values: Any) -> Content:
    """A text with one list for each gap. Raises LeftOut."""
    found = [_word(part, notes) for name in WORDS for part in node.all(name)]
    named = [int(name) for name in GAP.findall(text)]
    if not named or max(named) > len(found) or 0 in named:
        raise LeftOut(_("Its gaps and its words don't fit together."))
    marked = GAP.sub("\ufdef", text)
    pieces = [building.without_brackets(piece, notes) for piece in marked.split("\ufdef")]
    gapped = pieces[0] + "".join(f"[[{place}]]{piece}" for place, piece in enumerate(pieces[1:], start=1))
    gaps = [
        {"id": str(place), "kind": "choice"} | _gap(name, found, notes) for place, name in enumerate(named, start=1)
    ]
    return building.gapped(gapped, gaps, notes, **values)


def _word(part: Node, notes: Notes) -> _Word:
    return _Word(gift_syntax.plain(part.text_at("text"), "moodle", notes), part.text_at("group") or "1")


def _gap(name: int, words: Sequence[_Word], notes: Notes) -> Content:
    right = words[name - 1]
    offered = dict.fromkeys(word.text for word in words if word.group == right.group)
    return building.gap_choice([Option(text, Fraction(text == right.text)) for text in offered], notes)
