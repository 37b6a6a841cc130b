"""A statement that holds or does not."""

from quizzes.interactions import choices
from quizzes.interactions.base import Content, ContentError
from quizzes.interactions.choices import describe, explain, mark, order, parse, present

__all__ = ["KIND", "NEEDS_PERSON", "check", "describe", "explain", "mark", "order", "parse", "present"]

KIND = "true_false"
NEEDS_PERSON = False


def check(content: Content) -> None:
    choices.check_one_key(content, KIND)
    if len(content["options"]) != 2:
        raise ContentError("options", "a true or false question has exactly two options")
