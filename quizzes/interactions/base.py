"""What every interaction module shares: value types, errors and the small steps between them."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Literal, Protocol, TypeAlias

Content: TypeAlias = Mapping[str, Any]
Fields: TypeAlias = Mapping[str, Sequence[str]]
Response: TypeAlias = str | list[str] | dict[str, str] | None
Verdict: TypeAlias = Literal["right", "partly", "wrong", "blank", "waiting"]

VALUE_LIMIT = 64
DESCRIPTION_LIMIT = 300
PLACES = Decimal("0.0001")
NOTHING = Fraction(0)
EVERYTHING = Fraction(1)


class ContentError(ValueError):
    """A question that cannot be asked or marked; `field` is a path such as `options[2].text`."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


class ResponseError(ValueError):
    """Posted fields that are no answer to this question; the message is meant for the learner."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UnknownInteraction(LookupError):
    def __init__(self, kind: str) -> None:
        super().__init__(f"There is no interaction called {kind!r}.")
        self.kind = kind


@dataclass(frozen=True)
class Mark:
    """Points for one response: 0 <= score <= max_score, both to four places."""

    score: Decimal
    max_score: Decimal


@dataclass(frozen=True)
class Note:
    """One line of a review.

    For the choice kinds `correct` says that the option belongs to the key. For the others it says that
    what the learner gave here is right; `given` and `expected` are text to show. `points` is what a
    person gave by one criterion, out of how many, such as `1.5/3`.
    """

    id: str
    text: str
    chosen: bool
    correct: bool
    feedback: str
    given: str = ""
    expected: str = ""
    grade: str = ""
    points: str = ""


@dataclass(frozen=True)
class Explanation:
    verdict: Verdict
    notes: tuple[Note, ...]
    rationale: str


class Interaction(Protocol):
    """What one module in this package offers. `order` arguments and results are lists of option ids."""

    KIND: str
    NEEDS_PERSON: bool
    """Whether a person must mark what is not blank; `mark` then gives 0 of the points that can be had."""

    def check(self, content: Content) -> None:
        """Raises ContentError."""

    def order(self, content: Content, rng: random.Random) -> list[str]:
        """The order for one paper; it never gives the key away."""

    def present(self, content: Content, order: Sequence[str]) -> dict[str, Any]:
        """All that may be seen before marking, and nothing else."""

    def parse(self, content: Content, fields: Fields) -> Response:
        """Every value of a field is a list, as in `dict(post.lists())`; None is blank. Raises ResponseError."""

    def mark(self, content: Content, response: Response) -> Mark:
        """Never raises on checked content: a response of another shape counts as wrong."""

    def explain(self, content: Content, response: Response, order: Sequence[str]) -> Explanation:
        """For review after marking, in the paper's order."""

    def describe(self, content: Content, response: Response) -> str:
        """The given answer as short plain text; empty when blank."""


def marked(content: Content, share: Fraction) -> Mark:
    max_score = Decimal(str(content.get("max_points", "1"))).quantize(PLACES)
    score = (max_score * share.numerator / share.denominator).quantize(PLACES, ROUND_HALF_UP)
    return Mark(min(max(score, Decimal(0).quantize(PLACES)), max_score), max_score)


def explained(content: Content, response: Response, share: Fraction, notes: Iterable[Note]) -> Explanation:
    return Explanation(_verdict(response, share), tuple(notes), content.get("rationale", ""))


def _verdict(response: Response, share: Fraction) -> Verdict:
    if response is None:
        return "blank"
    if share >= EVERYTHING:
        return "right"
    return "partly" if share > NOTHING else "wrong"


def ids(entries: Iterable[Content]) -> list[str]:
    return [entry["id"] for entry in entries]


def arranged(entries: Sequence[Content], order: Sequence[str]) -> list[Content]:
    """The entries in the paper's order; any that the paper does not know follow in their own order."""
    place = {key: position for position, key in enumerate(order)}
    return sorted(entries, key=lambda entry: place.get(entry["id"], len(place)))


def visible(entries: Iterable[Content]) -> list[dict[str, str]]:
    return [{"id": entry["id"], "text": entry["text"]} for entry in entries]


def one_value(fields: Fields, name: str, *, limit: int = VALUE_LIMIT) -> str:
    values = fields.get(name, ())
    if len(values) > 1:
        raise ResponseError("Only one answer is possible here.")
    value = values[0].strip() if values else ""
    if len(value) > limit:
        raise ResponseError("This answer is too long.")
    return value


def refuse_strangers(fields: Fields, prefix: str, known: Iterable[str]) -> None:
    names = {prefix + key for key in known}
    if any(name.startswith(prefix) and name not in names for name in fields):
        raise ResponseError("This answer names something that is not part of the question.")


def brief(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= DESCRIPTION_LIMIT else flat[: DESCRIPTION_LIMIT - 1].rstrip() + "…"
