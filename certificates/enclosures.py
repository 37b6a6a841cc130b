"""Files that learners hand in, judged by what they hold and never by what they are called."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from certificates import imagefiles

LARGEST = 5 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_NAME = 120
# Readers look for the beginning and the end of a PDF this far in.
MARGIN = 1024

Kind: TypeAlias = Literal["pdf", "png", "jpeg"]


class NotAccepted(Exception):
    """``reason`` is a code: ``empty``, ``large`` or ``kind``."""

    def __init__(self, reason: Literal["empty", "large", "kind"]) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Enclosure:
    """A file that was looked into."""

    kind: Kind
    name: str
    content: bytes


def read(content: bytes, *, name: str) -> Enclosure:
    """Look into a file. Raises NotAccepted."""
    if not content:
        raise NotAccepted("empty")
    if len(content) > LARGEST:
        raise NotAccepted("large")
    return Enclosure(_kind(content), name[-LONGEST_NAME:], content)


def _kind(content: bytes) -> Kind:
    if b"%PDF-" in content[:MARGIN] and b"%%EOF" in content[-MARGIN:]:
        return "pdf"
    try:
        with imagefiles.opened(content, most_pixels=MOST_PIXELS) as picture:
            picture.verify()
            return "png" if picture.format == "PNG" else "jpeg"
    except imagefiles.TooManyPixels as error:
        raise NotAccepted("large") from error
    except imagefiles.NotAnImage as error:
        raise NotAccepted("kind") from error
