"""Files that are broken, huge or meant to harm: refused with a sentence, never followed."""

# ruff: noqa: E501  # samples of markup stay on their lines

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from quizzes import formats
from quizzes.formats import Unreadable, archives
from tests.quizzes.formats.reading import entries, packed
from tests.quizzes.formats.test_qti import MANIFEST, THREE, resource

LAUGHS = """<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><quiz><question type="essay"><name><text>&c;</text></name></question></quiz>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "file://{}">]>
<quiz><question type="essay"><questiontext><text>&x;</text></questiontext></question></quiz>"""


def refusal(raw: bytes, name: str = "") -> str:
    with pytest.raises(Unreadable) as caught:
        formats.read(raw, name)
    return str(caught.value)


def test_entities_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("top secret")
    assert "document type" in refusal(LAUGHS.encode())
    assert "document type" in refusal(OUTSIDE.format(secret).encode())
    assert "document type" in refusal(LAUGHS.encode("utf-16"))
    assert "document type" in refusal(b"<!DOCTYPE quiz SYSTEM 'http://127.0.0.1:9/x.dtd'><quiz/>")


def test_an_item_with_entities_spoils_no_other() -> None:
    found = entries(packed({"a.xml": THREE, "b.xml": LAUGHS}))
    assert [bool(entry.draft) for entry in found] == [True, False]


def test_deep_xml_is_refused() -> None:
    assert "too deep" in refusal(("<quiz>" * 5000 + "</quiz>" * 5000).encode())


@pytest.mark.parametrize("name", ["../a.xml", "/etc/a.xml", "a/../../b.xml", "C:/a.xml", "a\\b.xml"])
def test_paths_outside_are_refused(name: str) -> None:
    assert "outside itself" in refusal(packed({name: THREE}))


def test_links_are_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("a.xml")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert "link" in refusal(buffer.getvalue())


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "suspiciously tight" in refusal(packed({"a.xml": b"\0" * (20 * archives.MEGABYTE)}))
    assert "larger than 32 MB" in refusal(packed({"a.xml": b"\0" * (33 * archives.MEGABYTE)}))
    monkeypatch.setattr(archives, "MOST_FILES", 3)
    assert "more than 3 files" in refusal(packed({f"{n}.xml": "" for n in range(4)}))


def test_a_package_in_the_package_is_not_opened() -> None:
    found = formats.read(packed({"a.xml": THREE, "inner.zip": packed({"b.xml": THREE})}))
    assert len(found.entries) == 1
    assert "not opened" in " ".join(found.notes)


def test_cut_off_files_are_refused() -> None:
    whole = packed({"imsmanifest.xml": MANIFEST.format(resource("imsqti_item_xmlv2p1", "a.xml")), "a.xml": THREE})
    assert "damaged or cut off" in refusal(whole[: len(whole) // 2])
    assert "line" in refusal(b"<quiz><question type='essay'>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "cp1252"])
def test_encodings_that_are_declared_or_marked(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?><quiz><question type="essay"><name><text>é</text></name><questiontext format="html"><text>Où ?</text></questiontext></question></quiz>'
    (entry,) = entries(text.encode(encoding))
    assert entry.draft
    assert entry.draft.content["prompt"] == "Où ?"


def test_xml_that_says_utf_16_and_is_not() -> None:
    text = THREE.replace("Which?", "Où ?")
    (entry,) = entries(b'<?xml version="1.0" encoding="utf-16"?>' + text.encode())
    assert entry.draft
    assert entry.draft.content["prompt"] == "Où ?"


def test_wrong_encodings() -> None:
    assert "isn't" in refusal(b'<?xml version="1.0" encoding="utf-8"?><quiz>\xff\xfe</quiz>')
    assert "isn't" in refusal(b'<?xml version="1.0" encoding="klingon"?><quiz></quiz>')
    found = formats.read("Où ? {T}".encode("cp1252"))
    assert "Windows-1252" in " ".join(found.notes)
    assert found.entries[0].draft
    assert found.entries[0].draft.content["prompt"] == "Où ?"
    assert "not a text file" in refusal(b"abc{T}\0\0\0")


@pytest.mark.parametrize("raw", [b"", b"   \n", b"\xef\xbb\xbf"])
def test_empty_files(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        formats.read(raw)


def test_huge_files_are_refused_unread() -> None:
    assert "32 MB" in refusal(b"x" * (32 * archives.MEGABYTE + 1))


def test_old_excel_and_strange_xml() -> None:
    assert "old Excel" in refusal(b"\xd0\xcf\x11\xe0" + b"x" * 600)
    assert "no QTI" in refusal(b"<html><body/></html>")
    assert "no question" in refusal(packed({"a.txt": "hello"}))
    assert "can't be told" in refusal(b"hello")


def test_workbooks() -> None:
    book = openpyxl.Workbook()
    book.active.append(["question", "answer"])
    book.active.append(['=HYPERLINK("http://127.0.0.1/","x")', "=1+1"])
    buffer = io.BytesIO()
    book.save(buffer)
    whole = buffer.getvalue()
    assert "no question" in refusal(whole)
    assert "can't be read" in refusal(whole.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheetX.xml"))


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_no_cell_becomes_a_formula(name: str) -> None:
    content = {"kind": "text_entry", "prompt": "=1+1", "options": [{"id": "A", "text": "@SUM(A1)", "share": "1"}]}
    raw = b"".join(formats.FORMATS[name].write([formats.Draft(content)], lambda written: None))
    (entry,) = entries(raw, "a." + name)
    assert entry.draft
    assert entry.draft.content["prompt"] == "=1+1"
    if name == "csv":
        assert b"\r\n=" not in raw
        assert b",=" not in raw
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(raw)).active
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
