from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.scoring import Band, SectionMark, score

PASS = Decimal("0.70")


def marks(*points, domain="m1", each="1"):
    return [SectionMark(domain, Decimal(point), Decimal(each)) for point in points]


SECTION_MARKS = st.builds(
    lambda domain, most, tenths: SectionMark(domain, most * tenths / 10, most),
    st.sampled_from(["m1", "m2", "m3"]),
    st.decimals("0.5", "5", places=2),
    st.integers(0, 10).map(Decimal),
)


@pytest.mark.parametrize(
    ("points", "passed"),
    [("28", True), ("27.9951", True), ("27.995", True), ("27.9949", False), ("27.99", False), ("27.5", False)],
)
def test_total_is_rounded_to_a_hundredth_and_no_further(points, passed):
    outcome = score([SectionMark("m1", Decimal(points), Decimal(40))], pass_mark=PASS)
    assert outcome.passed is passed
    assert outcome.max_score == 40


def test_thirds_add_up():
    outcome = score(marks("0.3333", "0.3333", "0.3333", each="0.3333"), pass_mark=Decimal(1))
    assert (outcome.score, outcome.max_score, outcome.passed) == (Decimal("1.00"), Decimal("1.00"), True)


def test_empty_paper_never_passes():
    assert not score([], pass_mark=Decimal(0)).passed
    assert not score(marks("0", each="0"), pass_mark=Decimal(0)).passed
    assert score(marks("0", each="0"), pass_mark=PASS).bands == ()


@pytest.mark.parametrize(
    ("points", "level"), [("5.99", "below"), ("6", "near"), ("7", "near"), ("7.99", "near"), ("8", "above")]
)
def test_near_is_ten_points_either_side(points, level):
    outcome = score([SectionMark("m1", Decimal(points), Decimal(10))], pass_mark=PASS)
    assert outcome.bands == (Band("m1", level),)


def test_full_marks_are_above_a_very_high_pass_mark():
    assert score(marks("1"), pass_mark=Decimal("0.95")).bands == (Band("m1", "above"),)


def test_bands_follow_the_paper():
    outcome = score(marks("1", domain="m2") + marks("0", domain="m1") + marks("1", domain="m2"), pass_mark=PASS)
    assert outcome.bands == (Band("m2", "above"), Band("m1", "below"))


@pytest.mark.parametrize("pass_mark", ["-0.1", "1.1", "70"])
def test_pass_mark_is_a_fraction(pass_mark):
    with pytest.raises(ValueError, match="fraction"):
        score(marks("1"), pass_mark=Decimal(pass_mark))


@given(st.lists(SECTION_MARKS, max_size=20), st.randoms(use_true_random=False), st.decimals("0", "1", places=2))
def test_outcome_is_bounded_and_does_not_depend_on_order(section_marks, rng, pass_mark):
    outcome = score(section_marks, pass_mark=pass_mark)
    mixed = rng.sample(section_marks, len(section_marks))
    again = score(mixed, pass_mark=pass_mark)
    assert 0 <= outcome.score <= outcome.max_score
    assert (outcome.score, outcome.max_score, outcome.passed) == (again.score, again.max_score, again.passed)
    assert set(outcome.bands) == set(again.bands)
    assert {band.domain for band in outcome.bands} == {mark.domain for mark in section_marks}
