"""Places for the name of an area: a grid of positions inside it, in several forms."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
import shapely

from layers.sheets.placement.shapes import Area, Box, Candidate, Form, boxes_array, overlap

FINEST_STEP_MM = 1.0
POSITIONS = 400  # about so many in an area
DETAIL_MM = 0.2
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
    part = _largest_part(area)
    centres = _grid(part)
    drawn = boxes_array(symbols)
    candidates = [candidate for form in forms for candidate in _in_form(part, form, centres, drawn)]
    candidates.sort(key=lambda candidate: candidate.cost)
    return _spread(candidates)


def has_room(area: Area, form: Form) -> bool:
    """Whether the form stands inside in more than a few places, symbols left aside."""
    part = _largest_part(area)
    centres = _grid(part)
    return (_share_outside(part, _boxes(form, centres)) <= SLIGHTLY_OUTSIDE).sum() >= ENOUGH


def _largest_part(area: Area) -> shapely.Polygon:
    """Without the detail that no name can follow."""
    part = max(getattr(area, "geoms", [area]), key=lambda polygon: polygon.area)
    part = shapely.simplify(part, DETAIL_MM)
    shapely.prepare(part)
    return part


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


def _in_form(
    part: shapely.Polygon, form: Form, centres: np.ndarray, symbols: np.ndarray
) -> list[Candidate]:
    boxes = _boxes(form, centres)
    outside = _share_outside(part, boxes)
    kept = outside <= MOST_OUTSIDE
    kept[-1] = True  # a name too large for its area stands over its inner point, if it must
    boxes, outside, centres = boxes[kept], outside[kept], centres[kept]
    around = np.hstack([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])
    near = symbols[overlap(symbols, around)]
    hits = overlap(boxes[:, None], near[None]).sum(axis=1)
    middle = shapely.get_coordinates(part.centroid)
    away = np.hypot(*(centres - middle).T) / (sqrt(part.area) / 2)
    costs = form.cost + OUTSIDE_COST * outside + SYMBOL_COST * hits + DISTANCE_COST * away
    return [
        Candidate(tuple(box), cost, None, form.name)
        for box, cost in zip(boxes.tolist(), costs.tolist(), strict=True)
    ]


def _share_outside(part: shapely.Polygon, boxes: np.ndarray) -> np.ndarray:
    """Of each box, the share of its surface outside. Whole ones are told without cutting."""
    shapes = shapely.box(*boxes.T)
    outside = np.zeros(len(boxes))
    cut = ~shapely.contains_properly(part, shapes)
    outside[cut] = 1 - shapely.area(shapely.intersection(part, shapes[cut])) / shapely.area(
        shapes[cut]
    )
    return outside


def _spread(candidates: list[Candidate]) -> list[Candidate]:
    """The best, and of the rest some at every cost: a far corner may be the only way out."""
    rest = candidates[BEST:]
    stride = max(1, -(-len(rest) // SPREAD))
    return candidates[:BEST] + rest[::stride]
