"""QTI 2.1 and 3.0 as TAO and the examples of 1EdTech write them."""

# ruff: noqa: E501  # samples of markup stay on their lines

from typing import Any

import pytest

from tests.quizzes.formats.reading import draft, entries, notes, packed, reason

MATCH = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
MAP = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>'


def item(declared: str, body: str, rules: str = MATCH, extra: str = "", outcomes: str = "") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  identifier="i1462" title="An item" adaptive="false" timeDependent="false" toolName="TAO" toolVersion="3.1.0">
  {declared}
  <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>{outcomes}
  <stylesheet href="style/custom/tao-user-styles.css" type="text/css" media="all" title=""/>
  <itemBody>{body}</itemBody>
  {rules}{extra}
</assessmentItem>"""


def declared(values: str, cardinality: str = "single", base: str = "identifier", mapping: str = "") -> str:
    found = "".join(f"<value><![CDATA[{value}]]></value>" for value in values.split("|") if value)
    correct = f"<correctResponse>{found}</correctResponse>" if found else ""
    return f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}">{correct}{mapping}</responseDeclaration>'


def mapped(entries: dict[str, Any], bounds: str = "") -> str:
    inner = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in entries.items())
    return f'<mapping defaultValue="0" {bounds}>{inner}</mapping>'


def choices(most: int = 1, extra: str = "") -> str:
    options = "".join(f'<simpleChoice identifier="{n}" fixed="false">Text {n}</simpleChoice>' for n in ("A", "B", "C"))
    prompt = "<prompt>What does it say?</prompt>"
    return (
        f'<div class="grid-row"><div class="col-12"><choiceInteraction responseIdentifier="RESPONSE" shuffle="true" '
        f'maxChoices="{most}" minChoices="0">{prompt}{options}</choiceInteraction></div></div>{extra}'
    )


def right(content: dict[str, Any]) -> list[str]:
    return [option["id"] for option in content["options"] if option["correct"]]


def test_choice_with_the_template() -> None:
    found = draft(item(declared("B"), "<p>Look.</p>" + choices()))
    assert found.content["kind"] == "single_choice"
    assert found.content["prompt"] == "Look.\n\nWhat does it say?"
    assert right(found.content) == ["B"]
    assert found.content["shuffle"] is True
    assert found.ref == "i1462"


def test_choice_by_taos_written_rules() -> None:
    rules = """<responseProcessing><responseCondition><responseIf>
      <match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>
      <setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/><baseValue baseType="integer">1</baseValue></sum></setOutcomeValue>
    </responseIf></responseCondition>
    <responseCondition><responseIf><match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>
      <setOutcomeValue identifier="FB"><baseValue baseType="identifier">good</baseValue></setOutcomeValue></responseIf>
      <responseElse><setOutcomeValue identifier="FB"><baseValue baseType="identifier">bad</baseValue></setOutcomeValue></responseElse>
    </responseCondition></responseProcessing>"""
    told = "".join(
        f'<modalFeedback outcomeIdentifier="FB" identifier="{name}" showHide="show">{text}</modalFeedback>'
        for name, text in (("good", "Yes."), ("bad", "No."))
    )
    outcome = '<outcomeDeclaration identifier="FB" cardinality="single" baseType="identifier"/>'
    content = draft(item(declared("B"), choices(), rules, told, outcome)).content
    assert right(content) == ["B"]
    assert [option["feedback"] for option in content["options"]] == ["No.", "Yes.", "No."]


def test_several_with_mapping_and_limit() -> None:
    mapping = mapped({"A": 1, "B": 1, "C": -2}, 'lowerBound="0" upperBound="2"')
    text = item(declared("A|B", "multiple", mapping=mapping), choices(2), MAP)
    content = draft(text).content
    assert (content["kind"], right(content), content["select_count"]) == ("multiple_choice", ["A", "B"], 2)
    assert notes(text) == ""


def test_all_or_nothing_is_told() -> None:
    assert "all or nothing" in notes(item(declared("A|B", "multiple"), choices(0)))


def test_partial_points_of_one_choice_are_told() -> None:
    text = item(declared("A", mapping=mapped({"A": 2, "B": 1})), choices(), MAP)
    assert right(draft(text).content) == ["A"]
    assert "“Text B” earned 50%" in notes(text)


def test_order() -> None:
    body = choices().replace("choiceInteraction", "orderInteraction")
    content = draft(item(declared("C|A|B", "ordered"), body)).content
    assert (content["kind"], content["correct_order"]) == ("order", ["C", "A", "B"])


def associable(names: str) -> str:
    inner = "".join(
        f'<simpleAssociableChoice identifier="{n}" matchMax="4">Word {n}</simpleAssociableChoice>'
        for n in names.split()
    )
    return f"<simpleMatchSet>{inner}</simpleMatchSet>"


@pytest.mark.parametrize(("pairs", "premises"), [("C R|D M", ["C", "D"]), ("C R|C M|D T", ["R", "M", "T"])])
def test_match_finds_the_side_with_one_answer_each(pairs: str, premises: list[str]) -> None:
    body = f'<matchInteraction responseIdentifier="RESPONSE" shuffle="false"><prompt>Match.</prompt>{associable("C D")}{associable("R M T")}</matchInteraction>'
    content = draft(item(declared(pairs, "multiple", "directedPair"), body)).content
    assert [option["id"] for option in content["options"]] == premises


def test_match_without_one_answer_each_is_left_out() -> None:
    body = f'<matchInteraction responseIdentifier="RESPONSE"><prompt>Match.</prompt>{associable("C D")}{associable("R M")}</matchInteraction>'
    assert "no match or more than one" in reason(item(declared("C R|D R|C M", "multiple", "directedPair"), body))


def test_text_entry_with_mapping() -> None:
    mapping = mapped({"York": 1, "york city": 0.5})
    body = '<p>Richard was of</p><p><textEntryInteraction responseIdentifier="RESPONSE" expectedLength="15"/></p>'
    content = draft(item(declared("York", base="string", mapping=mapping), body, MAP)).content
    assert content["kind"] == "text_entry"
    assert [(o["text"], o["share"]) for o in content["options"]] == [("York", "1"), ("york city", "0.5")]


def test_text_entry_inside_a_sentence_is_a_gap() -> None:
    body = '<blockquote><p>Made by this sun of <textEntryInteraction responseIdentifier="RESPONSE"/>; and the clouds.</p></blockquote>'
    content = draft(item(declared("York", base="string"), body)).content
    assert content["kind"] == "cloze"
    assert content["text"] == "Made by this sun of [[RESPONSE]]; and the clouds."


def test_pattern_mask_is_no_key() -> None:
    body = '<p>Year? <textEntryInteraction responseIdentifier="RESPONSE" patternMask="[0-9]{4}"/></p>'
    assert draft(item(declared("1789", base="string"), body)).content["options"][0]["text"] == "1789"


def test_number_with_tolerance() -> None:
    rules = """<responseProcessing><responseCondition><responseIf>
      <equal toleranceMode="absolute" tolerance="0.5 0.5"><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal>
      <setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>
    </responseIf></responseCondition></responseProcessing>"""
    body = '<p>How many?</p><p><textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    content = draft(item(declared("12.5", base="float"), body, rules)).content
    assert (content["kind"], content["answer"], content["tolerance"]) == ("numeric", "12.5", "0.5")


def test_three_entries_as_tao_sums_them() -> None:
    names = ("RESPONSE", "RESPONSE_1", "RESPONSE_2")
    known = "".join(
        declared("", base="string", mapping=mapped({word: 1})).replace('"RESPONSE"', f'"{name}"')
        for name, word in zip(names, ("Orange", "Banana", "Apple"), strict=True)
    )
    rules = "".join(
        f"""<responseCondition><responseIf><not><isNull><variable identifier="{name}"/></isNull></not>
        <setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/><mapResponse identifier="{name}"/></sum></setOutcomeValue>
        </responseIf></responseCondition>"""
        for name in names
    )
    body = (
        "<p>" + ", ".join(f'<textEntryInteraction responseIdentifier="{name}" base="10"/>' for name in names) + "</p>"
    )
    content = draft(item(known, body, f"<responseProcessing>{rules}</responseProcessing>")).content
    assert content["kind"] == "cloze"
    assert [gap["options"][0]["text"] for gap in content["gaps"]] == ["Orange", "Banana", "Apple"]


def test_inline_choice() -> None:
    options = "".join(
        f'<inlineChoice identifier="{n}">{t}</inlineChoice>' for n, t in (("G", "Gloucester"), ("Y", "York"))
    )
    body = f'<p>Sun of <inlineChoiceInteraction responseIdentifier="RESPONSE" shuffle="false">{options}</inlineChoiceInteraction>.</p>'
    content = draft(item(declared("Y"), body)).content
    assert content["gaps"][0]["kind"] == "choice"
    assert right(content["gaps"][0]) == ["Y"]


def test_gap_match() -> None:
    body = """<gapMatchInteraction responseIdentifier="RESPONSE" shuffle="false"><prompt>Identify the missing words.</prompt>
      <gapText identifier="W" matchMax="1">winter</gapText><gapText identifier="S" matchMax="1">summer</gapText>
      <blockquote><p>Now is the <gap identifier="G1"/> made glorious <gap identifier="G2"/>.</p></blockquote></gapMatchInteraction>"""
    content = draft(item(declared("W G1|S G2", "multiple", "directedPair"), body)).content
    assert content["text"] == "Now is the [[G1]] made glorious [[G2]]."
    assert content["prompt"] == "Identify the missing words."
    assert [right(gap) for gap in content["gaps"]] == [["W"], ["S"]]


def test_extended_text() -> None:
    body = '<rubricBlock view="scorer"><p>Look for three reasons.</p></rubricBlock><extendedTextInteraction responseIdentifier="RESPONSE" expectedLength="200"><prompt>Why?</prompt></extendedTextInteraction>'
    content = draft(item(declared("", base="string"), body, "")).content
    assert (content["kind"], content["prompt"], content["guidance"]) == (
        "extended_text",
        "Why?",
        "Look for three reasons.",
    )


@pytest.mark.parametrize(
    "name", ["hotspotInteraction", "uploadInteraction", "sliderInteraction", "customInteraction", "drawingInteraction"]
)
def test_unknown_interactions_are_left_out(name: str) -> None:
    assert name in reason(item(declared("A"), f'<{name} responseIdentifier="RESPONSE"/>'))


@pytest.mark.parametrize(
    ("body", "extra", "told"),
    [
        ("<p>Read this.</p>", "", "asks nothing"),
        (choices() + '<extendedTextInteraction responseIdentifier="R2"/>', "", "several things at once"),
        (choices(), '<templateDeclaration identifier="X" cardinality="single" baseType="integer"/>', "at random"),
        (choices() + '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>', "", "xi:include"),
    ],
)
def test_other_reasons_to_leave_out(body: str, extra: str, told: str) -> None:
    assert told in reason(item(declared("A"), body, extra=extra))


def test_rules_that_can_not_be_followed_leave_the_named_key() -> None:
    rules = '<responseProcessing><setOutcomeValue identifier="SCORE"><customOperator class="x"/></setOutcomeValue></responseProcessing>'
    text = item(declared("B"), choices(), rules)
    assert right(draft(text).content) == ["B"]
    assert "can't be followed" in notes(text)


def test_pictures_are_described() -> None:
    text = item(declared("A"), '<p><img src="images/sign.png" alt="NO ENTRY"/></p>' + choices())
    assert "[picture: NO ENTRY]" in draft(text).content["prompt"]
    assert "sign.png" in notes(text)


THREE = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="q3" title="Three" adaptive="false" time-dependent="false">
  <qti-response-declaration identifier="RESPONSE" cardinality="multiple" base-type="identifier">
    <qti-correct-response><qti-value>A</qti-value><qti-value>C</qti-value></qti-correct-response>
    <qti-mapping lower-bound="0" default-value="0"><qti-map-entry map-key="A" mapped-value="1"/><qti-map-entry map-key="C" mapped-value="1"/>
      <qti-map-entry map-key="B" mapped-value="-2"/></qti-mapping></qti-response-declaration>
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
  <qti-item-body><qti-choice-interaction response-identifier="RESPONSE" max-choices="0" shuffle="false">
    <qti-prompt>Which?</qti-prompt><qti-simple-choice identifier="A">a</qti-simple-choice>
    <qti-simple-choice identifier="B">b</qti-simple-choice><qti-simple-choice identifier="C">c</qti-simple-choice>
  </qti-choice-interaction></qti-item-body>
  <qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml"/>
</qti-assessment-item>"""
MANIFEST = """<?xml version="1.0"?><manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="M">
  <metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata><organizations/><resources>{}</resources></manifest>"""


def resource(kind: str, href: str) -> str:
    return f'<resource identifier="r{len(href)}" type="{kind}" href="{href}"><file href="{href}"/></resource>'


def test_version_three() -> None:
    content = draft(THREE).content
    assert (content["kind"], right(content), content["select_count"]) == ("multiple_choice", ["A", "C"], None)


def test_package_reads_its_items_and_tells_of_its_test() -> None:
    listed = (
        resource("imsqti_item_xmlv2p1", "i1/qti.xml")
        + resource("imsqti_item_xmlv3p0", "three%20x.xml")
        + resource("imsqti_test_xmlv2p1", "tests/test.xml")
    )
    files = {
        "imsmanifest.xml": MANIFEST.format(listed),
        "i1/qti.xml": item(declared("A"), choices()),
        "three x.xml": THREE,
        "tests/test.xml": "<assessmentTest/>",
        "i1/images/sign.png": b"\x89PNG",
    }
    found = entries(packed(files), "export.zip")
    assert [entry.place for entry in found] == ["i1/qti.xml, line 2", "three x.xml, line 1"]
    assert all(entry.draft for entry in found)


def test_package_without_manifest_and_a_missing_item() -> None:
    assert len(entries(packed({"a.xml": THREE}))) == 1
    (entry,) = entries(packed({"imsmanifest.xml": MANIFEST.format(resource("imsqti_item_xmlv2p1", "gone.xml"))}))
    assert "not in the package" in entry.reason


def test_broken_item_spoils_no_other() -> None:
    found = entries(packed({"a.xml": THREE, "b.xml": "<assessmentItem><oops>"}))
    assert [bool(entry.draft) for entry in found] == [True, False]
    assert "not sound XML" in found[1].reason
