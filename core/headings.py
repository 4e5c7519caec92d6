"""Finds the row of headings in a sheet, and what each heading means.

Headings are told by their canonical words, by aliases, and, when only a sign or two is wrong, by
likeness. Two columns never stand for one field silently.
"""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from core import cells, texts
from core.errors import UnreadableFileError
from core.spreadsheets import Cell, Rows

SEARCHED_ROWS = 40
FEWEST_HEADINGS = 3
LIKENESS = 0.74  # one wrong sign of four


@dataclass(frozen=True)
class Column:
    """A column that an importer reads. A file without a required one is refused."""

    field: str
    heading: str
    aliases: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True)
class Header:
    """Where each field stands (from 0), and its heading as the file writes it."""

    last_row: int
    places: dict[str, int]
    headings: dict[str, str]
    ignored: Sequence[str]


def key(heading: Cell) -> str:
    """A heading for comparison: half-width, no blanks, no brackets or other signs."""
    return _key(cells.compact(heading))


@lru_cache(texts.KEPT)
def _key(compact: str) -> str:
    return re.sub(r"[\W_]+", "", compact).lower()


def _keys(heading: Cell) -> tuple[str, str]:
    """The heading's key, and its key without a remark in brackets: 联系电话（必填）."""
    plain = unicodedata.normalize("NFKC", cells.text(heading))
    return key(heading), key(re.sub(r"[(\[【].*?[)\]】]", "", plain))


def _vocabulary(columns: Sequence[Column]) -> dict[str, str]:
    """Field by key of every canonical heading and alias."""
    return {key(word): c.field for c in columns for word in (c.heading, *c.aliases)}


def _recognised(row: Sequence[Cell], words: dict[str, str]) -> dict[int, str]:
    """Field by place, for the headings of a row that are known."""
    found = {}
    for place, cell in enumerate(row):
        full, short = _keys(cell)
        if field := words.get(full) or words.get(short):
            found[place] = field
    return found


def find_header(rows: Rows, columns: Sequence[Column]) -> Header | None:
    """The row with the most headings; null when no row has at least three.

    A heading that spans two rows (坐标 above 经度 and 纬度) is read from both.

    Raises:
        UnreadableFileError: two columns mean the same field.
    """
    words = _vocabulary(columns)
    counts = [len(set(_recognised(row, words).values())) for row in rows[:SEARCHED_ROWS]]
    most = max(counts, default=0)
    if most < FEWEST_HEADINGS:
        return None
    index = counts.index(most)
    last, row = _with_neighbour(rows, index, words)
    return _header(last, row, columns)


def _with_neighbour(rows: Rows, index: int, words: dict[str, str]) -> tuple[int, Sequence[Cell]]:
    """The heading row, joined with the one below or above where that says more."""
    best = (index, rows[index])
    for upper in (index, index - 1):
        if upper < 0 or upper + 1 >= len(rows):
            continue
        above, below = rows[upper], rows[upper + 1]
        joined = [
            low if place in _recognised(below, words) else high
            for place, (high, low) in enumerate(zip(above, below, strict=True))
        ]
        if len(set(_recognised(joined, words).values())) > len(
            set(_recognised(best[1], words).values())
        ):
            best = (upper + 1, joined)
    return best


def _header(last_row: int, row: Sequence[Cell], columns: Sequence[Column]) -> Header:
    words = _vocabulary(columns)
    meant = _recognised(row, words)
    _refuse_two_for_one(row, meant, {c.field: c for c in columns})
    unknown = [place for place, cell in enumerate(row) if place not in meant and key(cell)]
    for place in unknown:
        field = _likeliest(key(row[place]), words)
        if field and field not in meant.values():
            meant[place] = field
    places = {field: place for place, field in meant.items()}
    return Header(
        last_row=last_row,
        places=places,
        headings={field: cells.text(row[place]) for field, place in places.items()},
        ignored=[cells.text(row[place]) for place in unknown if place not in meant],
    )


def _likeliest(heading: str, words: dict[str, str]) -> str | None:
    """The one field whose words are nearly this heading; null when none or several are."""
    alike = {
        field
        for word, field in words.items()
        if min(len(word), len(heading)) > 2
        and abs(len(word) - len(heading)) <= 1
        and difflib.SequenceMatcher(None, word, heading).ratio() >= LIKENESS
    }
    return alike.pop() if len(alike) == 1 else None


def _refuse_two_for_one(
    row: Sequence[Cell], meant: dict[int, str], columns: dict[str, Column]
) -> None:
    """Of two columns for one field the one with the canonical heading is read; else refuse."""
    for field in set(meant.values()):
        places = [place for place, other in meant.items() if other == field]
        canonical = [p for p in places if key(row[p]) == key(columns[field].heading)]
        if len(places) > 1 and len(canonical) != 1:
            names = "、".join(f"“{cells.text(row[place])}”" for place in places)
            raise UnreadableFileError(
                _("The columns %(names)s all mean %(heading)s. Keep one of them.")
                % {"names": names, "heading": columns[field].heading}
            )
        for place in places:
            if canonical and place not in canonical:
                del meant[place]
