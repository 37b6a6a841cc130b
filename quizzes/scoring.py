"""Marks in, outcome out: rounding, pass or fail, and a band per domain."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["below", "near", "above"]

CENT = Decimal("0.01")
NEAR = Decimal("0.10")


@dataclass(frozen=True)
class SectionMark:
    domain: str
    score: Decimal
    max_score: Decimal


@dataclass(frozen=True)
class Band:
    """How a domain went against the pass mark; it holds no points, because it may leave an exam."""

    domain: str
    level: Level


@dataclass(frozen=True)
class Outcome:
    score: Decimal
    max_score: Decimal
    passed: bool
    bands: tuple[Band, ...]


def score(marks: Sequence[SectionMark], *, pass_mark: Decimal) -> Outcome:
    """Totals are rounded to 0.01 before they are compared, never to a whole point; an empty paper fails.

    The caller leaves unscored questions out. Bands follow the order in which domains first appear.
    """
    if not 0 <= pass_mark <= 1:
        raise ValueError("pass_mark is a fraction from 0 to 1")
    points, most = _totals(marks)
    passed = most > 0 and points >= pass_mark * most
    domains = dict.fromkeys(mark.domain for mark in marks)
    bands = (_band(domain, [mark for mark in marks if mark.domain == domain], pass_mark) for domain in domains)
    return Outcome(points, most, passed, tuple(band for band in bands if band is not None))


def _totals(marks: Sequence[SectionMark]) -> tuple[Decimal, Decimal]:
    points = sum((mark.score for mark in marks), Decimal(0))
    most = sum((mark.max_score for mark in marks), Decimal(0))
    return points.quantize(CENT, ROUND_HALF_UP), most.quantize(CENT, ROUND_HALF_UP)


def _band(domain: str, marks: Sequence[SectionMark], pass_mark: Decimal) -> Band | None:
    points, most = _totals(marks)
    if most == 0:
        return None
    return Band(domain, _level(points, most, pass_mark))


def _level(points: Decimal, most: Decimal, pass_mark: Decimal) -> Level:
    """Above a pass mark of 0.90 full marks are always "above", as nothing higher can be reached."""
    if points < (pass_mark - NEAR) * most:
        return "below"
    return "above" if points >= min(pass_mark + NEAR, Decimal(1)) * most else "near"
