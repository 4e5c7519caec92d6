"""The list beside the map: villages that nobody serves, the farthest from an outlet first."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from layers.sheets import symbols
from layers.sheets.fonts import MM_PER_POINT, Face
from layers.sheets.inks import QUIET, TEXT, Inks
from layers.sheets.papers import Box, Grid
from layers.sheets.pen import Pen
from layers.sheets.setting import (
    BODY,
    NOTE,
    columns,
    fitted,
    fitting,
    hairline,
    heading,
)

ROW_MM, LEAST_ROW_MM, SINGLE_ROW_MM = 4.7, 3.1, 4.1
HEAD_ROOM_MM = 7.4
# Columns of the list by how wide its box is; few villages get wide columns with more told.
WIDE_COLUMNS, WIDE_COLUMNS_FEW, NARROW_COLUMNS = 4, 2, 2
MOST_ON_SHEET = 40
GAP_MM = 5.0
LEAST_SHARE = 0.75  # of its size at which a township is still told in a narrow list


@dataclass(frozen=True)
class Item:
    """A line of the list: what it says, and the sign before it if it has one."""

    rank: str
    name: str
    middle: str
    end: str
    kind: str = ""


@dataclass(frozen=True)
class Listing:
    """What stands in the block.

    Attributes:
        shown: how many of `whole` there is room for.
        foot: a line below the rows, if any.
    """

    title: str
    note: str
    items: list[Item]
    columns: int
    foot: str = ""


def capacity(grid: Grid, box: Box, count: int) -> tuple[int, int]:
    """How many lines the box holds, and in how many columns."""
    wide = grid.is_portrait
    height = box[3] - box[1] - grid.lead(HEAD_ROOM_MM)
    rows = max(0, int(height / grid.lead(LEAST_ROW_MM)))
    if not wide:
        return min(MOST_ON_SHEET, rows * NARROW_COLUMNS), NARROW_COLUMNS
    few = max(0, int((height - grid.lead(4)) / grid.lead(ROW_MM))) * WIDE_COLUMNS_FEW
    if count <= few:
        return few, WIDE_COLUMNS_FEW
    return min(MOST_ON_SHEET, rows * WIDE_COLUMNS), WIDE_COLUMNS


def lines_in(grid: Grid, box: Box) -> int:
    """How many lines a single column of the box holds."""
    return max(0, int((box[3] - box[1] - grid.lead(HEAD_ROOM_MM)) / grid.lead(SINGLE_ROW_MM)))


def draw_listing(pen: Pen, grid: Grid, box: Box, listing: Listing, inks: Inks) -> float:
    """The block; gives the y below it."""
    left, _top, right, bottom = box
    y = heading(pen, grid, box, listing.title, listing.note)
    if not listing.items:
        pen.text(left, y + grid.lead(4), _("none"), grid.size_pt(BODY), colour=QUIET)
        return y + grid.lead(6)
    rows = -(-len(listing.items) // listing.columns)
    foot = grid.lead(4) if listing.foot else 0.0
    pitch = min(grid.lead(ROW_MM), (bottom - y - foot) / rows)
    sides = columns(left, right, listing.columns, grid.lead(GAP_MM))
    lowest = y
    for place, item in enumerate(listing.items):
        column_left, column_right = sides[place // rows]
        top = y + (place % rows) * pitch
        _draw_item(pen, grid, (column_left, top, column_right, top + pitch), item, inks)
        lowest = max(lowest, top + pitch)
    if listing.foot:
        size = grid.size_pt(NOTE)
        base = lowest + grid.lead(3)
        fitted(pen, left, base, listing.foot, size, right - left, colour=QUIET)
        lowest = base + grid.lead(1)
    return lowest


def _draw_item(pen: Pen, grid: Grid, box: Box, item: Item, inks: Inks) -> None:
    left, top, right, bottom = box
    pitch = bottom - top
    size = min(grid.size_pt(BODY), pitch / MM_PER_POINT * 0.68)
    base = top + pitch * 0.70
    is_gap = item.kind in ("uncovered", "lost")
    name_left = left + grid.lead(5.6)
    if item.rank:
        pen.text(left + grid.lead(4.4), base, item.rank, size, colour=QUIET, align="right")
    elif item.kind:
        symbols.change(pen, left + grid.lead(2.4), top + pitch / 2, item.kind, inks, size=0.7)
    taken = pen.text(right, base, item.end, size, align="right", kind="distance")
    room = right - name_left - taken - 2.0
    used = fitted(
        pen, name_left, base, item.name, size, room,
        face=Face.BOLD, colour=inks.gap if is_gap else TEXT, kind="gap",
    )  # fmt: skip
    room -= used + 1.5
    if item.middle and room > 4:
        shown = size * 0.92
        end = right - max(taken, grid.lead(6)) - 1.5
        room = min(room, end - name_left - used - 1.5)
        if fitting(item.middle, shown, room) >= shown * LEAST_SHARE:
            fitted(pen, end, base, item.middle, shown, room, colour=QUIET, align="right")
    hairline(pen, grid, left, right, bottom)
