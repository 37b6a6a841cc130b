"""Reading a file in a test."""

import io
import zipfile
from collections.abc import Mapping

from quizzes import formats
from quizzes.formats import Draft, Entry


def entries(raw: bytes | str, name: str = "", *, reader: str = "") -> list[Entry]:
    body = raw.encode() if isinstance(raw, str) else raw
    return list(formats.read(body, name, reader=reader).entries)


def draft(raw: bytes | str, name: str = "", *, reader: str = "") -> Draft:
    """Of a file with one question, which must have been taken."""
    (entry,) = entries(raw, name, reader=reader)
    assert entry.draft is not None, entry.reason
    return entry.draft


def notes(raw: bytes | str, name: str = "", *, reader: str = "") -> str:
    (entry,) = entries(raw, name, reader=reader)
    return " ".join(entry.notes)


def reason(raw: bytes | str, name: str = "", *, reader: str = "") -> str:
    (entry,) = entries(raw, name, reader=reader)
    assert entry.draft is None
    return entry.reason


def packed(files: Mapping[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return buffer.getvalue()
