import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from certificates import designs, wording
from certificates.documents import pdf

MADE_AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def classic_facts(**changes: Any) -> pdf.CertificateFacts:
    facts = pdf.CertificateFacts.from_json(json.dumps(designs.load("classic").sample()["facts"]))
    return replace(facts, **changes)


def text_with(options: dict[str, object], **changes: Any) -> str:
    document = pdf.render(classic_facts(**changes), design="classic", timestamp=MADE_AT, options=options)
    return re.sub(r"\s+", "", PdfReader(BytesIO(document)).pages[0].extract_text())


def refusal(options: dict[str, object]) -> designs.UnsuitableOption:
    with pytest.raises(designs.UnsuitableOption) as refused:
        designs.load("classic").options(options)
    return refused.value


@pytest.mark.parametrize("name", designs.names())
def test_defaults_of_a_design_are_suitable(name: str) -> None:
    design = designs.load(name)
    assert set(design.options({})) == set(design.fields)


def test_both_built_in_designs_are_found() -> None:
    assert {"classic", "modern"} <= set(designs.names())


def test_wording_is_printed_with_its_placeholders_filled() -> None:
    text = text_with({"statement": "passed {course_title} on {issued_on}"})
    assert "passedMedicalTravelPracticeon22November2026" in text


def test_placeholder_inside_a_value_is_not_filled() -> None:
    assert "by{course_title}of" in text_with({"statement": "by {issuer_name} of"}, issuer_name="{course_title}")


def test_hostile_wording_is_printed_letter_for_letter() -> None:
    assert '#read("x")$x$*b*' in text_with({"salutation": '#read("x") $x$ *b*'})


def test_signatories_of_the_design_sign_when_the_facts_name_none() -> None:
    options: dict[str, object] = {"signatories": [{"name": "Grace Hopper", "role": "Dean"}]}
    assert "GraceHopper" in text_with(options, signatories=())
    assert "GraceHopper" not in text_with(options)


def test_certificate_without_any_signatory_is_made() -> None:
    assert "Registrar" not in text_with({}, signatories=())


def test_accent_changes_the_document() -> None:
    plain = pdf.render(classic_facts(), design="classic", timestamp=MADE_AT)
    assert pdf.render(classic_facts(), design="classic", timestamp=MADE_AT, options={"accent": "#7A1F3D"}) != plain


def test_language_of_the_wording_is_that_of_the_document() -> None:
    document = pdf.render(classic_facts(), design="classic", timestamp=MADE_AT, options={"language": "pt-BR"})
    assert PdfReader(BytesIO(document)).trailer["/Root"]["/Lang"] == "pt-BR"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("statement", "{recipient_email}"),
        ("statement", "{}"),
        ("statement", "x" * 500),
        ("statement", 7),
        ("accent", "teal"),
        ("accent", "#9FD8D3"),
        ("accent", "#0B5C5C; red"),
        ("language", "English"),
        ("signatories", "Ada"),
        ("signatories", [{"name": "Ada"}]),
        ("signatories", [{"name": "Ada", "role": "Dean"}] * 4),
        ("watermark", "draft"),
    ],
)
def test_unsuitable_option_is_refused_by_name(field: str, value: object) -> None:
    assert refusal({field: value}).field == field


def test_invisible_character_in_wording_is_refused() -> None:
    with pytest.raises(wording.CannotSetText):
        designs.load("classic").options({"salutation": "This\u202e is"})


def test_contrast_is_that_of_wcag() -> None:
    assert designs.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert designs.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
