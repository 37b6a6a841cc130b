"""Aiken, and tables that people keep by hand."""

# ruff: noqa: E501  # samples of markup stay on their lines

import pytest

from tests.quizzes.formats.reading import draft, entries, reason


def test_aiken() -> None:
    text = "What is 1+1?\nA. 1\nB) 2\nANSWER: B\n\nIs it?\nA. True\nB. False\nANSWER: A\n\nBroken\nA. x\nANSWER: C\n\nNo end\nA. x\n"
    found = entries(text)
    assert [entry.draft.content["kind"] if entry.draft else entry.reason for entry in found] == [
        "single_choice",
        "true_false",
        "ANSWER: names no option.",
        "It has no line that starts with ANSWER:.",
    ]
    assert [entry.place for entry in found] == ["line 1", "line 6", "line 11", "line 15"]


WIDE = "Question;Option A;Option B;Option C;Correct answer;Explanation;Points;ID\n"


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("What?;x;y;z;B;why;1;Q-1\n", "single_choice"),
        ("What?;x;y;z;2;;;\n", "single_choice"),
        ("What?;x;y;z;y;;;\n", "single_choice"),
        ('What?;x;y;z;"A, C";;;\n', "multiple_choice"),
        ("Is it?;True;False;;True;;;\n", "true_false"),
        ("Is it?;;;;false;;;\n", "true_false"),
        ("Where?;;;;Paris|paris city;;;\n", "text_entry"),
        ('How many?;;;;"3,5";;;\n', "numeric"),
    ],
)
def test_one_question_a_row(row: str, kind: str) -> None:
    assert draft(WIDE + row, "bank.csv").content["kind"] == kind


def test_rows_that_say_too_little() -> None:
    assert "none of the options" in reason(WIDE + "What?;x;y;z;Q;;;\n", "bank.csv")
    assert "neither options nor an answer" in reason(WIDE + "What?;;;;;;;\n", "bank.csv")


def test_one_question_over_rows() -> None:
    text = "kind,part,text,right\nsingle_choice,question,What?,\n,option,a,yes\n,option,b,\nodd,question,What?,\n"
    first, second = entries(text, "bank.csv")
    assert first.draft
    assert [option["id"] for option in first.draft.content["options"]] == ["A", "B"]
    assert "“odd” is unknown" in second.reason
    assert [first.place, second.place] == ["row 2", "row 5"]
