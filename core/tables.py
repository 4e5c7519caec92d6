"""Tables that people take away: as a workbook, or as CSV that spreadsheet programs open.

Rows are sequences of cells, the headings first. Texts stay texts, so that codes keep their digits
and nothing that somebody typed is ever run as a formula.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Cells = Sequence[object]

FORMATS = ("xlsx", "csv")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheet programs that the text is UTF-8
# A text that begins so would be run; some programs take the full-width signs for the others.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

MEASURED_ROWS = 200
NARROWEST, WIDEST = 6, 44

# What spreadsheet programs allow in the name of a sheet.
LONGEST_TITLE = 31
UNFIT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")


def answer(form: str, name: str, rows: Iterable[Cells]) -> HttpResponseBase:
    """The rows as a download in one of `FORMATS`; `name` lacks its ending."""
    response: HttpResponseBase
    if form == "xlsx":
        response = HttpResponse(workbook(rows), content_type=XLSX)
    else:
        response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    return _download(response, f"{name}.{form}")


def answer_sheets(name: str, sheets: Iterable[tuple[str, Iterable[Cells]]]) -> HttpResponse:
    """Several tables as the download of one workbook; `name` lacks its ending."""
    response = HttpResponse(workbook_of(sheets), content_type=XLSX)
    _download(response, f"{name}.xlsx")
    return response


def _download(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    response.headers["Cache-Control"] = "private, no-store"
    return response


class _Echo:
    """A file for csv.writer that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def defused(cell: object) -> object:
    """The cell; a text that a spreadsheet would run is quoted with an apostrophe.

    >>> defused("=1+1"), defused("211321"), defused(-3)
    ("'=1+1", '211321', -3)
    """
    if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS):
        return f"'{cell}"
    return cell


def csv_lines(rows: Iterable[Cells]) -> Iterator[str]:
    """The rows as lines of CSV, the mark of UTF-8 first."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow([defused(cell) for cell in row])


def workbook(rows: Iterable[Cells]) -> bytes:
    """The rows as an XLSX file with one sheet, its headings fixed and its columns wide enough."""
    return workbook_of([("Sheet", rows)])


def workbook_of(sheets: Iterable[tuple[str, Iterable[Cells]]]) -> bytes:
    """Several tables as an XLSX file, each in a sheet of its name."""
    book = Workbook(write_only=True)
    for title, rows in sheets:
        _fill(book.create_sheet(UNFIT_IN_TITLES.sub(" ", title)[:LONGEST_TITLE]), rows)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _fill(sheet: Any, rows: Iterable[Cells]) -> None:
    source = iter(rows)
    first = list(islice(source, MEASURED_ROWS))
    for column, width in enumerate(_widths(first), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    for number, row in enumerate(chain(first, source)):
        sheet.append([_cell(sheet, value, is_heading=number == 0) for value in row])


def _cell(sheet: object, value: object, *, is_heading: bool) -> WriteOnlyCell:
    if value is None:
        value = ""
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"  # not "f", whatever it begins with
        cell.number_format = "@"  # nor after somebody has edited it
        # What the apostrophe is in a cell that one types.
        cell.quotePrefix = value.startswith(FORMULA_SIGNS)
    else:
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, dt.date):
            cell.number_format = "yyyy-mm-dd"
    if is_heading:
        cell.font = Font(bold=True)
    return cell


def _widths(rows: Sequence[Cells]) -> list[int]:
    """How wide each column is in signs; a Chinese one takes two."""
    columns = max(map(len, rows), default=0)
    longest = [max(_width(row[n]) for row in rows if n < len(row)) for n in range(columns)]
    return [min(max(width + 2, NARROWEST), WIDEST) for width in longest]


def _width(cell: object) -> int:
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in str(cell if cell is not None else ""))
