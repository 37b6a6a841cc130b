"""Pictures that people bring, opened by what they hold: PNG or JPEG, and no bomb."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, UnidentifiedImageError


class TooManyPixels(Exception):
    """It would take too much memory."""


class NotAnImage(Exception):
    """Neither PNG nor JPEG, or damaged."""


@contextmanager
def opened(content: bytes, *, most_pixels: int) -> Iterator[Image.Image]:
    """The picture, not yet decoded; what decoding inside finds wrong counts too. Raises TooManyPixels, NotAnImage."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as picture:
            if picture.width * picture.height > most_pixels:
                raise TooManyPixels
            yield picture
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NotAnImage from error
