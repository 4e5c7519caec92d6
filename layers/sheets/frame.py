"""The frame of a map: two lines, with meridians and parallels named between them."""

from itertools import pairwise

import numpy as np

from layers.sheets.fonts import MM_PER_POINT
from layers.sheets.ground import project, unproject
from layers.sheets.inks import QUIET, TEXT
from layers.sheets.papers import Grid
from layers.sheets.pen import Pen, Place
from layers.sheets.view import View

MINUTES = (1, 2, 5, 10, 15, 30, 60, 120)
APART_MM = 33.0  # lines of the graticule, at least, at A3
COORDINATE_PT = 6.0
GRATICULE_MM, INNER_MM, OUTER_MM = 0.07, 0.20, 0.70
GRATICULE_COLOUR = "#9AA5AB"
STEPS = 24  # a meridian is not straight in the projection


def interval(view: View, grid: Grid) -> int:
    """Minutes from line to line: the least that keeps them apart."""
    minute_mm = 1380 * 1000 / view.scale  # of longitude, here
    apart = APART_MM * min(grid.paper.growth, grid.paper.type_growth)
    return next((m for m in MINUTES if m * minute_mm >= apart), MINUTES[-1])


def degrees(minutes: int) -> str:
    """120°30′."""
    return f"{minutes // 60}°{minutes % 60:02d}′"


def graticule(view: View, grid: Grid) -> tuple[dict[int, list[Place]], dict[int, list[Place]]]:
    """Meridians and parallels that cross the window, as lines on the page, by minutes."""
    west, south, east, north = view.bounds
    xs, ys = np.meshgrid(np.linspace(west, east, 9), np.linspace(south, north, 9))
    around = unproject(xs.ravel(), ys.ravel()) * 60
    (lon_least, lat_least), (lon_most, lat_most) = around.min(0), around.max(0)
    step = interval(view, grid)
    lons = np.linspace(lon_least - step, lon_most + step, STEPS)
    lats = np.linspace(lat_least - step, lat_most + step, STEPS)
    meridians = {
        int(lon): _line(view, np.full_like(lats, lon), lats)
        for lon in np.arange(np.ceil(lon_least / step) * step, lon_most, step)
    }
    parallels = {
        int(lat): _line(view, lons, np.full_like(lons, lat))
        for lat in np.arange(np.ceil(lat_least / step) * step, lat_most, step)
    }
    return meridians, parallels


def _line(view: View, lon: np.ndarray, lat: np.ndarray) -> list[Place]:
    return [(x, y) for x, y in view.place(project(lon / 60, lat / 60)).tolist()]


def draw_graticule(pen: Pen, view: View, grid: Grid) -> None:
    """The lines inside the map; to be drawn within its window."""
    for lines in graticule(view, grid):
        for line in lines.values():
            pen.line(line, grid.line_mm(GRATICULE_MM), GRATICULE_COLOUR)


def draw_frame(pen: Pen, view: View, grid: Grid) -> None:
    """Both lines, ticks and coordinates."""
    outer, inner = grid.box("map"), view.window
    heavy = grid.line_mm(OUTER_MM)
    left, top, right, bottom = outer
    half = heavy / 2
    pen.rectangle((left + half, top + half, right - half, bottom - half), width=heavy, colour=TEXT)
    pen.rectangle(inner, width=grid.line_mm(INNER_MM), colour=TEXT)
    meridians, parallels = graticule(view, grid)
    size = grid.size_pt(COORDINATE_PT)
    tick = grid.line_mm(0.12)
    between = inner[1] - outer[1] - heavy
    raise_by = 0.36 * size * MM_PER_POINT
    edge = 3.0 * grid.paper.type_growth  # of a name that would run over the corner
    for minutes, line in meridians.items():
        for y, middle in (
            (inner[1], inner[1] - between / 2),
            (inner[3], inner[3] + between / 2),
        ):
            x = _crossing(line, 1, y)
            if x is None or not inner[0] + edge < x < inner[2] - edge:
                continue
            out = -1 if y == inner[1] else 1
            pen.line([(x, y), (x, y + out * 0.8)], tick, TEXT)
            pen.text(
                x, middle + raise_by + out * 0.3, degrees(minutes), size,
                colour=QUIET, align="middle", kind="coordinate",
            )  # fmt: skip
    for minutes, line in parallels.items():
        for edge_x, middle in (
            (inner[0], inner[0] - between / 2),
            (inner[2], inner[2] + between / 2),
        ):
            height = _crossing(line, 0, edge_x)
            if height is None or not inner[1] + edge < height < inner[3] - edge:
                continue
            out = -1 if edge_x == inner[0] else 1
            pen.line([(edge_x, height), (edge_x + out * 0.8, height)], tick, TEXT)
            with pen.turned(middle + out * 0.3, height, -np.pi / 2):
                pen.text(
                    0, raise_by, degrees(minutes), size,
                    colour=QUIET, align="middle", kind="coordinate",
                )  # fmt: skip


def _crossing(line: list[Place], axis: int, at: float) -> float | None:
    """Where a line crosses x = `at` (axis 0) or y = `at` (axis 1): the other coordinate."""
    other = 1 - axis
    for one, two in pairwise(line):
        low, high = sorted((one[axis], two[axis]))
        if low <= at <= high and low < high:
            share = (at - one[axis]) / (two[axis] - one[axis])
            return one[other] + share * (two[other] - one[other])
    return None
