from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.interactions import ContentError, ResponseError, numeric


def read(content, text):
    return numeric.parse(content, {"value": [text]})


@pytest.fixture
def percent(samples):
    return samples["numeric"]


@pytest.fixture
def euros(percent):
    return percent | {"answer": "1330", "unit": "EUR", "options": []}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("17", "17"),
        (" 17 ", "17"),
        ("017", "17"),
        ("+17", "17"),
        ("-17", "-17"),
        ("\u221217", "-17"),
        ("\u2212 17", "-17"),
        ("-0", "0"),
        ("0,0", "0"),
        (".5", "0.5"),
        ("5.", "5"),
        ("16,7", "16.7"),
        ("16.70", "16.7"),
        ("1330", "1330"),
        ("1,330", "1330"),
        ("18,620", "18620"),
        ("1.330", "1.33"),
        ("0,125", "0.125"),
        ("1330,125", "1330.125"),
        ("1,33", "1.33"),
        ("1,3300", "1.33"),
        ("1 330", "1330"),
        ("1\u00a0330", "1330"),
        ("1\u202f330,50", "1330.5"),
        ("1\u2009330.50", "1330.5"),
        ("1 330,500", "1330.5"),
        ("1'330", "1330"),
        ("1\u2019330\u2019000", "1330000"),
        ("1,330,000", "1330000"),
        ("1.330.000", "1330000"),
        ("1,330.50", "1330.5"),
        ("1.330,50", "1330.5"),
        ("1330 EUR", "1330"),
        ("1330eur", "1330"),
        ("€1330", "1330"),
        ("€ -1,330.00", "-1330"),
        ("-€1330", "-1330"),
        ("1330 euros", "1330"),
        ("\u200e1330\ufeff", "1330"),
    ],
)
def test_number_is_read_as_people_write_it(euros, text, value):
    assert read(euros, text) == value


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "Infinity",
        "-inf",
        "1e5",
        "1e999999999",
        "0x10",
        "1_000",
        "seventeen",
        "17 18",
        "1 33",
        "1,33,000",
        "1,2.3,4",
        "1.2.3",
        "--5",
        "5-",
        ".",
        ",",
        "-",
        "%",
        "17 USD",
        "1/2",
        "\u0661\u0667",
        "10\u00b2",
        "17\x00",
        "1" * 16,
        "0." + "1" * 11,
        "1" * 65,
    ],
)
def test_rubbish_is_not_a_number(euros, text):
    with pytest.raises(ResponseError):
        read(euros, text)


def test_two_values_are_refused(percent):
    with pytest.raises(ResponseError):
        numeric.parse(percent, {"value": ["1", "2"]})


def test_comma_is_decimal_when_thousands_are_not_accepted(percent):
    assert read(percent | {"accept_thousands_separators": False}, "1,330") == "1.33"


def test_comma_groups_only_when_the_decimal_comma_is_not_accepted(percent):
    plain = percent | {"accept_decimal_comma": False}
    assert read(plain, "1,330") == "1330"
    with pytest.raises(ResponseError):
        read(plain, "16,7")


def test_no_mark_is_accepted_when_both_are_off(percent):
    strict = percent | {"accept_decimal_comma": False, "accept_thousands_separators": False}
    assert read(strict, "16.7") == "16.7"
    for text in ("1 330", "1,330", "1,330.5"):
        with pytest.raises(ResponseError):
            read(strict, text)


@pytest.mark.parametrize(("response", "score"), [("16.5", 1), ("17.5", 1), ("16.49", 0), ("17.51", 0), ("-17", 0)])
def test_tolerance_includes_its_edges(percent, response, score):
    assert numeric.mark(percent, response).score == score


@pytest.mark.parametrize(
    ("response", "feedback"),
    [
        ("17.2", "Two of twelve, rounded."),
        ("83", "That is the other share."),
        ("2.05", "A number of people."),
        ("2.06", "Work through the steps."),
        (None, ""),
    ],
)
def test_typical_wrong_value_has_its_own_feedback(percent, response, feedback):
    assert numeric.explain(percent, response, []).notes[0].feedback == feedback


def test_review_shows_given_and_expected_with_unit(percent):
    (note,) = numeric.explain(percent, "83", []).notes
    assert (note.given, note.expected, note.correct) == ("83 %", "17 %", False)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"answer": "many"}, "answer"),
        ({"answer": None}, "answer"),
        ({"answer": "Infinity"}, "answer"),
        ({"answer": 17.0}, "answer"),
        ({"tolerance": "-1"}, "tolerance"),
        ({"unit": "x" * 21}, "unit"),
        ({"accept_decimal_comma": "no"}, "accept_decimal_comma"),
        ({"answer": "18"}, "options[0].correct"),
        ({"answer": "83", "options": [{"id": "e", "value": "83", "correct": False}]}, "options[0].correct"),
        ({"options": [{"id": "e", "value": "x", "correct": False}]}, "options[0].value"),
    ],
)
def test_bad_numbers_are_named(percent, change, field):
    with pytest.raises(ContentError) as refusal:
        numeric.check(percent | change)
    assert refusal.value.field == field


def test_typical_values_are_optional(percent):
    del percent["options"]
    numeric.check(percent)
    assert numeric.explain(percent, "5", []).notes[0].feedback == "Work through the steps."


NUMBERS = st.decimals(Decimal(-(10**15) + 1), Decimal(10**15 - 1), places=5)


@given(value=NUMBERS, unit=st.sampled_from(["", "%", "EUR", "mmol/l"]))
def test_description_reads_back_as_the_same_response(value, unit):
    content = {"kind": "numeric", "prompt": "?", "answer": "1", "unit": unit, "options": []}
    response = numeric.parse(content, {"value": [format(value, "f")]})
    assert response is not None
    assert Decimal(response) == value
    assert numeric.parse(content, {"value": [numeric.describe(content, response)]}) == response


@given(value=NUMBERS)
def test_grouped_forms_mean_the_same_number(value):
    content = {"kind": "numeric", "prompt": "?", "answer": "1", "options": []}
    english = format(value, ",f")
    belgian = english.translate(str.maketrans(",.", ".,"))
    spaced = english.replace(",", "\u202f")
    assert {Decimal(read(content, text)) for text in (english, belgian, spaced)} == {value}


@pytest.fixture
def dose(percent):
    return percent | {
        "answer": "0.5",
        "tolerance": "0.01",
        "unit": "g",
        "units": [{"unit": "mg", "factor": "0.001"}, {"unit": "µg", "factor": "0.000001"}],
        "alternatives": [{"id": "a1", "value": "2", "tolerance": "0", "feedback": "For adults."}],
        "options": [{"id": "e1", "value": "5", "tolerance": "0", "correct": False, "feedback": "Ten times too much."}],
    }


@pytest.mark.parametrize(
    ("text", "response", "score"),
    [
        ("0.5", "0.5", 1),
        ("0.5 g", "0.5", 1),
        ("500 mg", "500 mg", 1),
        ("500MG", "500 mg", 1),
        ("mg 500", "500 mg", 1),
        ("500,000 \u03bcg", "500000 µg", 1),
        ("500.000,0 \u00b5g", "500000 µg", 1),
        ("490 mg", "490 mg", 1),
        ("489.99 mg", "489.99 mg", 0),
        ("500 g", "500", 0),
        ("2000 mg", "2000 mg", 1),
        ("2.01", "2.01", 0),
        ("5000 mg", "5000 mg", 0),
    ],
)
def test_value_counts_in_every_unit_that_is_allowed(dose, text, response, score):
    numeric.check(dose)
    assert read(dose, text) == response
    assert numeric.mark(dose, response).score == score
    assert read(dose, numeric.describe(dose, response)) == response


@pytest.mark.parametrize("text", ["500 kg", "mg 500 g", "500 m", "mg"])
def test_unit_that_is_not_allowed_is_refused(dose, text):
    with pytest.raises(ResponseError):
        read(dose, text)


@pytest.mark.parametrize("response", ["500 kg", "500  mg", "x mg", "", " mg"])
def test_response_in_an_unknown_unit_is_wrong(dose, response):
    assert numeric.mark(dose, response).score == 0


def test_several_values_are_right_each_with_its_tolerance_and_feedback(dose):
    (note,) = numeric.explain(dose, "2", []).notes
    assert (note.correct, note.feedback, note.expected) == (True, "For adults.", "0.5 g / 2 g")
    assert numeric.explain(dose, "5000 mg", []).notes[0].feedback == "Ten times too much."


def test_learner_is_told_the_units_without_their_factors(dose, percent):
    assert numeric.present(dose, [])["units"] == ["g", "mg", "µg"]
    assert numeric.present(percent, [])["units"] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"unit": ""}, "unit"),
        ({"units": "mg"}, "units"),
        ({"units": None}, "units"),
        ({"units": [{"unit": "G", "factor": "1"}]}, "units"),
        ({"units": [{"unit": " mg", "factor": "1"}]}, "units[0].unit"),
        ({"units": [{"unit": "", "factor": "1"}]}, "units[0].unit"),
        ({"units": [{"unit": "mg", "factor": "-1"}]}, "units[0].factor"),
        ({"units": [{"unit": "mg"}]}, "units[0].factor"),
        ({"alternatives": [{"id": "a", "value": "x"}]}, "alternatives[0].value"),
        ({"alternatives": [{"id": "a", "value": "1", "tolerance": "-1"}]}, "alternatives[0].tolerance"),
        ({"alternatives": [{"id": "a", "value": "5"}]}, "options[0].correct"),
    ],
)
def test_bad_units_and_alternatives_are_named(dose, change, field):
    with pytest.raises(ContentError) as refusal:
        numeric.check(dose | change)
    assert refusal.value.field == field
