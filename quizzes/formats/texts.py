"""From bytes to text that the record can keep."""

import codecs
import re

from django.utils.translation import gettext as _

from quizzes.formats.model import Notes, Unreadable

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
# What XML and PostgreSQL refuse: control characters, halves of surrogate pairs, non-characters.
UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
BLANKS = re.compile(r"[^\S\n]+")
GAPS = re.compile(r"\n{3,}")


def decode(raw: bytes, notes: Notes) -> str:
    """By its mark, else UTF-16 without one, else UTF-8, else Windows-1252, which is noted. Raises Unreadable."""
    encoding, body = _marked(raw)
    try:
        text = body.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding:
            raise Unreadable(_("The file says it is %(encoding)s but isn't.") % {"encoding": encoding}) from error
        text = _western(body)
        notes.add(_("The file is not UTF-8; it was read as Windows-1252. Check accented letters."))
    return _without_controls(text)


def decode_xml(raw: bytes) -> str:
    """By its mark, else by what it looks like, else by its declaration. Raises Unreadable."""
    encoding, body = _marked(raw)
    found = DECLARED.match(body)
    declared = found[1].decode().lower() if found else "utf-8"
    if encoding is None:
        # Tools on Windows write UTF-16 into the declaration of files that they save as UTF-8.
        encoding = "utf-8" if declared.startswith(("utf-16", "utf16", "ucs")) else declared
    try:
        return body.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise Unreadable(_("The XML says it is %(encoding)s but isn't.") % {"encoding": encoding}) from error


def keepable(text: str) -> str:
    """Line breaks are one character each, and what no file can hold is gone."""
    return UNKEEPABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def tidy(text: str) -> str:
    """Text as it comes out of markup: single blanks, no blanks around lines, one empty line at most."""
    lines = (BLANKS.sub(" ", line).strip() for line in keepable(text).split("\n"))
    return GAPS.sub("\n\n", "\n".join(lines)).strip()


def flat(text: str) -> str:
    """On one line."""
    return " ".join(keepable(text).split())


def brief(text: str, limit: int = 60) -> str:
    """For names and messages."""
    line = flat(text)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _marked(raw: bytes) -> tuple[str | None, bytes]:
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return encoding, raw[len(mark) :]
    if raw[1:2] == b"\x00" and raw[:1] not in {b"", b"\x00"}:
        return "utf-16-le", raw
    if raw[:1] == b"\x00" and raw[1:2] not in {b"", b"\x00"}:
        return "utf-16-be", raw
    return None, raw


def _western(body: bytes) -> str:
    return body.decode("cp1252", errors="replace").replace("\ufffd", "")


def _without_controls(text: str) -> str:
    if "\x00" in text:
        raise Unreadable(_("This is not a text file."))
    return keepable(text)
