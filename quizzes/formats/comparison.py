"""The tables in docs/formats.md, made from what the formats say of themselves."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise

from quizzes.formats.carrying import FEATURES, KINDS
from quizzes.formats.registry import FORMATS, Format

YES, NO = "yes", "\u2013"


def kinds() -> str:
    """Which kinds of question each format has."""
    return _table("Kind", KINDS, lambda format, name: name in format.carries.kinds)


def features() -> str:
    """Which parts of a question each format has a place for."""
    return _table("What is kept", FEATURES, lambda format, name: name in format.carries.features)


def _table(heading: str, rows: Mapping[str, str | Promise], has: Callable[[Format, str], bool]) -> str:
    formats = list(FORMATS.values())
    head = [heading, *(format.label for format in formats)]
    lines = [head, ["---"] * len(head)]
    lines += [[str(label), *(YES if has(format, name) else NO for format in formats)] for name, label in rows.items()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
