"""Lists as files for spreadsheets: rows go out as they come, and no cell is a formula."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any, Literal, TypeAlias

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

Format: TypeAlias = Literal["csv", "xlsx"]
Row: TypeAlias = Sequence[Any]
FORMATS: tuple[Format, ...] = ("csv", "xlsx")
# What a spreadsheet takes for the beginning of a formula, also behind the space that it drops.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Echo:
    """Gives each written line back, so that it can be streamed."""

    def write(self, line: str) -> str:
        return line


def response(name: str, headings: Row, rows: Iterable[Row], wanted: Format) -> HttpResponseBase:
    """The file to download. CSV is streamed; XLSX is written to disk first, never held in memory."""
    if wanted == "csv":
        answer = StreamingHttpResponse(csv_lines(headings, rows), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer
    return FileResponse(_workbook(headings, rows), as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def csv_lines(headings: Row, rows: Iterable[Row]) -> Iterator[str]:
    """With a byte order mark, by which spreadsheets know UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([plain(cell) for cell in headings])
    for row in rows:
        yield writer.writerow([plain(cell) for cell in row])


def plain(cell: Any) -> Any:
    """A cell that says what it says: text that would be a formula gets an apostrophe in front of it."""
    if cell is None:
        return ""
    if isinstance(cell, int | float) or type(cell) is date:
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("", str(cell))
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text


def _workbook(headings: Row, rows: Iterable[Row]) -> Any:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in chain([headings], rows):
        sheet.append([_cell(sheet, value) for value in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet, plain(value))
    if cell.data_type == "f":
        cell.data_type = "s"
    return cell
