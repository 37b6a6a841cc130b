"""QTI 1.2 as Canvas exports it, and others in the same shape: read, not written."""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats import building
from quizzes.formats.building import ALL, NONE, Option
from quizzes.formats.markup import looks_like_html, text_of_html
from quizzes.formats.model import Content, Draft, Entry, LeftOut, Notes, taken
from quizzes.formats.naming import kept
from quizzes.formats.texts import brief, flat, tidy
from quizzes.formats.xmltree import Node

ROOTS = {"questestinterop"}
LISTS = ("response_lid", "response_str", "response_num", "response_grp")
MARK = "\ue0ee%s\ue0ee"


def entries(file: str, root: Node) -> Iterator[Entry]:
    """Every item of the file, in whatever section it stands."""
    for node in root.walk():
        if node.tag == "item":
            place = _("%(file)s, line %(line)d") % {"file": file, "line": node.line}
            yield taken(place, brief(node.get("title") or node.get("ident")), partial(_draft, node))


def _draft(node: Node, notes: Notes) -> Draft:
    item = _Item(node, notes)
    if item.kind not in _READERS:
        raise LeftOut(_("Questions of type “%(kind)s” have no counterpart here.") % {"kind": item.kind})
    content = _READERS[item.kind](item)
    return Draft(content, title=flat(node.get("title")))


class _Item:
    def __init__(self, node: Node, notes: Notes) -> None:
        self.node = node
        self.notes = notes
        fields = [part for part in node.walk() if part.tag == "qtimetadatafield"]
        self.facts = {part.text_at("fieldlabel"): part.text_at("fieldentry") for part in fields}
        self.presentation = node.first("presentation") or Node("presentation")
        self.responses = [part for part in self.presentation.walk() if part.tag in LISTS]
        self.conditions = [part for part in node.walk() if part.tag == "respcondition"]
        self.feedback = {part.get("ident"): _words(part, notes) for part in node.all("itemfeedback")}
        self.kind = self.facts.get("question_type") or self._guessed()
        self.prompt = self._prompt()

    def _guessed(self) -> str:
        """Without Canvas's word for it, by what is to be given."""
        profile = self.facts.get("cc_profile", "")
        if profile in _PROFILES:
            return _PROFILES[profile]
        if not self.responses:
            return "text_only_question"
        first = self.responses[0]
        if first.get("rcardinality").lower() == "ordered":
            return "ordering_question"
        if first.tag == "response_lid":
            is_several = first.get("rcardinality").lower() == "multiple"
            return "multiple_answers_question" if is_several else "multiple_choice_question"
        if first.tag == "response_num" or any(n.get("fibtype").lower() in {"decimal", "integer"} for n in first.walk()):
            return "numerical_question"
        return "short_answer_question" if any(True for _part in self._equals()) else "essay_question"

    def _prompt(self) -> str:
        """The material outside the answers."""

        def outside(node: Node) -> Iterator[str]:
            for child in node.nodes:
                if child.tag == "material":
                    yield _words(child, self.notes)
                elif child.tag not in LISTS:
                    yield from outside(child)

        return tidy("\n\n".join(outside(self.presentation)))

    @property
    def common(self) -> dict[str, Any]:
        points = self.facts.get("points_possible") or self.facts.get("cc_weighting") or "1"
        return {"rationale": self.feedback.get("general_fb", ""), "points": points}

    def note_overall(self) -> None:
        if any(self.feedback.get(name) for name in ("correct_fb", "general_incorrect_fb", "incorrect_fb")):
            self.notes.add(_("Feedback on right and wrong answers as a whole is not carried."))

    def options(self, response: Node) -> list[tuple[str, str]]:
        labels = [part for part in response.walk() if part.tag == "response_label"]
        return [(label.get("ident"), _words(label, self.notes)) for label in labels]

    def _equals(self) -> Iterator[tuple[Node, Node]]:
        """Each value that a condition names, outside a "not"."""
        for condition in self.conditions:
            variables = condition.first("conditionvar")
            for node in _positive(variables) if variables else ():
                yield condition, node

    def scores(self, response: str) -> dict[str, Fraction]:
        """What each value of a response earns, in the file's own scale."""
        found: dict[str, Fraction] = {}
        for condition, node in self._equals():
            if node.tag == "varequal" and node.get("respident") == response:
                earned = sum((_number(part.text()) for part in condition.all("setvar")), NONE)
                if condition.all("setvar"):
                    found[node.text().strip()] = max(found.get(node.text().strip(), earned), earned)
        return found

    def told(self, value: str, name: str) -> str:
        """Feedback on a value, by the rule that shows it or by Canvas's naming."""
        own = self.feedback.get(f"{name}_fb", "")
        for condition, node in self._equals():
            shows = condition.all("displayfeedback")
            if node.text().strip() == value and not condition.all("setvar"):
                own = own or "\n\n".join(self.feedback.get(part.get("linkrefid"), "") for part in shows)
        return own


def _positive(node: Node) -> Iterator[Node]:
    for child in node.nodes:
        if child.tag in {"varequal", "vargte", "varlte", "vargt", "varlt"}:
            yield child
        elif child.tag != "not":
            yield from _positive(child)


def _number(text: str) -> Fraction:
    try:
        return Fraction(text.strip() or "0")
    except (ValueError, ZeroDivisionError) as error:
        raise LeftOut(_("“%(value)s” is not a number.") % {"value": flat(text)[:60]}) from error


def _words(node: Node, notes: Notes) -> str:
    """The texts below, each in its own type."""
    parts = []
    for part in node.walk():
        if part.tag == "mattext":
            is_html = part.get("texttype") == "text/html" or looks_like_html(part.text())
            parts.append(text_of_html(part.text(), notes) if is_html else tidy(part.text()))
        elif part.tag in {"matimage", "mataudio", "matvideo"}:
            notes.add(_("A picture or recording is not carried."))
    return tidy("\n\n".join(parts))


def _choices(item: _Item) -> list[Option]:
    response = item.responses[0] if item.responses else Node("response_lid")
    scores = item.scores(response.get("ident"))
    best = max(scores.values(), default=NONE) or ALL
    item.note_overall()
    return [
        Option(text, scores.get(name, NONE) / best, item.told(name, name), name)
        for name, text in item.options(response)
    ]


def _single(item: _Item) -> Content:
    return building.choice_or_truth(item.prompt, _choices(item), item.notes, shuffle=True, **item.common)


def _several(item: _Item) -> Content:
    """All right ones and none of the others, as the rule says; shares are ours."""
    options = _choices(item)
    right = [option.share > NONE for option in options]
    gain, loss = Fraction(1, sum(right) or 1), Fraction(-1, (len(right) - sum(right)) or 1)
    item.notes.add(_("It was marked by other rules; here partly right answers earn a part."))
    found = [
        Option(option.text, gain if is_right else loss, option.feedback, option.name)
        for option, is_right in zip(options, right, strict=True)
    ]
    return building.several(item.prompt, found, item.notes, shuffle=True, **item.common)


def _short(item: _Item) -> Content:
    response = item.responses[0].get("ident") if item.responses else ""
    scores = item.scores(response)
    best = max(scores.values(), default=NONE) or ALL
    answers = [Option(flat(text), score / best, item.told(text, "")) for text, score in scores.items()]
    item.note_overall()
    return building.short_text(item.prompt, answers, item.notes, **item.common)


def _numerical(item: _Item) -> Content:
    answers = []
    for condition in item.conditions:
        named = [node for found, node in item._equals() if found is condition]
        exact = [node for node in named if node.tag == "varequal"]
        ends = [_number(node.text()) for node in named if node.tag != "varequal"]
        if not condition.all("setvar") or not (exact or ends):
            continue
        middle = _number(exact[0].text()) if exact else (min(ends) + max(ends)) / 2
        tolerance = max((abs(end - middle) for end in ends), default=NONE)
        answers.append(Option(_decimal(middle), ALL, tolerance=_decimal(tolerance)))
    item.note_overall()
    return building.number(item.prompt, answers, item.notes, **item.common)


def _decimal(value: Fraction) -> str:
    return str(building.Decimal(value.numerator) / building.Decimal(value.denominator))


def _matching(item: _Item) -> Content:
    found, used = [], set()
    answers: dict[str, str] = {}
    for response in item.responses:
        choices = dict(item.options(response))
        answers |= choices
        right = [name for name, score in item.scores(response.get("ident")).items() if score > 0]
        if len(right) != 1 or right[0] not in choices:
            raise LeftOut(_("Some lines have no match or more than one, which can't be asked here."))
        material = response.first("material")
        found.append((_words(material, item.notes) if material else "", choices[right[0]]))
        used.add(right[0])
    item.note_overall()
    extra = [text for name, text in answers.items() if name not in used]
    return building.pairs(item.prompt, found, extra, item.notes, shuffle=True, **item.common)


def _blanks(item: _Item) -> Content:
    """Gaps are written ``[name]``; each has a response of that name."""
    by_place = {response.get("ident").removeprefix("response_"): response for response in item.responses}
    text = item.prompt
    names = [name for name in by_place if f"[{name}]" in text]
    if not names or len(names) != len(by_place):
        raise LeftOut(_("Its gaps and its answers don't fit together."))
    gaps = []
    for place, own in zip(names, kept([str(n) for n in range(1, len(names) + 1)]), strict=True):
        text = text.replace(f"[{place}]", MARK % own, 1)
        gaps.append({"id": own} | _gap(item, by_place[place]))
    safe = building.without_brackets(text, item.notes)
    item.note_overall()
    return building.gapped(
        re.sub("\ue0ee([0-9]+)\ue0ee", r"[[\1]]", safe), gaps, item.notes, shuffle=True, **item.common
    )


def _gap(item: _Item, response: Node) -> Content:
    scores = item.scores(response.get("ident"))
    choices = item.options(response)
    if item.kind == "multiple_dropdowns_question":
        options = [Option(text, Fraction(scores.get(n, NONE) > 0), item.told(n, n), n) for n, text in choices]
        return {"kind": "choice"} | building.gap_choice(options, item.notes)
    right = [text for name, text in choices if scores.get(name, NONE) > 0]
    right += [text for text in scores if text not in dict(choices) and scores[text] > 0]
    answers = [Option(flat(text), ALL) for text in dict.fromkeys(right or [text for _name, text in choices])]
    return {"kind": "text"} | building.text_key(answers, item.notes)


def _ordering(item: _Item) -> Content:
    response = item.responses[0]
    choices = dict(item.options(response))
    named = [node.text().strip() for _c, node in item._equals() if node.get("respident") == response.get("ident")]
    order = [name for name in dict.fromkeys(named) if name in choices]
    if sorted(order) != sorted(choices):
        raise LeftOut(_("Its right order does not name every line once."))
    return building.sequence(item.prompt, [choices[name] for name in order], item.notes, **item.common)


def _essay(item: _Item) -> Content:
    item.note_overall()
    return building.essay(item.prompt, item.notes, **item.common)


_PROFILES = {
    "cc.multiple_choice.v0p1": "multiple_choice_question",
    "cc.true_false.v0p1": "true_false_question",
    "cc.multiple_response.v0p1": "multiple_answers_question",
    "cc.fib.v0p1": "short_answer_question",
    "cc.pattern_match.v0p1": "short_answer_question",
    "cc.essay.v0p1": "essay_question",
}
_READERS: dict[str, Callable[[_Item], Content]] = {
    "multiple_choice_question": _single,
    "true_false_question": _single,
    "multiple_answers_question": _several,
    "short_answer_question": _short,
    "numerical_question": _numerical,
    "matching_question": _matching,
    "fill_in_multiple_blanks_question": _blanks,
    "multiple_dropdowns_question": _blanks,
    "ordering_question": _ordering,
    "essay_question": _essay,
}
