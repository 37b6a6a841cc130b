"""One question as an item of QTI 2.1."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from quizzes.formats import building, carrying, rubrics
from quizzes.formats.model import Content, Notes
from quizzes.formats.qti import keys
from quizzes.formats.qti.keys import WHY, set_outcome, variable
from quizzes.formats.qti.vocabulary import marked, safe
from quizzes.formats.rubrics import lines, paragraphs
from quizzes.formats.xmltree import Node, node
from quizzes.interactions.cloze import GAP

RESPONSE = "RESPONSE"
TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"


def reduce(content: Mapping[str, Any], notes: Notes) -> Content:
    """QTI holds all of it; the answers to a text are in the order in which they count. Raises LeftOut."""
    content = carrying.reduced(content, carrying.WHOLE, notes)
    if content["kind"] == "cloze":
        return content | {"gaps": [keys.decisive(gap) if gap["kind"] == "text" else gap for gap in content["gaps"]]}
    return keys.decisive(content) if content["kind"] == "text_entry" else content


@dataclass
class Parts:
    """What an item is put together from."""

    declarations: list[Node] = field(default_factory=list)
    body: list[Node] = field(default_factory=list)
    rules: list[Node] = field(default_factory=list)
    feedback: dict[str, str] = field(default_factory=dict)
    template: str = ""


def item(content: Content, *, identifier: str, title: str, language: str = "en") -> Node:
    parts = _KINDS[content["kind"]](content)
    if content["rationale"]:
        parts.feedback[WHY] = content["rationale"]
    feedback = [_modal(name, text) for name, text in parts.feedback.items() if text]
    return node(
        "assessmentItem",
        {"identifier": identifier, "title": title, "adaptive": "false", "timeDependent": "false", "xml:lang": language},
        *parts.declarations,
        _score(content),
        *([_feedback_outcome()] if feedback or parts.rules else []),
        node("itemBody", {}, *parts.body),
        *_processing(parts),
        *feedback,
    )


def _score(content: Content) -> Node:
    most = keys.most(content)
    zero = node("defaultValue", {}, node("value", {}, "0"))
    facts = {"identifier": "SCORE", "cardinality": "single", "baseType": "float", "normalMaximum": keys.decimal(most)}
    return node("outcomeDeclaration", facts, zero)


def _feedback_outcome() -> Node:
    facts = {"identifier": "FEEDBACK", "cardinality": "multiple", "baseType": "identifier"}
    return node("outcomeDeclaration", facts)


def _modal(name: str, text: str) -> Node:
    facts = {"outcomeIdentifier": "FEEDBACK", "identifier": name, "showHide": "show"}
    return node("modalFeedback", facts, *paragraphs(text))


def _processing(parts: Parts) -> list[Node]:
    if parts.template and not parts.feedback:
        return [node("responseProcessing", {"template": TEMPLATES + parts.template})]
    rules = list(parts.rules)
    if WHY in parts.feedback:
        rules.append(keys.tell(WHY))
    return [node("responseProcessing", {}, *rules)] if rules else []


def _prompt(text: str) -> Node:
    return node("prompt", {}, *lines(text))


def _declared(name: str, cardinality: str, base: str, correct: Sequence[str], *mapping: Node) -> Node:
    values = [node("value", {}, value) for value in correct]
    facts = {"identifier": name, "cardinality": cardinality, "baseType": base}
    return node("responseDeclaration", facts, node("correctResponse", {}, *values), *mapping)


def _mapping(shares: Mapping[str, Fraction], points: Fraction, *, is_text: bool = False) -> Node:
    most = {"defaultValue": "0", "lowerBound": "0", "upperBound": keys.decimal(points)}
    insensitive = {"caseSensitive": "false"} if is_text else {}
    entries = [
        node("mapEntry", {"mapKey": key, "mappedValue": keys.decimal(share * points)} | insensitive)
        for key, share in shares.items()
    ]
    return node("mapping", most, *entries)


def _choices(
    content: Content, shares: Sequence[Fraction], told: str, *, cardinality: str, most: int, body: Sequence[Node] = ()
) -> Parts:
    names = [safe(option["id"]) for option in content["options"]]
    best = max(shares)
    correct = [name for name, share in zip(names, shares, strict=True) if share == best]
    points = Fraction(content["max_points"])
    declared = _mapping(dict(zip(names, shares, strict=True)), points)
    options = [
        node("simpleChoice", {"identifier": name}, *lines(option["text"]))
        for name, option in zip(names, content["options"], strict=True)
    ]
    facts = {
        "class": marked(content["kind"]),
        "responseIdentifier": RESPONSE,
        "shuffle": str(content["shuffle"]).lower(),
        "maxChoices": str(most),
    }
    first = correct if cardinality == "multiple" else correct[:1]
    return Parts(
        [_declared(RESPONSE, cardinality, "identifier", first, declared)],
        [*body, node("choiceInteraction", facts, _prompt(content["prompt"]), *options)],
        [set_outcome("SCORE", node("mapResponse", {"identifier": RESPONSE})), keys.tell_all(variable(RESPONSE))],
        {name: option[told] for name, option in zip(names, content["options"], strict=True) if option[told]},
        template="map_response",
    )


def _single(content: Content) -> Parts:
    shares = [Fraction(option["correct"]) for option in content["options"]]
    parts = _choices(content, shares, "feedback", cardinality="single", most=1)
    if content["max_points"] == "1":
        parts.declarations = [_declared(RESPONSE, "single", "identifier", keys.correct(parts.declarations[0]))]
        parts.template = "match_correct"
        parts.rules[0] = keys.when_correct(RESPONSE)
    return parts


def _several(content: Content) -> Parts:
    right = sum(option["correct"] for option in content["options"])
    gain, loss = Fraction(1, right), Fraction(-1, (len(content["options"]) - right) or 1)
    shares = [gain if option["correct"] else loss for option in content["options"]]
    most = content["select_count"] or 0
    return _choices(content, shares, "feedback", cardinality="multiple", most=most)


def _case(content: Content) -> Parts:
    shares = [building.SHARES[option["grade"]] for option in content["options"]]
    role = [_framed("role", content["learner_role"])] if content["learner_role"] else []
    body = [*role, _framed("story", content["story"])]
    return _choices(content, shares, "consequence", cardinality="single", most=1, body=body)


def _framed(name: str, text: str) -> Node:
    return node("div", {"class": marked(name)}, *paragraphs(text))


def _match(content: Content) -> Parts:
    pairs = [f"{safe(option['id'])} {safe(option['match'])}" for option in content["options"]]
    share = Fraction(1, len(pairs))
    points = Fraction(content["max_points"])
    declared = _declared(RESPONSE, "multiple", "directedPair", pairs, _mapping(dict.fromkeys(pairs, share), points))
    sets = [
        node("simpleMatchSet", {}, *(_associable(entry, most) for entry in entries))
        for entries, most in ((content["options"], "1"), (content["responses"], "0"))
    ]
    facts = {
        "class": marked("match"),
        "responseIdentifier": RESPONSE,
        "shuffle": str(content["shuffle"]).lower(),
        "maxAssociations": str(len(pairs)),
    }
    told = _told_always(content)
    rules = [set_outcome("SCORE", node("mapResponse", {"identifier": RESPONSE})), *keys.tell_names(told)]
    body = node("matchInteraction", facts, _prompt(content["prompt"]), *sets)
    return Parts([declared], [body], rules, told, template="map_response")


def _associable(entry: Content, most: str) -> Node:
    facts = {"identifier": safe(entry["id"]), "matchMax": most}
    return node("simpleAssociableChoice", facts, *lines(entry["text"]))


def _told_always(content: Content) -> dict[str, str]:
    """Feedback on pairs and lines is read for all of them."""
    return {safe(option["id"]): option["feedback"] for option in content["options"] if option["feedback"]}


def _order(content: Content) -> Parts:
    declared = _declared(RESPONSE, "ordered", "identifier", [safe(key) for key in content["correct_order"]])
    options = [
        node("simpleChoice", {"identifier": safe(option["id"])}, *lines(option["text"]))
        for option in content["options"]
    ]
    facts = {"class": marked("order"), "responseIdentifier": RESPONSE, "shuffle": str(content["shuffle"]).lower()}
    told = _told_always(content)
    is_one = content["max_points"] == "1"
    rules = [keys.when_correct(RESPONSE, Fraction(content["max_points"])), *keys.tell_names(told)]
    body = node("orderInteraction", facts, _prompt(content["prompt"]), *options)
    return Parts([declared], [body], rules, told, template="match_correct" if is_one else "")


def _entry(content: Content) -> Parts:
    """A short text or a number of its own."""
    key = keys.of(content, RESPONSE, "", Fraction(content["max_points"]))
    field_node = key.interaction(marked(content["kind"], *keys.switches(content)))
    unit = keys.unit(content)
    body = [*paragraphs(content["prompt"]), node("p", {}, field_node, *unit), *keys.units(content)]
    return Parts([key.declaration], body, [key.rule], key.feedback)


def _cloze(content: Content) -> Parts:
    points = Fraction(content["max_points"]) / len(content["gaps"])
    found = {gap["id"]: keys.of(gap, safe(gap["id"]), f"{safe(gap['id'])}.", points) for gap in content["gaps"]}
    fields = {
        gap["id"]: [
            found[gap["id"]].interaction(marked(*keys.switches(gap)), shuffle=content["shuffle"]),
            *keys.unit(gap),
            *keys.units(gap, tag="span"),
        ]
        for gap in content["gaps"]
    }
    told = {name: text for key in found.values() for name, text in key.feedback.items()}
    body = [_framed("prompt", content["prompt"]), node("div", {"class": marked("text")}, *_gapped(content, fields))]
    return Parts([key.declaration for key in found.values()], body, [key.rule for key in found.values()], told)


def _gapped(content: Content, fields: Mapping[str, list[Node]]) -> Iterable[Node]:
    for paragraph in content["text"].split("\n\n"):
        pieces = GAP.split(paragraph)
        parts: list[Node | str] = []
        for place, piece in enumerate(pieces):
            parts += fields[piece] if place % 2 else lines(piece)
        yield node("p", {}, *parts)


def _extended(content: Content) -> Parts:
    limits = f"words-{content['min_words'] or 0}-{content['max_words'] or 0}"
    facts = {"class": marked("extended_text", limits), "responseIdentifier": RESPONSE, "expectedLines": "10"}
    declared = node("responseDeclaration", {"identifier": RESPONSE, "cardinality": "single", "baseType": "string"})
    guidance = (
        [node("div", {"class": marked("guidance")}, *paragraphs(content["guidance"]))] if content["guidance"] else []
    )
    rubric = node("rubricBlock", {"view": "scorer"}, *guidance, rubrics.written(content["criteria"]))
    return Parts([declared], [rubric, node("extendedTextInteraction", facts, _prompt(content["prompt"]))])


_KINDS: dict[str, Callable[[Content], Parts]] = {
    "single_choice": _single,
    "true_false": _single,
    "multiple_choice": _several,
    "scenario": _case,
    "match": _match,
    "order": _order,
    "numeric": _entry,
    "text_entry": _entry,
    "cloze": _cloze,
    "extended_text": _extended,
}
