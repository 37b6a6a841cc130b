"""What is read from a file that a spreadsheet wrote, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import batchfiles
from certificates.batchfiles import Line, NotATable

PLAIN = "email,reason\r\nlena@example.org,Seen\r\n"


def read(content: str | bytes, wanted: str = "email") -> list[Line]:
    return batchfiles.read(content.encode() if isinstance(content, str) else content, wanted=wanted)


def refusal(content: str | bytes, wanted: str = "email") -> tuple[str, str]:
    with pytest.raises(NotATable) as caught:
        read(content, wanted)
    return caught.value.reason, caught.value.place


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.replace("\r\n", "\n"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        "\r\n\r\n" + PLAIN + "\r\n,\r\n",
        "Nr.;E-Mail Address ;Reason\r\n1;lena@example.org;Seen",
        '"email","reason"\r\n"lena@example.org","Seen"',
    ],
)
def test_every_way_in_which_spreadsheets_write_it_is_read(content: str | bytes) -> None:
    (line,) = read(content)
    assert (line.email, line.reason) == ("lena@example.org", "Seen")


def test_windows_letters_are_read_when_it_is_not_utf_8() -> None:
    (line,) = read("email;reason\r\nlena@example.org;Prüfung bestanden · gesehen".encode("cp1252"))
    assert line.reason == "Prüfung bestanden · gesehen"


def test_lines_are_numbered_as_in_the_file() -> None:
    lines = read('email,reason\na@x.org,"one\ntwo"\n\nb@x.org,\n')
    assert [(line.number, line.email) for line in lines] == [(3, "a@x.org"), (5, "b@x.org")]


def test_a_list_taken_from_the_register_comes_back_as_it_went() -> None:
    (line,) = read("Serial,Code,Name,Email address,Reason\nWM-2026-000001,AAAA,Lena,l@x.org,'=1+1\n", "certificate")
    assert line == Line(2, email="l@x.org", certificate="AAAA", reason="=1+1")


def test_a_missing_cell_is_an_empty_one() -> None:
    assert read("email,reason\nl@x.org") == [Line(2, email="l@x.org")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b",,\n", "empty"),
        (b"PK\x03\x04" + bytes(40), "binary"),
        (b"%PDF-1.7\x00 email", "binary"),
        (b"email\nl@x.org\x1b[31m", "binary"),
        (b"\xff\xfee", "encoding"),
        (b"email\n\x81\x8d\x90", "encoding"),
        (b"email,reason\n", "rows"),
        (b"email\n" + b"l@x.org\n" * (batchfiles.MOST_ROWS + 1), "large"),
        (b"email\n" + b"x" * batchfiles.LARGEST, "large"),
        (b'email\n"l@x.org', "cell"),
        (b"email,reason\nl@x.org," + b"x" * (batchfiles.LONGEST_CELL + 1), "cell"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    assert refusal(content)[0] == reason


def test_a_missing_column_is_named() -> None:
    assert refusal("name,reason\nLena,Seen\n") == ("columns", "email")
    assert refusal(PLAIN, "certificate") == ("columns", "certificate")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        lines = read(content)
    except NotATable:
        lines = []
    assert all(isinstance(line, Line) for line in lines)
