"""Whether markers agree, and whether a repaired question can be marked on a paper that asked it as it was before."""

import random
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Literal, TypeAlias

from quizzes import interactions
from quizzes.interactions.base import PLACES

Obstacle: TypeAlias = Literal["", "set_by_hand", "marked_by_person", "kind_changed", "options_gone", "options_added"]

TOLERANCE = Decimal("0.2")


def agreed(scores: Sequence[Decimal], max_score: Decimal, *, twice: bool) -> Decimal | None:
    """The mark that follows from what markers gave, in the order given; None while another marker is needed.

    One marker is enough unless ``twice``. Two who differ by at most a fifth of the maximum meet in the middle; beyond
    that a third decides, and the median of the three counts.
    """
    if len(scores) < (2 if twice else 1):
        return None
    if not twice:
        return scores[0]
    if len(scores) == 2 and abs(scores[0] - scores[1]) > TOLERANCE * max_score:
        return None
    return Decimal(median(scores[:3])).quantize(PLACES, ROUND_HALF_UP)


def obstacle(
    old: interactions.Content, new: interactions.Content, order: Iterable[str], value: interactions.Response
) -> Obstacle:
    """Why ``new`` can't mark an answer given to ``old`` with its options in ``order``; empty when it can.

    Nothing the learner chose may be gone, and nothing the paper did not show may be asked for.
    """
    if old["kind"] != new["kind"]:
        return "kind_changed"
    if value is not None and interactions.get(new["kind"]).NEEDS_PERSON:
        return "marked_by_person"
    shown = set(order)
    offered = set(interactions.get(new["kind"]).order(new, random.Random(0)))  # noqa: S311  # only the ids matter
    if (shown & _named(value)) - offered:
        return "options_gone"
    return "options_added" if offered - shown or _gaps(new) - _gaps(old) else ""


def _named(value: interactions.Response) -> set[str]:
    """Every way in which an answer can name something of the paper; typed text names nothing that was shown."""
    if isinstance(value, dict):
        return {*value.keys(), *value.values(), *(f"{key}.{chosen}" for key, chosen in value.items())}
    if isinstance(value, list):
        return set(value)
    return {value} if value else set()


def _gaps(content: interactions.Content) -> set[str]:
    return {gap["id"] for gap in content.get("gaps", [])}
