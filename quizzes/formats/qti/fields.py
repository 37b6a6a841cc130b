"""Reading fields: short texts, numbers and lists, alone or inside a text."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quizzes.formats import building
from quizzes.formats.building import ALL, NONE, Option
from quizzes.formats.markup import text_of
from quizzes.formats.model import Content, LeftOut
from quizzes.formats.qti import keys
from quizzes.formats.qti.marking import NUMBERS, Declaration, tolerances
from quizzes.formats.qti.probing import Result
from quizzes.formats.qti.vocabulary import marks, plain, with_mark
from quizzes.formats.texts import flat, tidy
from quizzes.formats.xmltree import Node

if TYPE_CHECKING:
    from quizzes.formats.qti.items import Item

TAGS = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})
# A word that nobody gives, for the feedback on any other answer.
STRAY = "zqzqzq"
WORD = re.compile(r"\w")
# A character for private use: it survives the tidying of white space, and no text of a question has it.
MARK = "\ue0ee%s\ue0ee"


def content(item: "Item", nodes: Sequence[Node]) -> Content:
    """One field that ends the text is a question of its own; otherwise they are gaps."""
    one = nodes[0]
    if len(nodes) == 1 and one.tag == "textEntryInteraction" and not _stands_inside(item, one):
        part, told = _part(item, one, "", item.prober.most or ALL)
        kind = {"text": "text_entry", "number": "numeric"}[part.pop("kind")]
        item.always = told
        values = part | _switches(one) | {"rationale": item.rationale, "points": item.points}
        if kind == "text_entry":
            values |= {"max_length": _length(one)}
            values = {name: value for name, value in values.items() if not name.startswith("accept")}
        prompt = item.prompt(without=("unit", "units"))
        return building.question(kind, prompt, item.notes, **values)
    return _cloze(item, nodes)


def _stands_inside(item: "Item", node: Node) -> bool:
    if marks(node) & {"text_entry", "numeric"}:
        return False
    if with_mark(item.body, "text"):
        return True

    def replace(inner: Node) -> str | None:
        return MARK % "" if inner is node else "" if inner.tag == "rubricBlock" else None

    after = text_of(item.body, item.notes, replace=replace).rpartition("\ue0ee")[2]
    return WORD.search(after.partition("\n")[0]) is not None and len(after.split()) > 1


def _switches(node: Node) -> Content:
    own = marks(node)
    return {
        "ignore_accents": "ignore-accents" in own,
        "accept_decimal_comma": "no-decimal-comma" not in own,
        "accept_thousands_separators": "no-thousands" not in own,
    }


def _length(node: Node) -> int | None:
    """Only where it is ours: elsewhere it is the width of a box."""
    text = node.get("expectedLength")
    return int(text) if "text_entry" in marks(node) and text.isdigit() and 0 < int(text) <= 500 else None


def _cloze(item: "Item", nodes: Sequence[Node]) -> Content:
    most = item.prober.most
    share = (most or Fraction(len(nodes))) / len(nodes)
    gaps, always = [], []
    for node, name in zip(nodes, building.kept([plain(n.get("responseIdentifier")) for n in nodes]), strict=True):
        part, told = _part(item, node, f"{node.get('responseIdentifier')}.", share)
        accents: Content = {"ignore_accents": "ignore-accents" in marks(node)} if part["kind"] == "text" else {}
        gaps.append({"id": name} | part | accents)
        always.append(told)
    item.always = set.intersection(*always) if always else set()
    text, prompt = _texts(item, {id(node): gap["id"] for node, gap in zip(nodes, gaps, strict=True)})
    lists = [node for node in nodes if node.tag == "inlineChoiceInteraction"]
    values: Content = {"shuffle": any(node.get("shuffle") == "true" for node in lists), "rationale": item.rationale}
    points = keys.decimal(most) if most else "1"
    return building.gapped(text, gaps, item.notes, prompt=prompt, points=points, **values)


def _texts(item: "Item", names: dict[int, str]) -> tuple[str, str]:
    def replace(node: Node) -> str | None:
        if id(node) in names:
            return MARK % names[id(node)]
        if marks(node) & {"unit", "units"}:
            return ""
        return item.set_aside(node, ("prompt",))

    marked = text_of(with_mark(item.body, "text") or item.body, item.notes, replace=replace)
    safe = building.without_brackets(marked, item.notes)
    return re.sub("\ue0ee([^\ue0ee]+)\ue0ee", r"[[\1]]", safe), item.marked_text("prompt")


def _part(item: "Item", node: Node, prefix: str, points: Fraction) -> tuple[Content, set[str]]:
    """What marks the field, and what every answer to it is told."""
    response = node.get("responseIdentifier")
    declaration = item.prober.declarations.get(response)
    if declaration is None:
        raise LeftOut(_("It does not declare the variable of its answer."))
    field = _Field(item, node, declaration, prefix, points)
    if node.tag == "inlineChoiceInteraction":
        return {"kind": "choice"} | building.gap_choice(field.listed(), item.notes), field.always
    if declaration.base in NUMBERS:
        return {"kind": "number"} | building.number_key(field.numbers(), item.notes) | field.units(), field.always
    if declaration.is_case_sensitive and declaration.mapping:
        item.notes.add(_("Capital and small letters are the same here."))
    return {"kind": "text"} | building.text_key(field.texts(), item.notes), field.always


class _Field:
    """One field and its rules."""

    def __init__(self, item: "Item", node: Node, declaration: Declaration, prefix: str, points: Fraction) -> None:
        self.item = item
        self.node = node
        self.declaration = declaration
        self.response = declaration.name
        self.prefix = prefix
        self.points = points
        nothing = item.prober.ask({})
        self.base = nothing.score if nothing else NONE
        self.stray = item.prober.ask({self.response: ["9" * 14 if declaration.base in NUMBERS else STRAY]})
        self.always = {shown.text for shown in nothing.told if keys.WHY in shown.name} if nothing else set()
        # What is told of other gaps, because they stay empty while this one is tried.
        self.elsewhere = (
            {s.name for s in nothing.told if s.name != keys.OTHER + prefix} if nothing and prefix else set()
        )

    def _told(self, result: Result | None) -> str:
        shown = result.told if result else ()
        own = [s.text for s in shown if keys.WHY not in s.name and s.name not in self.elsewhere]
        return tidy("\n\n".join(own))

    def _name(self, result: Result | None) -> str:
        for name in result.names if result else ():
            own = name.removeprefix("also.")
            if own.startswith(self.prefix) and not own.startswith(keys.OTHER) and keys.WHY not in own:
                return plain(own.removeprefix(self.prefix))
        return ""

    def _option(self, text: str, result: Result | None, fallback: Fraction, **values: Any) -> Option:
        share = (result.score - self.base) / self.points if result else fallback
        return Option(text, share, self._told(result), self._name(result), **values)

    def _other(self) -> list[Option]:
        told = self._told(self.stray)
        return [Option("*", NONE, told, is_pattern=True)] if told else []

    def listed(self) -> list[Option]:
        options = []
        for choice in self.node.all("inlineChoice"):
            name = choice.get("identifier")
            fallback = Fraction(name in self.declaration.correct)
            result = self.item.prober.of_choice(self.response, name)
            found = self._option(text_of(choice, self.item.notes), result, fallback)
            options.append(Option(found.text, found.share, found.feedback, plain(name.removeprefix(self.prefix))))
        return options

    def texts(self) -> list[Option]:
        prober = self.item.prober
        best = max(self.declaration.mapping.values(), default=NONE) or ALL
        found: dict[str, Option] = {}
        named = [
            value.text().strip()
            for _node, value in prober.branches(self.response, "stringMatch", "match")
            if value.tag == "baseValue"
        ]
        order = [*named, *self.declaration.mapping, *self.declaration.correct]
        for text in dict.fromkeys(flat(text) for text in order if flat(text)):
            fallback = self.declaration.mapping.get(text, Fraction(text in self.declaration.correct) * best) / best
            found[text] = self._option(text, prober.ask({self.response: [text]}), fallback)
        return [*self._scaled(list(found.values())), *self._patterns(), *self._other()]

    def _scaled(self, options: list[Option]) -> list[Option]:
        """Files without a maximum earn what their best answer earns."""
        most = max((option.share for option in options), default=NONE)
        if self.item.prober.most or most in {NONE, ALL}:
            return options
        return [Option(o.text, o.share / most, o.feedback, o.name, o.tolerance, o.is_pattern) for o in options]

    def _patterns(self) -> Iterator[Option]:
        for node, _value in self.item.prober.branches(self.response, "patternMatch"):
            text = keys.wildcards(node.get("pattern"))
            if text is None:
                self.item.notes.add(_("The expression %(text)s is left out.") % {"text": node.get("pattern")[:60]})
                continue
            result = self.item.prober.ask({self.response: [STRAY]}, forced=node)
            yield self._option(text, result, ALL, is_pattern=True)

    def numbers(self) -> list[Option]:
        prober = self.item.prober
        found = []
        for node, value in prober.branches(self.response, "equal"):
            if value.tag == "baseValue":
                text = value.text().strip()
                result = prober.ask({self.response: [text]}, forced=node)
                found.append(self._option(text, result, ALL, tolerance=_tolerance(node)))
        for text in () if found else dict.fromkeys([*self.declaration.correct, *self.declaration.mapping]):
            tolerance = next((_tolerance(node) for node, _v in prober.branches(self.response, "equal")), "0")
            result = prober.ask({self.response: [text]})
            found.append(self._option(text, result, self._mapped(text), tolerance=tolerance))
        return [*self._scaled(found), *self._other()]

    def _mapped(self, text: str) -> Fraction:
        best = max(self.declaration.mapping.values(), default=ALL) or ALL
        return self.declaration.mapping.get(text, Fraction(text in self.declaration.correct) * best) / best

    def units(self) -> Content:
        """Of the field: what stands right behind it."""
        siblings = next((parent.nodes for parent in self.item.body.walk() if self.node in parent.nodes), [])
        behind = siblings[[id(s) for s in siblings].index(id(self.node)) + 1 :] if siblings else []
        unit = flat(behind[0].text()) if behind and "unit" in marks(behind[0]) else ""
        lists = [node for node in behind[1:2] if "units" in marks(node)] if self.prefix else []
        if not self.prefix:
            lists = [found] if (found := with_mark(self.item.body, "units")) else []
        also = [flat(entry.text()).rpartition(" = ") for found in lists for entry in found.nodes]
        return {"unit": unit, "units": [{"unit": name, "factor": factor} for name, _mark, factor in also]}


def _tolerance(node: Node) -> str:
    low, high = tolerances(node)
    return keys.decimal(max(low, high))


def gap_match(item: "Item", node: Node) -> Content:
    """Words to drag into a text: each gap offers all of them. Raises LeftOut."""
    response = node.get("responseIdentifier")
    declaration = item.prober.declarations.get(response)
    words = {c.get("identifier"): text_of(c, item.notes) for c in node.nodes if c.tag in {"gapText", "gapImg"}}
    spots = [inner for inner in node.walk() if inner.tag == "gap"]
    pairs = [pair.split() for pair in (declaration.correct if declaration else ())]
    right = {pair[1]: pair[0] for pair in pairs if len(pair) == 2 and pair[0] in words}
    if not spots or {spot.get("identifier") for spot in spots} != set(right) or len(right) != len(pairs):
        raise LeftOut(_("Its gaps do not each have one right word."))
    names = building.kept([plain(spot.get("identifier")) for spot in spots])
    gaps = []
    for name, spot in zip(names, spots, strict=True):
        key = right[spot.get("identifier")]
        options = [Option(text, ALL if word == key else NONE, "", plain(word)) for word, text in words.items()]
        gaps.append({"id": name, "kind": "choice"} | building.gap_choice(options, item.notes))
    known = {id(spot): name for spot, name in zip(spots, names, strict=True)}

    def replace(inner: Node) -> str | None:
        if inner.tag in {"gapText", "gapImg"}:
            return ""
        return MARK % known[id(inner)] if id(inner) in known else item.set_aside(inner, ())

    marked = building.without_brackets(text_of(item.body, item.notes, replace=replace), item.notes)
    text = re.sub("\ue0ee([^\ue0ee]+)\ue0ee", r"[[\1]]", marked)
    values: Content = {"shuffle": node.get("shuffle") == "true", "points": item.points}
    return building.gapped(text, gaps, item.notes, **values)
