"""Hints on how questions are written, and where keys stand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import linting
from tests.factories.courses import single_choice
from tests.quizzes.kinds import CONTENTS, WRITTEN


def codes(content: dict[str, Any]) -> list[str]:
    return [hint.code for hint in linting.hints(content)]


def with_options(*texts: str, right: int = 0, prompt: str = "Which one?") -> dict[str, Any]:
    options = [
        {"id": "ABCDEFGH"[place], "text": text, "correct": place == right, "feedback": "Because."}
        for place, text in enumerate(texts)
    ]
    return {"kind": "single_choice", "prompt": prompt, "rationale": "So it is.", "options": options}


@pytest.mark.parametrize("kind", [*CONTENTS, *WRITTEN])
def test_every_kind_is_looked_at(kind: str) -> None:
    assert set(codes({**CONTENTS, **WRITTEN}[kind])) <= set(linting.CODES)


def test_a_sound_question_gets_no_hint() -> None:
    assert codes(single_choice("Which leaf is it?")) == []


@pytest.mark.parametrize(
    "text",
    ["All of the above", "None of these", "none of the above.", "Both A and B", "A and C", "All answers are right"],
)
def test_options_about_options_are_named(text: str) -> None:
    assert codes(with_options("Tea", "Milk", text)) == ["all-or-none"]


@pytest.mark.parametrize("text", ["All patients improve", "Vitamin A and zinc", "None", "Below 5 degrees"])
def test_other_options_are_left_alone(text: str) -> None:
    assert codes(with_options("Tea leaves", "Milk tea", text)) == []


@pytest.mark.parametrize(
    ("prompt", "about"),
    [
        ("Which of these is not tea?", "not"),
        ("All are teas except", "except"),
        ("What should she never say?", "never"),
        ("Which one isn't tea?", "n't"),
        ("Which is least likely?", "least"),
    ],
)
def test_an_unmarked_negative_is_named(prompt: str, about: str) -> None:
    hints = linting.hints(with_options("Tea", "Milk", prompt=prompt))
    assert [(hint.code, hint.about) for hint in hints] == [("negative", about)]


@pytest.mark.parametrize(
    "prompt",
    [
        "Which of these is NOT tea?",
        "It was not ready. Which one is tea?",
        "At least how many? Or at least 3?",
        "A knot?",
    ],
)
def test_a_marked_negative_or_one_in_the_story_is_none(prompt: str) -> None:
    assert codes(with_options("Tea", "Milk", prompt=prompt)) == []


def test_a_key_that_is_much_longer_is_named() -> None:
    assert codes(with_options("A leaf that grows on a hill in Assam", "A stone", "A shell")) == ["longest-key"]
    assert codes(with_options("A stone", "A leaf that grows on a hill in Assam", "A shell")) == []
    assert codes(with_options("A leaf", "A stone")) == []


def test_silence_is_named_with_the_options_that_are_silent() -> None:
    content = with_options("Tea", "Milk")
    content["options"][1]["feedback"] = "  "
    content["rationale"] = ""
    assert [(hint.code, hint.about) for hint in linting.hints(content)] == [("no-feedback", "B"), ("no-rationale", "")]


def test_lists_in_gaps_are_looked_at() -> None:
    gap = {"id": "1", "kind": "choice", "options": with_options("Tea", "None of these")["options"]}
    content = {"kind": "cloze", "prompt": "Fill in", "rationale": "So.", "text": "[[1]]", "gaps": [gap]}
    assert codes(content) == ["all-or-none"]


def test_the_place_of_a_key_is_that_of_single_choices_alone() -> None:
    assert linting.key_place(single_choice("Which?", right="C")) == (2, 4)
    assert linting.key_place(CONTENTS["multiple_choice"]) is None


def test_a_place_with_more_keys_than_chance_is_crowded() -> None:
    balance = linting.balance([(1, 4)] * 9 + [(0, 4), (2, 4), (3, 4)])
    assert balance.counts == (1, 9, 1, 1)
    assert balance.crowded == (1,)


def test_few_questions_are_crowded_nowhere() -> None:
    assert linting.balance([(0, 4)] * 5).crowded == ()
    assert linting.balance([]).crowded == ()


@given(st.lists(st.integers(2, 8).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size)))))
def test_every_key_is_counted_once(places: list[tuple[int, int]]) -> None:
    balance = linting.balance(places)
    assert sum(balance.counts) == len(places)
    assert abs(sum(balance.expected) - len(places)) < 1e-6
    assert len(balance.counts) == len(balance.expected)
    assert linting.balance(reversed(places)).counts == balance.counts
