"""Checks of question content that several interactions need; each raises ContentError."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from quizzes.interactions.base import Content, ContentError

TEXT_LIMIT = 20_000
OPTION_LIMIT = 50
POINTS_LIMIT = Decimal(1000)
POINTS_PLACES = Decimal("0.0001")
IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,40}")
# A template reads the answers of a question by id and takes this one for all of them.
RESERVED = "items"
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?")


def common(content: Content, kind: str) -> None:
    """The fields that every kind has."""
    if not isinstance(content, dict):
        raise ContentError("content", "must be an object")
    if content.get("kind") != kind:
        raise ContentError("kind", f"must be {kind}")
    text(content, "prompt")
    text(content, "rationale", is_required=False)
    switch(content, "shuffle")
    points = number(content.get("max_points", "1"), "max_points")
    if not 0 < points <= POINTS_LIMIT or points != points.quantize(POINTS_PLACES):
        raise ContentError("max_points", f"must be above 0, at most {POINTS_LIMIT}, with at most four decimals")


def text(entry: Content, name: str, *, path: str = "", is_required: bool = True) -> str:
    value = entry.get(name, "")
    if not isinstance(value, str):
        raise ContentError(path + name, "must be text")
    if is_required and not value.strip():
        raise ContentError(path + name, "must not be empty")
    if len(value) > TEXT_LIMIT:
        raise ContentError(path + name, f"must have at most {TEXT_LIMIT} characters")
    return value


@contextmanager
def inside(path: str) -> Iterator[None]:
    """Fields of an inner part are named by the whole path."""
    try:
        yield
    except ContentError as error:
        raise ContentError(f"{path}.{error.field}", error.message) from error


def switch(entry: Content, name: str, *, path: str = "") -> None:
    """A missing one is allowed."""
    if not isinstance(entry.get(name, False), bool):
        raise ContentError(path + name, "must be true or false")


def count(entry: Content, name: str, *, most: int) -> int | None:
    """A whole number that may be missing."""
    value = entry.get(name)
    if value is not None and (type(value) is not int or not 1 <= value <= most):
        raise ContentError(name, f"must be a whole number from 1 to {most}")
    return value


def number(value: Any, field: str) -> Decimal:
    """Numbers are kept as text, because a float would not come back as it was written."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not NUMBER.fullmatch(value):
        raise ContentError(field, "must be a plain decimal number written as text, such as 12 or 0.5")
    return Decimal(value)


def entries(content: Content, name: str, *, least: int) -> list[Content]:
    """A list of objects with distinct ids."""
    found = content.get(name, [])
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise ContentError(name, "must be a list of objects")
    if not least <= len(found) <= OPTION_LIMIT:
        raise ContentError(name, f"must have {least} to {OPTION_LIMIT} entries, has {len(found)}")
    for position, entry in enumerate(found):
        _identifier(entry, f"{name}[{position}].id")
    distinct([entry["id"] for entry in found], name)
    return found


def _identifier(entry: Content, field: str) -> None:
    if not isinstance(entry.get("id"), str) or not IDENTIFIER.fullmatch(entry["id"]):
        raise ContentError(field, "must be 1 to 40 letters, digits, hyphens or underscores")
    if entry["id"] == RESERVED:
        raise ContentError(field, f"must not be {RESERVED}")


def distinct(keys: Sequence[str], field: str) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise ContentError(field, f"the id {key} is used twice")


def worded(content: Content, name: str, *, least: int = 2) -> list[Content]:
    """Entries that are shown to the learner: each has a text of its own and may have feedback."""
    found = entries(content, name, least=least)
    for position, entry in enumerate(found):
        text(entry, "text", path=f"{name}[{position}].")
        text(entry, "feedback", path=f"{name}[{position}].", is_required=False)
    return found


def flags(options: Sequence[Content]) -> int:
    """How many options are correct; each must say whether it is."""
    for position, option in enumerate(options):
        if not isinstance(option.get("correct"), bool):
            raise ContentError(f"options[{position}].correct", "must be true or false")
    return sum(option["correct"] for option in options)
