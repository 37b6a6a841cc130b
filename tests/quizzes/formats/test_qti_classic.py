"""QTI 1.2 as Canvas exports a quiz."""

# ruff: noqa: E501  # samples of markup stay on their lines

from typing import Any

import pytest

from tests.quizzes.formats.reading import draft, entries, packed, reason


def canvas(kind: str, presentation: str, processing: str = "", feedback: str = "", prompt: str = "Ask") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment ident="a1" title="Quiz"><section ident="root_section">
 <item ident="i1" title="Question 1"><itemmetadata><qtimetadata>
   <qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry></qtimetadatafield>
   <qtimetadatafield><fieldlabel>points_possible</fieldlabel><fieldentry>2.0</fieldentry></qtimetadatafield>
 </qtimetadata></itemmetadata>
 <presentation><material><mattext texttype="text/html">&lt;div&gt;&lt;p&gt;{prompt}&lt;/p&gt;&lt;/div&gt;</mattext></material>{presentation}</presentation>
 <resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>{processing}</resprocessing>{feedback}
 </item></section></assessment></questestinterop>"""


def lid(name: str, options: dict[str, str], label: str = "", cardinality: str = "Single") -> str:
    inner = "".join(
        f'<response_label ident="{key}"><material><mattext texttype="text/plain">{text}</mattext></material></response_label>'
        for key, text in options.items()
    )
    head = f"<material><mattext>{label}</mattext></material>" if label else ""
    return f'<response_lid ident="{name}" rcardinality="{cardinality}">{head}<render_choice>{inner}</render_choice></response_lid>'


def when(condition: str, score: str = "100", action: str = "Set") -> str:
    return f'<respcondition continue="No"><conditionvar>{condition}</conditionvar><setvar action="{action}" varname="SCORE">{score}</setvar></respcondition>'


def equal(value: str, response: str = "response1") -> str:
    return f'<varequal respident="{response}">{value}</varequal>'


def fed(name: str, text: str) -> str:
    return f'<itemfeedback ident="{name}"><flow_mat><material><mattext texttype="text/html">&lt;p&gt;{text}&lt;/p&gt;</mattext></material></flow_mat></itemfeedback>'


def right(content: dict[str, Any]) -> list[str]:
    return [option["text"] for option in content["options"] if option["correct"]]


def test_choice_with_feedback() -> None:
    told = fed("general_fb", "Why.") + fed("20_fb", "Yes.") + fed("10_fb", "No.")
    found = draft(canvas("multiple_choice_question", lid("response1", {"10": "A", "20": "B"}), when(equal("20")), told))
    content = found.content
    assert (content["kind"], content["prompt"], content["max_points"], content["rationale"]) == (
        "single_choice",
        "Ask",
        "2",
        "Why.",
    )
    assert right(content) == ["B"]
    assert [option["feedback"] for option in content["options"]] == ["No.", "Yes."]


def test_true_or_false() -> None:
    content = draft(
        canvas("true_false_question", lid("response1", {"1": "True", "2": "False"}), when(equal("2")))
    ).content
    assert (content["kind"], right(content)) == ("true_false", ["False"])


def test_several_answers_with_not() -> None:
    condition = f"<and>{equal('1')}{equal('2')}<not>{equal('3')}</not></and>"
    content = draft(
        canvas(
            "multiple_answers_question",
            lid("response1", {"1": "A", "2": "B", "3": "C"}, cardinality="Multiple"),
            when(condition),
        )
    ).content
    assert (content["kind"], right(content)) == ("multiple_choice", ["A", "B"])


FIB = '<response_str ident="response1" rcardinality="Single"><render_fib{}><response_label ident="answer1" rshuffle="No"/></render_fib></response_str>'


def test_short_answer() -> None:
    content = draft(canvas("short_answer_question", FIB.format(""), when(equal("Blank") + equal("gap")))).content
    assert [option["text"] for option in content["options"]] == ["Blank", "gap"]


@pytest.mark.parametrize(
    ("condition", "answer", "tolerance"),
    [
        (
            f"<or>{equal('12.5')}<and><vargte respident='response1'>12.0</vargte><varlte respident='response1'>13.0</varlte></and></or>",
            "12.5",
            "0.5",
        ),
        ("<vargte respident='response1'>2</vargte><varlte respident='response1'>4</varlte>", "3", "1"),
    ],
)
def test_numbers(condition: str, answer: str, tolerance: str) -> None:
    content = draft(canvas("numerical_question", FIB.format(' fibtype="Decimal"'), when(condition))).content
    assert (content["answer"], content["tolerance"]) == (answer, tolerance)


def test_matching_with_a_distractor() -> None:
    answers = {"91": "one", "92": "two", "93": "three"}
    body = lid("response_1", answers, "1") + lid("response_2", answers, "2")
    rules = when(equal("91", "response_1"), "50", "Add") + when(equal("92", "response_2"), "50", "Add")
    content = draft(canvas("matching_question", body, rules)).content
    assert [option["text"] for option in content["options"]] == ["1", "2"]
    assert [entry["text"] for entry in content["responses"]] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("kind", "gap"), [("multiple_dropdowns_question", "choice"), ("fill_in_multiple_blanks_question", "text")]
)
def test_blanks(kind: str, gap: str) -> None:
    body = lid("response_x", {"1": "red", "2": "blue"}, "x") + lid("response_y", {"3": "hot", "4": "cold"}, "y")
    rules = when(equal("1", "response_x"), "50", "Add") + when(equal("4", "response_y"), "50", "Add")
    content = draft(canvas(kind, body, rules, prompt="Roses are [x] and ice is [y].")).content
    assert content["text"] == "Roses are [[1]] and ice is [[2]]."
    assert [entry["kind"] for entry in content["gaps"]] == [gap, gap]


def test_essay() -> None:
    content = draft(canvas("essay_question", FIB.format(""))).content
    assert content["kind"] == "extended_text"
    assert content["criteria"][0]["levels"][1]["points"] == "2"


@pytest.mark.parametrize(
    "kind", ["calculated_question", "file_upload_question", "text_only_question", "hot_spot_question"]
)
def test_types_without_counterpart(kind: str) -> None:
    assert kind in reason(canvas(kind, FIB.format("")))


def test_package_as_canvas_packs_it() -> None:
    manifest = """<manifest xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"><resources>
      <resource identifier="g1" type="imsqti_xmlv1p2"><file href="g1/g1.xml"/><dependency identifierref="m1"/></resource>
      <resource identifier="m1" type="associatedcontent/imscc_xmlv1p1/learning-application-resource" href="g1/assessment_meta.xml">
        <file href="g1/assessment_meta.xml"/></resource></resources></manifest>"""
    quiz = canvas("true_false_question", lid("response1", {"1": "True", "2": "False"}), when(equal("1")))
    found = entries(packed({"imsmanifest.xml": manifest, "g1/g1.xml": quiz, "g1/assessment_meta.xml": "<quiz/>"}))
    assert [bool(entry.draft) for entry in found] == [True]
