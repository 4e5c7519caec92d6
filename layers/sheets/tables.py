"""The table of a sheet: by county, township or village, the best covered first, with its sum."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from layers import styles
from layers.sheets import fonts, hatches, symbols
from layers.sheets.facts import Facts
from layers.sheets.fonts import MM_PER_POINT, Face
from layers.sheets.inks import QUIET, TEXT, Inks
from layers.sheets.papers import Box, Grid
from layers.sheets.pen import Pen
from layers.sheets.setting import BODY, NOTE, TOTAL_RULE_MM, fitted, hairline, heading

ROW_MM, LEAST_ROW_MM = 4.9, 2.9
SIZE_TO_ROW = 0.70  # of type to the row's height
NOTHING = "–"
GAP_MM = 1.3  # between columns
HEAD_ROW_MM = 4.2
USUAL = 0.9  # of the names are no longer than what the columns leave room for


@dataclass(frozen=True)
class Column:
    """Attributes:
    is_gap: its numbers are in the colour of what is missing; `is_strong`: in bold.
    """

    head: str
    is_gap: bool = False
    is_strong: bool = False


@dataclass(frozen=True)
class TableRow:
    """Attributes:
    cells: text for each column; the first stands beside the name.
    rate: the share that its class shows; null where there is no village.
    village: code of the village that it is about, where it is about one.
    """

    name: str
    cells: tuple[str, ...]
    rate: float | None = None
    village: str = ""


@dataclass(frozen=True)
class Table:
    """Attributes:
    has_classes: rows carry the class of their rate. has_villages: rows are villages with signs.
    """

    title: str
    note: str
    name_head: str
    columns: tuple[Column, ...]
    rows: list[TableRow]
    total: TableRow | None = None
    has_classes: bool = False
    has_villages: bool = False


def table_height(grid: Grid, table: Table) -> float:
    """What the table takes when nothing presses it."""
    rows = len(table.rows) + (1 if table.total else 0)
    return grid.lead(7.2 + HEAD_ROW_MM + ROW_MM * rows + 2)


def draw_table(pen: Pen, grid: Grid, box: Box, table: Table, facts: Facts, inks: Inks) -> float:
    """The table, its rows as far apart as there is room; gives the y below it."""
    left, _top, right, bottom = box
    y = heading(pen, grid, box, table.title, table.note)
    if table.has_villages:
        return _draw_villages(pen, grid, (left, y, right, bottom), table, facts, inks)
    count = len(table.rows) + (1 if table.total else 0)
    room = bottom - y - grid.lead(HEAD_ROW_MM)
    pitch = min(grid.lead(ROW_MM), room / max(1, count))
    size = min(grid.size_pt(BODY), pitch / MM_PER_POINT * SIZE_TO_ROW)
    chip = pitch * 0.62 if table.has_classes else 0.0
    name_left = left + (chip * 1.25 + 0.9 if chip else 0.0)
    names = sorted(fonts.width(row.name, size) for row in table.rows)
    usual = names[int(len(names) * USUAL)] if names else 0.0
    head_size = _head_size(grid, table, size, right - name_left - usual - 1.0)
    widths = _widths(table, size, head_size)
    ends = _ends(right, widths, grid.lead(GAP_MM))
    name_room = ends[0] - widths[0] - name_left - 1.0
    y += grid.lead(2.2)
    _draw_heads(pen, left, y, table, ends, head_size)
    y += grid.lead(0.9)
    pen.line([(left, y), (right, y)], grid.line_mm(0.15), TEXT)
    for row in table.rows:
        base = y + pitch * 0.72
        if chip:
            _draw_chip(pen, left, y + (pitch - chip) / 2, chip, row.rate, inks)
        fitted(pen, name_left, base, row.name, size, name_room, kind="row")
        _draw_cells(pen, base, table, row, ends, size, inks)
        y += pitch
        hairline(pen, grid, left, right, y)
    if table.total:
        pen.line([(left, y), (right, y)], grid.line_mm(TOTAL_RULE_MM), TEXT)
        base = y + pitch * 0.76
        pen.text(left, base, table.total.name, size, face=Face.BOLD, kind="total")
        for column, end, cell in zip(table.columns, ends, table.total.cells, strict=True):
            colour = inks.gap if column.is_gap else TEXT
            pen.text(
                end, base, cell, size, face=Face.BOLD, colour=colour, align="right", kind="total"
            )
        y += pitch
    return y


def _widths(table: Table, size: float, head_size: float) -> list[float]:
    """Of each column: its widest cell, or its head."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    return [
        max(
            [
                fonts.width(column.head, head_size),
                *(fonts.width(row.cells[number], size, Face.BOLD) for row in rows),
            ]
        )
        for number, column in enumerate(table.columns)
    ]


def _head_size(grid: Grid, table: Table, size: float, room: float) -> float:
    """The largest size of all heads that leaves the names their room."""
    largest = grid.size_pt(NOTE) * 0.9
    gaps = grid.lead(GAP_MM) * len(table.columns)
    for share in (1.0, 0.93, 0.86, 0.8, 0.74, 0.68, 0.62):
        if sum(_widths(table, size, largest * share)) + gaps <= room:
            break
    return largest * share


def _ends(right: float, widths: Sequence[float], gap: float) -> list[float]:
    """The right edges of the columns."""
    ends, end = [], right
    for wide in reversed(widths):
        ends.append(end)
        end -= wide + gap
    return ends[::-1]


def _draw_heads(
    pen: Pen, left: float, y: float, table: Table, ends: Sequence[float], size: float
) -> None:
    pen.text(left, y, table.name_head, size, colour=QUIET)
    for column, end in zip(table.columns, ends, strict=True):
        pen.text(end, y, column.head, size, colour=QUIET, align="right")


def _draw_cells(
    pen: Pen,
    base: float,
    table: Table,
    row: TableRow,
    ends: Sequence[float],
    size: float,
    inks: Inks,
) -> None:
    for column, end, cell in zip(table.columns, ends, row.cells, strict=True):
        is_empty = cell in (NOTHING, "0", "—")
        colour = inks.gap if column.is_gap and not is_empty else TEXT
        face = Face.BOLD if column.is_strong or (column.is_gap and inks.is_mono) else Face.SANS
        pen.text(
            end, base, cell, size,
            face=Face.SANS if is_empty else face, colour="#9A9A9A" if is_empty else colour,
            align="right", kind="cell",
        )  # fmt: skip


def _draw_chip(pen: Pen, x: float, y: float, side: float, rate: float | None, inks: Inks) -> None:
    """The class of a row, as the map fills it."""
    box = shapely.box(x, y, x + side * 1.15, y + side)
    hatches.fill_class(pen, box, styles.class_of(rate), inks, spacing=0.5)
    pen.lines(box, 0.12, TEXT)


def _draw_villages(pen: Pen, grid: Grid, box: Box, table: Table, facts: Facts, inks: Inks) -> float:
    """Rows of villages, each with its sign."""
    left, y, right, bottom = box
    pitch = min(grid.lead(ROW_MM), (bottom - y) / max(1, len(table.rows)))
    size = min(grid.size_pt(BODY), pitch / MM_PER_POINT * SIZE_TO_ROW)
    grown = min(1.0, pitch / 3.6)
    name_left = left + 4.2 * grown
    wide = right - left
    state_left = left + wide * 0.36
    for row in table.rows:
        base = y + pitch * 0.68
        village = facts.by_code[row.village]
        symbols.village(
            pen, left + 1.7 * grown, y + pitch / 2, village.state, inks,
            size=grown * 0.9, is_approximate=village.is_approximate, outlets=village.outlets,
        )  # fmt: skip
        is_gap = village.state == "uncovered"
        fitted(
            pen, name_left, base, row.name, size, state_left - name_left - 0.8,
            face=Face.BOLD if is_gap else Face.SANS, colour=inks.gap if is_gap else TEXT,
            kind="row",
        )  # fmt: skip
        used = fitted(pen, state_left, base, row.cells[0], size * 0.92, wide * 0.2, colour=QUIET)
        room = right - state_left - used - 1.2
        fitted(pen, right, base, row.cells[1], size * 0.92, room, colour=QUIET, align="right")
        y += pitch
        hairline(pen, grid, left, right, y)
    return y


def number(value: int) -> str:
    """A count as it stands in a cell."""
    return str(value) if value else NOTHING
