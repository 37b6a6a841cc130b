"""The formats by name, and which one a file is in."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats import aiken, archives, gift, gift_writing
from quizzes.formats.carrying import AIKEN, GIFT, MOODLE, WHOLE, Carries
from quizzes.formats.model import Content, Draft, Listener, Notes, Parsed, Unreadable
from quizzes.formats.moodle import reading as moodle_reading
from quizzes.formats.moodle import writing as moodle_writing
from quizzes.formats.qti import packages
from quizzes.formats.qti import writing as qti_writing
from quizzes.formats.tables import columns, files
from quizzes.formats.texts import decode
from quizzes.formats.xmltree import parse

LARGEST = 32 * archives.MEGABYTE
MOST_QUESTIONS = 10_000
ANSWER_LINE = re.compile(r"^ANSWER:\s*[A-Z]\s*$", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Format:
    """A format that questions are written in; ``reduce`` says what comes back when it is read again."""

    name: str
    label: str
    suffix: str
    media_type: str
    carries: Carries
    reader: str
    reduce: Callable[[Mapping[str, Any], Notes], Content]
    write: Callable[[Iterable[Draft], Listener], Iterator[bytes]]

    def read(self, raw: bytes, name: str = "") -> Parsed:
        """Raises Unreadable."""
        return READERS[self.reader](raw, name)


READERS: Mapping[str, Callable[[bytes, str], Parsed]] = MappingProxyType(
    {
        "gift": gift.read,
        "aiken": aiken.read,
        "moodle": moodle_reading.read,
        "qti": packages.read,
        "csv": files.read_csv,
        "xlsx": files.read_xlsx,
    }
)
_ZIP = "application/zip"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMATS = (
    Format("xlsx", "XLSX", ".xlsx", _SHEET, WHOLE, "xlsx", columns.reduce, files.write_xlsx),
    Format("csv", "CSV", ".csv", "text/csv; charset=utf-8", WHOLE, "csv", columns.reduce, files.write_csv),
    Format("qti30", "QTI 3.0", ".zip", _ZIP, WHOLE, "qti", qti_writing.reduce, packages.write_30),
    Format("qti21", "QTI 2.1", ".zip", _ZIP, WHOLE, "qti", qti_writing.reduce, packages.write_21),
    Format(
        "moodle", "Moodle XML", ".xml", "application/xml", MOODLE, "moodle", moodle_writing.reduce, moodle_writing.write
    ),
    Format("gift", "GIFT", ".txt", "text/plain; charset=utf-8", GIFT, "gift", gift_writing.reduce, gift_writing.write),
    Format("aiken", "Aiken", ".txt", "text/plain; charset=utf-8", AIKEN, "aiken", aiken.reduce, aiken.write),
)
FORMATS: Mapping[str, Format] = MappingProxyType({entry.name: entry for entry in _FORMATS})


def read(raw: bytes, name: str = "", *, reader: str = "") -> Parsed:
    """The questions of a file. Raises Unreadable, also for more than can be taken at once."""
    if len(raw) > LARGEST:
        raise Unreadable(_("The file is larger than 32 MB."))
    if not raw.strip():
        raise Unreadable(_("The file is empty."))
    parsed = READERS[reader or recognised(raw, name)](raw, name)
    if not parsed.entries:
        raise Unreadable(_("The file holds no question."))
    if len(parsed.entries) > MOST_QUESTIONS:
        raise Unreadable(_("The file holds more than %(most)d questions; split it.") % {"most": MOST_QUESTIONS})
    return parsed


def recognised(raw: bytes, name: str = "") -> str:
    """The reader for a file, by what is in it. Raises Unreadable."""
    if archives.is_zip(raw):
        return "xlsx" if "xl/workbook.xml" in archives.opened(raw) else "qti"
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("This is an old Excel file; save it as XLSX or CSV."))
    text = decode(raw, Notes()).lstrip()
    if text.startswith("<"):
        return "moodle" if parse(raw).tag == "quiz" else "qti"
    return _by_words(text, PurePosixPath(name).suffix.lower())


def _by_words(text: str, suffix: str) -> str:
    if suffix == ".csv" or suffix == ".tsv":
        return "csv"
    if ANSWER_LINE.search(text):
        return "aiken"
    if "{" in text or "::" in text:
        return "gift"
    if any(mark in text.split("\n", 1)[0] for mark in ",;\t"):
        return "csv"
    raise Unreadable(_("The format can't be told; choose it from the list."))
