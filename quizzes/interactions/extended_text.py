"""A longer text that a person marks by a rubric: each criterion is met at one of its levels."""

import random
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from quizzes.interactions import checks, numbers, wording
from quizzes.interactions.base import (
    NOTHING,
    PLACES,
    Content,
    ContentError,
    Explanation,
    Fields,
    Mark,
    Note,
    Response,
    ResponseError,
    brief,
    explained,
    one_value,
)

KIND = "extended_text"
NEEDS_PERSON = True
FIELD = "value"
CHARACTER_LIMIT = 20_000
WORD_LIMIT = 5_000


def check(content: Content) -> None:
    """The points come from the rubric, so `max_points` has no say in this kind."""
    checks.common(content, KIND)
    checks.text(content, "guidance", is_required=False)
    least = checks.count(content, "min_words", most=WORD_LIMIT)
    most = checks.count(content, "max_words", most=WORD_LIMIT)
    if least and most and least > most:
        raise ContentError("max_words", "must not be less than min_words")
    for position, criterion in enumerate(checks.worded(content, "criteria", least=1)):
        with checks.inside(f"criteria[{position}]"):
            _check_levels(criterion)
    if _most(content) > checks.POINTS_LIMIT:
        raise ContentError("criteria", f"must earn at most {checks.POINTS_LIMIT} points together")


def _check_levels(criterion: Content) -> None:
    for position, level in enumerate(checks.worded(criterion, "levels")):
        points = checks.number(level.get("points"), f"levels[{position}].points")
        if points < 0 or points != points.quantize(PLACES):
            raise ContentError(f"levels[{position}].points", "must be 0 or more, with at most four decimals")
    if _best(criterion) == 0:
        raise ContentError("levels", "at least one must earn points")


def _best(criterion: Content) -> Decimal:
    return max(Decimal(level["points"]) for level in criterion["levels"])


def _most(content: Content) -> Decimal:
    return sum((_best(criterion) for criterion in content["criteria"]), Decimal(0))


def order(content: Content, rng: random.Random) -> list[str]:
    """Criteria keep the author's order."""
    return []


def present(content: Content, order: Sequence[str]) -> dict[str, Any]:
    """What will be looked at and for how many points; levels and guidance are for markers."""
    return {
        "kind": content["kind"],
        "prompt": content["prompt"],
        "min_words": content.get("min_words"),
        "max_words": content.get("max_words"),
        "max_length": CHARACTER_LIMIT,
        "criteria": [
            {"id": criterion["id"], "text": criterion["text"], "most_points": numbers.canonical(_best(criterion))}
            for criterion in content["criteria"]
        ],
    }


def parse(content: Content, fields: Fields) -> Response:
    """Browsers send a line break as two characters; it counts as one."""
    posted = one_value(fields, FIELD, limit=2 * CHARACTER_LIMIT).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(sign for sign in posted if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"})
    if len(text) > CHARACTER_LIMIT:
        raise ResponseError(f"Write at most {CHARACTER_LIMIT} characters.")
    return None if wording.is_blank(text) else text


def mark(content: Content, response: Response) -> Mark:
    """What is certain before a person has read it: nothing."""
    return _marked(content, Decimal(0))


def mark_by_rubric(content: Content, levels: Mapping[str, str]) -> Mark:
    """From the id of one level for each criterion. Raises ResponseError."""
    return _marked(content, sum((Decimal(level["points"]) for _, level in _met(content, levels)), Decimal(0)))


def _marked(content: Content, score: Decimal) -> Mark:
    return Mark(score.quantize(PLACES), _most(content).quantize(PLACES))


def _met(content: Content, levels: Mapping[str, str]) -> list[tuple[Content, Content]]:
    """Each criterion with the level that was chosen."""
    known = {criterion["id"]: criterion for criterion in content["criteria"]}
    if set(levels) - set(known):
        raise ResponseError("This names a criterion that is not part of the rubric.")
    if set(known) - set(levels):
        raise ResponseError("Choose a level for every criterion.")
    return [(criterion, _level(criterion, levels[key])) for key, criterion in known.items()]


def _level(criterion: Content, key: str) -> Content:
    for level in criterion["levels"]:
        if level["id"] == key:
            return dict(level)
    raise ResponseError("This names a level that is not part of the rubric.")


def explain(content: Content, response: Response, order: Sequence[str]) -> Explanation:
    """Before a person has marked: what was written, waiting unless it is blank."""
    plain = explained(content, response, NOTHING, [_written(response)])
    return plain if response is None else Explanation("waiting", plain.notes, plain.rationale)


def explain_by_rubric(content: Content, response: Response, levels: Mapping[str, str]) -> Explanation:
    """What was written, then one note for each criterion. Raises ResponseError."""
    given = mark_by_rubric(content, levels)
    notes = [_judged(criterion, level) for criterion, level in _met(content, levels)]
    return explained(content, response, Fraction(given.score) / Fraction(given.max_score), [_written(response), *notes])


def _written(response: Response) -> Note:
    text = response if isinstance(response, str) else ""
    return Note(id=FIELD, text="", chosen=response is not None, correct=False, feedback="", given=text)


def _judged(criterion: Content, level: Content) -> Note:
    points, best = Decimal(level["points"]), _best(criterion)
    return Note(
        id=criterion["id"],
        text=criterion["text"],
        chosen=True,
        correct=points == best,
        feedback=criterion.get("feedback", ""),
        given=level["text"],
        points=f"{numbers.canonical(points)}/{numbers.canonical(best)}",
    )


def describe(content: Content, response: Response) -> str:
    return brief(response) if isinstance(response, str) else ""
