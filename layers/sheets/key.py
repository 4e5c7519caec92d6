"""The key to the numbers on the map: divisions too small for their names."""

from django.utils.translation import gettext as _

from layers.sheets.facts import Facts
from layers.sheets.fonts import Face
from layers.sheets.inks import TEXT, WHITE
from layers.sheets.papers import Box, Grid
from layers.sheets.pen import Pen
from layers.sheets.plan import Plan
from layers.sheets.setting import NOTE, columns, fitted, heading
from layers.sheets.themes import theme_of

ROW_MM, HEAD_ROOM_MM = 4.0, 7.6
COLUMNS = 3


def key_height(grid: Grid, plan: Plan) -> float:
    """What the block takes; nothing where every name stands on the map."""
    if not plan.numbered:
        return 0.0
    rows = -(-len(plan.numbered) // COLUMNS)
    return grid.lead(HEAD_ROOM_MM + ROW_MM * rows + 1)


def draw_key(pen: Pen, grid: Grid, box: Box, facts: Facts, plan: Plan) -> float:
    """The block; gives the y below it."""
    left, _top, right, _bottom = box
    y = heading(pen, grid, box, _("Numbers on the map"), _("no room for the name"))
    rows = -(-len(plan.numbered) // COLUMNS)
    counts = {row.code: row for row in facts.townships}
    sides = columns(left, right, COLUMNS, 1.5)
    size = grid.size_pt(NOTE)
    radius = grid.lead(1.45)
    for place, unit in enumerate(plan.numbered):
        column_left, column_right = sides[place // rows]
        middle = y + (place % rows) * grid.lead(ROW_MM) + grid.lead(ROW_MM) / 2
        base = middle + grid.lead(0.8)
        x = column_left + radius
        pen.circle(x, middle, radius, fill=WHITE, width=grid.line_mm(0.15), colour=TEXT)
        pen.text(x, base, str(place + 1), size * 0.9, align="middle", kind="key")
        row = counts[unit.code]
        count = theme_of(facts).count(facts, row) if row.villages else ""
        words = f"{unit.name} {count}" if row.villages else unit.name
        room = column_right - x - radius - 0.8
        fitted(pen, x + radius + 0.8, base, words, size, room, face=Face.SANS, kind="key")
    return y + rows * grid.lead(ROW_MM) + grid.lead(1)
