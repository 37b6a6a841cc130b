"""Moodle XML as Moodle 4 exports it."""

# ruff: noqa: E501  # samples of markup stay on their lines

import pytest

from tests.quizzes.formats.reading import draft, entries, notes, reason


def question(kind: str, body: str, *, name: str = "Q", text: str = "<p>What?</p>") -> str:
    return f"""<question type="{kind}">
    <name><text>{name}</text></name>
    <questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>
    <generalfeedback format="html"><text>Because.</text></generalfeedback>
    <defaultgrade>1.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden><idnumber>M1-7</idnumber>
    {body}
  </question>"""


def quiz(*questions: str) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(questions) + "\n</quiz>"


def answer(text: str, fraction: str, feedback: str = "", extra: str = "") -> str:
    told = f'<feedback format="html"><text>{feedback}</text></feedback>'
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{told}{extra}</answer>'


SINGLE = "<single>true</single><shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>"


def test_choice_with_feedback_and_facts() -> None:
    body = SINGLE + answer("A", "100", "Yes") + answer("B", "0", "No") + "<tags><tag><text>dose</text></tag></tags>"
    category = '<question type="category"><category><text>$course$/top/Default/Safety</text></category></question>'
    found = draft(quiz(category, question("multichoice", body)))
    assert (found.ref, found.topic, found.tags, found.title) == ("M1-7", "Safety", ("dose",), "Q")
    content = found.content
    assert (content["kind"], content["prompt"], content["rationale"]) == ("single_choice", "What?", "Because.")
    assert content["shuffle"] is True
    assert [(o["text"], o["correct"], o["feedback"]) for o in content["options"]] == [
        ("A", True, "Yes"),
        ("B", False, "No"),
    ]


def test_several_right_options_in_thirds() -> None:
    body = "<single>false</single>" + "".join(answer(t, "33.33333") for t in "ABC") + answer("D", "-100")
    assert draft(quiz(question("multichoice", body))).content["kind"] == "multiple_choice"
    assert "weighed" not in notes(quiz(question("multichoice", body)))
    cheap = "<single>false</single>" + answer("A", "50") + answer("B", "50") + answer("C", "0")
    assert "weighed otherwise" in notes(quiz(question("multichoice", cheap)))


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ("<hint format='html'><text>Think</text></hint>", "Hints are not carried"),
        ("<hint format='html'><text>Think</text></hint>", "penalty"),
        ("<correctfeedback format='html'><text>Well done</text></correctfeedback>", "as a whole"),
        ("<hidden>1</hidden>", ""),
    ],
)
def test_what_has_no_place_is_told(extra: str, told: str) -> None:
    body = SINGLE + answer("A", "100") + answer("B", "0") + extra
    assert told in notes(quiz(question("multichoice", body)))


def test_partial_credit_and_pictures_are_told() -> None:
    body = SINGLE + answer("A", "100") + answer("B", "50")
    assert "“B” earned 50%" in notes(quiz(question("multichoice", body)))
    text = '<p>See <img src="@@PLUGINFILE@@/pump.png" alt="A pump"> and <b>tell</b>.</p>'
    found = quiz(question("truefalse", answer("true", "100") + answer("false", "0"), text=text))
    assert draft(found).content["prompt"] == "See [picture: A pump] and tell."
    assert "pump.png is not carried" in notes(found)
    assert "Formatting is not kept: b" in notes(found)


def test_files_inside_the_xml_are_told() -> None:
    text = '<questiontext format="html"><text>x</text><file name="a.png" path="/" encoding="base64">AA==</file></questiontext>'
    body = text + answer("true", "0") + answer("false", "100")
    assert "a.png" in notes(quiz(f'<question type="truefalse"><name><text>N</text></name>{body}</question>'))


def test_numbers_with_units() -> None:
    units = (
        "<unitgradingtype>1</unitgradingtype><unitpenalty>0.1</unitpenalty><units>"
        "<unit><multiplier>1</multiplier><unit_name>g</unit_name></unit>"
        "<unit><multiplier>1000</multiplier><unit_name>mg</unit_name></unit></units>"
    )
    body = answer("2.50", "100", "Yes", "<tolerance>0.1</tolerance>") + answer("*", "0", "No") + units
    content = draft(quiz(question("numerical", body))).content
    assert (content["answer"], content["tolerance"], content["unit"]) == ("2.5", "0.1", "g")
    assert content["units"] == [{"unit": "mg", "factor": "0.001"}]
    assert content["default_feedback"] == "No"
    assert "wrong unit cost points" in notes(quiz(question("numerical", body)))


def test_pairs() -> None:
    body = "<shuffleanswers>true</shuffleanswers>" + "".join(
        f"<subquestion format='html'><text>{a}</text><answer><text>{b}</text></answer></subquestion>"
        for a, b in (("one", "1"), ("two", "2"), ("", "3"))
    )
    for kind in ("matching", "ddmatch"):
        content = draft(quiz(question(kind, body))).content
        assert [option["text"] for option in content["options"]] == ["one", "two"]
        assert [entry["text"] for entry in content["responses"]] == ["1", "2", "3"]


def test_ordering_follows_the_fractions() -> None:
    body = "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype>" + "".join(
        f'<answer fraction="{place}.0000000" format="html"><text>{text}</text></answer>'
        for place, text in ((2, "second"), (1, "first"), (3, "third"))
    )
    content = draft(quiz(question("ordering", body))).content
    texts = {option["id"]: option["text"] for option in content["options"]}
    assert [texts[key] for key in content["correct_order"]] == ["first", "second", "third"]


def test_cloze_with_every_kind_of_gap() -> None:
    text = (
        "<p>Fill in.</p><p>Made in the {1:SHORTANSWER:=pancreas#Yes~%50%gland~%0%*#No} at {1:NM:=5.5:0.5#ok} and "
        "{1:MULTICHOICE_S:=insulin#Right~%0%glucagon~ATP \\} x}.</p>"
    )
    content = draft(quiz(question("cloze", "", text=text))).content
    assert content["prompt"] == "Fill in."
    assert content["text"] == "Made in the [[1]] at [[2]] and [[3]]."
    word, number, choice = content["gaps"]
    assert [option["share"] for option in word["options"]] == ["1", "0.5"]
    assert word["default_feedback"] == "No"
    assert (number["answer"], number["tolerance"]) == ("5.5", "0.5")
    assert [option["text"] for option in choice["options"]] == ["insulin", "glucagon", "ATP } x"]
    assert content["shuffle"] is True


def test_gap_with_several_right_options_is_left_out() -> None:
    text = "<p>Take {1:MULTIRESPONSE:=a~=b~c}.</p>"
    assert "several right options" in reason(quiz(question("cloze", "", text=text)))


@pytest.mark.parametrize(("kind", "tag"), [("gapselect", "selectoption"), ("ddwtos", "dragbox")])
def test_lists_in_a_text(kind: str, tag: str) -> None:
    words = "".join(
        f"<{tag}><text>{t}</text><group>{g}</group></{tag}>"
        for t, g in (("cat", 1), ("mat", 2), ("dog", 1), ("rug", 2))
    )
    content = draft(quiz(question(kind, words, text="<p>The [[1]] sat on the [[2]].</p>"))).content
    assert content["kind"] == "cloze"
    assert [[o["text"] for o in gap["options"]] for gap in content["gaps"]] == [["cat", "dog"], ["mat", "rug"]]


def test_essay_keeps_limits_and_guidance() -> None:
    body = (
        "<responseformat>editor</responseformat><minwordlimit>50</minwordlimit><maxwordlimit>200</maxwordlimit>"
        "<attachments>1</attachments><graderinfo format='html'><text><![CDATA[<p>Look for cycles.</p>]]></text></graderinfo>"
    )
    content = draft(quiz(question("essay", body))).content
    assert (content["min_words"], content["max_words"], content["guidance"]) == (50, 200, "Look for cycles.")
    assert "handed in" in notes(quiz(question("essay", body)))


@pytest.mark.parametrize("kind", ["calculated", "calculatedmulti", "description", "ddimageortext", "stack", "random"])
def test_types_without_counterpart_are_left_out(kind: str) -> None:
    assert f"“{kind}”" in reason(quiz(question(kind, "")))


def test_place_is_the_line() -> None:
    found = entries(quiz(question("essay", ""), question("essay", "")))
    assert [entry.place for entry in found] == ["line 3", "line 10"]
