"""CSV and XLSX files."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell

from quizzes.formats import archives
from quizzes.formats.model import Draft, Entry, LeftOut, Listener, Notes, Parsed, Unreadable, Written, taken
from quizzes.formats.tables import columns, wide
from quizzes.formats.texts import brief, decode, keepable

MOST_ROWS = 200_000
EMPTY_ROWS = 500
# What spreadsheets take for a formula; an apostrophe before it makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "'")


def read_csv(raw: bytes, name: str = "") -> Parsed:
    """Raises Unreadable."""
    notes = Notes()
    text = decode(raw, notes)
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        lines = [[_freed(cell) for cell in line] for line in reader]
    except csv.Error as error:
        raise Unreadable(_("It is not sound CSV: line %(line)d.") % {"line": reader.line_num}) from error
    return _parsed("csv", lines, notes)


def _delimiter(text: str) -> str:
    head = text.lstrip("\n").split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _freed(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell


def _guarded(cell: str) -> str:
    return "'" + cell if cell.startswith(FORMULA) and not wide.is_number(cell) else cell


def read_xlsx(raw: bytes, name: str = "") -> Parsed:
    """The first sheet. Raises Unreadable."""
    archive = archives.opened(raw)
    for member in archive.names:
        if member.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(member).replace(b"\0", b""):
            raise Unreadable(_("The workbook holds a document type, which is refused."))
    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        lines = list(_lines(book.worksheets[0]))
        count = len(book.worksheets)
    except Exception as error:  # openpyxl raises whatever a damaged part makes it raise
        raise Unreadable(_("The workbook can't be read.")) from error
    notes = Notes()
    if count > 1:
        notes.add(_("Only the first sheet was read."))
    return _parsed("xlsx", lines, notes)


def _lines(sheet: Any) -> Iterator[list[str]]:
    empty = 0
    for count, line in enumerate(sheet.iter_rows(values_only=True, max_col=200)):
        cells = [_shown(value) for value in line]
        empty = 0 if any(cells) else empty + 1
        if count > MOST_ROWS or empty > EMPTY_ROWS:
            return
        yield cells


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return columns.YES if value else columns.NO
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 10**15 else repr(value)
    return keepable(str(value))


def _parsed(name: str, lines: Sequence[Sequence[str]], notes: Notes) -> Parsed:
    place = next((place for place, line in enumerate(lines) if any(cell.strip() for cell in line)), None)
    if place is None:
        raise Unreadable(_("The table is empty."))
    headings = [wide.plain(cell) for cell in lines[place]]
    numbered = list(enumerate(lines[place + 1 :], start=place + 2))
    if "part" in headings and "kind" in headings:
        return Parsed(name, tuple(_grouped(headings, numbered)), tuple(notes))
    if wide.is_wide(headings):
        return Parsed(name, tuple(_single(headings, numbered)), tuple(notes))
    raise Unreadable(_("Its first row names no columns for question and answer; export a question to see the columns."))


def _grouped(headings: Sequence[str], lines: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Entry]:
    names = {wide.plain(name): name for name in columns.COLUMNS}
    group: list[columns.Row] = []
    start = 0
    for number, line in lines:
        if not any(cell.strip() for cell in line):
            continue
        row = dict.fromkeys(columns.COLUMNS, "")
        row |= {names[head]: keepable(cell) for head, cell in zip(headings, line, strict=False) if head in names}
        row["part"] = row["part"].strip().casefold()
        if row["part"] in {"", columns.QUESTION} and group:
            yield _entry(start, group)
            group = []
        start = start if group else number
        group.append(row)
    if group:
        yield _entry(start, group)


def _entry(start: int, group: list[columns.Row]) -> Entry:
    name = group[0]["reference"] or group[0]["text"]
    return taken(_("row %(row)d") % {"row": start}, brief(name), partial(columns.draft, group))


def _single(headings: Sequence[str], lines: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Entry]:
    for number, line in lines:
        if any(cell.strip() for cell in line):
            row = {head: keepable(cell) for head, cell in zip(headings, line, strict=False)}
            name = brief(next((row[head] for head in wide.PROMPTS if row.get(head)), ""))
            place = _("row %(row)d") % {"row": number}
            yield taken(place, name, partial(wide.draft, row))


def _rows(drafts: Iterable[Draft], listener: Listener) -> Iterator[columns.Row]:
    for draft in drafts:
        notes = Notes()
        try:
            content = columns.reduce(draft.content, notes)
        except LeftOut as error:
            listener(Written(draft, reason=str(error), notes=tuple(notes)))
            continue
        listener(Written(draft, notes=tuple(notes)))
        yield from columns.rows(draft, content)


def write_csv(drafts: Iterable[Draft], listener: Listener) -> Iterator[bytes]:
    """With a byte order mark, which spreadsheets want."""
    yield "\ufeff".encode() + _line(columns.COLUMNS)
    for row in _rows(drafts, listener):
        yield _line([_guarded(row.get(name, "")) for name in columns.COLUMNS])


def _line(cells: Sequence[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue().encode()


def write_xlsx(drafts: Iterable[Draft], listener: Listener) -> Iterator[bytes]:
    """One sheet; every cell is text, so nothing is computed."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("questions")
    sheet.append(list(columns.COLUMNS))
    for row in _rows(drafts, listener):
        sheet.append([_cell(sheet, row.get(name, "")) for name in columns.COLUMNS])
    buffer = io.BytesIO()
    book.save(buffer)
    yield buffer.getvalue()


def _cell(sheet: Any, text: str) -> Any:
    if not text:
        return None
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell
