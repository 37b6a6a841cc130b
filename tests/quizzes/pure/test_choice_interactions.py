import itertools
from decimal import Decimal

import pytest

from quizzes.interactions import ContentError, ResponseError, multiple_choice, scenario, single_choice, true_false


def with_keys(content, *keys):
    options = [option | {"correct": option["id"] in keys} for option in content["options"]]
    return content | {"options": options}


@pytest.mark.parametrize("keys", [(), ("A", "B")])
def test_single_choice_needs_exactly_one_key(samples, keys):
    with pytest.raises(ContentError, match="exactly one must be correct"):
        single_choice.check(with_keys(samples["single_choice"], *keys))


def test_one_option_is_no_choice(samples):
    content = samples["single_choice"]
    with pytest.raises(ContentError) as refusal:
        single_choice.check(content | {"options": content["options"][3:]})
    assert refusal.value.field == "options"


def test_option_must_say_whether_it_is_correct(samples):
    content = samples["single_choice"]
    del content["options"][1]["correct"]
    with pytest.raises(ContentError) as refusal:
        single_choice.check(content)
    assert refusal.value.field == "options[1].correct"


def test_wrong_single_choice_earns_nothing(samples):
    assert [single_choice.mark(samples["single_choice"], key).score for key in "ABCD"] == [0, 0, 0, 1]


@pytest.mark.parametrize("fields", [{"choice": ["A", "B"]}, {"choice": ["Z"]}, {"choice": ["A" * 1000]}])
def test_single_choice_refuses_rubbish(samples, fields):
    with pytest.raises(ResponseError):
        single_choice.parse(samples["single_choice"], fields)


def test_single_choice_notes_show_choice_key_and_feedback(samples):
    notes = single_choice.explain(samples["single_choice"], "B", ["D", "B", "A", "C"]).notes
    assert [(note.id, note.chosen, note.correct) for note in notes] == [
        ("D", False, True),
        ("B", True, False),
        ("A", False, False),
        ("C", False, False),
    ]
    assert notes[1].feedback == "A beta cell."


def test_single_choice_is_described_by_its_text(samples):
    assert single_choice.describe(samples["single_choice"], "D") == "Renewing and specialising"


def test_true_false_has_two_options(samples):
    content = samples["true_false"]
    content["options"].append({"id": "M", "text": "Maybe", "correct": False})
    with pytest.raises(ContentError, match="exactly two"):
        true_false.check(content)


@pytest.mark.parametrize("count", [1, 3, "2", True, 2.0])
def test_select_count_must_equal_the_number_of_keys(samples, count):
    with pytest.raises(ContentError) as refusal:
        multiple_choice.check(samples["multiple_choice"] | {"select_count": count})
    assert refusal.value.field == "select_count"


def test_multiple_choice_needs_a_key(samples):
    with pytest.raises(ContentError, match="at least one"):
        multiple_choice.check(with_keys(samples["multiple_choice"]) | {"select_count": None})


@pytest.mark.parametrize(
    ("response", "score"),
    [
        (["B", "E"], "2"),
        (["B"], "1"),
        (["B", "A"], "0.3333"),
        (["A", "C"], "0"),
        (["A", "B", "E"], "1.3333"),
        (["A", "B", "C", "D", "E"], "0"),
    ],
)
def test_multiple_choice_subtracts_wrong_from_right(samples, response, score):
    assert multiple_choice.mark(samples["multiple_choice"], response).score == Decimal(score)


def test_multiple_choice_with_keys_only_gives_shares(samples):
    content = with_keys(samples["multiple_choice"], *"ABCDE") | {"select_count": 5}
    multiple_choice.check(content)
    assert multiple_choice.mark(content, ["A"]).score == Decimal("0.4")


def test_more_than_select_count_is_refused_with_the_number(samples):
    with pytest.raises(ResponseError, match="Choose at most 2"):
        multiple_choice.parse(samples["multiple_choice"], {"choice": ["A", "B", "C"]})


def test_fewer_than_select_count_is_kept(samples):
    assert multiple_choice.parse(samples["multiple_choice"], {"choice": ["E"]}) == ["E"]


def test_without_select_count_all_may_be_chosen(samples):
    content = samples["multiple_choice"] | {"select_count": None}
    multiple_choice.check(content)
    assert multiple_choice.parse(content, {"choice": list("EDCBA")}) == list("ABCDE")


@pytest.mark.parametrize("values", [["A", "A"], ["A", "Z"], ["A"] * 5000])
def test_multiple_choice_refuses_rubbish(samples, values):
    with pytest.raises(ResponseError):
        multiple_choice.parse(samples["multiple_choice"] | {"select_count": None}, {"choice": values})


def test_equal_multiple_choices_are_equal_values_whatever_their_order(samples):
    parsed = [
        multiple_choice.parse(samples["multiple_choice"], {"choice": list(values)})
        for values in itertools.permutations("BE")
    ]
    assert parsed == [["B", "E"], ["B", "E"]]


def test_multiple_choice_says_how_many_to_select(samples):
    assert multiple_choice.present(samples["multiple_choice"], [])["select_count"] == 2


def test_multiple_choice_is_described_by_all_texts(samples):
    assert multiple_choice.describe(samples["multiple_choice"], ["B", "E"]) == "One product for many; It cites no study"


def test_scenario_grades_earn_shares_of_the_points(samples):
    assert [scenario.mark(samples["scenario"], key).score for key in "ABCD"] == [1, 2, 0, 3]
    assert scenario.mark(samples["scenario"] | {"max_points": "1"}, "B").score == Decimal("0.6667")


def test_scenario_review_tells_grade_and_consequence(samples):
    explanation = scenario.explain(samples["scenario"], "B", list("BADC"))
    assert explanation.verdict == "partly"
    assert explanation.notes[0].chosen
    assert explanation.notes[0].grade == "acceptable"
    assert explanation.notes[0].feedback == "It suggests a place."
    assert [note.id for note in explanation.notes if note.correct] == ["D"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("grade", "fine"), ("grade", ["best"]), ("points", 2), ("points", "1"), ("points", True), ("consequence", "")],
)
def test_scenario_option_must_be_graded(samples, field, value):
    content = samples["scenario"]
    content["options"][0][field] = value
    with pytest.raises(ContentError) as refusal:
        scenario.check(content)
    assert refusal.value.field == f"options[0].{field}" or field == "grade"


def test_scenario_needs_a_best_option(samples):
    content = samples["scenario"]
    content["options"] = content["options"][:3]
    with pytest.raises(ContentError, match="best"):
        scenario.check(content)


def test_scenario_shows_its_story(samples):
    shown = scenario.present(samples["scenario"], list("DCBA"))
    assert shown["story"].startswith("A mother")
    assert shown["title"] == "The hopeful e-mail"
    assert shown["learner_role"] == "Facilitator"
