import json
import struct
import uuid
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import codes
from certificates.documents import uploads

CODE = codes.mint(b"0123456789")
OTHER = codes.mint(b"9876543210")
IDENTITY = uuid.UUID("6a1d9c52-6df1-4a64-9ea5-1f9b6f5b0c11")
ADDRESS = f"https://waymark.example/verify/{CODE}/".encode()
EMPTY = uploads.Mentions((), ())


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(*chunks: bytes) -> bytes:
    return uploads.PNG_MARK + chunk(b"IHDR", b"\0" * 13) + b"".join(chunks) + chunk(b"IEND", b"")


def pdf(*streams: bytes) -> bytes:
    return b"%PDF-1.7\n" + b"".join(b"1 0 obj <<>> stream\n" + data + b"\nendstream\n" for data in streams)


def named(content: bytes) -> uploads.Mentions:
    return uploads.mentions(uploads.read(content))


# --- kind -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [(pdf(), "pdf"), (png(), "png"), (b'{"a": 1}', "json"), (b" \n[1]", "json"), (b"\xef\xbb\xbf{}", "json")],
)
def test_kind_is_judged_by_content(content: bytes, kind: str) -> None:
    assert uploads.read(content).kind == kind


@pytest.mark.parametrize(
    "content",
    [
        *(
            b"",
            b"PK\x03\x04",
            b"\xff\xd8\xff\xe0",
            b"<html>",
            b"%PD",
            uploads.PNG_MARK[:-1],
            b"1",
            b'"text"',
            b"\xff{}",
        ),
        *(b'{"a":', b"[" * 500_000, b'{"a":' * 300_000, b"[" + b"9" * 1_000_000 + b"]"),
    ],
    ids=lambda content: f"{content[:8]!r}-{len(content)}",
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(uploads.UnknownKind):
        uploads.read(content)


# --- what it names ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        pdf() + ADDRESS,
        pdf(zlib.compress(ADDRESS)),
        pdf(b"junk", zlib.compress(b"x" * 1000), zlib.compress(b"(WM-2026-000001, " + CODE.encode() + b")")),
        png(chunk(b"tEXt", b"openbadges\0" + ADDRESS)),
        png(chunk(b"zTXt", b"openbadges\0\0" + zlib.compress(ADDRESS))),
        png(chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + ADDRESS)),
        png(chunk(b"iTXt", b"openbadgecredential\0\1\0en\0words\0" + zlib.compress(ADDRESS))),
        json.dumps({"evidence": [{"id": ADDRESS.decode()}]}).encode(),
        json.dumps({"evidence": ADDRESS.decode()}).replace("/", "\\/").encode(),
    ],
)
def test_code_is_found_wherever_it_stands(content: bytes) -> None:
    assert named(content).codes == (CODE,)


@pytest.mark.parametrize("path", ["credentials", "certificates"])
def test_identity_of_a_credential_is_found(path: str) -> None:
    content = json.dumps({"id": f"https://waymark.example/{path}/{IDENTITY}"}).replace("/", "\\/").encode()
    assert named(content) == uploads.Mentions((), (IDENTITY,))


def test_several_are_named_in_order_and_once() -> None:
    content = pdf() + f"{OTHER} {CODE} {OTHER}".encode()
    assert named(content).codes == (OTHER, CODE)


def test_mistyped_code_names_nothing() -> None:
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    assert named(pdf() + wrong.encode()) == EMPTY
    assert not named(pdf())


@pytest.mark.parametrize("around", ["X{}", "{}X", "{}-ABCD", "ABCD-{}"])
def test_part_of_a_longer_word_is_no_code(around: str) -> None:
    assert named(pdf() + around.format(CODE).encode()) == EMPTY


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail(junk: bytes) -> None:
    for content in (pdf(junk) + junk, uploads.PNG_MARK + junk, png(chunk(b"iTXt", junk), chunk(b"zTXt", junk))):
        assert isinstance(named(content), uploads.Mentions)


@given(
    st.recursive(
        st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_any_json_is_read(value: Any) -> None:
    content = json.dumps([value, CODE]).encode()
    assert CODE in named(content).codes


# --- traps ----------------------------------------------------------------------------------------------------------


def unpacked(content: bytes) -> int:
    upload = uploads.read(content)
    parts = uploads._pdf_parts(content) if upload.kind == "pdf" else uploads._png_texts(content)
    return sum(map(len, parts))


BOMB = zlib.compress(b"ABCD-" * 4_000_000, 9)


@pytest.mark.parametrize(
    "content",
    [pdf(BOMB), pdf(*[BOMB] * 50), png(*[chunk(b"iTXt", b"k\0\1\0\0\0" + BOMB)] * 50)],
    ids=["one", "many", "chunks"],
)
def test_little_that_unpacks_to_much_is_given_up_early(content: bytes) -> None:
    assert unpacked(content) <= len(content) + uploads.LARGEST_TOTAL


def test_streams_and_chunks_without_end_are_given_up_early() -> None:
    streams = pdf(*[b""] * 5000)
    assert sum(1 for _ in uploads._pdf_parts(streams)) <= uploads.MOST_PARTS + 1
    texts = png(*[chunk(b"tEXt", b"k\0v")] * 5000)
    assert sum(1 for _ in uploads._png_texts(texts)) <= uploads.MOST_TEXTS


def test_chunk_that_lies_about_its_length_ends_the_walk() -> None:
    content = uploads.PNG_MARK + struct.pack(">I", 0xFFFFFFFF) + b"tEXtk\0" + CODE.encode()
    assert named(content).codes == (CODE,)
    assert named(uploads.PNG_MARK + struct.pack(">I", 0xFFFFFFF0) + b"IDAT" + CODE.encode()) == EMPTY


def test_file_full_of_codes_names_a_few() -> None:
    many = b" ".join(codes.mint(number.to_bytes(10, "big")).encode() for number in range(500))
    assert len(named(pdf() + many).codes) == uploads.MOST_MENTIONS
