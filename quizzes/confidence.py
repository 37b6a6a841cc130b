"""Confidence beside a mark: what a claim to be sure earns or costs, and how such claims hold up."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, TypeAlias

Finding: TypeAlias = Literal["few", "fits", "over", "under"]

LEVELS = (1, 2, 3)
PENALTIES: Mapping[int, int] = MappingProxyType({1: 0, 2: -2, 3: -6})
# Each level pays best when the chance of being right lies within these bounds (Gardner-Medwin).
BOUNDS: Mapping[int, tuple[Fraction, Fraction]] = MappingProxyType(
    {
        1: (Fraction(0), Fraction(67, 100)),
        2: (Fraction(67, 100), Fraction(80, 100)),
        3: (Fraction(80, 100), Fraction(1)),
    }
)
ENOUGH = 10
# Of the normal distribution, for an interval that holds in 95 of 100 cases.
WIDTH = 1.96


@dataclass(frozen=True)
class Calibration:
    """How often answers of one level were right, with the interval in which their true rate probably lies."""

    level: int
    count: int
    share: float
    low: float
    high: float
    finding: Finding


def points(level: int, share: Fraction) -> Fraction:
    """``share`` of an answer's own points was earned; nothing at all costs the penalty."""
    if not 0 <= share <= 1:
        raise ValueError("share is a fraction from 0 to 1")
    return share * level if share else Fraction(PENALTIES[level])


def calibrate(answers: Iterable[tuple[int, Fraction]]) -> list[Calibration]:
    """Every level, used or not. A partly right answer counts by its share."""
    shares: dict[int, list[Fraction]] = {level: [] for level in LEVELS}
    for level, share in answers:
        shares[level].append(share)
    return [_calibration(level, shares[level]) for level in LEVELS]


def _calibration(level: int, shares: list[Fraction]) -> Calibration:
    count = len(shares)
    if not count:
        return Calibration(level, 0, 0.0, 0.0, 1.0, "few")
    rate = float(sum(shares) / count)
    low, high = _interval(rate, count)
    return Calibration(level, count, rate, low, high, _finding(level, count, low, high))


def _interval(rate: float, count: int) -> tuple[float, float]:
    """After Wilson, which stays honest for few answers and for rates near 0 and 1."""
    spread = WIDTH * WIDTH / count
    middle = (rate + spread / 2) / (1 + spread)
    reach = WIDTH * math.sqrt(rate * (1 - rate) / count + spread / (4 * count)) / (1 + spread)
    return min(max(middle - reach, 0.0), rate), max(min(middle + reach, 1.0), rate)


def _finding(level: int, count: int, low: float, high: float) -> Finding:
    least, most = BOUNDS[level]
    if count < ENOUGH:
        return "few"
    if high < least:
        return "over"
    return "under" if low > most else "fits"
