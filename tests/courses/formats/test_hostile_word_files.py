"""Word files that were not made by Word."""

import io
import zipfile

import pytest

from courses import formats
from courses.formats import word
from courses.problems import Problem, Unreadable
from tests.courses.formats.words import W, packed, paragraph, parts, relations, word_file

BODY = paragraph("Some text.")


def refusal(raw: bytes) -> Problem:
    with pytest.raises(Unreadable) as refused:
        formats.read(raw, name="article.docx")
    return refused.value.problem


def test_a_sound_file_is_read() -> None:
    assert formats.read(word_file(BODY)).sections[0].paragraphs == ("Some text.",)


def test_a_part_that_unpacks_to_more_than_a_document_is_refused_before_it_is_unpacked() -> None:
    bomb = b"<w:p/>" * 3_000_000
    raw = packed({**parts(BODY), "word/document.xml": bomb})
    assert len(raw) < 200_000
    assert refusal(raw) == Problem.UNSAFE_WORD


def test_pictures_that_unpack_to_more_than_a_disc_holds_are_refused() -> None:
    raw = packed({**parts(BODY), **{f"word/media/{number}.png": b"\0" * 35_000_000 for number in range(3)}})
    assert len(raw) < formats.MAX_BYTES
    assert refusal(raw) == Problem.UNSAFE_WORD


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    bomb = packed({**parts(BODY), "word/document.xml": b"<w:p/>" * 3_000_000})
    buffer = io.BytesIO(bomb)
    with zipfile.ZipFile(buffer) as archive:
        size = archive.getinfo("word/document.xml").file_size
    lying = bomb.replace(size.to_bytes(4, "little"), (500).to_bytes(4, "little"))
    assert lying != bomb
    assert refusal(lying) == Problem.BROKEN_WORD


def test_thousands_of_entries_are_refused() -> None:
    raw = packed({**parts(BODY), **{f"x/{number}": b"" for number in range(word.MAX_ENTRIES)}})
    assert refusal(raw) == Problem.UNSAFE_WORD


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "_rels/.rels", "[Content_Types].xml"])
def test_declarations_of_entities_are_refused_in_every_part(declaration: str, name: str) -> None:
    sound = parts(BODY)
    raw = packed({**sound, name: '<?xml version="1.0"?>' + declaration + str(sound[name]).split("?>")[-1]})
    assert refusal(raw) == Problem.UNSAFE_WORD


def test_elements_nested_beyond_reason_are_refused() -> None:
    deep = f"<w:document {W}><w:body>{'<w:p>' * 20_000}{'</w:p>' * 20_000}</w:body></w:document>"
    assert refusal(packed({**parts(BODY), "word/document.xml": deep})) == Problem.UNSAFE_WORD


def test_a_document_hidden_among_the_pictures_is_never_parsed() -> None:
    hidden = {"_rels/.rels": relations(("r1", "officeDocument", "word/media/one.png"))}
    document = f"<!DOCTYPE x><w:document {W}><w:body>{paragraph('Hidden.')}</w:body></w:document>"
    raw = packed({**parts(BODY), **hidden, "word/media/one.png": document})
    assert formats.read(raw).sections[0].paragraphs == ("Some text.",)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"PK\x03\x04 and then nothing", Problem.BROKEN_WORD),
        (packed({"readme.txt": "Only an archive."}), Problem.NOT_AN_ARTICLE),
        (packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"}), Problem.NOT_AN_ARTICLE),
        (word_file(BODY)[:-200], Problem.BROKEN_WORD),
        (word_file(""), Problem.EMPTY),
        (packed({**parts(BODY), "word/document.xml": "<not closed"}), Problem.BROKEN_WORD),
    ],
)
def test_what_is_damaged_or_something_else_is_told_apart(raw: bytes, problem: Problem) -> None:
    assert refusal(raw) == problem


def test_an_archive_with_two_parts_of_one_name_is_refused() -> None:
    buffer = io.BytesIO(word_file(BODY))
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<other/>")
    assert refusal(buffer.getvalue()) == Problem.UNSAFE_WORD
