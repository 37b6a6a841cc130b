"""Logos and signatures: whatever comes is judged by content and written anew."""

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from certificates import pictures

WITHIN = (640, 200)
READERS = [pictures.read_logo, pictures.read_signature]


def file_of(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def signed(mode: str = "RGB", paper: Any = "white") -> Image.Image:
    """A sheet of paper with a stroke of ink in its middle."""
    sheet = Image.new(mode, (400, 300), paper)
    ImageDraw.Draw(sheet).rectangle((100, 120, 300, 180), fill=(20, 30, 90))
    return sheet


def opened(picture: pictures.Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.content))


def refusal(content: bytes, reader: Any = pictures.read_logo) -> str:
    with pytest.raises(pictures.NotAPicture) as refused:
        reader(content, within=WITHIN)
    reason: str = refused.value.reason
    return reason


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_png_and_jpeg_become_a_png_that_fits(reader: Any, kind: str) -> None:
    picture = reader(file_of(signed().resize((2000, 1500)), kind), within=WITHIN)
    found = opened(picture)
    assert (found.format, found.mode, found.size) == ("PNG", "RGBA", (picture.width, picture.height))
    assert picture.width <= WITHIN[0]
    assert picture.height <= WITHIN[1]


def test_small_picture_keeps_its_size() -> None:
    picture = pictures.read_logo(file_of(Image.new("RGB", (120, 60), "teal")), within=WITHIN)
    assert (picture.width, picture.height) == (120, 60)


def test_same_file_has_the_same_name_and_another_has_another() -> None:
    first, again = (pictures.read_logo(file_of(signed()), within=WITHIN).sha256 for _ in range(2))
    assert first == again
    assert pictures.read_logo(file_of(signed(paper="yellow")), within=WITHIN).sha256 != first


def test_nothing_comes_along_with_the_picture() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "secret-words")
    exif = Image.Exif()
    exif[0x010E] = "secret-words"
    for content in (
        file_of(signed(), pnginfo=told) + b"<script>secret-words</script>",
        file_of(signed(), "JPEG", exif=exif),
    ):
        assert b"secret-words" in content
        assert b"secret-words" not in pictures.read_logo(content, within=WITHIN).content


def test_photograph_is_turned_as_the_camera_was() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = pictures.read_logo(file_of(Image.new("RGB", (100, 60), "teal"), "JPEG", exif=exif), within=WITHIN)
    assert (picture.width, picture.height) == (60, 100)


@pytest.mark.parametrize("paper", ["white", (232, 230, 222)])
def test_signature_loses_its_paper_and_the_margin(paper: Any) -> None:
    picture = pictures.read_signature(file_of(signed(paper=paper)), within=WITHIN)
    assert (picture.width, picture.height) == (201, 61)
    assert opened(picture).getpixel((100, 30)) == (20, 30, 90, 255)


def test_signature_that_is_transparent_stays_as_it_is_drawn() -> None:
    picture = pictures.read_signature(file_of(signed("RGBA", (0, 0, 0, 0))), within=WITHIN)
    assert (picture.width, picture.height) == (201, 61)


def test_logo_keeps_its_background() -> None:
    found = opened(pictures.read_logo(file_of(signed()), within=WITHIN))
    assert found.getpixel((2, 2)) == (255, 255, 255, 255)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><script>alert(1)</script></svg>',
        b"%PDF-1.4\n%%EOF\n",
        b"\x89PNG\r\n\x1a\n and nothing of the kind",
        b"plain words",
        file_of(signed(), "GIF"),
        file_of(signed(), "WEBP"),
        file_of(signed(), "BMP"),
        file_of(signed())[:200],
        file_of(signed(), "JPEG")[:200],
    ],
    ids=["svg", "pdf", "false-png", "text", "gif", "webp", "bmp", "cut-png", "cut-jpeg"],
)
def test_anything_else_is_refused_whatever_it_is_called(reader: Any, content: bytes) -> None:
    assert refusal(content, reader) == "kind"


def test_picture_that_would_fill_the_memory_is_refused_unread() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    assert refusal(bomb) in {"large", "kind"}
    assert refusal(file_of(Image.new("1", (5000, 4001)))) == "large"


def test_large_empty_and_tiny_files_are_refused() -> None:
    assert refusal(b"") == "empty"
    assert refusal(b"x" * (pictures.LARGEST + 1)) == "large"
    assert refusal(file_of(Image.new("RGB", (23, 400)))) == "small"


def test_blank_sheet_is_no_signature() -> None:
    assert refusal(file_of(Image.new("RGB", (400, 300), "white")), pictures.read_signature) == "blank"
