"""Several right options; wrong ones cost as much as right ones earn, and nobody falls below zero."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from quizzes.interactions import checks, choices
from quizzes.interactions.base import (
    NOTHING,
    Content,
    ContentError,
    Explanation,
    Fields,
    Mark,
    Response,
    ResponseError,
    explained,
    ids,
    marked,
)
from quizzes.interactions.choices import describe, order

__all__ = ["KIND", "NEEDS_PERSON", "check", "describe", "explain", "mark", "order", "parse", "present"]

KIND = "multiple_choice"
NEEDS_PERSON = False


def check(content: Content) -> None:
    checks.common(content, KIND)
    keys = checks.flags(checks.worded(content, "options"))
    if keys == 0:
        raise ContentError("options", "at least one must be correct")
    count = content.get("select_count")
    if count is not None and (type(count) is not int or count != keys):
        raise ContentError("select_count", f"must equal the number of correct options, {keys}")


def present(content: Content, order: Sequence[str]) -> dict[str, Any]:
    return choices.present(content, order) | {"select_count": content.get("select_count")}


def parse(content: Content, fields: Fields) -> Response:
    """The ids in content order, so that equal answers are equal values."""
    posted = [value for value in fields.get(choices.FIELD, ()) if value]
    limit = content.get("select_count") or len(content["options"])
    if len(posted) > limit:
        raise ResponseError(f"Choose at most {limit}.")
    picked = {choices.known(content, value) for value in posted}
    if len(picked) != len(posted):
        raise ResponseError("The same option was chosen twice.")
    return [key for key in ids(content["options"]) if key in picked] or None


def mark(content: Content, response: Response) -> Mark:
    return marked(content, _share(content, response))


def explain(content: Content, response: Response, order: Sequence[str]) -> Explanation:
    return explained(content, response, _share(content, response), choices.notes(content, response, order))


def _share(content: Content, response: Response) -> Fraction:
    picked = set(choices.chosen(response))
    keys = {option["id"] for option in content["options"] if option["correct"]}
    distractors = set(ids(content["options"])) - keys
    gain = Fraction(len(picked & keys), len(keys))
    loss = Fraction(len(picked & distractors), len(distractors) or 1)
    return max(gain - loss, NOTHING)
