"""A number within a tolerance of a right one; the typical wrong values have feedback of their own.

`alternatives` are further right values. Values are in `unit`; `units` names others that an answer may come in,
each with the factor that turns it into `unit`.
"""

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from quizzes.interactions import checks, numbers
from quizzes.interactions.base import (
    EVERYTHING,
    NOTHING,
    Content,
    ContentError,
    Explanation,
    Fields,
    Mark,
    Note,
    Response,
    explained,
    marked,
    one_value,
)

KIND = "numeric"
NEEDS_PERSON = False
FIELD = "value"
SWITCHES = ("accept_decimal_comma", "accept_thousands_separators")
UNIT_LIMIT = 20


def check(content: Content) -> None:
    checks.common(content, KIND)
    check_key(content)


def check_key(content: Content) -> None:
    """All that marking needs."""
    checks.number(content.get("answer"), "answer")
    _check_tolerance(content)
    checks.text(content, "default_feedback", is_required=False)
    for name in SWITCHES:
        checks.switch(content, name)
    _check_units(content)
    for position, entry in enumerate(checks.entries(content, "alternatives", least=0)):
        with checks.inside(f"alternatives[{position}]"):
            _check_value(entry)
    options = checks.entries(content, "options", least=0)
    checks.flags(options)
    for position, option in enumerate(options):
        with checks.inside(f"options[{position}]"):
            _check_option(content, option)


def _check_tolerance(entry: Content) -> None:
    if checks.number(entry.get("tolerance", "0"), "tolerance") < 0:
        raise ContentError("tolerance", "must not be negative")


def _check_value(entry: Content) -> None:
    checks.number(entry.get("value"), "value")
    _check_tolerance(entry)
    checks.text(entry, "feedback", is_required=False)


def _check_option(content: Content, option: Content) -> None:
    """A right one carries the feedback on the answer itself; it adds no right value."""
    _check_value(option)
    value = Fraction(option["value"])
    expected = _is_near(value, content, "answer") if option["correct"] else _is_right(content, value)
    if expected != option["correct"]:
        raise ContentError("correct", "contradicts the answer and its tolerance")


def _check_units(content: Content) -> None:
    _check_unit(content, is_required=False)
    units = content.get("units", [])
    if not isinstance(units, list) or not all(isinstance(entry, dict) for entry in units):
        raise ContentError("units", "must be a list of objects")
    if len(units) > checks.OPTION_LIMIT:
        raise ContentError("units", f"must have at most {checks.OPTION_LIMIT} entries")
    for position, entry in enumerate(units):
        with checks.inside(f"units[{position}]"):
            _check_unit(entry, is_required=True)
            if checks.number(entry.get("factor"), "factor") <= 0:
                raise ContentError("factor", "must be above 0")
    if units and not content.get("unit", ""):
        raise ContentError("unit", "must say in which unit the answer is, because there are other units")
    names = [name.casefold() for name in _units(content)]
    if len(set(names)) < len(names):
        raise ContentError("units", "no unit may come twice; capital and small letters count as the same")


def _check_unit(entry: Content, *, is_required: bool) -> None:
    unit = checks.text(entry, "unit", is_required=is_required)
    if len(unit) > UNIT_LIMIT:
        raise ContentError("unit", f"must have at most {UNIT_LIMIT} characters")
    if is_required and unit != " ".join(unit.split()):
        raise ContentError("unit", "must have no spaces around it and single ones within")


def _units(content: Content) -> list[str]:
    """The unit of the answer, then the others."""
    first = [content["unit"]] if content.get("unit", "") else []
    return first + [entry["unit"] for entry in content.get("units", [])]


def order(content: Content, rng: random.Random) -> list[str]:
    """Nothing is shown in any order."""
    return []


def present(content: Content, order: Sequence[str]) -> dict[str, Any]:
    """`units` are all that may be used, named only where there is a choice."""
    units = _units(content) if content.get("units") else []
    return {"kind": content["kind"], "prompt": content["prompt"], "unit": content.get("unit", ""), "units": units}


def parse(content: Content, fields: Fields) -> Response:
    """The number in plain digits; another unit than the answer's is kept behind it."""
    text = one_value(fields, FIELD)
    if not text:
        return None
    value, unit = numbers.read(
        text,
        units=_units(content),
        takes_decimal_comma=content.get("accept_decimal_comma", True),
        takes_thousands=content.get("accept_thousands_separators", True),
    )
    return numbers.canonical(value) + ("" if unit in {"", content.get("unit", "")} else f" {unit}")


def _given(content: Content, response: Response) -> Fraction | None:
    """The response in the unit of the answer."""
    number, _, unit = response.partition(" ") if isinstance(response, str) else ("", "", "")
    factors = {entry["unit"]: Fraction(entry["factor"]) for entry in content.get("units", [])} | {"": EVERYTHING}
    if not checks.NUMBER.fullmatch(number) or unit not in factors:
        return None
    return Fraction(number) * factors[unit]


def _is_near(value: Fraction, entry: Content, name: str) -> bool:
    return abs(value - Fraction(entry[name])) <= Fraction(entry.get("tolerance", "0"))


def _alternative(content: Content, value: Fraction) -> Content | None:
    return next((entry for entry in content.get("alternatives", []) if _is_near(value, entry, "value")), None)


def _is_right(content: Content, value: Fraction) -> bool:
    return _is_near(value, content, "answer") or _alternative(content, value) is not None


def mark(content: Content, response: Response) -> Mark:
    return marked(content, share(content, response))


def share(content: Content, response: Response) -> Fraction:
    value = _given(content, response)
    return EVERYTHING if value is not None and _is_right(content, value) else NOTHING


def explain(content: Content, response: Response, order: Sequence[str]) -> Explanation:
    return explained(content, response, share(content, response), [note(content, response)])


def note(content: Content, response: Response) -> Note:
    """The given value against the expected ones, with the feedback that fits it."""
    values = [content["answer"], *(entry["value"] for entry in content.get("alternatives", []))]
    return Note(
        id=FIELD,
        text="",
        chosen=response is not None,
        correct=share(content, response) == EVERYTHING,
        feedback=_feedback(content, _given(content, response)),
        given=describe(content, response),
        expected=" / ".join(_with_unit(content, str(value)) for value in values),
    )


def _feedback(content: Content, value: Fraction | None) -> str:
    if value is None:
        return ""
    is_answer = _is_near(value, content, "answer")
    alternative = _alternative(content, value)
    if alternative is not None and not is_answer:
        return str(alternative.get("feedback", ""))
    for option in content.get("options", []):
        if option["correct"] == is_answer and (is_answer or _is_near(value, option, "value")):
            return str(option.get("feedback", ""))
    return "" if is_answer else str(content.get("default_feedback", ""))


def _with_unit(content: Content, text: str) -> str:
    return f"{text} {content.get('unit', '')}".rstrip()


def describe(content: Content, response: Response) -> str:
    if not isinstance(response, str):
        return ""
    return response if " " in response else _with_unit(content, response)
