import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from certificates import wording
from certificates.documents import badges, baking

TEXTS = {"title": "Certificate of Smallness", "kind": "assessment-based certificate", "issuer": "Waymark"}
REAL_TITLE = "Certificate in Medical Travel Practice: Cell Therapies and Diabetes (Belgium)"


def drawn(**texts):
    return badges.draw(**{**TEXTS, **texts}, language="en-gb")


def chunk(kind, content):
    return struct.pack(">I4s", len(content), kind) + content + struct.pack(">I", zlib.crc32(kind + content))


def with_chunks(*chunks):
    """A badge with more between its header and the rest; a PNG's header ends at byte 33."""
    picture = drawn()
    return picture[:33] + b"".join(chunks) + picture[33:]


def test_badge_is_a_square_picture_with_a_clear_ground():
    picture = Image.open(io.BytesIO(drawn())).convert("RGBA")
    assert picture.size == (605, 605)
    assert picture.getpixel((0, 0))[3] == 0
    assert picture.getpixel((302, 20))[3] > 250


def test_equal_texts_give_equal_bytes_and_others_do_not():
    first = drawn()
    badges.draw.cache_clear()
    assert drawn() == first
    assert drawn(title=REAL_TITLE) != first
    assert len(drawn(title=REAL_TITLE)) < 80_000


@pytest.mark.parametrize("title", ["Ω", "شهادة في السفر العلاجي", "医疗旅行专业人员证书", "Ъ" * 30, "word " * 30])
def test_titles_of_any_script_and_length_fit(title):
    assert drawn(title=title.strip()).startswith(baking.SIGNATURE)


def test_title_that_can_not_fit_is_refused():
    with pytest.raises(wording.TextTooLong, match="credential_title"):
        drawn(title="word " * 200)


def test_invisible_character_is_refused():
    with pytest.raises(wording.CannotSetText):
        drawn(issuer="Way\u202emark")


@given(st.text().map(str.encode))
def test_badge_gives_back_the_credential_that_was_baked_in(credential):
    assert baking.unbake(baking.bake(drawn(), credential)) == credential


def test_baking_leaves_the_picture_as_it_was():
    baked = Image.open(io.BytesIO(baking.bake(drawn(), b"{}")))
    assert baked.text["openbadgecredential"] == "{}"
    assert baked.convert("RGBA").tobytes() == Image.open(io.BytesIO(drawn())).convert("RGBA").tobytes()


def test_baking_again_replaces_what_was_there():
    assert baking.bake(baking.bake(drawn(), b"old"), b"new") == baking.bake(drawn(), b"new")


def test_labels_of_other_programs_are_passed_over():
    labelled = chunk(b"iTXt", b"openbadgecredential\0\0\0en\0Badge\0{}")
    assert baking.unbake(with_chunks(labelled)) == b"{}"


OURS = chunk(b"iTXt", baking.HEAD + b"{}")


@pytest.mark.parametrize(
    "chunks",
    [
        [],
        [OURS, OURS],
        [chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + zlib.compress(b"{}"))],
        [chunk(b"iTXt", b"openbadgecredential\0\0\0en")],
        [OURS[:-1] + b"!"],
        [OURS[:-9]],
    ],
    ids=["none", "two", "compressed", "no text", "wrong checksum", "cut off"],
)
def test_picture_without_one_readable_credential_is_refused(chunks):
    with pytest.raises(baking.NotABadge):
        baking.unbake(with_chunks(*chunks))


@pytest.mark.parametrize("content", [b"", b"GIF89a", baking.SIGNATURE + b"\0\0"])
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(baking.NotABadge):
        baking.unbake(content)
