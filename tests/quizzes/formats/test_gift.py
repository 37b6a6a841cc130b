"""GIFT in the dialect of Moodle's own exporter and of hand-made files."""

# ruff: noqa: E501  # samples of markup stay on their lines

import pytest

from tests.quizzes.formats.reading import draft, entries, notes, reason


def texts(content: dict, right: bool = True) -> list[str]:
    return [option["text"] for option in content["options"] if option["correct"] is right]


def test_one_right_option_with_feedback() -> None:
    found = draft("::Colour:: Between orange and green?\n{\n\t=yellow # Right.\n\t~red # Wrong.\n\t~blue\n}\n")
    assert found.title == "Colour"
    assert found.content["kind"] == "single_choice"
    assert found.content["prompt"] == "Between orange and green?"
    assert texts(found.content) == ["yellow"]
    assert [option["feedback"] for option in found.content["options"]] == ["Right.", "Wrong.", ""]


def test_weights_make_several_right_options() -> None:
    found = draft("Choose two. {~%50%a ~%50%b ~%-100%c}")
    assert found.content["kind"] == "multiple_choice"
    assert texts(found.content) == ["a", "b"]
    assert notes("Choose two. {~%50%a ~%50%b ~%-100%c}") == ""


def test_other_weights_are_told() -> None:
    assert "weighed otherwise" in notes("Choose. {~%70%a ~%30%b ~c}")
    assert "“c” earned 50%" in notes("Choose. {=a ~%50%c ~d}")
    assert "cost points" in notes("Choose. {=a ~%-50%c}")


def test_escaped_signs_and_line_breaks() -> None:
    found = draft(r"Is \{a\} \~ \= \# \: \\ here?\nYes. {=a\=b ~c\~d#see \#1}")
    assert found.content["prompt"] == "Is {a} ~ = # : \\ here?\nYes."
    assert [option["text"] for option in found.content["options"]] == ["a=b", "c~d"]
    assert found.content["options"][1]["feedback"] == "see #1"


@pytest.mark.parametrize(("answer", "is_true"), [("T", True), ("TRUE", True), ("F", False), ("FALSE", False)])
def test_true_or_false(answer: str, is_true: bool) -> None:
    found = draft(f"Statement.{{{answer}#when wrong#when right}}").content
    assert found["kind"] == "true_false"
    assert [option["correct"] for option in found["options"]] == [is_true, not is_true]
    told = {option["correct"]: option["feedback"] for option in found["options"]}
    assert told == {True: "when right", False: "when wrong"}


@pytest.mark.parametrize(
    ("answers", "answer", "tolerance"),
    [
        ("#3:2", "3", "2"),
        ("#1..5", "3", "2"),
        ("#-5..-1", "-3", "2"),
        ("#=1822:0#yes", "1822", "0"),
        ("#.5", "0.5", "0"),
    ],
)
def test_numbers(answers: str, answer: str, tolerance: str) -> None:
    found = draft(f"How many? {{{answers}}}").content
    assert (found["kind"], found["answer"], found["tolerance"]) == ("numeric", answer, tolerance)


def test_several_numbers_and_any_other() -> None:
    found = draft("When? {#\n=1822:0#Exact.\n=%50%1822:2#Near.\n=1900#Also.\n~#No.\n}").content
    assert found["answer"] == "1822"
    assert [entry["value"] for entry in found["alternatives"]] == ["1900"]
    assert found["default_feedback"] == "No."
    assert "lies within a right range" not in notes("When? {#=1822:0 =%50%1800:2}")
    assert "earned 50%" in notes("When? {#=1822:0 =%50%1800:2}")


def test_short_answers_with_wildcards() -> None:
    found = draft(r"Best? {=Frog#Good! =%50%Cat* =\* literal =%0%*#No.}").content
    assert found["kind"] == "text_entry"
    assert [(o["text"], o["share"], o["pattern"]) for o in found["options"]] == [
        ("Frog", "1", False),
        ("Cat*", "0.5", True),
        ("\\* literal".replace("\\", ""), "1", False),
    ]
    assert found["default_feedback"] == "No."


def test_pairs_with_an_answer_too_many() -> None:
    found = draft("Match.{=cat -> cat food\n=[html]<b>dog</b> -> dog food\n= -> pizza\n}").content
    assert found["kind"] == "match"
    assert [option["text"] for option in found["options"]] == ["cat", "dog"]
    assert [entry["text"] for entry in found["responses"]] == ["cat food", "dog food", "pizza"]
    assert "Formatting is not kept" in notes("Match.{=[html]<b>a</b> -> 1\n=b -> 2\n}")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Grant is buried in {=New York =NY} now.", "text"),
        ("His birthday is the {~15th =2nd} of October.", "choice"),
        ("It has {#6:1} legs.", "number"),
    ],
)
def test_missing_word_is_a_gap(text: str, kind: str) -> None:
    found = draft(text).content
    assert found["kind"] == "cloze"
    assert found["gaps"][0]["kind"] == kind
    assert "[[1]]" in found["text"]


def test_essay_gets_a_rubric() -> None:
    found = draft("::E:: Discuss. {}").content
    assert found["kind"] == "extended_text"
    assert len(found["criteria"]) == 1
    assert "no rubric" in notes("Discuss. {}")


def test_general_feedback_says_why() -> None:
    assert draft("What? {=a ~b ####Because.}").content["rationale"] == "Because."
    assert draft("What? {####Because.}").content["rationale"] == "Because."


def test_comments_categories_and_tags() -> None:
    text = "// a comment\n$CATEGORY: $course$/top/Safety\n\n// [id:M1-01] [tag:dose] [tag:level:apply]\n::N::A? {T}\n\n// next\nB? {F}\n"
    first, second = entries(text)
    assert first.draft
    assert second.draft
    assert (first.draft.ref, first.draft.topic, first.draft.tags, first.draft.level) == (
        "M1-01",
        "Safety",
        ("dose",),
        "apply",
    )
    assert second.draft.topic == "Safety"
    assert [first.place, second.place] == ["line 5", "line 8"]


def test_formats_of_text() -> None:
    assert draft("[html]<p>Dose of H<sub>2</sub>O&nbsp;now</p> {T}").content["prompt"] == "Dose of H₂O now"
    assert draft("[plain]a <b> c {T}").content["prompt"] == "a <b> c"
    assert draft("Is x<y here? {T}").content["prompt"] == "Is x<y here?"
    assert draft("Is <em>this</em> so? {T}").content["prompt"] == "Is this so?"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Just a text.", "asks nothing"),
        ("Broken {=a ~b", "closing brace"),
        ("A {=a} and {=b} twice.", "more than one pair"),
        ("What? {~a ~b}", "None of its options is right"),
        ("What? {=a =b ~c}", "Several of its options"),
        ("How many? {#many}", "is not a number"),
        ("What? {nothing}", "start with none of"),
        ("{T}", "prompt must not be empty"),
        ("Order {>2 ALL\na\nb}", "Ordering in GIFT"),
    ],
)
def test_what_can_not_be_asked_is_left_out(text: str, told: str) -> None:
    assert told in reason(text, reader="gift")


def test_a_broken_question_spoils_no_other() -> None:
    found = entries("One? {T}\n\nTwo? {=a\n\nThree? {F}\n")
    assert [entry.draft is not None for entry in found] == [True, False, True]
