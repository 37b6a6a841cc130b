"""A case with graded courses of action: each earns its share of the best one's points."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from quizzes.interactions import checks, choices
from quizzes.interactions.base import (
    NOTHING,
    Content,
    ContentError,
    Explanation,
    Mark,
    Note,
    Response,
    arranged,
    explained,
    marked,
)
from quizzes.interactions.choices import describe, order, parse

__all__ = ["KIND", "NEEDS_PERSON", "check", "describe", "explain", "mark", "order", "parse", "present"]

KIND = "scenario"
NEEDS_PERSON = False
BEST = "best"
GRADES = {BEST: 3, "acceptable": 2, "poor": 1, "harmful": 0}


def check(content: Content) -> None:
    checks.common(content, KIND)
    checks.text(content, "title")
    checks.text(content, "story")
    checks.text(content, "learner_role", is_required=False)
    options = checks.worded(content, "options")
    for position, option in enumerate(options):
        _check_grade(option, f"options[{position}].")
    if all(option["grade"] != BEST for option in options):
        raise ContentError("options", "at least one must be graded best")


def _check_grade(option: Content, path: str) -> None:
    grade = checks.text(option, "grade", path=path)
    if grade not in GRADES:
        raise ContentError(f"{path}grade", f"must be one of {', '.join(GRADES)}")
    if type(option.get("points")) is not int or option["points"] != GRADES[grade]:
        raise ContentError(f"{path}points", f"must be {GRADES[grade]} for {grade}")
    checks.text(option, "consequence", path=path)


def present(content: Content, order: Sequence[str]) -> dict[str, Any]:
    return choices.present(content, order) | {
        "title": content["title"],
        "learner_role": content.get("learner_role", ""),
        "story": content["story"],
    }


def mark(content: Content, response: Response) -> Mark:
    return marked(content, _share(content, response))


def explain(content: Content, response: Response, order: Sequence[str]) -> Explanation:
    notes = [_note(option, response) for option in arranged(content["options"], order)]
    return explained(content, response, _share(content, response), notes)


def _note(option: Content, response: Response) -> Note:
    return Note(
        id=option["id"],
        text=option["text"],
        chosen=option["id"] in choices.chosen(response),
        correct=option["grade"] == BEST,
        feedback=option["consequence"],
        grade=option["grade"],
    )


def _share(content: Content, response: Response) -> Fraction:
    if not isinstance(response, str):
        return NOTHING
    points = {option["id"]: option["points"] for option in content["options"]}
    return Fraction(points.get(response, 0), max(points.values()))
