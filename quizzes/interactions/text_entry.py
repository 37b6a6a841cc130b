"""A short text. The answers in `options` are literal or have wildcards; each earns a share, a typical wrong one 0."""

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from quizzes.interactions import checks, wording
from quizzes.interactions.base import (
    EVERYTHING,
    NOTHING,
    PLACES,
    Content,
    ContentError,
    Explanation,
    Fields,
    Mark,
    Note,
    Response,
    brief,
    explained,
    marked,
    one_value,
)

KIND = "text_entry"
NEEDS_PERSON = False
FIELD = "value"
ANSWER_LIMIT = 200
MAX_LENGTH, LONGEST = 200, 500


def check(content: Content) -> None:
    checks.common(content, KIND)
    check_key(content)


def check_key(content: Content) -> None:
    """All that marking needs; somebody who gives the shown answer earns everything."""
    checks.switch(content, "ignore_accents")
    checks.count(content, "max_length", most=LONGEST)
    checks.text(content, "default_feedback", is_required=False)
    options = checks.entries(content, "options", least=1)
    for position, option in enumerate(options):
        with checks.inside(f"options[{position}]"):
            _check_option(content, option)
    _check_literals(content, options)
    if not any(_earns(option) == EVERYTHING for option in _literals(options)):
        raise ContentError("options", "at least one answer without wildcards must earn the full share, 1")


def _check_option(content: Content, option: Content) -> None:
    if len(checks.text(option, "text")) > ANSWER_LIMIT:
        raise ContentError("text", f"must have at most {ANSWER_LIMIT} characters")
    checks.text(option, "feedback", is_required=False)
    checks.switch(option, "pattern")
    share = checks.number(option.get("share", "1"), "share")
    if not 0 <= share <= 1 or share != share.quantize(PLACES):
        raise ContentError("share", "must be from 0 to 1, with at most four decimals")
    if not any(sign.isalnum() for sign in option["text"]) and option.get("pattern", False):
        raise ContentError("text", "must hold a letter or a digit beside its wildcards")
    if wording.is_blank(option["text"]):
        raise ContentError("text", "must not be empty")
    if not option.get("pattern", False) and len(wording.written(option["text"])) > _longest(content):
        raise ContentError("text", "is longer than the longest answer that can be given")


def _check_literals(content: Content, options: Sequence[Content]) -> None:
    seen: set[str] = set()
    for position, option in enumerate(options):
        if option.get("pattern", False):
            continue
        form = _form(content, option["text"])
        if form in seen:
            raise ContentError(f"options[{position}].text", "counts as the same answer as an earlier one")
        seen.add(form)


def _longest(content: Content) -> int:
    return content.get("max_length") or MAX_LENGTH


def _literals(options: Sequence[Content]) -> list[Content]:
    return [option for option in options if not option.get("pattern", False)]


def _earns(option: Content) -> Fraction:
    return Fraction(option.get("share", "1"))


def _form(content: Content, text: str) -> str:
    return wording.normal(text, ignores_accents=content.get("ignore_accents", False))


def order(content: Content, rng: random.Random) -> list[str]:
    """Nothing is shown in any order."""
    return []


def present(content: Content, order: Sequence[str]) -> dict[str, Any]:
    return {"kind": content["kind"], "prompt": content["prompt"], "max_length": _longest(content)}


def parse(content: Content, fields: Fields) -> Response:
    text = wording.written(one_value(fields, FIELD, limit=_longest(content)))
    return None if wording.is_blank(text) else text


def mark(content: Content, response: Response) -> Mark:
    return marked(content, share(content, response))


def share(content: Content, response: Response) -> Fraction:
    option = _decisive(content, response)
    return _earns(option) if option else NOTHING


def _decisive(content: Content, response: Response) -> Content | None:
    """Of the answers that fit, a literal one goes before wildcards; among wildcards the greatest share counts."""
    if not isinstance(response, str):
        return None
    given = _form(content, response)
    fitting = [option for option in content["options"] if _fits(content, option, given)]
    return max(fitting, key=lambda option: (not option.get("pattern", False), _earns(option)), default=None)


def _fits(content: Content, option: Content, given: str) -> bool:
    if not option.get("pattern", False):
        return given == _form(content, option["text"])
    pattern = wording.pattern(option["text"], ignores_accents=content.get("ignore_accents", False))
    return wording.fits(pattern, given)


def explain(content: Content, response: Response, order: Sequence[str]) -> Explanation:
    return explained(content, response, share(content, response), [note(content, response)])


def note(content: Content, response: Response) -> Note:
    """The given text against all literal ones that earn everything, with the feedback that fits."""
    best = [option["text"] for option in _literals(content["options"]) if _earns(option) == EVERYTHING]
    return Note(
        id=FIELD,
        text="",
        chosen=response is not None,
        correct=share(content, response) == EVERYTHING,
        feedback=_feedback(content, response),
        given=describe(content, response),
        expected=brief(" / ".join(best)),
    )


def _feedback(content: Content, response: Response) -> str:
    if response is None:
        return ""
    option = _decisive(content, response)
    return str(option.get("feedback", "") if option else content.get("default_feedback", ""))


def describe(content: Content, response: Response) -> str:
    return brief(response) if isinstance(response, str) else ""
