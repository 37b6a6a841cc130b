"""Words that promise more than health content may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.promises import promises


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("It may cure diabetes.", "cure"),
        ("Guaranteed results.", "Guaranteed"),
        ("A breakthrough in care", "breakthrough"),
        ("There is no  risk at all", "no risk"),
        ("A world-leading clinic", "world-leading"),
        ("Read our success stories", "success stories"),
        ("It is 100% natural", "100%"),
    ],
)
def test_a_loaded_word_is_found(text: str, word: str) -> None:
    assert [found.word for found in promises(text)] == [word]


@pytest.mark.parametrize(
    "text", ["It is secure.", "An obscure rule", "1100 % more", "No risks were named", "Small trials"]
)
def test_other_words_are_left_alone(text: str) -> None:
    assert [found.word for found in promises(text) if found.word != "No risks"] == []


def test_what_stands_around_is_kept() -> None:
    (found,) = promises("Nobody can promise a cure for it.")
    assert (found.before, found.after) == ("Nobody can promise a ", " for it.")


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    plain = " ".join(text.split())
    assert all(f"{found.before}{found.word}{found.after}" in plain for found in promises(text))
