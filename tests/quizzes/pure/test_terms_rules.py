import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.terms import Admission, Terms, admission, deadline

START = datetime(2026, 1, 1, 9, tzinfo=UTC)
EXAM = Terms(
    Decimal("0.70"),
    time_limit_seconds=4500,
    max_attempts=3,
    period_days=365,
    wait_days=(14, 30),
    feedback="bands",
)
PRACTICE = Terms(Decimal("0.70"))
TICK = timedelta(microseconds=1)


def days(*counts):
    return [START + timedelta(days=count) for count in counts]


TERMS = st.builds(
    Terms,
    st.just(Decimal("0.7")),
    max_attempts=st.none() | st.integers(1, 4),
    period_days=st.none() | st.integers(1, 60),
    wait_days=st.lists(st.integers(0, 40), max_size=3).map(tuple),
)
STARTED = st.lists(st.integers(-100, 0), max_size=5).map(lambda counts: days(*counts))


def test_terms_survive_json():
    assert Terms.from_json(json.loads(json.dumps(EXAM.to_json()))) == EXAM
    assert EXAM.to_json()["pass_mark"] == "0.70"


def test_unknown_names_are_ignored_and_missing_ones_have_defaults():
    assert Terms.from_json({"pass_mark": "0.70", "colour": "red"}) == PRACTICE


@pytest.mark.parametrize(
    "change",
    [
        {"pass_mark": "1.01"},
        {"time_limit_seconds": 0},
        {"max_attempts": 0},
        {"period_days": -1},
        {"wait_days": [-1]},
        {"feedback": "everything"},
    ],
)
def test_impossible_terms_are_refused(change):
    with pytest.raises(ValueError, match=r"\w"):
        Terms.from_json(EXAM.to_json() | change)


def test_practice_is_always_open():
    assert admission(PRACTICE, days(*range(50)), START) == Admission(
        allowed=True, reason="", opens_at=None, attempts_left=None
    )


def test_first_attempt_is_open():
    assert admission(EXAM, [], START) == Admission(allowed=True, reason="", opens_at=None, attempts_left=3)


@pytest.mark.parametrize(
    ("started", "opens", "left"),
    [((0,), 14, 2), ((0, 20), 50, 1), ((20, 0), 50, 1)],
)
def test_wait_counts_from_the_latest_start(started, opens, left):
    (opens_at,) = days(opens)
    waiting = admission(EXAM, days(*started), opens_at - TICK)
    assert waiting == Admission(allowed=False, reason="waiting", opens_at=opens_at, attempts_left=left)
    assert admission(EXAM, days(*started), opens_at).allowed


def test_last_wait_repeats():
    terms = Terms(Decimal("0.7"), wait_days=(1, 2))
    assert admission(terms, days(0, 1, 3, 5), START + timedelta(days=5)).opens_at == days(7)[0]


def test_third_attempt_is_the_last_of_the_period():
    refused = admission(EXAM, days(0, 20, 60), *days(100))
    assert refused == Admission(allowed=False, reason="no_attempts_left", opens_at=days(365)[0], attempts_left=0)
    assert admission(EXAM, days(0, 20, 60), *days(365)).attempts_left == 1


def test_freed_attempt_still_waits_for_the_latest_start():
    assert admission(EXAM, days(0, 20, 360), *days(361)).opens_at == days(385)[0]


def test_attempts_without_a_period_never_come_back():
    terms = Terms(Decimal("0.7"), max_attempts=1)
    refused = admission(terms, days(0), *days(4000))
    assert refused == Admission(allowed=False, reason="no_attempts_left", opens_at=None, attempts_left=0)


def test_extra_attempt_adds_to_the_limit_and_keeps_the_wait():
    started = days(0, 20, 60)
    assert admission(EXAM, started, *days(61), extra_attempts=1).reason == "waiting"
    granted = admission(EXAM, started, *days(90), extra_attempts=1)
    assert (granted.allowed, granted.attempts_left) == (True, 1)


@given(terms=TERMS, started=STARTED, extra=st.integers(0, 2), hours=st.integers(0, 2000))
def test_refusal_names_the_first_moment_that_is_open(terms, started, extra, hours):
    now = START + timedelta(hours=hours)
    answer = admission(terms, started, now, extra_attempts=extra)
    assert answer.allowed == (answer.reason == "")
    assert answer == admission(terms, started[::-1], now, extra_attempts=extra)
    if answer.opens_at is not None:
        assert answer.opens_at > now
        assert admission(terms, started, answer.opens_at, extra_attempts=extra).allowed
        assert not admission(terms, started, answer.opens_at - TICK, extra_attempts=extra).allowed
    elif not answer.allowed:
        assert not admission(terms, started, now + timedelta(days=100_000), extra_attempts=extra).allowed


@pytest.mark.parametrize(("multiplier", "minutes"), [(None, 75), (Decimal(1), 75), (Decimal("1.25"), 93.75)])
def test_deadline_grants_the_accommodation(multiplier, minutes):
    assert deadline(EXAM, START, multiplier=multiplier) == START + timedelta(minutes=minutes)


def test_deadline_is_rounded_up_to_the_second():
    terms = Terms(Decimal("0.7"), time_limit_seconds=61)
    assert deadline(terms, START, multiplier=Decimal("1.25")) == START + timedelta(seconds=77)


def test_no_deadline_without_limit_or_when_untimed():
    assert deadline(PRACTICE, START, multiplier=Decimal(2)) is None
    assert deadline(EXAM, START, multiplier=None, untimed=True) is None


def test_multiplier_never_shortens():
    with pytest.raises(ValueError, match="at least 1"):
        deadline(EXAM, START, multiplier=Decimal("0.9"))
