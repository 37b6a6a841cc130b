"""Aiken: a question, its options by letter, and the letter of the right one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats import building, carrying
from quizzes.formats.building import ALL, NONE, Option
from quizzes.formats.model import Content, Draft, Entry, LeftOut, Listener, Notes, Parsed, pieces, taken
from quizzes.formats.naming import letters
from quizzes.formats.texts import brief, decode, flat

OPTION = re.compile(r"\A([A-Z])[.)]\s+(.*)\Z")
ANSWER = re.compile(r"\AANSWER:\s*(.*)\Z", re.IGNORECASE)


def read(raw: bytes, name: str = "") -> Parsed:
    """Raises Unreadable."""
    notes = Notes()
    entries, start, lines = [], 0, list[str]()
    for number, line in enumerate(decode(raw, notes).split("\n"), start=1):
        if not line.strip():
            continue
        start = start if lines else number
        lines.append(line.strip())
        if ANSWER.match(lines[-1]):
            entries.append(_entry(start, lines))
            lines = []
    if lines:
        place = _("line %(line)d") % {"line": start}
        entries.append(Entry(place, brief(lines[0]), reason=_("It has no line that starts with ANSWER:.")))
    return Parsed("aiken", tuple(entries), tuple(notes))


def _entry(start: int, lines: list[str]) -> Entry:
    return taken(_("line %(line)d") % {"line": start}, brief(lines[0]), lambda notes: _draft(lines, notes))


def _draft(lines: list[str], notes: Notes) -> Draft:
    words: list[str] = []
    options: dict[str, str] = {}
    for line in lines[:-1]:
        found = OPTION.match(line)
        if found:
            options[found[1]] = found[2]
        elif options:
            raise LeftOut(_("“%(line)s” stands among the options.") % {"line": brief(line)})
        else:
            words.append(line)
    found = ANSWER.match(lines[-1])
    key = found[1].strip().rstrip(".)").upper() if found else ""
    if key not in options:
        raise LeftOut(_("ANSWER: names no option."))
    answers = [Option(text, ALL if letter == key else NONE) for letter, text in options.items()]
    return Draft(building.choice_or_truth("\n".join(words), answers, notes, shuffle=True))


def reduce(content: Mapping[str, Any], notes: Notes) -> Content:
    """What Aiken can hold of it. Raises LeftOut."""
    small = carrying.reduced(content, carrying.AIKEN, notes)
    if len(small["options"]) > 26:
        raise LeftOut(_("Aiken has letters for 26 options."))
    options = [option | {"text": flat(option["text"])} for option in small["options"]]
    small |= {"prompt": flat(small["prompt"]), "options": options}
    if {option["text"].casefold() for option in options} == set(building.TRUTHS) and len(options) == 2:
        return building.plain_truth(small | {"kind": "true_false"})
    return small | {"kind": "single_choice", "shuffle": True}


def write(drafts: Iterable[Draft], listener: Listener) -> Iterator[bytes]:
    """Question by question."""
    for _draft_written, text in pieces(drafts, _question, listener):
        yield text.encode()


def _question(draft: Draft, notes: Notes) -> str:
    content = reduce(draft.content, notes)
    if OPTION.match(content["prompt"]) or ANSWER.match(content["prompt"]):
        raise LeftOut(_("Its text looks like an option or an answer of Aiken."))
    lines = [content["prompt"]]
    for letter, option in zip(letters(), content["options"], strict=False):
        lines.append(f"{letter}. {option['text']}")
    key = next(letter for letter, option in zip(letters(), content["options"], strict=False) if option["correct"])
    return "\n".join([*lines, f"ANSWER: {key}"]) + "\n\n"
