"""Reads workbooks and text tables as offices keep them: XLSX, XLS, ODS and CSV.

Cells come out as they are kept: text, numbers, dates, truth values; an empty cell is "". Rows keep
the numbers that the spreadsheet program shows.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core import uploads
from core.errors import UnreadableFileError
from core.sandbox import Limits, run_limited
from core.sandbox_child import Refused

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta
Rows = Sequence[Sequence[Cell]]

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 100_000
MAX_CELLS = 3_000_000
LIMITS = Limits(memory=640 * 1024 * 1024, seconds=30)
MOMENTS: dict[str, type[dt.date] | type[dt.time]] = {
    "date": dt.date,
    "datetime": dt.datetime,
    "time": dt.time,
}


@dataclass(frozen=True)
class Sheet:
    """A table. `rows[0]` is row 1. `merged` holds (top, left) and (bottom, right) from 0."""

    name: str
    rows: Rows
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=tuple)

    def filled(self, *, widest: int | None = None) -> Rows:
        """The rows with every cell of a merged range holding the range's value.

        Args:
            widest: leave ranges of more columns alone.
        """
        rows = [list(row) for row in self.rows]
        for (top, left), (bottom, right) in self.merged:
            if widest is not None and right - left + 1 > widest:
                continue
            for number in range(top, min(bottom + 1, len(rows))):
                width = len(rows[number])
                for column in range(left, min(right + 1, width)):
                    rows[number][column] = self.rows[top][left]
        return rows


def read(content: bytes) -> list[Sheet]:
    """The visible sheets of a file, told apart by its content and never by its name.

    They are read in the sandbox: whose file it is makes no difference.

    Raises:
        UnreadableFileError: too large, empty, protected, or no table at all.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableFileError(
            _("The file is larger than %(size)s MB. Split it and import the parts.")
            % {"size": MAX_BYTES // 1024 // 1024}
        )
    if not content.strip():
        raise UnreadableFileError(_("The file is empty."))
    most = {"rows": MAX_ROWS, "cells": MAX_CELLS}
    try:
        uploads.check_workbook(content)
        about, tables = run_limited("core.sheets_reading", "tables", most, content, limits=LIMITS)
    except Refused as refusal:
        raise UnreadableFileError(_words(refusal)) from refusal
    return [
        Sheet(sheet["name"], _rows(table), _ranges(sheet["merged"]))
        for sheet, table in zip(about, tables, strict=True)
    ]


def _rows(table: bytes) -> Rows:
    rows: Rows = json.loads(table, object_hook=_moment)
    return rows


def _moment(written: dict[str, Any]) -> Cell:
    """A day or a time, from the object with one member that it left the sandbox as."""
    [(kind, value)] = written.items()
    if kind == "timedelta":
        return dt.timedelta(seconds=value)
    return MOMENTS[kind].fromisoformat(value)


def _ranges(written: Sequence[Any]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return [((top, left), (bottom, right)) for (top, left), (bottom, right) in written]


def _words(refusal: Refused) -> str:
    """What a refusal of the readers means to the sender."""
    words = {
        "rows": _("The table has more than %(rows)s rows. Split it and import the parts."),
        "cells": _("The table reaches over more cells than can be read. Remove what is empty."),
        "password": _(
            "The workbook is protected by a password. Save it without one and try again."
        ),
        "web_page": _(
            "This is a web page with a spreadsheet's name. Open it, save it as .xlsx, try again."
        ),
        "no_table": _("The file is no table: %(why)s"),
        "encoding": _(
            "This is no workbook and no text in UTF-8 or GB18030. Save it as .xlsx and try again."
        ),
    }
    damaged = _("The workbook is damaged. Open it, save it again as .xlsx and try again.")
    return words.get(refusal.code, damaged) % ({"rows": MAX_ROWS} | refusal.facts)
