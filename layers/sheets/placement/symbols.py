"""Moves drawn points apart where they lie on one another, no farther than each may be moved."""

from collections.abc import Sequence

import numpy as np
import shapely

from layers.sheets.placement.shapes import Area, Box, Symbol, boxes_array

ROUNDS = 60
GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))


def push_apart(
    symbols: Sequence[Symbol], *, gap: float = 0.1, boxes: Sequence[Box] = ()
) -> list[tuple[float, float]]:
    """Places of the symbols after moving, in their order.

    Args:
        gap: kept between two symbols' edges.
        boxes: names that symbols step out of, as far as their reach allows.
    """
    if not symbols:
        return []
    home = np.array([(symbol.x, symbol.y) for symbol in symbols])
    radii = np.array([symbol.radius for symbol in symbols])
    reach = np.array([symbol.reach for symbol in symbols])
    bounds = _Bounds(symbols)
    names = boxes_array(boxes)
    places = home.copy()
    for _round in range(ROUNDS):
        wish = _apart(places, radii, reach, gap) + _out_of(places, radii, names)
        wish[reach == 0] = 0
        if not np.abs(wish).max() > 1e-3:
            break
        moved = _within_reach(home, places + wish, reach)
        places = bounds.keep(places, moved)
    return [(float(x), float(y)) for x, y in places]


def _apart(places: np.ndarray, radii: np.ndarray, reach: np.ndarray, gap: float) -> np.ndarray:
    """How far each symbol would move so as to leave the others; the freer one moves more."""
    wish = np.zeros_like(places)
    shapes = shapely.points(places)
    one, other = shapely.STRtree(shapes).query(
        shapes, predicate="dwithin", distance=2 * float(radii.max()) + gap
    )
    once = one < other
    one, other = one[once], other[once]
    between = places[other] - places[one]
    distances = np.hypot(*between.T)
    missing = radii[one] + radii[other] + gap - distances
    close = missing > 1e-6
    one, other, between = one[close], other[close], between[close]
    distances, missing = distances[close], missing[close]
    same = distances < 1e-9  # no direction of their own: each pair takes one by its number
    angles = GOLDEN_ANGLE * (one + 1)
    between[same] = np.column_stack([np.cos(angles), np.sin(angles)])[same]
    distances[same] = 1.0
    direction = between / distances[:, None]
    freedom = np.maximum(reach[one] + reach[other], 1e-9)
    np.add.at(wish, one, -direction * (missing * reach[one] / freedom)[:, None])
    np.add.at(wish, other, direction * (missing * reach[other] / freedom)[:, None])
    return wish


def _out_of(places: np.ndarray, radii: np.ndarray, names: np.ndarray) -> np.ndarray:
    """The shortest step of each symbol out of the names that it touches."""
    wish = np.zeros_like(places)
    if not len(names):
        return wish
    squares = shapely.box(*(places - radii[:, None]).T, *(places + radii[:, None]).T)
    mine, theirs = shapely.STRtree(shapely.box(*names.T)).query(squares)
    for symbol, name in zip(mine.tolist(), theirs.tolist(), strict=True):
        (x, y), radius = places[symbol], radii[symbol]
        left, top, right, bottom = names[name]
        steps = [
            (left - radius - x, 0.0),
            (right + radius - x, 0.0),
            (0.0, top - radius - y),
            (0.0, bottom + radius - y),
        ]
        wish[symbol] += min(steps, key=lambda step: abs(step[0]) + abs(step[1]))
    return wish


def _within_reach(home: np.ndarray, places: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Places no farther from home than each symbol may go."""
    away = places - home
    distances = np.hypot(*away.T)
    share = np.ones_like(distances)
    np.divide(reach, distances, out=share, where=distances > reach)
    return home + away * share[:, None]


class _Bounds:
    """The areas that symbols must not leave."""

    def __init__(self, symbols: Sequence[Symbol]) -> None:
        members: dict[int, list[int]] = {}
        self._areas: dict[int, Area] = {}
        for place, symbol in enumerate(symbols):
            if symbol.within is not None and symbol.within.intersects(
                shapely.Point(symbol.x, symbol.y)
            ):
                members.setdefault(id(symbol.within), []).append(place)
                self._areas[id(symbol.within)] = symbol.within
        self._members = {area: np.array(places) for area, places in members.items()}
        for area in self._areas.values():
            shapely.prepare(area)

    def keep(self, before: np.ndarray, after: np.ndarray) -> np.ndarray:
        """`after`, but those who would leave their area stay where they were."""
        kept = after.copy()
        for area, places in self._members.items():
            left = places[~shapely.intersects_xy(self._areas[area], after[places])]
            kept[left] = before[left]
        return kept
