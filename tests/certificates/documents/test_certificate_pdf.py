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
DESIGNS = designs.names()
LONG_NAME = "Maria Alexandra Wilhelmina van den Berghe-Janssens de la Fontaine y Montgomery-R"


def sample_facts(design: str = "classic") -> pdf.CertificateFacts:
    return pdf.CertificateFacts.from_json(json.dumps(designs.load(design).sample()["facts"]))


def made(design: str = "classic", **changes: Any) -> bytes:
    return pdf.render(replace(sample_facts(design), **changes), design=design, timestamp=MADE_AT)


def text_of(document: bytes) -> str:
    """Without white space: where a line breaks is the design's business."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(document)).pages))


def without_space(text: str) -> str:
    return re.sub(r"\s", "", text)


def embedded_fonts(document: bytes) -> list[bool]:
    resources = PdfReader(BytesIO(document)).pages[0]["/Resources"]
    descriptors = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] if "/DescendantFonts" in font else None
        for font in (reference.get_object() for reference in resources["/Font"].values())
    ]
    return [
        descriptor is not None and bool({"/FontFile2", "/FontFile3"} & set(descriptor)) for descriptor in descriptors
    ]


@pytest.mark.parametrize("design", DESIGNS)
def test_design_renders_its_sample_on_one_page(design: str) -> None:
    sample = designs.load(design).sample()
    document = pdf.render(sample_facts(design), design=design, timestamp=MADE_AT, options=sample["options"])
    assert len(PdfReader(BytesIO(document)).pages) == 1


@pytest.mark.parametrize("design", DESIGNS)
def test_text_holds_what_the_certificate_says(design: str) -> None:
    facts = sample_facts(design)
    text = text_of(made(design))
    for printed in (facts.recipient_name, facts.code, facts.serial, facts.credential_title, facts.course_title):
        assert without_space(printed) in text
    for printed in ("22November2026", "22November2028", "20hours30minutes", facts.signatories[1].name, facts.criteria):
        assert without_space(printed) in text


@pytest.mark.parametrize("design", DESIGNS)
def test_address_for_typing_leaves_out_scheme_and_code(design: str) -> None:
    text = text_of(made(design))
    assert "waymark.example/verify" in text
    assert "https" not in text


def test_certificate_without_end_or_score_says_nothing_of_them() -> None:
    text = text_of(made(expires_on=None, score=None))
    assert "VALIDUNTIL" not in text.upper()
    assert "percent·" not in text


@pytest.mark.parametrize("design", DESIGNS)
def test_equal_input_gives_equal_bytes(design: str) -> None:
    assert made(design) == made(design)


def test_another_name_gives_other_bytes() -> None:
    assert made() != made(recipient_name="Somebody Else")


@pytest.mark.parametrize("design", DESIGNS)
def test_document_carries_title_author_and_language(design: str) -> None:
    reader = PdfReader(BytesIO(made(design)))
    facts = sample_facts(design)
    assert reader.metadata is not None
    assert reader.metadata.title == f"{facts.credential_title}: {facts.recipient_name}"
    assert reader.metadata.author == facts.issuer_name
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_document_claims_both_standards() -> None:
    metadata = PdfReader(BytesIO(made())).trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part[>=\"]+1", metadata)
    assert re.search(r"pdfaid:part[>=\"]+2", metadata)
    assert re.search(r"pdfaid:conformance[>=\"]+A", metadata)


@pytest.mark.parametrize("design", DESIGNS)
def test_links_lead_to_verification_and_issuer(design: str) -> None:
    annotations = PdfReader(BytesIO(made(design))).pages[0]["/Annots"]
    targets = {annotation.get_object()["/A"]["/URI"] for annotation in annotations}
    assert targets == {sample_facts(design).verify_url, sample_facts(design).issuer_url}


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Αλέξανδρος Παπαδόπουλος", "el"),
        ("Іван Петренко", "uk"),
        ("Nguyễn Thị Hằng", "vi"),
        ("محمد عبد الرحمن الفارسي", "ar"),
        ("علی\u200cرضا پژوهش", "fa"),  # noqa: RUF001 - Arabic, not a look-alike
        ("प्रिया शर्मा", "hi"),
        ("क\u094d\u200dष", "hi"),
        ("王小明", "zh-Hans"),
        ("陳大文", "zh-Hant-HK"),
        ("佐藤 さくら", "ja"),
        ("김민준", "ko-KR"),
    ],
)
def test_names_of_many_scripts_are_set_in_embedded_fonts(design: str, name: str, language: str) -> None:
    document = made(design, recipient_name=name, language=language)
    fonts = embedded_fonts(document)
    assert fonts
    assert all(fonts)


@pytest.mark.parametrize("name", ["Αλέξανδρος", "Іван Петренко", "Nguyễn Thị Hằng", "王小明", "김민준"])
def test_name_can_be_read_back(name: str) -> None:
    assert without_space(name) in text_of(made(recipient_name=name))


def test_han_letterforms_follow_the_language() -> None:
    assert made(recipient_name="直美", language="ja") != made(recipient_name="直美", language="zh-Hant")


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize(
    "name",
    [
        "*Bold* _and_ `raw` = heading",
        '#read("/common/parts.typ")',
        '#panic("no") #import "@preview/x:1.0.0"',
        "$x^2$ <label> @reference",
        "{course_title} {{code}} {}",
        "\\u{41} \\# // gone /* gone */",
        '"}, "accent": "#FF0000", {"',
        "<b>Ada</b> &amp; %s",
        "~ -- --- ... 'quoted'",
    ],
)
def test_hostile_name_is_printed_letter_for_letter(design: str, name: str) -> None:
    document = made(design, recipient_name=name)
    assert without_space(name) in text_of(document)
    assert len(PdfReader(BytesIO(document)).pages) == 1


@pytest.mark.parametrize("field", ["course_title", "criteria", "credential_title", "issuer_name", "score", "serial"])
def test_hostile_text_elsewhere_is_printed_too(field: str) -> None:
    hostile = '#read("x") $x$ {code}'
    assert without_space(hostile) in text_of(made(**{field: hostile}))


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\n", "\u202e", "\u2066", "\u200f", "\ufeff", "\u200b", "\ue000"]
)
def test_character_that_cannot_be_seen_is_refused(character: str) -> None:
    with pytest.raises(wording.CannotSetText) as refused:
        made(recipient_name=f"Ada{character}Lovelace")
    assert (refused.value.character, refused.value.field) == (character, "recipient_name")


def test_lone_surrogate_is_refused() -> None:
    with pytest.raises(wording.CannotSetText):
        made(course_title="Half \ud83d")


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("character", ["😀", "ᚠ", "𓀀"])
def test_letter_without_a_font_is_named(design: str, character: str) -> None:
    with pytest.raises(wording.CannotSetText) as refused:
        made(design, recipient_name=f"Ada {character}")
    assert (refused.value.character, refused.value.field) == (character, "recipient_name")


def test_letter_without_a_font_names_its_field() -> None:
    with pytest.raises(wording.CannotSetText) as refused:
        made(signatories=(pdf.Signatory("Ada ᚠ", "Registrar"),))
    assert refused.value.field == "signatories.name"


@pytest.mark.parametrize("design", DESIGNS)
def test_everything_long_at_once_stays_on_one_page(design: str) -> None:
    signatory = pdf.Signatory(
        "Prof. Dr Annelies Vandenbroucke-Declercq", "Chair of the examination board and committee"
    )
    document = made(
        design,
        recipient_name=LONG_NAME,
        credential_title="Certificate in Medical Travel Practice: Cell Therapies and Diabetes " * 2,
        course_title="Medical Travel Practice for Co-ordinators in Hospitals and Clinics " * 2,
        criteria="Read all lessons, passed the quizzes and the examination. " * 5,
        signatories=(signatory,) * 3,
    )
    assert len(PdfReader(BytesIO(document)).pages) == 1
    assert without_space(LONG_NAME) in text_of(document)


@pytest.mark.parametrize("design", DESIGNS)
def test_three_hundred_characters_in_words_are_printed(design: str) -> None:
    name = ("Anna Maria " * 28)[:300].strip()
    document = made(design, recipient_name=name)
    assert without_space(name) in text_of(document)
    assert len(PdfReader(BytesIO(document)).pages) == 1


@pytest.mark.parametrize("design", DESIGNS)
def test_three_hundred_characters_without_a_space_are_refused(design: str) -> None:
    with pytest.raises(wording.TextTooLong) as refused:
        made(design, recipient_name="M" * 300)
    assert refused.value.field == "recipient_name"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "", "https://", "https://x y"])
def test_address_that_is_not_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(wording.NotAWebAddress):
        made(verify_url=address)


@pytest.mark.parametrize("name", ["baroque", "", "..", "common", "../classic"])
def test_unknown_design_is_refused(name: str) -> None:
    with pytest.raises(designs.UnknownDesign):
        pdf.render(sample_facts(), design=name, timestamp=MADE_AT)


def test_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        pdf.render(sample_facts(), design="classic", timestamp=MADE_AT.replace(tzinfo=None))


@pytest.mark.parametrize("language", ["", "English", "en_GB", 'en"'])
def test_language_that_is_no_tag_is_refused(language: str) -> None:
    with pytest.raises(ValueError, match="language tag"):
        made(language=language)


def test_fourth_signatory_is_refused() -> None:
    with pytest.raises(pdf.TooManySignatories):
        replace(sample_facts(), signatories=(pdf.Signatory("A", "B"),) * 4)


def test_facts_survive_json() -> None:
    facts = sample_facts()
    assert pdf.CertificateFacts.from_json(facts.as_json()) == facts
    assert json.loads(facts.as_json())["issued_on"] == "2026-11-22"


@pytest.mark.parametrize(
    ("minutes", "printed"),
    [(0, "0 minutes"), (1, "1 minute"), (60, "1 hour"), (1230, "20 hours 30 minutes"), (121, "2 hours 1 minute")],
)
def test_duration_reads_as_words(minutes: int, printed: str) -> None:
    assert pdf.printed_duration(minutes) == printed
