"""A stranger's file: what kind it is, and which certificates it names.

Bytes in, values out, in bounded time and memory. Nothing here renders, follows or trusts what it reads.
"""

import hashlib
import json
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from certificates import codes

PDF_MARK = b"%PDF-"
PNG_MARK = b"\x89PNG\r\n\x1a\n"
PNG_TEXT = (b"tEXt", b"zTXt", b"iTXt")
# A compressed part may promise a thousand times its size.
MOST_PARTS = 200
LARGEST_PART = 1 << 20
LARGEST_TOTAL = 1 << 22
LARGEST_PACKED = 1 << 19
MOST_TEXTS = 16
LARGEST_TEXT = 1 << 18
# More than a document of ours names by far: what repeats them a million times is not read to its end.
MOST_MATCHES = 100
MOST_MENTIONS = 8

STREAM = re.compile(rb"\bstream\r?\n")
CODE = re.compile(rb"(?<![0-9A-Z-])(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z](?![0-9A-Z-])")
CREDENTIAL = re.compile(rb"/(?:credentials|certificates)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


class UnknownKind(Exception):
    """Neither PDF nor PNG nor JSON, whatever its name says."""


@dataclass(frozen=True)
class Upload:
    kind: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Mentions:
    """In order of appearance, each once; codes have the right check symbol."""

    codes: tuple[str, ...]
    uuids: tuple[UUID, ...]

    def __bool__(self) -> bool:
        return bool(self.codes or self.uuids)


def read(content: bytes) -> Upload:
    """Judged by content alone. Raises UnknownKind."""
    if content.startswith(PDF_MARK):
        return Upload("pdf", content)
    if content.startswith(PNG_MARK):
        return Upload("png", content)
    if _is_json(content):
        return Upload("json", content)
    raise UnknownKind


def mentions(upload: Upload) -> Mentions:
    """The certificates of ours that a file names, wherever in it that is said."""
    readers = {"pdf": _pdf_parts, "png": _png_texts, "json": lambda content: iter([content])}
    found_codes: dict[str, None] = {}
    found_uuids: dict[UUID, None] = {}
    for part in readers[upload.kind](upload.content):
        text = part.replace(b"\\/", b"/")
        found_codes |= dict.fromkeys(_codes(text))
        found_uuids |= dict.fromkeys(UUID(found[1].decode()) for found in _some(CREDENTIAL, text))
    return Mentions(tuple(found_codes)[:MOST_MENTIONS], tuple(found_uuids)[:MOST_MENTIONS])


def _is_json(content: bytes) -> bool:
    try:
        return isinstance(json.loads(content.decode("utf-8-sig")), dict | list)
    except (ValueError, RecursionError):
        return False


def _codes(text: bytes) -> Iterator[str]:
    for found in _some(CODE, text):
        if code := codes.normalise(found[0].decode()):
            yield code


def _some(pattern: re.Pattern[bytes], text: bytes) -> Iterator[re.Match[bytes]]:
    return islice(pattern.finditer(text), MOST_MATCHES)


def _pdf_parts(content: bytes) -> Iterator[bytes]:
    """The file as it lies, then its compressed streams, unpacked."""
    yield content
    view, left = memoryview(content), LARGEST_TOTAL
    for number, found in enumerate(STREAM.finditer(content)):
        if number == MOST_PARTS or left <= 0:
            return
        part = _unpacked(view[found.end() : found.end() + LARGEST_PACKED], min(left, LARGEST_PART))
        left -= len(part)
        yield part


def _png_texts(content: bytes) -> Iterator[bytes]:
    """The text chunks, unpacked where they are packed."""
    place, number = len(PNG_MARK), 0
    while place + 12 <= len(content) and number < MOST_TEXTS:
        length, name = struct.unpack_from(">I4s", content, place)
        if name in PNG_TEXT:
            number += 1
            yield _text(name, content[place + 8 : place + 8 + length])
        place += 12 + length


def _text(name: bytes, data: bytes) -> bytes:
    _, _, rest = data.partition(b"\0")
    if name == b"zTXt":
        return _unpacked(rest[1:], LARGEST_TEXT)
    if name == b"iTXt" and rest[:1] == b"\1":
        _, _, packed = rest[2:].partition(b"\0")
        return _unpacked(packed.partition(b"\0")[2], LARGEST_TEXT)
    return rest


def _unpacked(packed: bytes | memoryview, most: int) -> bytes:
    """At most so many bytes; none when it is not packed at all."""
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""
