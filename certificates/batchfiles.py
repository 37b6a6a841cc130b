"""Tables that registrars upload: CSV as spreadsheets write it, judged by what it holds and never by its name."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

LARGEST = 1024 * 1024
MOST_ROWS = 5000
LONGEST_CELL = 2000
SEPARATORS = ",;\t"
# How the columns that mean something may be headed, in lower case; the first one found of each is taken.
HEADINGS = {
    "email": ("email", "e-mail", "email address", "e-mail address", "mail"),
    "certificate": ("code", "certificate code", "serial", "certificate"),
    "reason": ("reason", "evidence", "rests on"),
}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# What a list of ours puts in front of a cell that a spreadsheet would run.
GUARDED = re.compile(r"'(?=\s*[=+\-@])")


class NotATable(Exception):
    """``reason`` is a code: empty, large, binary, encoding, columns, rows or cell. ``place`` may say where."""

    def __init__(self, reason: str, place: str = "") -> None:
        super().__init__(reason, place)
        self.reason = reason
        self.place = place


@dataclass(frozen=True)
class Line:
    """One row: its line in the file, and the cells that mean something, as typed."""

    number: int
    email: str = ""
    certificate: str = ""
    reason: str = ""


def read(content: bytes, *, wanted: str) -> list[Line]:
    """The rows of a file; ``wanted`` is the column that must be there. Blank rows are left out. Raises NotATable."""
    text = _text(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    try:
        return _lines(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), wanted)
    except csv.Error as problem:
        raise NotATable("cell") from problem


def _text(content: bytes) -> str:
    """UTF-8 or UTF-16 by its mark, otherwise UTF-8, otherwise Windows' western alphabet, as Excel saves."""
    if not content.strip():
        raise NotATable("empty")
    if len(content) > LARGEST:
        raise NotATable("large")
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if CONTROL.search(text):
            raise NotATable("binary")
        return text
    raise NotATable("encoding")


def _lines(reader: Iterable[list[str]], wanted: str) -> list[Line]:
    rows = [(getattr(reader, "line_num", 0), cells) for cells in reader if any(cell.strip() for cell in cells)]
    if not rows:
        raise NotATable("empty")
    places = _places(rows[0][1])
    if wanted not in places:
        raise NotATable("columns", wanted)
    if len(rows) == 1:
        raise NotATable("rows")
    if len(rows) - 1 > MOST_ROWS:
        raise NotATable("large")
    return [Line(number, **_cells(number, cells, places)) for number, cells in rows[1:]]


def _places(headings: list[str]) -> dict[str, int]:
    """Where each column is. Of several that mean the same the one named first in ``HEADINGS`` is taken."""
    found = {" ".join(heading.casefold().split()): place for place, heading in reversed(list(enumerate(headings)))}
    return {
        column: next(found[name] for name in names if name in found)
        for column, names in HEADINGS.items()
        if any(name in found for name in names)
    }


def _cells(number: int, cells: list[str], places: dict[str, int]) -> dict[str, str]:
    values = {column: _plain(cells[place]) for column, place in places.items() if place < len(cells)}
    if any(len(value) > LONGEST_CELL for value in values.values()):
        raise NotATable("cell", str(number))
    return values


def _plain(cell: str) -> str:
    return GUARDED.sub("", cell.strip(), count=1)
