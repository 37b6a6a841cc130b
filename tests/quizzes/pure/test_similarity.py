"""Which texts are nearly the same."""

from hypothesis import given
from hypothesis import strategies as st

from quizzes import similarity
from quizzes.similarity import alike, normal

ASKED = normal("Which cells does the immune system destroy in type 1 diabetes?")


def test_a_slightly_reworded_question_is_found() -> None:
    others = [
        ("far", normal("Who pays for the flight to Belgium?")),
        ("near", normal("Which cells does the immune system attack in type 1 diabetes?")),
        ("same", ASKED),
    ]
    found = alike(ASKED, others)
    assert [key for key, _share in found] == ["same", "near"]
    assert found[0][1] == 1.0


def test_a_text_without_words_is_like_nothing() -> None:
    assert alike(normal("?!"), [("empty", "")]) == []


def test_only_the_nearest_are_told() -> None:
    assert len(alike(ASKED, ((number, ASKED) for number in range(9)), most=3)) == 3


@given(st.text(), st.text())
def test_likeness_has_bounds_and_is_mutual(one: str, other: str) -> None:
    a, b = normal(one), normal(other)
    forth, back = dict(alike(a, [("x", b)])), dict(alike(b, [("x", a)]))
    assert forth == back
    assert all(similarity.ALIKE <= share <= 1 for share in forth.values())
