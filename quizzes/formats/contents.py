"""The one shape of content that all formats read into: every field there, white space tidy, numbers plain."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats.model import Content, LeftOut, Notes
from quizzes.formats.texts import flat, tidy
from quizzes.interactions import checks, numbers
from quizzes.interactions.base import ContentError

# Kinds that show nothing in any order.
UNORDERED = frozenset({"numeric", "text_entry", "extended_text"})
PLACES = Decimal("0.0000000001")


def normal(content: Mapping[str, Any], notes: Notes) -> Content:
    """The same question in the one shape. Raises LeftOut for numbers that can't be kept."""
    kind = content["kind"]
    shared: Content = {
        "kind": kind,
        "prompt": tidy(content.get("prompt", "")),
        "rationale": tidy(content.get("rationale", "")),
        "shuffle": bool(content.get("shuffle", False)) and kind not in UNORDERED,
        "max_points": "1" if kind == "extended_text" else number(content.get("max_points", "1")),
    }
    if kind == "scenario":
        shared["prompt"] = shared["prompt"].replace("\n\n", "\n")
    return shared | _OWN[kind](content, notes)


def number(value: Any) -> str:
    """A number as text in plain digits. Raises LeftOut."""
    try:
        found = Decimal(str(value).strip().replace(",", "."))
        found = found if abs(found) < Decimal(10) ** numbers.DIGITS_BEFORE else Decimal("NaN")
        text = numbers.canonical(found.quantize(PLACES) if found.is_finite() else found)
    except (InvalidOperation, ValueError) as error:
        raise LeftOut(_("“%(value)s” is not a number.") % {"value": flat(str(value))[:60]}) from error
    if not checks.NUMBER.fullmatch(text):
        raise LeftOut(_("The number %(value)s is too large.") % {"value": text[:40]})
    return text


def is_number(text: str) -> bool:
    try:
        checks.number(text, "")
    except ContentError:
        return False
    return True


def _choices(content: Mapping[str, Any], notes: Notes) -> Content:
    return {"options": [_option(option) | {"correct": option["correct"]} for option in content["options"]]}


def _multiple(content: Mapping[str, Any], notes: Notes) -> Content:
    return _choices(content, notes) | {"select_count": content.get("select_count")}


def _option(option: Mapping[str, Any]) -> Content:
    return {"id": option["id"], "text": tidy(option["text"]), "feedback": tidy(option.get("feedback", ""))}


def _numeric(content: Mapping[str, Any], notes: Notes) -> Content:
    return _key_of_number(content) | {
        "accept_decimal_comma": content.get("accept_decimal_comma", True),
        "accept_thousands_separators": content.get("accept_thousands_separators", True),
    }


def _key_of_number(content: Mapping[str, Any]) -> Content:
    answer, tolerance = number(content["answer"]), number(content.get("tolerance", "0"))
    right = [option for option in content.get("options", []) if option["correct"]][:1]
    wrong = [option for option in content.get("options", []) if not option["correct"]]
    options = [_value(option) | {"value": answer, "tolerance": tolerance, "correct": True} for option in right]
    return {
        "answer": answer,
        "tolerance": tolerance,
        "unit": flat(content.get("unit", "")),
        "units": [
            {"unit": flat(entry["unit"]), "factor": number(entry["factor"])} for entry in content.get("units", [])
        ],
        "options": options + [_value(option) | {"correct": False} for option in wrong],
        "alternatives": [_value(entry) for entry in content.get("alternatives", [])],
        "default_feedback": tidy(content.get("default_feedback", "")),
    }


def _value(entry: Mapping[str, Any]) -> Content:
    return {
        "id": entry["id"],
        "value": number(entry["value"]),
        "tolerance": number(entry.get("tolerance", "0")),
        "feedback": tidy(entry.get("feedback", "")),
    }


def _match(content: Mapping[str, Any], notes: Notes) -> Content:
    return {
        "options": [_option(option) | {"match": option["match"]} for option in content["options"]],
        "responses": [{"id": entry["id"], "text": tidy(entry["text"])} for entry in content["responses"]],
    }


def _order(content: Mapping[str, Any], notes: Notes) -> Content:
    options = [_option(option) for option in content["options"]]
    return {"options": options, "correct_order": list(content["correct_order"])}


def _scenario(content: Mapping[str, Any], notes: Notes) -> Content:
    return {
        "title": flat(content["title"]),
        "learner_role": flat(content.get("learner_role", "")),
        "story": tidy(content["story"]),
        "options": [
            {
                "id": option["id"],
                "text": tidy(option["text"]),
                "grade": option["grade"],
                "points": option["points"],
                "consequence": tidy(option["consequence"]),
            }
            for option in content["options"]
        ],
    }


def _text_entry(content: Mapping[str, Any], notes: Notes) -> Content:
    return _key_of_text(content) | {"max_length": content.get("max_length")}


def _key_of_text(content: Mapping[str, Any]) -> Content:
    return {
        "ignore_accents": content.get("ignore_accents", False),
        "options": [
            {
                "id": option["id"],
                "text": flat(option["text"]),
                "pattern": option.get("pattern", False),
                "share": number(option.get("share", "1")),
                "feedback": tidy(option.get("feedback", "")),
            }
            for option in content["options"]
        ],
        "default_feedback": tidy(content.get("default_feedback", "")),
    }


def _cloze(content: Mapping[str, Any], notes: Notes) -> Content:
    gaps = [_gap(gap, notes) for gap in content["gaps"]]
    lists = [gap for gap in content["gaps"] if gap["kind"] == "choice"]
    mixed = {bool(gap.get("shuffle", content.get("shuffle", False))) for gap in lists}
    if len(mixed) > 1:
        notes.add(_("Some lists are mixed and some not; here all are."))
    return {"text": tidy(content["text"]), "gaps": gaps, "shuffle": True in mixed}


def _gap(gap: Mapping[str, Any], notes: Notes) -> Content:
    if gap.get("max_length") or not all(gap.get(name, True) for name in ("accept_decimal_comma",)):
        notes.add(_("A gap takes texts of any length and numbers with either decimal mark."))
    return {"id": gap["id"], "kind": gap["kind"]} | _GAPS[gap["kind"]](gap)


def _extended(content: Mapping[str, Any], notes: Notes) -> Content:
    if any(criterion.get("feedback") for criterion in content["criteria"]):
        notes.add(_("Feedback on a criterion is not kept."))
    return {
        "min_words": content.get("min_words"),
        "max_words": content.get("max_words"),
        "guidance": tidy(content.get("guidance", "")),
        "criteria": [
            {
                "id": criterion["id"],
                "text": tidy(criterion["text"]),
                "levels": [
                    {"id": level["id"], "text": tidy(level["text"]), "points": number(level["points"])}
                    for level in criterion["levels"]
                ],
            }
            for criterion in content["criteria"]
        ],
    }


_OWN: dict[str, Callable[[Mapping[str, Any], Notes], Content]] = {
    "single_choice": _choices,
    "true_false": _choices,
    "multiple_choice": _multiple,
    "numeric": _numeric,
    "match": _match,
    "order": _order,
    "scenario": _scenario,
    "text_entry": _text_entry,
    "cloze": _cloze,
    "extended_text": _extended,
}
_GAPS: dict[str, Callable[[Mapping[str, Any]], Content]] = {
    "text": _key_of_text,
    "number": _key_of_number,
    "choice": lambda gap: _choices(gap, Notes()),
}
