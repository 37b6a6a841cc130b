"""Putting a credential into a PNG, as Open Badges 3.0 asks: one iTXt chunk, not compressed."""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
# Keyword, not compressed, method 0, no language, no translated keyword.
HEAD = KEYWORD + b"\0\0\0\0\0"


class NotABadge(ValueError):
    """The file is no PNG that holds exactly one readable credential."""


def bake(picture: bytes, credential: bytes) -> bytes:
    """The picture with the credential, byte for byte; one that was baked in before is replaced."""
    header, *rest = [chunk for chunk in _chunks(picture) if not _is_ours(*chunk)]
    baked = [header, (b"iTXt", HEAD + credential), *rest]
    return SIGNATURE + b"".join(_written(kind, content) for kind, content in baked)


def unbake(picture: bytes) -> bytes:
    """The credential as it was baked in. Raises NotABadge."""
    found = [content for kind, content in _chunks(picture) if _is_ours(kind, content)]
    if len(found) != 1:
        raise NotABadge(f"{len(found)} credentials in the picture")
    if not found[0].startswith(HEAD[:-2]):
        raise NotABadge("the credential is compressed")
    return found[0][len(HEAD) :] if found[0].startswith(HEAD) else _after_labels(found[0])


def _after_labels(content: bytes) -> bytes:
    """Others may fill in a language and a translated keyword."""
    labels = content[len(KEYWORD) + 3 :].split(b"\0", 2)
    if len(labels) != 3:
        raise NotABadge("the credential is cut off")
    return labels[2]


def _is_ours(kind: bytes, content: bytes) -> bool:
    return kind == b"iTXt" and content.startswith(KEYWORD + b"\0")


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not picture.startswith(SIGNATURE):
        raise NotABadge("not a PNG")
    place = len(SIGNATURE)
    while place < len(picture):
        length, kind = struct.unpack(">I4s", picture[place : place + 8].ljust(8, b"\0"))
        content, checksum = picture[place + 8 : place + 8 + length], picture[place + 8 + length : place + 12 + length]
        if checksum != _checksum(kind, content):
            raise NotABadge("the picture is damaged")
        yield kind, content
        place += 12 + length


def _written(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content), kind) + content + _checksum(kind, content)


def _checksum(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(kind + content))
