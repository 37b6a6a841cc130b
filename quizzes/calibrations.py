"""How sure a learner said they were: what pages ask, what is said after marking, and all of it over time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import Activity
from quizzes.confidence import BOUNDS, ENOUGH, LEVELS, Calibration, calibrate, points
from quizzes.models import Attempt, Response

LABELS: Mapping[int, Promise] = {1: _("Not sure"), 2: _("Fairly sure"), 3: _("Very sure")}
FINDINGS: Mapping[str, Promise] = {
    "few": _("Too few answers to tell"),
    "fits": _("In line with what you said"),
    "over": _("Right less often than you expected"),
    "under": _("Right more often than you expected"),
}
# The drawing, in its own units: plain whole numbers, which no language writes differently.
LEFT, SPAN, TOP, STEP = 20, 360, 34, 56


@dataclass(frozen=True)
class Said:
    """One answer's confidence after marking."""

    level: int
    earned: Fraction

    @property
    def label(self) -> Promise:
        """The words that were chosen."""
        return LABELS[self.level]

    @property
    def points(self) -> str:
        """With its sign."""
        return _signed(self.earned)


def choices(level: int | None) -> list[dict[str, Any]]:
    """What a question offers; saying nothing comes first."""
    said = [{"value": each, "label": LABELS[each], "is_chosen": each == level} for each in LEVELS]
    return [{"value": "", "label": _("Rather not say"), "is_chosen": level is None}, *said]


def said(question: Mapping[str, Any]) -> Said | None:
    """For a question as ``explaining`` tells it; None when nothing was said, answered or marked."""
    level, share = question["confidence"], _share(question["score"], question["max_score"])
    if level is None or share is None or question["explanation"].verdict == "blank":
        return None
    return Said(level, points(level, share))


def total(answers: Iterable[Said | None]) -> dict[str, Any] | None:
    """What the answers of one attempt come to; None when nothing was said."""
    given = [answer for answer in answers if answer is not None]
    if not given:
        return None
    most = LEVELS[-1] * len(given)
    return {"points": _signed(sum((answer.earned for answer in given), Fraction(0))), "most": most, "count": len(given)}


def of(learner: User) -> dict[str, Any]:
    """The chart and its table, from marked practice alone. One query."""
    rows = Response.objects.filter(
        attempt__learner=learner,
        attempt__status=Attempt.Status.SUBMITTED,
        attempt__quiz__activity__kind=Activity.Kind.QUIZ,
        confidence__isnull=False,
        value__isnull=False,
    ).order_by()
    marked = rows.values_list("confidence", "score", "max_score")
    shares = [(level, _share(score, most)) for level, score, most in marked]
    answers = [(level, share) for level, share in shares if level is not None and share is not None]
    return {
        "levels": [_level(place, each) for place, each in enumerate(calibrate(answers))],
        "count": len(answers),
        "enough": ENOUGH,
        "ticks": [{"percent": percent, "x": _x(percent / 100)} for percent in (0, 25, 50, 75, 100)],
    }


def _level(place: int, found: Calibration) -> dict[str, Any]:
    least, most = BOUNDS[found.level]
    middle = TOP + place * STEP + STEP // 2
    return {
        "label": LABELS[found.level],
        "count": found.count,
        "percent": round(found.share * 100),
        "likely": [round(found.low * 100), round(found.high * 100)],
        "aim": [round(least * 100), round(most * 100)],
        "finding": FINDINGS[found.finding],
        "tone": found.finding,
        "band": {"x": _x(least), "y": middle - 13, "width": _x(most) - _x(least)},
        "low": _x(found.low),
        "high": _x(found.high),
        "x": _x(found.share),
        "y": middle,
        "label_y": middle - 18,
    }


def _x(share: float | Fraction) -> int:
    return LEFT + round(SPAN * share)


def _share(score: Any, most: Any) -> Fraction | None:
    if score is None or not most:
        return None
    return Fraction(score) / Fraction(most)


def _signed(earned: Fraction) -> str:
    amount = floatformat(float(abs(earned)), -2)
    return f"+{amount}" if earned > 0 else f"\N{MINUS SIGN}{amount}" if earned < 0 else amount
