"""One right option among several."""

from quizzes.interactions import choices
from quizzes.interactions.base import Content
from quizzes.interactions.choices import FIELD, check_key, describe, explain, mark, note, order, parse, present, share

__all__ = [
    "FIELD",
    "KIND",
    "NEEDS_PERSON",
    "check",
    "check_key",
    "describe",
    "explain",
    "mark",
    "note",
    "order",
    "parse",
    "present",
    "share",
]

KIND = "single_choice"
NEEDS_PERSON = False


def check(content: Content) -> None:
    choices.check_one_key(content, KIND)
