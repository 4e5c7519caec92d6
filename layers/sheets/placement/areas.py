"""Places for the name of an area: a grid of positions inside it, in several forms."""

from collections.abc import Sequence
from math import ceil, sqrt

import numpy as np
import shapely

from layers.sheets.placement.shapes import Area, Box, Candidate, Form, boxes_array, overlap

FINEST_STEP_MM = 1.0
POSITIONS = 400  # about so many in an area
DETAIL_MM = 0.2
FINEST_CELL_MM = 0.25
CELLS = 4000  # about so many over an area's extent
OUTSIDE_COST = 22.0  # for a name that lies outside altogether
SYMBOL_COST = 6.0  # for each symbol covered
DISTANCE_COST = 2.0  # for half the area's size away from its centre
MOST_OUTSIDE = 0.6  # share of the name beyond the area's edge
SLIGHTLY_OUTSIDE = 0.15
ENOUGH = 6  # places that make room
BEST = 40  # kept of the cheapest
SPREAD = 40  # kept of the others, evenly over their costs


def inside_area(
    area: Area, forms: Sequence[Form], *, symbols: Sequence[Box] = ()
) -> list[Candidate]:
    """The places for the name of an area, the cheapest first.

    A place costs more the more of it lies outside, the more symbols it covers, and the farther it
    is from the area's centre. Of an area in several parts the largest is named.
    """
    return Ground(area).places(forms, symbols=symbols)


class Ground:
    """The largest part of an area, on a raster: what names stand on."""

    def __init__(self, area: Area) -> None:
        part = max(getattr(area, "geoms", [area]), key=lambda polygon: polygon.area)
        part = shapely.simplify(part, DETAIL_MM)
        shapely.prepare(part)
        self._size = sqrt(part.area)
        self._middle = shapely.get_coordinates(part.centroid)
        self._centres = _grid(part)
        self._raster = Raster(part)

    def places(self, forms: Sequence[Form], *, symbols: Sequence[Box] = ()) -> list[Candidate]:
        """See `inside_area`."""
        drawn = boxes_array(symbols)
        found = [self._in_form(form, drawn) for form in forms]
        boxes = np.concatenate([boxes for boxes, _costs in found])
        costs = np.concatenate([costs for _boxes, costs in found])
        names = [form.name for form, (each, _) in zip(forms, found, strict=True) for _box in each]
        order = _spread(np.argsort(costs, kind="stable")).tolist()
        return [
            Candidate(tuple(box), cost, None, names[place])
            for place, box, cost in zip(
                order, boxes[order].tolist(), costs[order].tolist(), strict=True
            )
        ]

    def has_room(self, form: Form) -> bool:
        """Whether the form stands inside in more than a few places, symbols left aside."""
        outside = self._raster.share_outside(_boxes(form, self._centres))
        return bool((outside <= SLIGHTLY_OUTSIDE).sum() >= ENOUGH)

    def _in_form(self, form: Form, symbols: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Boxes and what each costs."""
        boxes = _boxes(form, self._centres)
        outside = self._raster.share_outside(boxes)
        kept = outside <= MOST_OUTSIDE
        kept[-1] = True  # a name too large for its area stands over its inner point, if it must
        boxes, outside, centres = boxes[kept], outside[kept], self._centres[kept]
        around = np.hstack([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])
        near = symbols[overlap(symbols, around)]
        hits = overlap(boxes[:, None], near[None]).sum(axis=1)
        away = np.hypot(*(centres - self._middle).T) / (self._size / 2)
        costs = form.cost + OUTSIDE_COST * outside + SYMBOL_COST * hits + DISTANCE_COST * away
        return boxes, costs


class Raster:
    """Which cells of a polygon's extent lie inside, summed up, so that any box is told at once."""

    def __init__(self, part: shapely.Polygon) -> None:
        left, top, right, bottom = part.bounds
        self._cell = max(FINEST_CELL_MM, sqrt((right - left) * (bottom - top) / CELLS))
        columns = max(1, ceil((right - left) / self._cell))
        rows = max(1, ceil((bottom - top) / self._cell))
        across = left + (np.arange(columns) + 0.5) * self._cell
        down = top + (np.arange(rows) + 0.5) * self._cell
        inside = shapely.contains_xy(part, *np.meshgrid(across, down))
        self._corner = np.array([left, top])
        self._sums = np.zeros((rows + 1, columns + 1))
        self._sums[1:, 1:] = inside.cumsum(axis=0).cumsum(axis=1)

    def share_outside(self, boxes: np.ndarray) -> np.ndarray:
        """Of each box, the share of its surface outside, 0 to 1."""
        left, top = ((boxes[:, :2] - self._corner) / self._cell).T
        right, bottom = ((boxes[:, 2:] - self._corner) / self._cell).T
        inside = (
            self._sum(right, bottom)
            - self._sum(left, bottom)
            - self._sum(right, top)
            + self._sum(left, top)
        )
        return np.clip(1 - inside / ((right - left) * (bottom - top)), 0, 1)

    def _sum(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """The cells inside above and to the left of places between the cells' corners."""
        rows, columns = self._sums.shape
        x, y = np.clip(x, 0, columns - 1), np.clip(y, 0, rows - 1)
        i, j = np.minimum(x.astype(int), columns - 2), np.minimum(y.astype(int), rows - 2)
        across, down = x - i, y - j
        upper = self._sums[j, i] * (1 - across) + self._sums[j, i + 1] * across
        lower = self._sums[j + 1, i] * (1 - across) + self._sums[j + 1, i + 1] * across
        return upper * (1 - down) + lower * down


def _grid(part: shapely.Polygon) -> np.ndarray:
    """Points inside, one row each; the part's own inner point is the last."""
    left, top, right, bottom = part.bounds
    step = max(FINEST_STEP_MM, sqrt(part.area / POSITIONS))
    across, down = np.meshgrid(
        np.arange(left + step / 2, right, step), np.arange(top + step / 2, bottom, step)
    )
    places = np.column_stack([across.ravel(), down.ravel()])
    inner = shapely.get_coordinates(shapely.point_on_surface(part))
    return np.vstack([places[shapely.contains_xy(part, places)], inner])


def _boxes(form: Form, centres: np.ndarray) -> np.ndarray:
    half = np.array([form.width / 2, form.height / 2])
    return np.hstack([centres - half, centres + half])


def _spread(order: np.ndarray) -> np.ndarray:
    """The best, and of the rest some at every cost: a far corner may be the only way out."""
    rest = order[BEST:]
    stride = max(1, -(-len(rest) // SPREAD))
    return np.concatenate([order[:BEST], rest[::stride]])
