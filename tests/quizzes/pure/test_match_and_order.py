import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.interactions import ContentError, ResponseError, match, order

SEEDS = st.integers(0, 100_000)


def aligned(size, *, shuffle):
    return {
        "kind": "match",
        "prompt": "Match.",
        "options": [{"id": f"P{n}", "text": f"premise {n}", "match": f"R{n}"} for n in range(size)],
        "responses": [{"id": f"R{n}", "text": f"response {n}"} for n in range(size)],
        "shuffle": shuffle,
    }


@given(seed=SEEDS, size=st.integers(3, 6), shuffle=st.booleans())
def test_matching_responses_never_stand_beside_their_premises(seed, size, shuffle):
    content = aligned(size, shuffle=shuffle)
    shown = match.order(content, random.Random(seed))
    assert [key[1:] for key in shown[:size]] != [key[1:] for key in shown[size:]]
    assert shuffle or shown[:size] == [f"P{n}" for n in range(size)]


def test_two_premises_are_shown_in_every_order():
    seen = {tuple(match.order(aligned(2, shuffle=False), random.Random(seed))) for seed in range(50)}
    assert seen == {("P0", "P1", "R0", "R1"), ("P0", "P1", "R1", "R0")}


@pytest.mark.parametrize(
    ("response", "score"),
    [
        ({"P1": "R4", "P2": "R1", "P3": "R3"}, "1"),
        ({"P1": "R4", "P2": "R1"}, "0.6667"),
        ({"P1": "R4", "P2": "R4", "P3": "R4"}, "0.3333"),
        ({"P1": "R1"}, "0"),
    ],
)
def test_match_earns_the_share_of_right_pairs(samples, response, score):
    assert match.mark(samples["match"], response).score == Decimal(score)


@pytest.mark.parametrize("fields", [{"match-P1": ["R9"]}, {"match-P9": ["R1"]}, {"match-P1": ["R1", "R2"]}])
def test_match_refuses_rubbish(samples, fields):
    with pytest.raises(ResponseError):
        match.parse(samples["match"], fields)


def test_match_keeps_what_was_chosen_so_far(samples):
    assert match.parse(samples["match"], {"match-P2": ["R1"], "match-P1": [""]}) == {"P2": "R1"}


def test_match_review_shows_given_and_expected(samples):
    notes = match.explain(samples["match"], {"P1": "R1", "P2": "R1"}, []).notes
    assert [(note.given, note.expected, note.chosen, note.correct) for note in notes] == [
        ("From another human being", "From the patient", True, False),
        ("From another human being", "From another human being", True, True),
        ("", "Transplanted cells settle in", False, False),
    ]


def test_match_is_described_pair_by_pair(samples):
    assert match.describe(samples["match"], {"P1": "R4"}) == "Autologous: From the patient"


@pytest.mark.parametrize("target", ["R9", None, ["R1"]])
def test_match_key_must_be_among_the_responses(samples, target):
    content = samples["match"]
    content["options"][1]["match"] = target
    with pytest.raises(ContentError) as refusal:
        match.check(content)
    assert refusal.value.field == "options[1].match"


def test_match_ids_of_both_sides_are_distinct(samples):
    content = samples["match"]
    content["responses"][1]["id"] = "P1"
    with pytest.raises(ContentError, match="P1 is used twice"):
        match.check(content)


@given(seed=SEEDS, shuffle=st.booleans(), size=st.integers(3, 6))
def test_lines_are_never_shown_in_the_right_order(seed, shuffle, size):
    keys = [str(number) for number in range(size)]
    content = {"options": [{"id": key} for key in keys], "correct_order": keys, "shuffle": shuffle}
    assert order.order(content, random.Random(seed)) != keys


def test_two_lines_are_shown_in_either_order():
    content = {"options": [{"id": "A"}, {"id": "B"}], "correct_order": ["A", "B"], "shuffle": False}
    assert {tuple(order.order(content, random.Random(seed))) for seed in range(50)} == {("A", "B"), ("B", "A")}


@pytest.mark.parametrize(
    ("response", "score"),
    [
        (["B", "D", "A", "C"], "1"),
        (["C", "B", "D", "A"], "0.3333"),
        (["D", "A", "C", "B"], "0.3333"),
        (["B", "D", "C", "A"], "0.1667"),
        (["C", "A", "D", "B"], "0"),
    ],
)
def test_order_earns_half_for_neighbours(samples, response, score):
    assert order.mark(samples["order"], response).score == Decimal(score)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["1", "2", "3", ""], "from 1 to 4"),
        (["1", "2", "3", "3"], "same position"),
        (["0", "1", "2", "3"], "from 1 to 4"),
        (["1", "2", "3", "5"], "from 1 to 4"),
        (["1", "2", "3", "four"], "from 1 to 4"),
        (["1", "2", "3", "04"], "from 1 to 4"),
    ],
)
def test_positions_must_be_a_full_ranking(samples, values, message):
    fields = {f"position-{key}": [value] for key, value in zip("ABCD", values, strict=True)}
    with pytest.raises(ResponseError, match=message):
        order.parse(samples["order"], fields)


def test_position_of_an_unknown_line_is_refused(samples):
    with pytest.raises(ResponseError):
        order.parse(samples["order"], {"position-Z": ["1"]})


@pytest.mark.parametrize("sequence", [None, "BDAC", ["B", "D", "A"], ["B", "D", "A", "A"], ["B", "D", "A", 3]])
def test_correct_order_names_every_option_once(samples, sequence):
    with pytest.raises(ContentError) as refusal:
        order.check(samples["order"] | {"correct_order": sequence})
    assert refusal.value.field == "correct_order"


def test_order_review_shows_positions_in_the_papers_order(samples):
    notes = order.explain(samples["order"], ["B", "A", "D", "C"], ["C", "A", "B", "D"]).notes
    assert [(note.id, note.given, note.expected, note.correct) for note in notes] == [
        ("C", "4", "4", True),
        ("A", "2", "3", False),
        ("B", "1", "1", True),
        ("D", "3", "2", False),
    ]


def test_order_is_described_as_a_numbered_line(samples):
    described = order.describe(samples["order"], ["B", "D", "A", "C"])
    assert described.startswith("1. Ask for the trial number; 2. Look it up")


@given(st.permutations("ABCD"))
def test_positions_read_back_as_the_sequence(sequence):
    content = {"options": [{"id": key} for key in "ABCD"]}
    fields = {f"position-{key}": [str(place)] for place, key in enumerate(sequence, start=1)}
    assert order.parse(content, fields) == list(sequence)
