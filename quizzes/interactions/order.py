"""Put the options into the right sequence."""

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from quizzes.interactions import checks, choices
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
    ResponseError,
    arranged,
    brief,
    explained,
    ids,
    marked,
    one_value,
    refuse_strangers,
)
from quizzes.interactions.choices import present

__all__ = ["KIND", "NEEDS_PERSON", "check", "describe", "explain", "mark", "order", "parse", "present"]

KIND = "order"
NEEDS_PERSON = False
FIELD = "position-"


def check(content: Content) -> None:
    checks.common(content, KIND)
    options = checks.worded(content, "options")
    sequence = content.get("correct_order")
    if not isinstance(sequence, list) or not all(isinstance(key, str) for key in sequence):
        raise ContentError("correct_order", "must be a list of option ids")
    if sorted(sequence) != sorted(ids(options)):
        raise ContentError("correct_order", "must name every option exactly once")


def order(content: Content, rng: random.Random) -> list[str]:
    """With three options or more, never the correct order; with two, either."""
    keys = choices.order(content, rng)
    if len(keys) == 2 and keys == content["correct_order"]:
        rng.shuffle(keys)
    elif keys == content["correct_order"]:
        keys = keys[1:] + keys[:1]
    return keys


def parse(content: Content, fields: Fields) -> Response:
    keys = ids(content["options"])
    refuse_strangers(fields, FIELD, keys)
    given = {key: one_value(fields, FIELD + key) for key in keys}
    if not any(given.values()):
        return None
    places = [str(place) for place in range(1, len(keys) + 1)]
    if any(value not in places for value in given.values()):
        raise ResponseError(f"Give every line a position from 1 to {len(keys)}.")
    if len(set(given.values())) < len(keys):
        raise ResponseError("Two lines have the same position.")
    return sorted(keys, key=lambda key: int(given[key]))


def mark(content: Content, response: Response) -> Mark:
    return marked(content, _share(content, response))


def _share(content: Content, response: Response) -> Fraction:
    if not isinstance(response, list):
        return NOTHING
    if response == content["correct_order"]:
        return EVERYTHING
    wanted = set(pairwise(content["correct_order"]))
    return Fraction(len(wanted & set(pairwise(response))), 2 * len(wanted))


def explain(content: Content, response: Response, order: Sequence[str]) -> Explanation:
    given = _positions(response)
    wanted = _positions(content["correct_order"])
    notes = [_note(option, given, wanted) for option in arranged(content["options"], order)]
    return explained(content, response, _share(content, response), notes)


def _positions(response: Response) -> dict[str, str]:
    sequence = response if isinstance(response, list) else []
    return {key: str(place) for place, key in enumerate(sequence, start=1)}


def _note(option: Content, given: dict[str, str], wanted: dict[str, str]) -> Note:
    key = option["id"]
    return Note(
        id=key,
        text=option["text"],
        chosen=key in given,
        correct=given.get(key) == wanted[key],
        feedback=option.get("feedback", ""),
        given=given.get(key, ""),
        expected=wanted[key],
    )


def describe(content: Content, response: Response) -> str:
    texts = {option["id"]: option["text"] for option in content["options"]}
    named = [(place, texts[key]) for key, place in _positions(response).items() if key in texts]
    return brief("; ".join(f"{place}. {text}" for place, text in named))
