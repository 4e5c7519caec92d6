"""The names of rivers, sign by sign along the water."""

from collections.abc import Sequence
from math import atan2, pi

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.sheets.fonts import MM_PER_POINT
from layers.sheets.ground import Surrounding
from layers.sheets.papers import Box, Grid
from layers.sheets.plan import RiverName
from layers.sheets.view import View

SIZE_PT = 8.2
STRETCH = 2.3  # from sign to sign, in sizes
STEP_MM = 4.0
EVEN_MM = 4.0  # the water is read without its small bends
ABOVE = 0.35  # sizes between the water and the sign


def river_names(
    rivers: Sequence[Surrounding], view: View, grid: Grid, boxes: Sequence[Box]
) -> list[RiverName]:
    """Each named river once, where the water runs straightest clear of everything drawn."""
    size_pt = SIZE_PT * grid.paper.type_growth
    obstacles = shapely.STRtree(shapely.box(*np.array(boxes, dtype=float).reshape(-1, 4).T))
    frame = shapely.box(*view.window).buffer(-size_pt * MM_PER_POINT)
    names = dict.fromkeys(river.name for river in rivers if river.name)
    found = []
    for name in names:
        shapes = [view.clipped(river.shape) for river in rivers if river.name == name]
        placed = _along(name, shapely.union_all(shapes), size_pt, obstacles, frame)
        if placed is not None:
            found.append(placed)
    return found


def _along(
    name: str,
    water: BaseGeometry,
    size_pt: float,
    obstacles: shapely.STRtree,
    frame: BaseGeometry,
) -> RiverName | None:
    size = size_pt * MM_PER_POINT
    need = STRETCH * size * (len(name) - 1)
    merged = shapely.line_merge(water) if water.geom_type == "MultiLineString" else water
    best: tuple[float, RiverName] | None = None
    for line in shapely.get_parts(merged):
        if line.geom_type != "LineString" or line.length < need + size:
            continue
        even = shapely.simplify(line, EVEN_MM / 4)
        for start in np.arange(size / 2, even.length - need - size / 2, STEP_MM):
            at = start + np.arange(len(name)) * STRETCH * size
            if (found := _signs(name, even, at, size, obstacles, frame)) is None:
                continue
            bend, signs = found
            if best is None or bend < best[0]:
                best = (bend, RiverName(size_pt, signs))
    return best[1] if best else None


def _signs(
    name: str,
    line: BaseGeometry,
    at: np.ndarray,
    size: float,
    obstacles: shapely.STRtree,
    frame: BaseGeometry,
) -> tuple[float, tuple[tuple[str, float, float, float], ...]] | None:
    """How much the name bends, and its signs; none where something is in the way."""
    before = shapely.get_coordinates(shapely.line_interpolate_point(line, at - size))
    behind = shapely.get_coordinates(shapely.line_interpolate_point(line, at + size))
    middle = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
    slopes = [atan2(dy, dx) for dx, dy in (behind - before)]
    if (behind[-1] - before[0])[0] < 0:  # read from left to right
        slopes, middle = [s + pi if s < 0 else s - pi for s in slopes[::-1]], middle[::-1]
    ground = shapely.points(middle).tolist()
    clear = [point.buffer(size * 1.3) for point in ground]
    if not all(frame.contains(point) for point in ground) or len(
        obstacles.query(clear, predicate="intersects")[0]
    ):
        return None
    signs = []
    for sign, (x, y), slope in zip(name, middle.tolist(), slopes, strict=True):
        up = np.array([np.sin(slope), -np.cos(slope)]) * ABOVE * size
        back = np.array([np.cos(slope), np.sin(slope)]) * size / 2
        left, base = (np.array([x, y]) + up - back).tolist()
        signs.append((sign, left, base, slope))
    bend = float(np.ptp(slopes)) + 0.3 * float(np.abs(slopes).max())
    return bend, tuple(signs)
