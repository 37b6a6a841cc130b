"""What a claim to be sure earns or costs, and how claims hold up."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.confidence import BOUNDS, LEVELS, calibrate, points

SHARES = st.fractions(0, 1)
ANSWERS = st.lists(st.tuples(st.sampled_from(LEVELS), SHARES), max_size=60)


@pytest.mark.parametrize(("level", "right", "wrong"), [(1, 1, 0), (2, 2, -2), (3, 3, -6)])
def test_a_level_earns_and_costs_what_the_rule_says(level, right, wrong):
    assert points(level, Fraction(1)) == right
    assert points(level, Fraction(0)) == wrong


@given(st.fractions(0, 1))
def test_saying_what_one_believes_pays_best(chance):
    expected = {
        level: chance * points(level, Fraction(1)) + (1 - chance) * points(level, Fraction(0)) for level in LEVELS
    }
    best = max(LEVELS, key=lambda level: expected[level])
    least, most = BOUNDS[best]
    assert least - Fraction(1, 100) <= chance <= most + Fraction(1, 100)


@given(st.sampled_from(LEVELS), SHARES)
def test_points_stay_in_bounds(level, share):
    assert -6 <= points(level, share) <= 3


@given(ANSWERS)
def test_every_answer_is_counted_once_and_the_rate_lies_in_its_interval(answers):
    found = calibrate(answers)
    assert [each.level for each in found] == list(LEVELS)
    assert sum(each.count for each in found) == len(answers)
    assert all(0 <= each.low <= each.share <= each.high <= 1 for each in found)


@given(ANSWERS, st.randoms())
def test_order_says_nothing(answers, random):
    mixed = list(answers)
    random.shuffle(mixed)
    assert calibrate(mixed) == calibrate(answers)


def test_few_answers_conclude_nothing():
    assert [each.finding for each in calibrate([(3, Fraction(0))] * 9)] == ["few", "few", "few"]


@pytest.mark.parametrize(
    ("level", "right", "count", "finding"),
    [(3, 5, 20, "over"), (3, 19, 20, "fits"), (1, 20, 20, "under"), (1, 10, 20, "fits"), (2, 30, 40, "fits")],
)
def test_enough_answers_say_how_a_claim_holds_up(level, right, count, finding):
    answers = [(level, Fraction(place < right)) for place in range(count)]
    assert calibrate(answers)[level - 1].finding == finding
