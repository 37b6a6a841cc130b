"""What is put on the list of sentences to check."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.assertions import GROUNDS, assertions, grounds, sentences

WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=400)


@pytest.mark.parametrize(
    ("sentence", "ground"),
    [
        ("The treatment is guaranteed to help you.", "guarantee"),
        ("The clinic takes no risks with its patients.", "guarantee"),
        ("The product has been approved by the agency.", "approval"),
        ("All centres comply with European law.", "approval"),
        ("It is clinically proven in many countries.", "proof"),
        ("A study of the method is under way.", "proof"),
        ("The cells cure diabetes within a year.", "efficacy"),
        ("Patients saw their glucose levels improve considerably.", "efficacy"),
        ("There are hardly any side effects at all.", "safety"),
        ("Belgium has better clinics than its neighbours.", "comparison"),
        ("The price includes the hotel and meals.", "cost"),
        ("You will pay €20 for the visit.", "cost"),
        ("In 10 of the people it worked.", "number"),
        ("Half of the patients went home early.", "number"),
        ("It helped a little over 40% of them.", "number"),
    ],
)
def test_a_sentence_that_asserts_is_picked_with_its_ground(sentence: str, ground: str) -> None:
    assert ground in grounds(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Cells are small things in the body.",
        "Does it cure diabetes in every patient?",
        "“Is it proven to be safe?”",
        "Costs and prices",
        "The students walked through the old town.",
        "As others have written before [12, 13].",
        "Described in detail by the author (2021).",
    ],
)
def test_a_sentence_that_asserts_nothing_to_check_is_left(sentence: str) -> None:
    assert grounds(sentence) == ()


def test_abbreviations_initials_and_decimals_end_no_sentence() -> None:
    text = "Dr. Smith of the U.S. Army gave 2.5 ml, e.g. Insulin, on day one. See Fig. 3 there. It worked!"
    assert sentences(text) == [
        "Dr. Smith of the U.S. Army gave 2.5 ml, e.g. Insulin, on day one.",
        "See Fig. 3 there.",
        "It worked!",
    ]


def test_positions_count_all_sentences_of_the_section() -> None:
    found = list(assertions(["We met at noon. It costs 20 euros a day.", "• The rest is free of charge, they say."]))
    assert [(entry.position, entry.sentence) for entry in found] == [
        (1, "It costs 20 euros a day."),
        (2, "The rest is free of charge, they say."),
    ]


@given(WORDS)
def test_splitting_loses_nothing_but_spaces(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.lists(WORDS, max_size=5))
def test_positions_grow_and_grounds_are_known(paragraphs: list[str]) -> None:
    found = list(assertions(paragraphs))
    positions = [entry.position for entry in found]
    assert positions == sorted(set(positions))
    assert all(entry.grounds and set(entry.grounds) <= set(GROUNDS) for entry in found)
    assert all("?" not in entry.sentence[-1:] for entry in found)
