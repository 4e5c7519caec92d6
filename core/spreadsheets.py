"""Reads workbooks and text tables as offices keep them: XLSX, XLS, ODS and CSV.

Cells come out as they are kept: text, numbers, dates, truth values; an empty cell is "". Rows keep
the numbers that the spreadsheet program shows.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from core.errors import UnreadableFileError

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta
Rows = Sequence[Sequence[Cell]]

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 100_000

# The first bytes of a zip archive (XLSX, ODS) and of an OLE document (XLS).
WORKBOOK_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
SEPARATORS = ",;\t"


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
    is_workbook = content.startswith(WORKBOOK_SIGNATURES)
    sheets = list(_workbook(content)) if is_workbook else [Sheet("", _text_table(content))]
    for sheet in sheets:
        if len(sheet.rows) > MAX_ROWS:
            raise UnreadableFileError(
                _("The table has more than %(rows)s rows. Split it and import the parts.")
                % {"rows": MAX_ROWS}
            )
    return sheets


def _workbook(content: bytes) -> Iterator[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for about in book.sheets_metadata:
            if about.visible != SheetVisibleEnum.Visible:
                continue
            sheet = book.get_sheet_by_name(about.name)
            rows = sheet.to_python(skip_empty_area=False)
            yield Sheet(about.name, rows, sheet.merged_cell_ranges or ())
    except PasswordError as error:
        raise UnreadableFileError(
            _("The workbook is protected by a password. Save it without one and try again.")
        ) from error
    except (CalamineError, XmlError, ZipError, OSError) as error:
        raise UnreadableFileError(
            _("The workbook is damaged. Open it, save it again as .xlsx and try again.")
        ) from error


def _text_table(content: bytes) -> Rows:
    text = _decoded(content)
    if text.lstrip()[:200].lower().startswith(("<html", "<!doctype", "<?xml", "<table")):
        raise UnreadableFileError(
            _("This is a web page with a spreadsheet's name. Open it, save it as .xlsx, try again.")
        )
    sample = text[:20_000]
    separator = max(SEPARATORS, key=sample.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise UnreadableFileError(_("The file is no table: %(why)s") % {"why": error}) from error
    return _squared(rows)


def _squared(rows: list[list[str]]) -> Rows:
    """Rows of one length, so that every column can be asked of every row."""
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 with or without their mark, else GB18030.

    Raises:
        UnreadableFileError: none of them.
    """
    for encoding in _likely_encodings(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFileError(
        _("This is no workbook and no text in UTF-8 or GB18030. Save it as .xlsx and try again.")
    )


def _likely_encodings(content: bytes) -> Sequence[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    head = content[:4000]
    if b"\x00" in head:  # text of one byte a sign holds none; which half is zero tells the order
        return ["utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"]
    return ["utf-8-sig", "gb18030"]
