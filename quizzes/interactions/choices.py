"""What the kinds with a list to choose from share; as it stands, choose exactly one."""

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from quizzes.interactions import checks
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
    visible,
)

FIELD = "choice"


def check_one_key(content: Content, kind: str) -> None:
    checks.common(content, kind)
    check_key(content)


def check_key(content: Content) -> None:
    """Exactly one option is right."""
    keys = checks.flags(checks.worded(content, "options"))
    if keys != 1:
        raise ContentError("options", f"exactly one must be correct, {keys} are")


def order(content: Content, rng: random.Random) -> list[str]:
    keys = ids(content["options"])
    if content.get("shuffle", False):
        rng.shuffle(keys)
    return keys


def present(content: Content, order: Sequence[str]) -> dict[str, Any]:
    return {
        "kind": content["kind"],
        "prompt": content["prompt"],
        "options": visible(arranged(content["options"], order)),
    }


def known(content: Content, choice: str) -> str:
    if choice not in ids(content["options"]):
        raise ResponseError("This is not one of the options.")
    return choice


def parse(content: Content, fields: Fields) -> Response:
    choice = one_value(fields, FIELD)
    return known(content, choice) if choice else None


def chosen(response: Response) -> list[str]:
    if isinstance(response, str):
        return [response]
    return response if isinstance(response, list) else []


def mark(content: Content, response: Response) -> Mark:
    return marked(content, share(content, response))


def share(content: Content, response: Response) -> Fraction:
    keys = [option["id"] for option in content["options"] if option["correct"]]
    return EVERYTHING if isinstance(response, str) and response in keys else NOTHING


def explain(content: Content, response: Response, order: Sequence[str]) -> Explanation:
    return explained(content, response, share(content, response), notes(content, response, order))


def notes(content: Content, response: Response, order: Sequence[str]) -> list[Note]:
    return [
        Note(
            id=option["id"],
            text=option["text"],
            chosen=option["id"] in chosen(response),
            correct=option["correct"],
            feedback=option.get("feedback", ""),
        )
        for option in arranged(content["options"], order)
    ]


def note(content: Content, response: Response) -> Note:
    """The choice in one line: the chosen text against the right one."""
    picked = [option for option in content["options"] if option["id"] in chosen(response)]
    return Note(
        id=FIELD,
        text="",
        chosen=response is not None,
        correct=share(content, response) == EVERYTHING,
        feedback="".join(option.get("feedback", "") for option in picked),
        given=describe(content, response),
        expected="; ".join(option["text"] for option in content["options"] if option["correct"]),
    )


def describe(content: Content, response: Response) -> str:
    return brief("; ".join(option["text"] for option in content["options"] if option["id"] in chosen(response)))
