import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.interactions import ContentError, ResponseError, extended_text
from quizzes.interactions.base import Mark


@pytest.fixture
def essay(samples):
    return samples["extended_text"]


def test_learner_sees_criteria_and_their_most_points_only(essay):
    assert extended_text.present(essay, []) == {
        "kind": "extended_text",
        "prompt": essay["prompt"],
        "min_words": 50,
        "max_words": 200,
        "max_length": 20_000,
        "criteria": [
            {"id": "A", "text": "Names the purpose of each phase", "most_points": "3"},
            {"id": "B", "text": "Uses words that a patient knows", "most_points": "1"},
        ],
    }


@pytest.mark.parametrize("response", [None, "Something"])
def test_mark_waits_for_a_person(essay, response):
    assert extended_text.mark(essay, response) == Mark(Decimal(0), Decimal(4))


@pytest.mark.parametrize(
    ("levels", "score"),
    [({"A": "C", "B": "A"}, 4), ({"A": "A", "B": "B"}, 0), ({"B": "A", "A": "B"}, Decimal("2.5"))],
)
def test_rubric_adds_up_the_levels(essay, levels, score):
    assert extended_text.mark_by_rubric(essay, levels) == Mark(Decimal(score), Decimal(4))


def test_every_choice_of_levels_stays_within_bounds(essay):
    for first, second in itertools.product("ABC", "AB"):
        mark = extended_text.mark_by_rubric(essay, {"A": first, "B": second})
        assert 0 <= mark.score <= mark.max_score == 4
        assert mark.score.as_tuple().exponent == -4


@pytest.mark.parametrize(
    "levels", [{}, {"A": "C"}, {"A": "C", "B": "C"}, {"A": "C", "B": "A", "Z": "A"}, {"A": "", "B": "A"}]
)
def test_rubric_with_gaps_or_strangers_is_refused(essay, levels):
    with pytest.raises(ResponseError):
        extended_text.mark_by_rubric(essay, levels)


@pytest.mark.parametrize(
    ("levels", "verdict"),
    [({"A": "C", "B": "A"}, "right"), ({"A": "B", "B": "B"}, "partly"), ({"A": "A", "B": "B"}, "wrong")],
)
def test_marked_review_shows_the_level_of_each_criterion(essay, levels, verdict):
    explanation = extended_text.explain_by_rubric(essay, "My text", levels)
    assert explanation.verdict == verdict
    assert explanation.rationale == essay["rationale"]
    assert explanation.notes[0].given == "My text"
    assert [note.id for note in explanation.notes] == ["value", "A", "B"]


def test_marked_review_tells_points_out_of_the_best(essay):
    _, purpose, words = extended_text.explain_by_rubric(essay, "My text", {"A": "B", "B": "A"}).notes
    assert (purpose.points, purpose.given, purpose.correct) == ("1.5/3", "Some of them", False)
    assert (words.points, words.given, words.correct) == ("1/1", "Throughout", True)


def test_lines_are_kept_and_a_line_break_counts_once(essay):
    full = "\r\n".join(["x" * 99] * 200)
    response = extended_text.parse(essay, {"value": [full]})
    assert response == full.replace("\r\n", "\n")
    with pytest.raises(ResponseError, match="20000"):
        extended_text.parse(essay, {"value": [full + "\nxx"]})


@given(text=st.text(max_size=200))
def test_any_text_is_kept_in_a_form_that_the_database_takes(shared_samples, text):
    response = extended_text.parse(shared_samples["extended_text"], {"value": [text]})
    assert response is None or response.strip()
    assert "\x00" not in (response or "")
    (response or "").encode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"criteria": []}, "criteria"),
        ({"min_words": 0}, "min_words"),
        ({"max_words": "many"}, "max_words"),
        ({"min_words": 201}, "max_words"),
        ({"guidance": 1}, "guidance"),
        ({"criteria": [{"id": "A", "text": "x"}]}, "criteria[0].levels"),
        (
            {"criteria": [{"id": "A", "text": "x", "levels": [{"id": "A", "text": "a", "points": "1"}]}]},
            "criteria[0].levels",
        ),
    ],
)
def test_bad_rubric_is_named(essay, change, field):
    with pytest.raises(ContentError) as refusal:
        extended_text.check(essay | change)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("points", "field"),
    [
        ("-1", "criteria[0].levels[0].points"),
        ("0.00001", "criteria[0].levels[0].points"),
        (None, "criteria[0].levels[0].points"),
        ("0", "criteria[0].levels"),
        ("1001", "criteria"),
    ],
)
def test_bad_points_are_named(essay, points, field):
    levels = [{"id": "A", "text": "a", "points": points}, {"id": "B", "text": "b", "points": "0"}]
    with pytest.raises(ContentError) as refusal:
        extended_text.check(essay | {"criteria": [{"id": "A", "text": "x", "levels": levels}]})
    assert refusal.value.field == field


def test_word_limits_are_optional(essay):
    extended_text.check(essay | {"min_words": None, "max_words": None})
