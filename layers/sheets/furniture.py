"""Scale bar and north arrow, in the corners of the map that the unit leaves free."""

from itertools import product

import shapely
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from shapely.geometry.base import BaseGeometry

from layers.sheets.fonts import Face, width
from layers.sheets.inks import TEXT, WHITE
from layers.sheets.papers import Box, Grid
from layers.sheets.pen import Pen
from layers.sheets.view import BAR_PARTS, View

RATIO_PT, MARK_PT, NORTH_PT = 8.6, 6.6, 7.8
BAR_MM, HALF_OUTLINE = 1.3, 0.09
ARROW = (5.0, 17.0)
EDGE_MM = 4.0


def ratio(scale: int) -> str:
    """A scale as it is printed, thousands apart: 1:400 000."""
    return f"1:{scale:,}".replace(",", " ")


def bar_size(grid: Grid, view: View) -> tuple[float, float]:
    length = BAR_PARTS * view.bar_part_m(grid.paper.type_growth) * 1000 / view.scale
    return length + grid.lead(14), grid.lead(12)


def corners(grid: Grid, view: View, unit: BaseGeometry) -> tuple[Box, Box]:
    """The boxes of scale bar and arrow: two corners, together covering least of the unit.

    Of corners that are equally free the lower ones are taken, the bar at the left.
    """
    growth = min(grid.paper.growth, grid.paper.type_growth)
    bar, arrow = bar_size(grid, view), (ARROW[0] * growth, ARROW[1] * growth)
    # Bar at the lower left and arrow at the lower right come first; then arrow above, and so on.
    wishes = [("left", "bottom"), ("right", "bottom"), ("right", "top"), ("left", "top")]
    pairs = [(a, b) for a, b in product(wishes, wishes[1:] + wishes[:1]) if a != b]

    def covered(pair: tuple[tuple[str, str], tuple[str, str]]) -> float:
        boxes = (
            _corner(view.window, pair[0], bar, grid),
            _corner(view.window, pair[1], arrow, grid),
        )
        return sum(unit.intersection(shapely.box(*box).buffer(2)).area for box in boxes)

    best = min(pairs, key=lambda pair: (round(covered(pair), 1), pairs.index(pair)))
    return _corner(view.window, best[0], bar, grid), _corner(view.window, best[1], arrow, grid)


def _corner(window: Box, at: tuple[str, str], size: tuple[float, float], grid: Grid) -> Box:
    left, top, right, bottom = window
    edge = grid.lead(EDGE_MM)
    across, down = size
    x = left + edge if at[0] == "left" else right - edge - across
    y = top + edge if at[1] == "top" else bottom - edge - down
    return x, y, x + across, y + down


def draw_bar(pen: Pen, grid: Grid, view: View, box: Box) -> None:
    """The ratio and a bar in three equal parts; the length is measured between its outer edges."""
    left, top, _right, _bottom = box
    part_m = view.bar_part_m(grid.paper.type_growth)
    part = part_m * 1000 / view.scale
    y = top + grid.lead(3.2)
    words = _("Scale %(ratio)s") % {"ratio": ratio(view.scale)}
    pen.text(left, y, words, grid.size_pt(RATIO_PT), face=Face.BOLD, halo=0.8, kind="scale")
    y += grid.lead(4.0)
    unit, unit_m = ("km", 1000) if part_m >= 1000 else ("m", 1)
    for number in range(BAR_PARTS + 1):
        text = f"{part_m * number / unit_m:g}"
        x = left + number * part
        size = grid.size_pt(MARK_PT)
        pen.text(x, y, text, size, align="middle" if number else "left", halo=0.6, kind="scale")
        if number == BAR_PARTS:
            after = x + width(text, size) / 2 + 0.6
            pen.text(after, y, unit, size, halo=0.6, kind="scale")
    y += grid.lead(1.0)
    high = grid.lead(BAR_MM)
    for number in range(BAR_PARTS):
        x = left + number * part
        inside = (
            x + HALF_OUTLINE,
            y + HALF_OUTLINE,
            x + part - HALF_OUTLINE,
            y + high - HALF_OUTLINE,
        )
        fill = TEXT if number % 2 == 0 else WHITE
        pen.rectangle(inside, fill=fill, width=2 * HALF_OUTLINE, colour=TEXT)


def draw_arrow(pen: Pen, grid: Grid, box: Box) -> None:
    """North of the grid: the sheet is drawn in a projected system whose meridian is vertical."""
    left, top, right, bottom = box
    middle = (left + right) / 2
    size = grid.size_pt(NORTH_PT)
    pen.text(
        middle, top + grid.lead(3.0), pgettext("north", "N"), size,
        face=Face.BOLD, align="middle", halo=0.8, kind="north",
    )  # fmt: skip
    tip, notch = top + grid.lead(4.2), bottom - grid.lead(3.0)
    pen.ring([(middle, tip), (right, bottom), (middle, notch), (left, bottom)], fill=WHITE)
    pen.ring([(middle, tip), (middle, notch), (left, bottom)], fill=TEXT)
    outline = [(middle, tip), (right, bottom), (middle, notch), (left, bottom)]
    pen.ring(outline, width=grid.line_mm(0.25), colour=TEXT)
