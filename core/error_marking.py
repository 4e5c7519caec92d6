"""Writes remarks into a workbook inside the sandbox: bytes in, bytes out. No Django."""

import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from core.sandbox_child import Refused

RED, PINK = "B42318", "FDE7E4"
REMARK_WIDTH = 60


def mark(argument: Mapping[str, Any], content: bytes) -> tuple[None, list[bytes]]:
    """The sender's own workbook with a further column of remarks.

    Args:
        argument: `heading`, a `folder` of our own for what openpyxl writes before it packs it, and
            how many bytes (`size`) at the beginning of the content are JSON: a list of tables, each
            its `sheet`, `heading_row`, `columns`, and `remarks`: lists of row, remark, and the
            headings of the cells that are meant. The workbook follows.
    """
    tempfile.tempdir = argument["folder"]
    size = argument["size"]
    try:
        book = load_workbook(io.BytesIO(content[size:]), keep_links=False)
    except Exception as error:  # openpyxl names no errors of its own
        raise Refused("damaged") from error
    for table in json.loads(content[:size]):
        if table["sheet"] in book.sheetnames:
            mark_sheet(book[table["sheet"]], table, argument["heading"])
    return None, [saved(book)]


def mark_sheet(sheet: Worksheet, table: Mapping[str, Any], heading: str) -> None:
    """Write the remarks of one table beside its rows, in place of those of an earlier time."""
    row, columns = table["heading_row"], table["columns"]
    places = {str(sheet.cell(row, n).value or "").strip(): n for n in range(1, columns + 1)}
    column = places.get(heading) or columns + 1
    if heading in places:
        for (cell,) in sheet.iter_rows(min_row=row + 1, min_col=column, max_col=column):
            if not isinstance(cell, MergedCell):
                cell.value = None
    write_text(sheet.cell(row, column), heading, font=Font(bold=True, color=RED))
    sheet.column_dimensions[sheet.cell(row, column).column_letter].width = REMARK_WIDTH
    for number, remark, headings in table["remarks"]:
        write_text(sheet.cell(number, column), remark, font=Font(color=RED))
        for place in filter(None, map(places.get, headings)):
            sheet.cell(number, place).fill = PatternFill("solid", start_color=PINK)


def write_text(cell: Any, text: str, *, font: Font | None = None) -> None:
    """Text that stays text, whatever sign it begins with."""
    if isinstance(cell, Cell):
        cell.value = text
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if font:
            cell.font = font


def rebuilt(sheets: Sequence[tuple[str, Sequence[Sequence[Any]], Sequence[Any]]]) -> Workbook:
    """A workbook with the cells of a table of another format; text stays text.

    Args:
        sheets: names, rows, and merged ranges as (top, left) and (bottom, right) from 0.
    """
    book = Workbook()
    book.remove(book.active)
    for name, rows, merged in sheets:
        sheet = book.create_sheet(name or "Sheet1")
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                if value == "":
                    continue
                cell = sheet.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type, cell.number_format = "s", "@"
        for (top, left), (bottom, right) in merged:
            sheet.merge_cells(
                start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
            )
    return book


def saved(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
