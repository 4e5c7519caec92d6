"""A small table beside the map: a name and a few figures in each row."""

from dataclasses import dataclass

from layers.sheets.fonts import Face
from layers.sheets.inks import QUIET
from layers.sheets.papers import Box, Grid
from layers.sheets.pen import Pen
from layers.sheets.setting import BODY, NOTE, fitted, hairline, heading

ROW_MM, OTHER_MM = 4.6, 17.0


@dataclass(frozen=True)
class SideRow:
    name: str
    cells: tuple[str, ...]
    is_strong: bool = False


@dataclass(frozen=True)
class SideTable:
    """Attributes:
    ends: where each column ends, as a share of the width.
    note: below the rows.
    """

    title: str
    heads: tuple[str, ...]
    ends: tuple[float, ...]
    rows: list[SideRow]
    note: str

    def height(self, grid: Grid) -> float:
        """What the block takes."""
        return grid.lead(OTHER_MM + ROW_MM * len(self.rows))


def draw_side_table(pen: Pen, grid: Grid, box: Box, table: SideTable) -> float:
    """The block; gives the y below it."""
    left, _top, right, _bottom = box
    y = heading(pen, grid, box, table.title)
    size, note = grid.size_pt(BODY), grid.size_pt(NOTE) * 0.95
    wide = right - left
    ends = [right if share == 1 else left + wide * share for share in table.ends]
    y += grid.lead(1.6)
    for end, head in zip(ends, table.heads, strict=True):
        fitted(pen, end, y, head, note, wide * 0.19, colour=QUIET, align="right")
    y += grid.lead(1.0)
    for row in table.rows:
        base = y + grid.lead(ROW_MM * 0.72)
        face = Face.BOLD if row.is_strong else Face.SANS
        fitted(pen, left, base, row.name, size, wide * 0.5, face=face)
        for end, cell in zip(ends, row.cells, strict=True):
            pen.text(end, base, cell, size, face=face, align="right", kind="definition")
        y += grid.lead(ROW_MM)
        hairline(pen, grid, left, right, y)
    y += grid.lead(3.2)
    fitted(pen, left, y, table.note, grid.size_pt(NOTE), wide, colour=QUIET)
    return y + grid.lead(2)
