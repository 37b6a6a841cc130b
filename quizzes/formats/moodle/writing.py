"""Writing Moodle XML."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from quizzes.formats import building, carrying, facts, rubrics
from quizzes.formats.gift_syntax import percent, starred
from quizzes.formats.model import Content, Draft, Listener, Notes, pieces
from quizzes.formats.moodle import embedded
from quizzes.formats.texts import flat
from quizzes.formats.xmltree import Node, node, serialise

INLINE = frozenset({"text"})
FULL = "100"


def reduce(content: Mapping[str, Any], notes: Notes) -> Content:
    """What Moodle XML can hold of it. Raises LeftOut."""
    small = carrying.reduced(content, carrying.MOODLE, notes)
    kind = small["kind"]
    if kind == "true_false":
        return building.plain_truth(small)
    if kind == "order":
        return small | {"shuffle": True}
    if kind == "match":
        return small | {"responses": [entry | {"text": flat(entry["text"])} for entry in small["responses"]]}
    return _on_lines(building.joined(small)) if kind == "cloze" else small


def _on_lines(content: Content) -> Content:
    """Answers inside a text are on one line each."""

    def flattened(entries: list[Content]) -> list[Content]:
        return [
            entry | {name: flat(entry[name]) for name in ("text", "feedback") if name in entry} for entry in entries
        ]

    gaps = []
    for gap in content["gaps"]:
        lists = {name: flattened(gap[name]) for name in ("options", "alternatives") if name in gap}
        told = {"default_feedback": flat(gap["default_feedback"])} if "default_feedback" in gap else {}
        units = {"unit": "", "units": []} if "units" in gap else {}
        gaps.append(gap | lists | told | units)
    return content | {"gaps": gaps}


def write(drafts: Iterable[Draft], listener: Listener) -> Iterator[bytes]:
    """Question by question."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    category = ""
    for draft, text in pieces(drafts, _question, listener):
        if facts.category(draft) != category:
            category = facts.category(draft)
            named = node("question", {"type": "category"}, node("category", {}, _text(category or "$course$/top")))
            yield f"{serialise(named, inline=INLINE, indent='  ')}\n".encode()
        yield f"{text}\n".encode()
    yield b"</quiz>\n"


def _text(words: str) -> Node:
    return node("text", {}, *([words] if words else []))


def _plain(tag: str, words: str, attributes: Mapping[str, str] | None = None) -> Node:
    return node(tag, {**(attributes or {}), "format": "plain_text"}, _text(words))


def _value(tag: str, words: str) -> Node:
    return node(tag, {}, *([words] if words else []))


def _question(draft: Draft, notes: Notes) -> str:
    content = reduce(draft.content, notes)
    kind, prompt, parts = _KINDS[content["kind"]](content)
    tags = [node("tag", {}, _text(tag)) for tag in facts.tags_of(draft)]
    points = _most(content)
    question = node(
        "question",
        {"type": kind},
        node("name", {}, _text(facts.title_of(draft))),
        _plain("questiontext", prompt),
        _plain("generalfeedback", content["rationale"]),
        _value("defaultgrade", points),
        _value("penalty", "0"),
        _value("hidden", "0"),
        _value("idnumber", draft.ref),
        *parts,
        *([node("tags", {}, *tags)] if tags else []),
    )
    return serialise(question, inline=INLINE, indent="  ")


def _most(content: Content) -> str:
    if content["kind"] != "extended_text":
        return str(content["max_points"])
    best = [max(Decimal(level["points"]) for level in entry["levels"]) for entry in content["criteria"]]
    return str(sum(best))


def _answer(share: str, words: str, feedback: str, *extra: Node) -> Node:
    parts = (_text(words), _plain("feedback", feedback), *extra)
    return node("answer", {"fraction": share, "format": "plain_text"}, *parts)


def _share(share: Fraction) -> str:
    return percent(share).strip("%")


def _multichoice(content: Content, shares: Iterable[Fraction], *, is_single: bool) -> tuple[str, str, list[Node]]:
    options = [
        _answer(_share(share), option["text"], option.get("feedback", option.get("consequence", "")))
        for option, share in zip(content["options"], shares, strict=True)
    ]
    flags = [
        _value("single", str(is_single).lower()),
        _value("shuffleanswers", str(content["shuffle"]).lower()),
        _value("answernumbering", "abc"),
    ]
    return "multichoice", content["prompt"], [*flags, *options]


def _single(content: Content) -> tuple[str, str, list[Node]]:
    return _multichoice(content, [Fraction(option["correct"]) for option in content["options"]], is_single=True)


def _several(content: Content) -> tuple[str, str, list[Node]]:
    right = sum(option["correct"] for option in content["options"])
    gain, loss = Fraction(1, right), Fraction(-1, (len(content["options"]) - right) or 1)
    shares = [gain if option["correct"] else loss for option in content["options"]]
    return _multichoice(content, shares, is_single=False)


def _case(content: Content) -> tuple[str, str, list[Node]]:
    shares = [building.SHARES[option["grade"]] for option in content["options"]]
    kind, _prompt, parts = _multichoice(content, shares, is_single=True)
    return kind, building.told(content), parts


def _truth(content: Content) -> tuple[str, str, list[Node]]:
    answers = [
        _answer(FULL if option["correct"] else "0", option["text"].lower(), option["feedback"])
        for option in content["options"]
    ]
    return "truefalse", content["prompt"], answers


def _short(content: Content) -> tuple[str, str, list[Node]]:
    answers = [
        _answer(
            _share(Fraction(option["share"])),
            starred(option["text"], is_pattern=option["pattern"]),
            option["feedback"],
        )
        for option in content["options"]
    ]
    others = [_answer("0", "*", content["default_feedback"])] if content["default_feedback"] else []
    return "shortanswer", content["prompt"], [_value("usecase", "0"), *answers, *others]


def _number(content: Content) -> tuple[str, str, list[Node]]:
    right = "".join(option["feedback"] for option in content["options"] if option["correct"])
    first = {"value": content["answer"], "tolerance": content["tolerance"], "feedback": right}
    wrong = [option for option in content["options"] if not option["correct"]]
    answers = [_valued(FULL, entry) for entry in (first, *content["alternatives"])]
    answers += [_valued("0", entry) for entry in wrong]
    if content["default_feedback"]:
        answers.append(_answer("0", "*", content["default_feedback"], _value("tolerance", "0")))
    return "numerical", content["prompt"], [*answers, *_units(content)]


def _valued(share: str, entry: Mapping[str, str]) -> Node:
    return _answer(share, entry["value"], entry["feedback"], _value("tolerance", entry["tolerance"]))


def _units(content: Content) -> list[Node]:
    if not content["unit"]:
        return []
    named = [(content["unit"], "1")]
    named += [(entry["unit"], str(1 / Decimal(entry["factor"]))) for entry in content["units"]]
    units = [node("unit", {}, _value("multiplier", factor), _value("unit_name", name)) for name, factor in named]
    return [_value("unitgradingtype", "0"), _value("showunits", "0"), node("units", {}, *units)]


def _pairs(content: Content) -> tuple[str, str, list[Node]]:
    texts = {entry["id"]: entry["text"] for entry in content["responses"]}
    used = {option["match"] for option in content["options"]}
    found = [(option["text"], texts[option["match"]]) for option in content["options"]]
    found += [("", text) for key, text in texts.items() if key not in used]
    parts = [
        node("subquestion", {"format": "plain_text"}, _text(premise), _plain("answer", answer))
        for premise, answer in found
    ]
    return "matching", content["prompt"], [_value("shuffleanswers", str(content["shuffle"]).lower()), *parts]


def _order(content: Content) -> tuple[str, str, list[Node]]:
    lines = {option["id"]: option["text"] for option in content["options"]}
    head = [
        _value("layouttype", "VERTICAL"),
        _value("selecttype", "ALL"),
        _value("selectcount", "0"),
        _value("gradingtype", "RELATIVE_NEXT_EXCLUDE_LAST"),
    ]
    answers = [
        node("answer", {"fraction": str(place), "format": "plain_text"}, _text(lines[key]))
        for place, key in enumerate(content["correct_order"], start=1)
    ]
    return "ordering", content["prompt"], [*head, *answers]


def _cloze(content: Content) -> tuple[str, str, list[Node]]:
    return "cloze", f"{content['prompt']}\n\n{embedded.written(content)}", []


def _essay(content: Content) -> tuple[str, str, list[Node]]:
    info = [*rubrics.paragraphs(content["guidance"]), rubrics.written(content["criteria"])]
    html = "".join(serialise(part, inline={part.tag}) for part in info)
    return (
        "essay",
        content["prompt"],
        [
            _value("responseformat", "plain"),
            _value("responserequired", "1"),
            _value("minwordlimit", str(content["min_words"] or "")),
            _value("maxwordlimit", str(content["max_words"] or "")),
            node("graderinfo", {"format": "html"}, _text(html)),
        ],
    )


_KINDS: dict[str, Callable[[Content], tuple[str, str, list[Node]]]] = {
    "single_choice": _single,
    "multiple_choice": _several,
    "true_false": _truth,
    "numeric": _number,
    "match": _pairs,
    "order": _order,
    "scenario": _case,
    "text_entry": _short,
    "cloze": _cloze,
    "extended_text": _essay,
}
