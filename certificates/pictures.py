"""Logos and signatures as they are printed: decoded, made small, and written anew, so that nothing else comes along."""

import hashlib
import io
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageChops, ImageOps

from certificates import imagefiles

LARGEST = 2 * 1024 * 1024
MOST_PIXELS = 20_000_000
SMALLEST_SIDE = 24
# Lighter than this, a photographed sheet of paper is paper, not ink.
PAPER_WHITE = 200

Reason = Literal["empty", "large", "kind", "small", "blank"]


class NotAPicture(Exception):
    """``reason`` is a code for screens to explain."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Picture:
    """A PNG, and its name: the digest of its bytes."""

    content: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_logo(content: bytes, *, within: tuple[int, int]) -> Picture:
    """Raises NotAPicture."""
    return _written(_decoded(content), within)


def read_signature(content: bytes, *, within: tuple[int, int]) -> Picture:
    """A scan without transparency loses its paper and the margin round the ink. Raises NotAPicture."""
    picture = _decoded(content)
    if picture.getchannel("A").getextrema() == (255, 255):
        picture.putalpha(_ink(picture))
    drawn = picture.getchannel("A").getbbox()
    if drawn is None:
        raise NotAPicture("blank")
    return _written(picture.crop(drawn), within)


def _decoded(content: bytes) -> Image.Image:
    """What the bytes hold, whatever they are called: PNG or JPEG, in their first frame, turned as the camera was."""
    if not content:
        raise NotAPicture("empty")
    if len(content) > LARGEST:
        raise NotAPicture("large")
    try:
        with imagefiles.opened(content, most_pixels=MOST_PIXELS) as picture:
            return ImageOps.exif_transpose(picture).convert("RGBA")
    except imagefiles.TooManyPixels as error:
        raise NotAPicture("large") from error
    except imagefiles.NotAnImage as error:
        raise NotAPicture("kind") from error


def _ink(picture: Image.Image) -> Image.Image:
    """Opaque where the darkest of red, green and blue is dark, clear where paper shows."""
    red, green, blue, _ = picture.split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    return darkest.point([max(0, min(255, (PAPER_WHITE - value) * 255 // PAPER_WHITE * 2)) for value in range(256)])


def _written(picture: Image.Image, within: tuple[int, int]) -> Picture:
    if min(picture.size) < SMALLEST_SIDE:
        raise NotAPicture("small")
    picture.thumbnail(within, Image.Resampling.LANCZOS)
    # Into a fresh image: text, colour profiles and the place where a photo was taken stay behind.
    bare = Image.frombytes("RGBA", picture.size, picture.tobytes())
    written = io.BytesIO()
    bare.save(written, "PNG", optimize=True)
    return Picture(written.getvalue(), *bare.size)
