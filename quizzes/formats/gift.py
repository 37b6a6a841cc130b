"""GIFT, as Moodle reads and writes it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats import building, facts
from quizzes.formats.building import ALL, NONE, Option
from quizzes.formats.gift_syntax import freed, held, share_of, wildcards, words
from quizzes.formats.model import Content, Draft, Entry, LeftOut, Notes, Parsed, taken
from quizzes.formats.texts import brief, decode

CATEGORY = "$CATEGORY:"
NAME = re.compile(r"\A\s*::(.*?)::", re.DOTALL)
TRUTH = re.compile(r"\A(T|TRUE|F|FALSE)\s*(?:#|\Z)", re.IGNORECASE)
BLANK = "_____"


@dataclass(frozen=True)
class _Block:
    """The lines of one question, with what comments and the category say about it."""

    line: int
    text: str
    comments: str
    category: str


def read(raw: bytes, name: str = "") -> Parsed:
    """Raises Unreadable."""
    notes = Notes()
    text = decode(raw, notes)
    return Parsed("gift", tuple(_entry(block) for block in _blocks(text)), tuple(notes))


def _blocks(text: str) -> Iterator[_Block]:
    category, comments, lines, start = "", "", list[str](), 0
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        stripped = line.strip()
        if stripped.startswith("//"):
            comments += stripped[2:] + "\n"
        elif stripped.startswith(CATEGORY) and not lines:
            category = stripped.removeprefix(CATEGORY).strip()
        elif stripped:
            start = start if lines else number
            lines.append(line)
        elif lines:
            yield _Block(start, "\n".join(lines), comments, category)
            comments, lines = "", []


def _entry(block: _Block) -> Entry:
    place = _("line %(line)d") % {"line": block.line}
    found = NAME.match(held(block.text))
    name = brief(freed(found[1]) if found else block.text)
    return taken(place, name, lambda notes: _draft(block, notes))


def _draft(block: _Block, notes: Notes) -> Draft:
    text = held(block.text)
    found = NAME.match(text)
    name = freed(found[1]).strip() if found else ""
    known = facts.of_comment(block.comments, notes)
    parts = _Parts.of(text[found.end() :] if found else text, notes)
    content = parts.content(name, is_case=facts.SCENARIO in known.tags)
    return known.draft(content, title=name, topic=facts.topic(block.category))


@dataclass(frozen=True)
class _Parts:
    """The text before and after the answers, the answers, and the general feedback; signs still held."""

    before: str
    after: str
    answers: str
    rationale: str
    form: str
    notes: Notes

    @classmethod
    def of(cls, text: str, notes: Notes) -> "_Parts":
        before, brace, rest = text.partition("{")
        if not brace:
            raise LeftOut(_("It has no answers in braces: a description asks nothing."))
        answers, brace, after = rest.partition("}")
        if not brace:
            raise LeftOut(_("Its closing brace } is missing before the empty line."))
        if "{" in after:
            raise LeftOut(_("It has more than one pair of braces; write a brace in the text as \\{."))
        answers, marks, rationale = answers.partition("####")
        prompt, form = words(before, "moodle", notes)
        told = words(rationale, form, notes)[0] if marks else ""
        # Blanks beside the gap count, those around the whole do not.
        head = prompt + (" " if before[-1:].isspace() else "")
        tail = (" " if after[:1].isspace() else "") + words(after, form, notes)[0] if after.strip() else ""
        return cls(head, tail, answers.strip(), told, form, notes)

    def content(self, name: str, *, is_case: bool) -> Content:
        """By the shape of the answers."""
        if not self.answers:
            return building.essay(self._prompt(), self.notes, rationale=self.rationale)
        if self.answers.startswith("#"):
            return self._gap("number", building.number_key(*self._numbers()))
        if self.answers.startswith(">"):
            raise LeftOut(_("Ordering in GIFT is an extension that is not read; use Moodle XML."))
        if TRUTH.match(self.answers):
            return self._truth()
        if "->" in self.answers and "~" not in self.answers:
            return self._pairs()
        if "~" in self.answers:
            return self._choice(name, is_case=is_case)
        if "=" not in self.answers:
            raise LeftOut(_("Its answers start with none of = ~ # T F."))
        return self._gap("text", building.text_key(self._texts(), self.notes))

    def _prompt(self) -> str:
        return f"{self.before}{BLANK}{self.after}" if self.after else self.before

    def _gap(self, kind: str, key: Content) -> Content:
        """A gap in the text when words stand behind it, else a question of its own kind."""
        if self.after:
            before, after = (building.without_brackets(text, self.notes) for text in (self.before, self.after))
            gap = {"id": "1", "kind": kind} | key
            values: dict[str, Any] = {"rationale": self.rationale, "shuffle": kind == "choice"}
            return building.gapped(f"{before}[[1]]{after}", [gap], self.notes, **values)
        own = {"text": "text_entry", "number": "numeric", "choice": "single_choice"}[kind]
        return building.question(own, self.before, self.notes, rationale=self.rationale, shuffle=True, **key)

    def _split(self) -> Iterator[tuple[str, Fraction | None, str, str]]:
        """Sign, weight, text and feedback of each answer."""
        for piece in re.split(r"(?=[~=])", self.answers):
            if not piece.strip():
                continue
            if piece[0] not in "~=":
                raise LeftOut(_("“%(text)s” stands before the first answer.") % {"text": brief(freed(piece))})
            share, rest = share_of(piece[1:])
            text, _mark, feedback = rest.partition("#")
            yield piece[0], share, text, words(feedback, self.form, self.notes)[0]

    def _texts(self) -> list[Option]:
        found = []
        for _sign, share, text, feedback in self._split():
            answer, is_pattern = wildcards(freed(text).strip(), self.notes)
            found.append(Option(answer, ALL if share is None else share, feedback, is_pattern=is_pattern))
        return found

    def _numbers(self) -> tuple[list[Option], Notes]:
        body = self.answers[1:].strip()
        if not body.startswith(("=", "~")):
            body = "=" + body
        parts = _Parts(self.before, self.after, body, self.rationale, self.form, self.notes)
        return [parts._number(*piece) for piece in parts._split()], self.notes

    def _number(self, sign: str, share: Fraction | None, text: str, feedback: str) -> Option:
        value, tolerance = _range(freed(text).strip())
        full = ALL if sign == "=" else NONE
        return Option(value, full if share is None else share, feedback, tolerance=tolerance)

    def _truth(self) -> Content:
        word, *feedback = self.answers.split("#", 2)
        wrong, right = [words(text, self.form, self.notes)[0] for text in [*feedback, "", ""][:2]]
        is_true = word.strip().upper().startswith("T")
        told = (right, wrong) if is_true else (wrong, right)
        return building.truth(self._prompt(), is_true, self.notes, told=told, rationale=self.rationale)

    def _pairs(self) -> Content:
        found, extra = [], []
        for _sign, _share, text, feedback in self._split():
            premise, arrow, answer = text.partition("->")
            if not arrow:
                raise LeftOut(_("A pair has no arrow ->."))
            shown = words(premise, self.form, self.notes)[0]
            if feedback:
                self.notes.add(_("Feedback on a pair is not kept."))
            if shown:
                found.append((shown, freed(answer).strip()))
            else:
                extra.append(freed(answer).strip())
        return building.pairs(self._prompt(), found, extra, self.notes, rationale=self.rationale, shuffle=True)

    def _choice(self, name: str, *, is_case: bool) -> Content:
        pieces = list(self._split())
        is_several = all(sign == "~" for sign, *_rest in pieces)
        options = [
            Option(words(text, self.form, self.notes)[0], _share(sign, share), feedback)
            for sign, share, text, feedback in pieces
        ]
        values: dict[str, Any] = {"rationale": self.rationale, "shuffle": True}
        case = building.scenario(name, self.before, options, self.notes, **values) if is_case else None
        if case is not None:
            return case
        if is_several:
            return building.several(self._prompt(), options, self.notes, **values)
        if self.after:
            return self._gap("choice", building.gap_choice(options, self.notes))
        return building.choice(self._prompt(), options, self.notes, **values)


def _share(sign: str, share: Fraction | None) -> Fraction:
    if share is not None:
        return share
    return ALL if sign == "=" else NONE


def _range(text: str) -> tuple[str, str]:
    """Value and tolerance of ``5``, ``5:0.1`` and ``1..5``."""
    low, dots, high = text.partition("..")
    if dots:
        ends = [building.exact(end) for end in (low, high)]
        return str(sum(ends) / 2), str(abs(ends[1] - ends[0]) / 2)
    value, _colon, tolerance = text.partition(":")
    return value.strip(), tolerance.strip() or "0"
