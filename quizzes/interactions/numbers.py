"""Read a number as people write it."""

import re
from collections.abc import Sequence
from decimal import Decimal

from quizzes.interactions.base import ResponseError

DIGITS_BEFORE, DIGITS_AFTER = 15, 10
ALIASES = {"eur": ("€", "euro", "euros"), "%": ("percent", "per cent")}

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\ufeff"))
_MINUS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"), "-")
_APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u02bc"), "'")
# Keyboards write the micro sign, fonts the Greek letter; folding case makes them one.
_MICRO = {0xB5: "\u03bc"}
_TRANSLATION = _INVISIBLE | _MINUS | _APOSTROPHES
_ONE_THOUSANDS_GROUP = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")

NOT_A_NUMBER = "Write a number in digits, for example 1330 or 16.5."


def read(text: str, *, units: Sequence[str], takes_decimal_comma: bool, takes_thousands: bool) -> tuple[Decimal, str]:
    """The number and which of the units it came with, or none. Raises ResponseError.

    A single point is always a decimal point. A single comma before exactly three digits separates
    thousands when these are accepted ("1,330" is 1330, but "0,125" and "1330,125" are not groups);
    any other single comma is a decimal comma. Of two different marks the last is the decimal one.
    Spaces and apostrophes only ever separate thousands.
    """
    sign, body, unit = _split(text, units)
    group, decimal = _marks(body, takes_thousands=takes_thousands)
    if (group and not takes_thousands) or (decimal == "," and not takes_decimal_comma):
        raise ResponseError(NOT_A_NUMBER)
    return _value(sign, body, group, decimal), unit


def canonical(value: Decimal) -> str:
    """Digits with a decimal point; three decimals stay readable because a point never groups."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def _split(text: str, units: Sequence[str]) -> tuple[str, str, str]:
    """The sign, the digits with their marks, and the unit, which may stand on either side."""
    flat = " ".join(text.translate(_TRANSLATION).split())
    known = {name.casefold(): unit for unit in units for name in (unit, *ALIASES.get(unit.lower(), ()))}
    name = "(" + "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True)) + ")?" if known else "()"
    shape = rf"{name} ?(?P<sign>[+-]?) ?{name} ?(?P<body>[0-9.,][0-9., ']*){name}"
    found = re.fullmatch(shape, flat.translate(_MICRO), re.IGNORECASE)
    if found is None:
        raise ResponseError(NOT_A_NUMBER)
    named = {known.get(part.casefold()) for part in found.group(1, 3, 5) if part}
    if len(named) > 1 or None in named:
        raise ResponseError(NOT_A_NUMBER)
    return found["sign"], found["body"].strip(), "".join(filter(None, named))


def _marks(body: str, *, takes_thousands: bool) -> tuple[str, str]:
    """Which mark groups thousands and which is the decimal one; an empty string is neither."""
    for blank in " '":
        if blank in body:
            return blank, "," if "," in body else "."
    if "," in body and "." in body:
        return (",", ".") if body.rindex(".") > body.rindex(",") else (".", ",")
    if body.count(".") > 1:
        return ".", ""
    if body.count(",") > 1 or (takes_thousands and _ONE_THOUSANDS_GROUP.fullmatch(body)):
        return ",", ""
    return "", "," if "," in body else "."


def _value(sign: str, body: str, group: str, decimal: str) -> Decimal:
    whole, _, fraction = body.partition(decimal) if decimal else (body, "", "")
    grouped = rf"[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+" if group else "[0-9]*"
    digits = whole.replace(group, "") if group else whole
    if not re.fullmatch(grouped, whole) or not re.fullmatch("[0-9]*", fraction) or not digits + fraction:
        raise ResponseError(NOT_A_NUMBER)
    if len(digits) > DIGITS_BEFORE or len(fraction) > DIGITS_AFTER:
        raise ResponseError("This number has too many digits.")
    return Decimal(f"{sign}{digits or '0'}.{fraction or '0'}")
