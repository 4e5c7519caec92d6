"""What a cell says: text, codes, dates and numbers as people type them into spreadsheets."""

import datetime as dt
import re
import unicodedata
from functools import lru_cache

from django.utils.translation import gettext as _

from core import texts
from core.spreadsheets import Cell

# A spreadsheet's day 0 (1900 system; the leap day it invents in 1900 lies before any date here).
SERIAL_EPOCH = dt.date(1899, 12, 30)
SERIAL_RANGE = range(20_000, 80_000)  # 1954 to 2119
TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
WRITTEN_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?" + TIME)
EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")


class CellError(ValueError):
    """A cell that does not say what its column asks for. `message` is in the user's language."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


def text(cell: Cell) -> str:
    """The cell as one line of what can be seen (`core.texts.cleaned`); a whole number without its
    decimal point."""
    if isinstance(cell, str):  # most cells
        return texts.cleaned(cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return texts.cleaned(cell.isoformat() if isinstance(cell, dt.date) else str(cell))


def compact(cell: Cell) -> str:
    """The cell half-width and without any blanks: for codes, numbers, telephones, comparison.

    A long whole number that a program wrote as `211321224201.0` loses the `.0`.
    """
    return _compact(cell if isinstance(cell, str) else text(cell))


@lru_cache(texts.KEPT)
def _compact(cell: str) -> str:
    written = "".join(unicodedata.normalize("NFKC", texts.cleaned(cell)).split())
    return written[:-2] if re.fullmatch(r"\d{6,}\.0", written) else written


def is_scientific(written: str) -> bool:
    """Whether a spreadsheet took a long number for a quantity: `2.11321E+11`."""
    return SCIENTIFIC.fullmatch(written) is not None


def has_lost_digits(cell: Cell) -> bool:
    """Whether a cell holds as a quantity what is too long for one, such as an ID number: a
    spreadsheet keeps fifteen digits, and noughts in place of the others."""
    return isinstance(cell, int | float) and abs(cell) >= 10**15


def date(cell: Cell) -> dt.date | None:
    """The day; null for an empty cell. A time of day is dropped.

    Understands dates, `2017.10.5`, `2017/10/5`, `2017-10-5`, `2017年10月5日`, `20171005`, and a
    spreadsheet's own count of days.

    Raises:
        CellError: `impossible_date` (2018-13-05) or `bad_date` (no date at all).
    """
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    return _written_date(text(cell))


@lru_cache(texts.KEPT)
def _written_date(seen: str) -> dt.date | None:
    written = re.sub(r"\s*([年月日./-])\s*", r"\1", unicodedata.normalize("NFKC", seen))
    if not written:
        return None
    if re.fullmatch(r"\d{5}(\.\d+)?", written) and int(float(written)) in SERIAL_RANGE:
        return SERIAL_EPOCH + dt.timedelta(days=int(float(written)))
    match = WRITTEN_DATE.fullmatch(written) or EIGHT_DIGITS.fullmatch(written)
    if not match:
        raise CellError(
            "bad_date",
            _("“%(value)s” is no date. Write it like 2017-10-05.") % {"value": written[:40]},
        )
    year, month, day = map(int, match.groups())
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise CellError(
            "impossible_date", _("There is no such day as %(value)s.") % {"value": written}
        ) from error


def number(cell: Cell) -> float | None:
    """The number; null for an empty cell.

    Raises:
        CellError: `bad_number`.
    """
    written = compact(cell)
    if not written:
        return None
    if not re.fullmatch(r"[-+]?\d+(\.\d*)?", written):
        raise CellError("bad_number", _("“%(value)s” is no number.") % {"value": written[:40]})
    return float(written)
