"""The kinds of question. A new kind is one module here and one line in the registry."""

from collections.abc import Mapping
from types import MappingProxyType

from quizzes.interactions import (
    cloze,
    extended_text,
    match,
    multiple_choice,
    numeric,
    order,
    scenario,
    single_choice,
    text_entry,
    true_false,
)
from quizzes.interactions.base import (
    Content,
    ContentError,
    Explanation,
    Fields,
    Interaction,
    Mark,
    Note,
    Response,
    ResponseError,
    UnknownInteraction,
)

__all__ = [
    "INTERACTIONS",
    "Content",
    "ContentError",
    "Explanation",
    "Fields",
    "Interaction",
    "Mark",
    "Note",
    "Response",
    "ResponseError",
    "UnknownInteraction",
    "get",
]

INTERACTIONS: Mapping[str, Interaction] = MappingProxyType(
    {
        single_choice.KIND: single_choice,
        multiple_choice.KIND: multiple_choice,
        true_false.KIND: true_false,
        numeric.KIND: numeric,
        match.KIND: match,
        order.KIND: order,
        scenario.KIND: scenario,
        text_entry.KIND: text_entry,
        cloze.KIND: cloze,
        extended_text.KIND: extended_text,
    }
)


def get(kind: str) -> Interaction:
    """Raises UnknownInteraction."""
    if kind not in INTERACTIONS:
        raise UnknownInteraction(kind)
    return INTERACTIONS[kind]
