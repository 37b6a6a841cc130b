"""What marks one field of an item: its variable, its rule, and the feedback that the rule tells."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from quizzes.formats.model import Content
from quizzes.formats.qti.vocabulary import marked, safe
from quizzes.formats.rubrics import lines
from quizzes.formats.xmltree import Node, node
from quizzes.interactions.numbers import canonical

WHY, OTHER = "why.", "other."
PLACES = 10**10


@dataclass(frozen=True)
class Branch:
    """If this holds, that share is earned and that feedback told."""

    condition: Node
    share: Fraction
    name: str


@dataclass(frozen=True)
class Key:
    """Of a question's only field, or of one gap."""

    declaration: Node
    rule: Node
    feedback: dict[str, str]
    tag: str
    facts: dict[str, str]
    options: Sequence[Node] = ()

    def interaction(self, classes: str, *, shuffle: bool = False) -> Node:
        own = {"class": classes} if classes else {}
        if self.tag == "inlineChoiceInteraction":
            own |= {"shuffle": str(shuffle).lower()}
        return node(self.tag, own | self.facts, *self.options)


def decimal(value: Fraction) -> str:
    return canonical(Decimal(round(value * PLACES)) / PLACES)


def most(content: Content) -> Fraction:
    """The points that can be had."""
    if content["kind"] != "extended_text":
        return Fraction(content["max_points"])
    best = (max(Fraction(level["points"]) for level in entry["levels"]) for entry in content["criteria"])
    return sum(best, Fraction(0))


def variable(name: str) -> Node:
    return node("variable", {"identifier": name})


def base_value(base: str, value: str) -> Node:
    return node("baseValue", {"baseType": base}, value)


def set_outcome(name: str, value: Node) -> Node:
    return node("setOutcomeValue", {"identifier": name}, value)


def tell_all(value: Node) -> Node:
    return set_outcome("FEEDBACK", node("multiple", {}, variable("FEEDBACK"), value))


def tell(name: str) -> Node:
    return tell_all(base_value("identifier", name))


def tell_names(names: Iterable[str]) -> list[Node]:
    return [tell(name) for name in names]


def earn(points: Fraction) -> Node:
    return set_outcome("SCORE", node("sum", {}, variable("SCORE"), base_value("float", decimal(points))))


def when_correct(name: str, points: Fraction = Fraction(1)) -> Node:
    is_right = node("match", {}, variable(name), node("correct", {"identifier": name}))
    return node("responseCondition", {}, node("responseIf", {}, is_right, earn(points)))


def correct(declaration: Node) -> list[str]:
    found = declaration.first("correctResponse")
    return [value.text() for value in found.all("value")] if found else []


def _rule(branches: Sequence[Branch], points: Fraction, other: str) -> Node:
    """The first branch that holds decides."""
    tags = ["responseIf", *["responseElseIf"] * (len(branches) - 1)]
    parts = []
    for tag, branch in zip(tags, branches, strict=True):
        earned = [earn(branch.share * points)] if branch.share else []
        parts.append(node(tag, {}, branch.condition, *earned, tell(branch.name)))
    return node("responseCondition", {}, *parts, *([node("responseElse", {}, tell(other))] if other else []))


def of(part: Content, response: str, prefix: str, points: Fraction) -> Key:
    """The key of a short text, a number or a list."""
    kinds = {"text": _text, "text_entry": _text, "number": _number, "numeric": _number, "choice": _choice}
    return kinds[part["kind"]](part, response, prefix, points)


def _told(part: Content, prefix: str, entries: Iterable[Mapping[str, str]]) -> dict[str, str]:
    told = {prefix + safe(entry["id"]): entry["feedback"] for entry in entries if entry["feedback"]}
    return told | ({OTHER + prefix: part["default_feedback"]} if part.get("default_feedback") else {})


def _field(response: str, part: Content) -> dict[str, str]:
    length = {"expectedLength": str(part["max_length"])} if part.get("max_length") else {}
    return {"responseIdentifier": response} | length


def decisive(part: Content) -> Content:
    """Answers in the order in which one goes before another: literal ones, then the greatest share."""
    options = sorted(part["options"], key=lambda o: (o["pattern"], -Fraction(o["share"]) if o["pattern"] else 0))
    return part | {"options": options}


def _text(part: Content, response: str, prefix: str, points: Fraction) -> Key:
    literals = [option for option in part["options"] if not option["pattern"]]
    branches = [
        Branch(_written(response, option), Fraction(option["share"]), prefix + safe(option["id"]))
        for option in part["options"]
    ]
    best = [option["text"] for option in literals if Fraction(option["share"]) == 1]
    entries = [
        node(
            "mapEntry",
            {
                "mapKey": option["text"],
                "mappedValue": decimal(Fraction(option["share"]) * points),
                "caseSensitive": "false",
            },
        )
        for option in literals
    ]
    declared = node(
        "responseDeclaration",
        {"identifier": response, "cardinality": "single", "baseType": "string"},
        node("correctResponse", {}, node("value", {}, best[0])),
        node("mapping", {"defaultValue": "0"}, *entries),
    )
    told = _told(part, prefix, part["options"])
    rule = _rule(branches, points, OTHER + prefix if part["default_feedback"] else "")
    return Key(declared, rule, told, "textEntryInteraction", _field(response, part))


def _written(response: str, option: Content) -> Node:
    if option["pattern"]:
        return node("patternMatch", {"pattern": expression(option["text"])}, variable(response))
    facts = {"caseSensitive": "false", "substring": "false"}
    return node("stringMatch", facts, variable(response), base_value("string", option["text"]))


def expression(wildcards: str) -> str:
    """An answer with wildcards as the expressions of XML Schema write it."""
    escaped = re.sub(r"[\\|.+(){}\[\]^$-]", r"\\\g<0>", wildcards)
    return escaped.replace("?", ".").replace("*", ".*")


def wildcards(pattern: str) -> str | None:
    """The way back, or None for an expression that is more than wildcards."""
    found = re.fullmatch(r"(?:\\[\\|.+(){}\[\]^$?*-]|\.\*|\.(?![+{?])|[^\\|.+(){}\[\]^$?*])+", pattern)
    if found is None or re.search(r"\\[?*]", pattern):
        return None
    pieces = re.findall(r"\\.|\.\*|.", pattern, re.DOTALL)
    return "".join({".*": "*", ".": "?"}.get(piece, piece[-1]) for piece in pieces)


def _number(part: Content, response: str, prefix: str, points: Fraction) -> Key:
    right = [option for option in part["options"] if option["correct"]]
    wrong = [option for option in part["options"] if not option["correct"]]
    first = {"value": part["answer"], "tolerance": part["tolerance"]}
    name = prefix + safe(right[0]["id"]) if right else ""
    branches = [Branch(_near(response, first), Fraction(1), name)]
    branches += [
        Branch(_near(response, entry), share, f"{mark}{prefix}{safe(entry['id'])}")
        for entries, share, mark in ((part["alternatives"], Fraction(1), "also."), (wrong, Fraction(0), ""))
        for entry in entries
    ]
    declared = node(
        "responseDeclaration",
        {"identifier": response, "cardinality": "single", "baseType": "float"},
        node("correctResponse", {}, node("value", {}, part["answer"])),
    )
    told = _told(part, prefix, [*right, *wrong])
    told |= {f"also.{name}": text for name, text in _told({}, prefix, part["alternatives"]).items()}
    rule = _rule(branches, points, OTHER + prefix if part["default_feedback"] else "")
    if not name:
        # No name, nothing to tell.
        rule.nodes[0].children.pop()
    return Key(declared, rule, told, "textEntryInteraction", _field(response, part))


def _near(response: str, entry: Mapping[str, str]) -> Node:
    tolerance = entry["tolerance"]
    facts = {"toleranceMode": "absolute", "tolerance": f"{tolerance} {tolerance}"}
    return node("equal", facts, variable(response), base_value("float", entry["value"]))


def _choice(part: Content, response: str, prefix: str, points: Fraction) -> Key:
    names = [prefix + safe(option["id"]) for option in part["options"]]
    branches = [
        Branch(node("match", {}, variable(response), base_value("identifier", name)), Fraction(option["correct"]), name)
        for name, option in zip(names, part["options"], strict=True)
    ]
    right = next(name for name, option in zip(names, part["options"], strict=True) if option["correct"])
    declared = node(
        "responseDeclaration",
        {"identifier": response, "cardinality": "single", "baseType": "identifier"},
        node("correctResponse", {}, node("value", {}, right)),
    )
    options = [
        node("inlineChoice", {"identifier": name}, *lines(option["text"]))
        for name, option in zip(names, part["options"], strict=True)
    ]
    told = _told(part, prefix, part["options"])
    rule = _rule(branches, points, "")
    return Key(declared, rule, told, "inlineChoiceInteraction", {"responseIdentifier": response}, options)


def switches(part: Content) -> list[str]:
    """Settings that QTI has no place for, as classes."""
    found = ["ignore-accents"] if part.get("ignore_accents") else []
    found += ["no-decimal-comma"] if not part.get("accept_decimal_comma", True) else []
    return found + (["no-thousands"] if not part.get("accept_thousands_separators", True) else [])


def unit(part: Content) -> list[Node]:
    return [node("span", {"class": marked("unit")}, part["unit"])] if part.get("unit") else []


def units(part: Content, *, tag: str = "p") -> list[Node]:
    """The units that an answer may come in besides, each with its factor."""
    entries = [node("span", {"class": marked("also")}, f"{u['unit']} = {u['factor']}") for u in part.get("units", [])]
    return [node(tag, {"class": marked("units")}, *entries)] if entries else []
