"""Running the marking rules of an item, to learn what each answer earns and which feedback it gets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from quizzes.formats.xmltree import Node

Value: TypeAlias = Any
NUMBERS = frozenset({"integer", "float"})
NOTHING = Fraction(0)


class Unclear(Exception):
    """The item uses rules that are not followed here."""


@dataclass(frozen=True)
class Declaration:
    """A response variable: its key, and what each value is mapped to."""

    name: str
    cardinality: str
    base: str
    correct: tuple[str, ...] = ()
    mapping: Mapping[str, Fraction] = field(default_factory=dict)
    other: Fraction = NOTHING
    lower: Fraction | None = None
    upper: Fraction | None = None
    is_case_sensitive: bool = False

    @classmethod
    def of(cls, node: Node) -> "Declaration":
        mapping = node.first("mapping")
        entries = mapping.all("mapEntry") if mapping else []
        correct = node.first("correctResponse")
        return cls(
            name=node.get("identifier"),
            cardinality=node.get("cardinality", "single"),
            base=node.get("baseType", "identifier"),
            correct=tuple(value.text().strip() for value in correct.all("value")) if correct else (),
            mapping={entry.get("mapKey"): number(entry.get("mappedValue")) for entry in entries},
            other=number(mapping.get("defaultValue")) if mapping else NOTHING,
            lower=_bound(mapping, "lowerBound"),
            upper=_bound(mapping, "upperBound"),
            is_case_sensitive=any(entry.get("caseSensitive", "true") in {"true", "1"} for entry in entries),
        )

    def mapped(self, given: Sequence[str]) -> Fraction:
        known = {self._key(key): value for key, value in self.mapping.items()}
        total = sum((known.get(self._key(one), self.other) for one in dict.fromkeys(given)), NOTHING)
        total = total if self.lower is None else max(total, self.lower)
        return total if self.upper is None else min(total, self.upper)

    def _key(self, text: str) -> str:
        """Identifiers mind capitals; texts don't, here."""
        return " ".join(text.split()).casefold() if self.base == "string" else " ".join(text.split())


def number(text: str) -> Fraction:
    """Nothing counts as 0; anything else that is no number is unclear."""
    try:
        return Fraction(text.strip() or "0")
    except (ValueError, ZeroDivisionError) as error:
        raise Unclear(text) from error


def _bound(mapping: Node | None, name: str) -> Fraction | None:
    return number(mapping.get(name)) if mapping and mapping.get(name) else None


@dataclass
class Run:
    """One run over given responses. Of ``forced`` alternatives exactly that one is true, wherever it stands."""

    declarations: Mapping[str, Declaration]
    given: Mapping[str, Sequence[str]]
    outcomes: dict[str, Value] = field(default_factory=dict)
    forced: Node | None = None

    def process(self, processing: Node) -> dict[str, Value]:
        """The outcomes afterwards. Raises Unclear."""
        template = processing.get("template").rsplit("/", 1)[-1].lower()
        if template and not processing.nodes:
            self._template(template)
        else:
            self._rules(processing.nodes)
        return self.outcomes

    def _template(self, template: str) -> None:
        name = "RESPONSE" if "RESPONSE" in self.declarations else next(iter(self.declarations), "")
        if name and "point" not in template and "map_response" in template:
            self.outcomes["SCORE"] = self.mapped(name)
        elif name and "match" in template:
            declaration = self.declarations[name]
            self.outcomes["SCORE"] = Fraction(_same(self.response(name), declaration.correct, declaration))
        else:
            raise Unclear(template)

    def _rules(self, rules: Sequence[Node]) -> bool:
        """Whether an exit was met."""
        for rule in rules:
            if rule.tag == "exitResponse":
                return True
            if rule.tag == "setOutcomeValue":
                self.outcomes[rule.get("identifier")] = self.one(rule)
            elif rule.tag == "responseProcessingFragment":
                if self._rules(rule.nodes):
                    return True
            elif rule.tag == "responseCondition":
                if self._condition(rule):
                    return True
            else:
                raise Unclear(rule.tag)
        return False

    def _condition(self, rule: Node) -> bool:
        for branch in rule.nodes:
            if branch.tag == "responseElse":
                return self._rules(branch.nodes)
            if branch.tag not in {"responseIf", "responseElseIf"} or not branch.nodes:
                raise Unclear(branch.tag)
            if self.value(branch.nodes[0]) is True:
                return self._rules(branch.nodes[1:])
        return False

    def one(self, node: Node) -> Value:
        if len(node.nodes) != 1:
            raise Unclear(node.tag)
        return self.value(node.nodes[0])

    def values(self, node: Node) -> list[Value]:
        return [self.value(child) for child in node.nodes]

    def value(self, node: Node) -> Value:
        if node.tag not in _OPERATORS:
            raise Unclear(node.tag)
        return _OPERATORS[node.tag](self, node)

    def response(self, name: str) -> tuple[str, ...]:
        return tuple(self.given.get(name, ()))

    def mapped(self, name: str) -> Fraction:
        if name not in self.declarations:
            raise Unclear(name)
        return self.declarations[name].mapped(self.response(name))

    def variable(self, name: str) -> Value:
        if name not in self.declarations:
            return self.outcomes.get(name)
        declaration, given = self.declarations[name], self.response(name)
        if declaration.cardinality != "single":
            return list(given) or None
        return _typed(given[0], declaration.base) if given else None

    def correct(self, name: str) -> Value:
        declaration = self.declarations.get(name)
        if declaration is None or not declaration.correct:
            return None
        if declaration.cardinality != "single":
            return list(declaration.correct)
        return _typed(declaration.correct[0], declaration.base)


def _typed(text: str, base: str) -> Value:
    if base in NUMBERS:
        try:
            return Fraction(text)
        except (ValueError, ZeroDivisionError):
            return None
    if base == "boolean":
        return text == "true"
    return " ".join(text.split()) if base in {"pair", "directedPair"} else text


def _same(given: Sequence[str], correct: Sequence[str], declaration: Declaration) -> bool:
    if declaration.cardinality == "multiple":
        return sorted(given) == sorted(correct)
    return bool(given) and list(given) == list(correct)


def _match(run: Run, node: Node) -> Value:
    if run.forced is not None and any(inner.tag == "baseValue" for inner in node.nodes):
        return node is run.forced
    first, second = run.values(node)
    if first is None or second is None:
        return None
    if isinstance(first, list) and isinstance(second, list):
        names = [inner.get("identifier") for inner in node.nodes]
        is_ordered = any(run.declarations[name].cardinality == "ordered" for name in names if name in run.declarations)
        return first == second if is_ordered else sorted(map(str, first)) == sorted(map(str, second))
    return first == second or str(first) == str(second)


def _equal(run: Run, node: Node) -> Value:
    if run.forced is not None:
        return node is run.forced
    first, second = run.values(node)
    if first is None or second is None:
        return None
    low, high = tolerances(node)
    if node.get("toleranceMode") == "relative":
        low, high = abs(second * low / 100), abs(second * high / 100)
    return -low <= second - first <= high if low or high else first == second


def tolerances(node: Node) -> tuple[Fraction, Fraction]:
    if node.get("toleranceMode", "exact") == "exact":
        return NOTHING, NOTHING
    ends = [number(end) for end in node.get("tolerance").split()] or [NOTHING]
    return ends[0], ends[-1]


def _string_match(run: Run, node: Node) -> Value:
    if run.forced is not None:
        return node is run.forced
    first, second = run.values(node)
    if first is None or second is None:
        return None
    if node.get("caseSensitive", "true") != "true":
        first, second = str(first).casefold(), str(second).casefold()
    return second in first if node.get("substring") == "true" else first == second


def _pattern_match(run: Run, node: Node) -> Value:
    """An author's expression is never run; only when it is the one that is asked about, it holds."""
    return node is run.forced


def _logic(combine: Callable[[list[Value]], Value]) -> Callable[[Run, Node], Value]:
    return lambda run, node: combine(run.values(node))


def _numbers(combine: Callable[[list[Fraction]], Value]) -> Callable[[Run, Node], Value]:
    def operate(run: Run, node: Node) -> Value:
        found = [one for value in run.values(node) for one in (value if isinstance(value, list) else [value])]
        if any(value is None for value in found):
            return None
        try:
            return combine([Fraction(value) for value in found])
        except (ValueError, ZeroDivisionError, IndexError) as error:
            raise Unclear(node.tag) from error

    return operate


def _container(run: Run, node: Node) -> Value:
    found: list[Value] = []
    for value in run.values(node):
        found += value if isinstance(value, list) else [] if value is None else [value]
    return found


def _member(run: Run, node: Node) -> Value:
    if run.forced is not None:
        return node is run.forced
    one, many = run.values(node)
    return None if one is None or many is None else one in (many if isinstance(many, list) else [many])


_OPERATORS: dict[str, Callable[[Run, Node], Value]] = {
    "variable": lambda run, node: run.variable(node.get("identifier")),
    "correct": lambda run, node: run.correct(node.get("identifier")),
    "baseValue": lambda run, node: _typed(node.text().strip(), node.get("baseType", "identifier")),
    "mapResponse": lambda run, node: run.mapped(node.get("identifier")),
    "null": lambda run, node: None,
    "isNull": lambda run, node: run.one(node) in (None, "", []),
    "not": lambda run, node: not run.one(node),
    "and": _logic(lambda values: all(value is True for value in values)),
    "or": _logic(lambda values: any(value is True for value in values)),
    "match": _match,
    "equal": _equal,
    "stringMatch": _string_match,
    "patternMatch": _pattern_match,
    "member": _member,
    "multiple": _container,
    "ordered": _container,
    "sum": _numbers(lambda values: sum(values, NOTHING)),
    "product": _numbers(lambda values: values[0] * values[1]),
    "subtract": _numbers(lambda values: values[0] - values[1]),
    "divide": _numbers(lambda values: values[0] / values[1]),
    "min": _numbers(min),
    "max": _numbers(max),
    "gt": _numbers(lambda values: values[0] > values[1]),
    "gte": _numbers(lambda values: values[0] >= values[1]),
    "lt": _numbers(lambda values: values[0] < values[1]),
    "lte": _numbers(lambda values: values[0] <= values[1]),
}
