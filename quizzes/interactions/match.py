"""Premises (`options`), each to be paired with one of the `responses`; a response may serve twice or never."""

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from quizzes.interactions import checks
from quizzes.interactions.base import (
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
    visible,
)

KIND = "match"
NEEDS_PERSON = False
FIELD = "match-"


def check(content: Content) -> None:
    checks.common(content, KIND)
    premises = checks.worded(content, "options")
    responses = checks.worded(content, "responses")
    checks.distinct(ids(premises) + ids(responses), "responses")
    for position, premise in enumerate(premises):
        if premise.get("match") not in ids(responses):
            raise ContentError(f"options[{position}].match", "must be the id of a response")


def order(content: Content, rng: random.Random) -> list[str]:
    """Premises, then responses, in one list; their ids are distinct.

    Responses that stand beside their premises would be the key, so such content is mixed even when
    shuffling is off. With two premises every order can happen: never showing one would reveal the other.
    """
    key = {premise["id"]: premise["match"] for premise in content["options"]}
    premises, responses = list(key), ids(content["responses"])
    is_shuffled = content.get("shuffle", False)
    if is_shuffled:
        rng.shuffle(premises)
    if is_shuffled or _is_aligned(premises, responses, key):
        rng.shuffle(responses)
    if len(premises) > 2 and _is_aligned(premises, responses, key):
        responses = responses[1:] + responses[:1]
    return premises + responses


def _is_aligned(premises: list[str], responses: list[str], key: dict[str, str]) -> bool:
    return [key[premise] for premise in premises] == responses[: len(premises)]


def present(content: Content, order: Sequence[str]) -> dict[str, Any]:
    return {
        "kind": content["kind"],
        "prompt": content["prompt"],
        "options": visible(arranged(content["options"], order)),
        "responses": visible(arranged(content["responses"], order)),
    }


def parse(content: Content, fields: Fields) -> Response:
    premises, responses = ids(content["options"]), ids(content["responses"])
    refuse_strangers(fields, FIELD, premises)
    given = {premise: one_value(fields, FIELD + premise) for premise in premises}
    pairs = {premise: value for premise, value in given.items() if value}
    if any(value not in responses for value in pairs.values()):
        raise ResponseError("This is not one of the answers to choose from.")
    return pairs or None


def _pairs(response: Response) -> dict[str, str]:
    return response if isinstance(response, dict) else {}


def mark(content: Content, response: Response) -> Mark:
    return marked(content, _share(content, response))


def _share(content: Content, response: Response) -> Fraction:
    pairs = _pairs(response)
    right = sum(pairs.get(premise["id"]) == premise["match"] for premise in content["options"])
    return Fraction(right, len(content["options"])) if pairs else NOTHING


def explain(content: Content, response: Response, order: Sequence[str]) -> Explanation:
    texts = {entry["id"]: entry["text"] for entry in content["responses"]}
    pairs = _pairs(response)
    notes = [_note(premise, pairs, texts) for premise in arranged(content["options"], order)]
    return explained(content, response, _share(content, response), notes)


def _note(premise: Content, pairs: dict[str, str], texts: dict[str, str]) -> Note:
    given = pairs.get(premise["id"], "")
    return Note(
        id=premise["id"],
        text=premise["text"],
        chosen=given != "",
        correct=given == premise["match"],
        feedback=premise.get("feedback", ""),
        given=texts.get(given, ""),
        expected=texts[premise["match"]],
    )


def describe(content: Content, response: Response) -> str:
    texts = {entry["id"]: entry["text"] for entry in content["responses"]}
    pairs = _pairs(response)
    named = [(entry["text"], texts.get(pairs.get(entry["id"], ""), "")) for entry in content["options"]]
    return brief("; ".join(f"{premise}: {answer}" for premise, answer in named if answer))
