"""Documents: judged by what they hold, handed out as files, in parts where a player asks for them."""

import io
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from wagtail.documents.models import Document

from cms import documents
from cms.views.documents import asked_span
from tests.cms.lessons import files


def refusal(name: str, content: bytes) -> str:
    return documents.refusal(io.BytesIO(content), name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", files.PDF),
        ("a.PDF", files.PDF),
        ("a.vtt", files.CAPTIONS),
        ("a.vtt", b"\xef\xbb\xbf" + files.CAPTIONS.replace(b"\n", b"\r\n")),
        ("a.mp4", files.FILM),
        ("a.webm", b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm"),
        ("a.docx", files.archive("word/document.xml")),
        ("a.odt", files.archive("mimetype", "content.xml")),
        ("a.csv", "a,é\n".encode()),
    ],
)
def test_sound_files_are_taken(name: str, content: bytes) -> None:
    assert refusal(name, content) == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", b"<p>"),
        ("a.svg", b"<svg/>"),
        ("a", files.PDF),
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.vtt", b"WEBVTT\n\nHello.\n"),
        ("a.vtt", b"1\n00:00:00,000 --> 00:00:02,000\nHello.\n"),
        ("a.vtt", b"\xff\xfe\0"),
        ("a.mp4", files.PDF),
        ("a.docx", files.archive("xl/workbook.xml")),
        ("a.docx", files.archive("word/document.xml", "word/vbaProject.bin")),
        ("a.xlsx", b"PK"),
        ("a.txt", b"a\0b"),
    ],
)
def test_others_are_refused_with_a_reason(name: str, content: bytes) -> None:
    assert refusal(name, content)


@pytest.fixture
def on_disk(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Files where a real site has them. Another setting would part fields from the other storages for good."""
    str(default_storage)  # it is made when first asked for
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(tmp_path))


def upload(client: Client, name: str, content: bytes) -> bool:
    form = {"title": "Handout", "file": SimpleUploadedFile(name, content), "collection": "1"}
    response = client.post("/cms/documents/add/", form)
    return response.status_code == 302 and Document.objects.filter(title="Handout").exists()


def test_the_editor_looks_into_what_is_uploaded(administrator_client: Client) -> None:
    assert not upload(administrator_client, "a.pdf", b"<html>")
    assert not upload(administrator_client, "a.html", b"<html>")
    assert upload(administrator_client, "a.pdf", files.PDF)


@pytest.mark.usefixtures("on_disk")
def test_a_document_is_handed_out_as_a_file(client: Client) -> None:
    response = client.get(files.document("a.pdf", files.PDF).url)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Accept-Ranges"] == "bytes"
    assert "Content-Encoding" not in response
    assert b"".join(response.streaming_content) == files.PDF


@pytest.mark.usefixtures("on_disk")
@pytest.mark.parametrize(
    ("asked", "first", "stop"),
    [("bytes=0-0", 0, 1), ("bytes=4-", 4, None), ("bytes=-5", -5, None), ("bytes=2-99999", 2, None)],
)
def test_a_player_gets_the_part_that_it_asks_for(asked: str, first: int, stop: int | None, client: Client) -> None:
    response = client.get(files.document("a.mp4", files.FILM).url, headers={"Range": asked})
    part = files.FILM[first:stop]
    assert response.status_code == 206
    assert b"".join(response.streaming_content) == part
    assert response["Content-Length"] == str(len(part))
    assert response["Content-Range"].endswith(f"/{len(files.FILM)}")
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.usefixtures("on_disk")
def test_a_part_beyond_the_end_is_refused(client: Client) -> None:
    response = client.get(files.document("a.mp4", files.FILM).url, headers={"Range": "bytes=9999-"})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(files.FILM)}"


@pytest.mark.usefixtures("on_disk")
def test_a_part_of_a_file_that_has_changed_is_the_whole(client: Client) -> None:
    response = client.get(
        files.document("a.mp4", files.FILM).url, headers={"Range": "bytes=0-3", "If-Range": '"another"'}
    )
    assert response.status_code == 200


@given(st.text(max_size=30), st.integers(1, 10_000))
def test_what_is_asked_for_lies_within_the_file(words: str, size: int) -> None:
    for header in (words, f"bytes={words}"):
        span = asked_span(header, size)
        assert span is None or (span.start >= 0 and span.stop <= size)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 100))
def test_spans_are_what_the_header_says(first: int, last: int, size: int) -> None:
    span = asked_span(f"bytes={first}-{last}", size)
    expected = None if last < first else list(range(size))[first : last + 1]
    assert (span if span is None else list(span)) == expected
