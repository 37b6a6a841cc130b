import copy
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.interactions import ContentError, ResponseError, cloze


@pytest.fixture
def insulin(samples):
    return samples["cloze"]


def gap_of(content, key):
    return next(gap for gap in content["gaps"] if gap["id"] == key)


def test_text_is_presented_in_parts_with_numbered_gaps(insulin):
    shown = cloze.present(insulin, ["act.C", "act.A", "act.B"])
    words = [part["text"] for part in shown["parts"] if part["gap"] is None]
    gaps = [part["gap"] for part in shown["parts"] if part["gap"]]
    assert words == ["Insulin is made in the ", ".\nA packet holds ", " of it,\nand you ", " it."]
    assert [(gap["place"], gap["id"], gap["kind"]) for gap in gaps] == [
        (1, "organ", "text"),
        (2, "dose", "number"),
        (3, "act", "choice"),
    ]
    assert gaps[1]["units"] == ["g", "mg"]
    assert [option["text"] for option in gaps[2]["options"]] == ["inhale", "swallow", "inject"]
    assert shown["gap_count"] == 3


@pytest.mark.parametrize(
    ("response", "score"),
    [
        ({"organ": "pancreas"}, 1),
        ({"organ": "liver", "dose": "0.51", "act": "A"}, 1),
        ({"organ": "PANCREAS", "dose": "495 mg", "act": "A"}, 2),
        ({"organ": "pancreas", "dose": "0.5", "act": "B"}, 3),
        ({"act": "gone"}, 0),
    ],
)
def test_all_gaps_weigh_the_same(insulin, response, score):
    assert cloze.mark(insulin, response).score == score


def test_half_right_gap_earns_half_its_weight(insulin):
    gap_of(insulin, "organ")["options"].append({"id": "B", "text": "islet", "share": "0.5"})
    assert str(cloze.mark(insulin, {"organ": "islet"}).score) == "0.5000"


@given(order=st.permutations(range(3)), seed=st.integers(0, 99))
def test_order_of_the_gaps_in_the_content_changes_nothing(shared_samples, order, seed):
    insulin = shared_samples["cloze"]
    shuffled = insulin | {"gaps": [insulin["gaps"][place] for place in order]}
    response = {"organ": "pancreas", "dose": "5", "act": "B"}
    paper = cloze.order(insulin, random.Random(seed))
    assert cloze.order(shuffled, random.Random(seed)) == paper
    assert cloze.present(shuffled, paper) == cloze.present(insulin, paper)
    assert cloze.explain(shuffled, response, paper) == cloze.explain(insulin, response, paper)
    assert cloze.mark(shuffled, response) == cloze.mark(insulin, response)


def test_review_has_one_note_for_each_gap(insulin):
    notes = cloze.explain(insulin, {"dose": "7 mg", "act": "A"}, []).notes
    assert [(note.id, note.given, note.expected, note.feedback, note.correct) for note in notes] == [
        ("organ", "", "pancreas", "", False),
        ("dose", "7 mg", "0.5 g", "Half a gram.", False),
        ("act", "swallow", "inject", "The stomach destroys it.", False),
    ]


def test_unanswered_gaps_are_left_out_of_the_response(insulin):
    fields = {"gap-organ": [" "], "gap-dose": ["0,50"], "gap-act": [""]}
    assert cloze.parse(insulin, fields) == {"dose": "0.5"}
    assert cloze.describe(insulin, {"dose": "0.5", "act": "B"}) == "2: 0.5 g; 3: inject"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"gap-dose": ["half"]}, "Gap 2: "),
        ({"gap-act": ["Z"]}, "Gap 3: "),
        ({"gap-organ": ["x" * 201]}, "Gap 1: "),
        ({"gap-organ": ["a", "b"]}, "Gap 1: "),
        ({"gap-other": ["a"]}, "not part of the question"),
    ],
)
def test_refusal_names_the_gap(insulin, fields, message):
    with pytest.raises(ResponseError, match=message):
        cloze.parse(insulin, fields)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("[[organ]] [[organ]] [[dose]] [[act]]", "text"),
        ("[[organ]] [[dose]]", "gaps[0].id"),
        ("[[organ]] [[dose]] [[act]] [[more]]", "text"),
        ("[[organ]] [[dose]] [[act]] [[", "text"),
        ("[[organ]] [[dose]] [[act]] [[two words]]", "text"),
        ("[[organ]] [[dose]] [[act]]]]", "text"),
        ("No gap at all", "gaps[0].id"),
        ("", "text"),
        (None, "text"),
    ],
)
def test_gaps_that_do_not_fit_the_text_are_refused(insulin, text, field):
    with pytest.raises(ContentError) as refusal:
        cloze.check(insulin | {"text": text})
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("key", "change", "field"),
    [
        ("act", {"kind": "essay"}, "gaps[0].kind"),
        ("act", {"kind": ["text"]}, "gaps[0].kind"),
        ("act", {"shuffle": "yes"}, "gaps[0].shuffle"),
        ("act", {"options": []}, "gaps[0].options"),
        ("organ", {"options": [{"id": "A", "text": ""}]}, "gaps[1].options[0].text"),
        ("dose", {"answer": "half"}, "gaps[2].answer"),
        ("dose", {"units": [{"unit": "mg", "factor": "0"}]}, "gaps[2].units[0].factor"),
    ],
)
def test_fault_inside_a_gap_is_named_by_its_whole_path(insulin, key, change, field):
    broken = copy.deepcopy(insulin)
    gap_of(broken, key).update(change)
    with pytest.raises(ContentError) as refusal:
        cloze.check(broken)
    assert refusal.value.field == field
