"""Workbooks and text tables made in a test: rows in, bytes out."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlwt
from openpyxl import Workbook

Rows = Iterable[Sequence[Any]]


def xlsx(rows: Rows, *, merged: Sequence[str] = (), **others: Rows) -> bytes:
    """A workbook; `merged` are ranges of the first sheet (A1:D1), `others` further sheets."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for name, more in others.items():
        further = book.create_sheet(name)
        for row in more:
            further.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    return saved(book)


def xls(rows: Rows) -> bytes:
    """A workbook of the old kind."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    dated = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for row_number, row in enumerate(rows):
        for column, value in enumerate(row):
            style = [dated] if isinstance(value, dt.date) else []
            sheet.write(row_number, column, value, *style)
    return saved(book)


def text(rows: Rows, *, encoding: str = "utf-8", separator: str = ",") -> bytes:
    """A text table."""
    kept = io.StringIO()
    csv.writer(kept, delimiter=separator).writerows(rows)
    return kept.getvalue().encode(encoding)


def saved(book: Any) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
