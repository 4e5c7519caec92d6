"""Blank workbooks: the headings that an importer reads, drop-downs, and how to fill in."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

LAST_ROW = 5000  # drop-downs and formats of columns reach this far
LONGEST_LIST = 250  # signs that a drop-down may hold by itself; longer ones refer to a sheet
TEXT, DATE = "@", "yyyy-mm-dd"

REQUIRED = PatternFill("solid", start_color="1F5F8B")
OPTIONAL = PatternFill("solid", start_color="6B8BA4")
HEADING = Font(bold=True, color="FFFFFF")
THIN = Side(style="thin", color="BFC9D1")


@dataclass(frozen=True)
class Blank:
    """A column to be filled in.

    Args:
        words: what its drop-down offers.
        shape: how its cells are formatted; `TEXT` for what a spreadsheet would take for a number.
        note, example: how to fill it in.
    """

    heading: str
    is_required: bool = False
    words: Sequence[str] = ()
    shape: str = "General"
    note: str = ""
    example: str = ""


def blank_workbook(title: str, columns: Sequence[Blank]) -> bytes:
    """An empty workbook (.xlsx): a sheet to fill in and one that tells how."""
    book = Workbook()
    table, told = book.active, book.create_sheet(_("How to fill in"))
    table.title = title[:31]
    lists = book.create_sheet("选项")
    lists.sheet_state = "hidden"  # hidden sheets are not read
    for number, column in enumerate(columns, start=1):
        letter = get_column_letter(number)
        head(table.cell(1, number, column.heading), is_required=column.is_required)
        style = table.column_dimensions[letter]
        style.width, style.number_format = max(12, 2 * len(column.heading) + 4), column.shape
        if column.words:
            _offer(table, lists, letter, column.words)
    table.row_dimensions[1].height = 24
    table.freeze_panes = "A2"
    _explain(told, columns)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def head(cell: Any, *, is_required: bool) -> None:
    cell.font, cell.fill = HEADING, REQUIRED if is_required else OPTIONAL
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = Border(left=THIN, right=THIN, bottom=THIN)


def _offer(table: Worksheet, lists: Worksheet, letter: str, words: Sequence[str]) -> None:
    source = listed(words)
    if len(source) > LONGEST_LIST:
        for number, word in enumerate(words, start=1):
            lists[f"{letter}{number}"] = word
        source = f"'{lists.title}'!${letter}$1:${letter}${len(words)}"
    offer(table, letter, source)


def listed(words: Iterable[str]) -> str:
    """The source of a short drop-down."""
    return f'"{",".join(words)}"'


def offer(table: Worksheet, letter: str, source: str) -> None:
    """A drop-down; other words are refused on the spot, as the importer would."""
    choice = DataValidation(type="list", formula1=source, allow_blank=True)
    choice.showErrorMessage = True
    choice.errorTitle = _("Not in the list")
    choice.error = _("Choose a word from the list.")
    table.add_data_validation(choice)
    choice.add(f"{letter}2:{letter}{LAST_ROW}")


def _explain(sheet: Worksheet, columns: Sequence[Blank]) -> None:
    titles = (_("Column"), _("Required"), _("How to fill in"), _("Example"))
    for number, title in enumerate(titles, start=1):
        head(sheet.cell(1, number, title), is_required=True)
    for column in columns:
        must = _("yes") if column.is_required else _("no")
        sheet.append([column.heading, must, column.note, column.example])
    for letter, width in (("A", 24), ("B", 10), ("C", 70), ("D", 28)):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.number_format = TEXT
    sheet.freeze_panes = "A2"
