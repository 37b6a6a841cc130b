from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import enclosures
from tests.certificates.files import PDF, picture


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, "pdf"), (b"\n\n" + PDF + b"\n\n", "pdf"), (picture("PNG"), "png"), (picture("JPEG"), "jpeg")],
)
def test_content_decides_the_kind_whatever_the_name_says(content, kind):
    read = enclosures.read(content, name="letter.exe")
    assert (read.kind, read.name, read.content) == (kind, "letter.exe", content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (b"<html><script>alert(1)</script></html>", "kind"),
        (PDF[:20], "kind"),
        (picture("GIF"), "kind"),
        (picture("PNG")[:40], "kind"),
        (b"MZ" + PDF.replace(b"%%EOF", b""), "kind"),
        (b"x" * (enclosures.LARGEST + 1), "large"),
    ],
)
def test_all_else_is_refused(content, reason):
    with pytest.raises(enclosures.NotAccepted) as refused:
        enclosures.read(content, name="proof.pdf")
    assert refused.value.reason == reason


def test_picture_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr(enclosures, "MOST_PIXELS", 3)
    with pytest.raises(enclosures.NotAccepted):
        enclosures.read(picture("PNG"), name="bomb.png")


@given(st.binary(max_size=2000))
def test_no_bytes_break_the_reader(content):
    with suppress(enclosures.NotAccepted):
        assert enclosures.read(content, name="any").kind in {"pdf", "png", "jpeg"}


def test_long_name_keeps_its_end():
    assert enclosures.read(PDF, name="x" * 300 + ".pdf").name == "x" * 116 + ".pdf"
