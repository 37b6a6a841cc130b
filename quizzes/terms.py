"""The terms of a quiz: when an attempt may start, how one moves through it, and when it ends."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, TypeAlias

Feedback: TypeAlias = Literal["full", "bands", "score"]
Reason: TypeAlias = Literal["", "waiting", "no_attempts_left", "not_open_yet", "closed"]

FEEDBACK = ("full", "bands", "score")


@dataclass(frozen=True)
class Terms:
    """`wait_days[i]` is the wait after attempt i + 1 of the period; the last value repeats.

    `period_days` None means that attempts count for ever; `max_attempts` None means no limit. Attempts start from
    `opens_at` until just before `closes_at`.
    """

    pass_mark: Decimal
    time_limit_seconds: int | None = None
    max_attempts: int | None = None
    period_days: int | None = None
    wait_days: tuple[int, ...] = ()
    feedback: Feedback = "full"
    one_per_page: bool = False
    forward_only: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    marks_each_twice: bool = False
    asks_confidence: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.pass_mark <= 1:
            raise ValueError("pass_mark is a fraction from 0 to 1")
        limits = (self.time_limit_seconds, self.max_attempts, self.period_days)
        if any(limit is not None and limit < 1 for limit in limits):
            raise ValueError("time limit, attempts and period are None or at least 1")
        if any(days < 0 for days in self.wait_days):
            raise ValueError("wait_days are not negative")
        if self.feedback not in FEEDBACK:
            raise ValueError(f"feedback is one of {', '.join(FEEDBACK)}")
        self._check_window()

    def _check_window(self) -> None:
        if any(moment is not None and moment.tzinfo is None for moment in (self.opens_at, self.closes_at)):
            raise ValueError("opens_at and closes_at carry their time zone")
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValueError("closes_at is after opens_at")

    @property
    def is_by_question(self) -> bool:
        """Whether each page shows one question; without a way back it always does."""
        return self.one_per_page or self.forward_only

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {
            "pass_mark": str(self.pass_mark),
            "wait_days": list(self.wait_days),
            "opens_at": self.opens_at.isoformat() if self.opens_at else None,
            "closes_at": self.closes_at.isoformat() if self.closes_at else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Terms":
        """Unknown names are ignored, and missing ones take their defaults, so that old rows stay readable."""
        known = {field.name: data[field.name] for field in fields(cls) if field.name in data}
        known["pass_mark"] = Decimal(data["pass_mark"])
        known["wait_days"] = tuple(data.get("wait_days", ()))
        for name in ("opens_at", "closes_at"):
            known[name] = datetime.fromisoformat(data[name]) if data.get(name) else None
        return cls(**known)


@dataclass(frozen=True)
class Granted:
    """What one person is granted in a sitting. An attempt keeps its own copy beside its terms."""

    time_multiplier: Decimal = Decimal(1)
    is_untimed: bool = False
    break_minutes: int = 0

    def __post_init__(self) -> None:
        if self.time_multiplier < 1:
            raise ValueError("time_multiplier is at least 1")

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"time_multiplier": str(self.time_multiplier)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Granted":
        """What an attempt started with; nothing when its terms say nothing."""
        if not data:
            return cls()
        return cls(Decimal(data["time_multiplier"]), data["is_untimed"], data["break_minutes"])


@dataclass(frozen=True)
class Admission:
    """`opens_at` is the first moment at which an attempt may start, if waiting helps at all."""

    allowed: bool
    reason: Reason
    opens_at: datetime | None
    attempts_left: int | None


def admission(terms: Terms, started: Sequence[datetime], now: datetime, *, extra_attempts: int = 0) -> Admission:
    """`started` holds the starts of the attempts that count, in any order."""
    left = _left(terms, started, now, extra_attempts)
    reason = _refusal(terms, started, now, extra_attempts)
    if not reason:
        return Admission(allowed=True, reason="", opens_at=None, attempts_left=left)
    moments = sorted(moment for moment in _turning_points(terms, started) if moment > now)
    opens_at = next((moment for moment in moments if not _refusal(terms, started, moment, extra_attempts)), None)
    return Admission(allowed=False, reason=reason, opens_at=opens_at, attempts_left=left)


def reopening(
    terms: Terms, started: Sequence[datetime], finished: datetime, *, extra_attempts: int = 0
) -> datetime | None:
    """When somebody may begin again who finished their newest attempt then; None if at once, or never."""
    return admission(terms, started, finished, extra_attempts=extra_attempts).opens_at


def _counted(terms: Terms, started: Sequence[datetime], at: datetime) -> list[datetime]:
    """An attempt leaves the period exactly `period_days` after its start."""
    if terms.period_days is None:
        return list(started)
    period = timedelta(days=terms.period_days)
    return [start for start in started if start + period > at]


def _left(terms: Terms, started: Sequence[datetime], at: datetime, extra_attempts: int) -> int | None:
    if terms.max_attempts is None:
        return None
    return max(terms.max_attempts + extra_attempts - len(_counted(terms, started, at)), 0)


def _refusal(terms: Terms, started: Sequence[datetime], at: datetime, extra_attempts: int) -> Reason:
    if terms.closes_at is not None and at >= terms.closes_at:
        return "closed"
    if terms.opens_at is not None and at < terms.opens_at:
        return "not_open_yet"
    if _left(terms, started, at, extra_attempts) == 0:
        return "no_attempts_left"
    return _waiting(terms, _counted(terms, started, at), at)


def _waiting(terms: Terms, counted: Sequence[datetime], at: datetime) -> Reason:
    if not counted or not terms.wait_days:
        return ""
    days = terms.wait_days[min(len(counted), len(terms.wait_days)) - 1]
    return "waiting" if at < max(counted) + timedelta(days=days) else ""


def _turning_points(terms: Terms, started: Sequence[datetime]) -> set[datetime]:
    """The moments at which a refusal can end: the window opens, a wait is over, or an attempt leaves the period."""
    days = set(terms.wait_days) | ({terms.period_days} if terms.period_days is not None else set())
    opening = {terms.opens_at} if terms.opens_at is not None else set()
    return opening | {start + timedelta(days=count) for start in started for count in days}


def deadline(
    terms: Terms, started_at: datetime, *, multiplier: Decimal | None = None, untimed: bool = False
) -> datetime | None:
    """None when there is no limit; a multiplied limit is rounded up to the whole second.

    Who starts within the window has the whole time, also past `closes_at`; without a time limit `closes_at` is the
    end, unless the person is untimed.
    """
    if multiplier is not None and multiplier < 1:
        raise ValueError("multiplier is at least 1")
    if untimed:
        return None
    if terms.time_limit_seconds is None:
        return terms.closes_at
    return started_at + timedelta(seconds=allowed_seconds(terms.time_limit_seconds, multiplier or Decimal(1)))


def allowed_seconds(limit: int, multiplier: Decimal) -> int:
    """A time limit as one person has it."""
    return math.ceil(limit * multiplier)
