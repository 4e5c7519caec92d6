"""Geometry of the small map drawn on the server: shapes in metres in, SVG coordinates out.

Words stand inside their area where they fit, else outside of all areas on a leader line. Free
ground is looked for on a grid of cells, so that a county of thirty townships takes milliseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import affine_transform
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from layers.charts import NAME_SIZE, polyline, text_width

NOTE_SIZE = 12.5
LINE_HEIGHT = 16
MARGIN = 8
MOST_LEADERS = 16
BLOCK = 200  # places tried at once
CELL = 3  # of the grid that free ground is looked for on

Leader = tuple[float, float, float, float]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Area:
    """What a small map draws: a shape in metres, and the words that name it, if any."""

    key: str
    shape: BaseGeometry
    name: str = ""
    note: str = ""


@dataclass(frozen=True)
class Label:
    """Words at a place: (x, y of the baseline, text), anchored in their middle.

    `leader` goes from a small area to its words, drawn outside.
    """

    key: str
    name: tuple[float, float, str]
    note: tuple[float, float, str] | None
    leader: Leader | None = None


@dataclass(frozen=True)
class SmallMap:
    width: float
    height: float
    paths: dict[str, str]
    labels: list[Label]
    outline: str
    spots: dict[str, tuple[float, float]] = field(default_factory=dict)


def small_map(
    areas: Sequence[Area],
    *,
    width: float,
    points: Sequence[tuple[str, Point]] = (),
    tallest: float = 420,
) -> SmallMap:
    """Fit the areas into `width`; words stand inside where they fit, else beside on a leader.

    Args:
        points: further spots in the same metres, e.g. villages.
        tallest: the map gets narrower rather than higher than this.
    """
    whole = shapely.union_all([area.shape for area in areas])
    west, south, east, north = whole.bounds
    scale = min((width - 2 * MARGIN) / (east - west), (tallest - 2 * MARGIN) / (north - south))
    height = round((north - south) * scale + 2 * MARGIN)
    shift = (width - (east - west) * scale) / 2
    matrix = [scale, 0, 0, -scale, shift - west * scale, MARGIN + north * scale]
    shapes = {area.key: affine_transform(area.shape, matrix) for area in areas}
    outline = shapely.union_all(list(shapes.values()))
    return SmallMap(
        width=width,
        height=height,
        paths={key: path(shape) for key, shape in shapes.items()},
        labels=_labels(areas, shapes, outline, width, height),
        outline=path(outline),
        spots={key: _rounded(affine_transform(spot, matrix)) for key, spot in points},
    )


def path(shape: BaseGeometry) -> str:
    """An SVG path of polygons with their holes, to a tenth of a unit."""
    polygons = shape.geoms if isinstance(shape, MultiPolygon) else [shape]
    rings = [
        ring
        for polygon in polygons
        if isinstance(polygon, Polygon) and not polygon.is_empty
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    return "".join(polyline(ring.coords[:-1]) + "Z" for ring in rings)


def _rounded(spot: Point) -> tuple[float, float]:
    return round(spot.x, 1), round(spot.y, 1)


def _size(area: Area, note: str) -> tuple[float, float]:
    """Width and height of the ground that a label covers."""
    wide = max(text_width(area.name, NAME_SIZE), text_width(note, NOTE_SIZE)) + 2
    return wide, LINE_HEIGHT * (2 if note else 1)


def _box(area: Area, note: str, x: float, y: float) -> Polygon:
    wide, tall = _size(area, note)
    return shapely.box(x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)


def _label(area: Area, note: str, x: float, y: float, leader: Leader | None) -> Label:
    """The baselines of one or two lines around a middle."""
    x = round(x, 1)
    first = y - (LINE_HEIGHT / 2 if note else 0) + NAME_SIZE * 0.36
    below = (x, round(first + LINE_HEIGHT, 1), note) if note else None
    return Label(area.key, (x, round(first, 1), area.name), below, leader)


class _Ground:
    """The map as a grid of cells: which are outside of all areas, which carry words already."""

    def __init__(self, outline: BaseGeometry, width: float, height: float) -> None:
        self.xs = np.arange(CELL / 2, width, CELL)
        self.ys = np.arange(CELL / 2, height, CELL)
        self.outside: Mask = ~self.within(shapely.buffer(outline, 2))
        self.free: Mask = np.ones_like(self.outside)
        self.boxes: list[Polygon] = []

    def within(self, shape: BaseGeometry) -> Mask:
        """The cells whose middle lies in the shape."""
        mask = np.zeros((len(self.ys), len(self.xs)), dtype=bool)
        west, north, east, south = shape.bounds
        columns = slice(*np.searchsorted(self.xs, (west, east)))
        rows = slice(*np.searchsorted(self.ys, (north, south)))
        shapely.prepare(shape)
        x, y = np.meshgrid(self.xs[columns], self.ys[rows])
        mask[rows, columns] = shapely.contains_xy(shape, x, y)
        return mask

    def places(self, mask: Mask, size: tuple[float, float], near: Point) -> NDArray[np.float64]:
        """Middles of labels of this size on free cells of the mask, the nearest first."""
        wide, tall = (max(1, round(length / CELL)) for length in size)
        usable = (mask & self.free).astype(np.int32)
        if wide > usable.shape[1] or tall > usable.shape[0]:
            return np.empty((0, 2))
        sums = np.pad(usable.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
        inside = sums[tall:, wide:] - sums[:-tall, wide:] - sums[tall:, :-wide]
        rows, columns = np.nonzero(inside + sums[:-tall, :-wide] == wide * tall)
        x, y = (columns + wide / 2) * CELL, (rows + tall / 2) * CELL
        nearest = np.argsort(np.hypot(x - near.x, y - near.y), kind="stable")
        return np.column_stack([x, y])[nearest]

    def take(self, box: Polygon) -> None:
        """No other words may stand here."""
        self.boxes.append(box)
        self.free &= ~self.within(shapely.buffer(box, 1))


def _labels(
    areas: Sequence[Area],
    shapes: dict[str, BaseGeometry],
    outline: BaseGeometry,
    width: float,
    height: float,
) -> list[Label]:
    """Inside first, largest area first; then leaders, if few are left; the rest stay unnamed."""
    ground = _Ground(outline, width, height)
    named = sorted((area for area in areas if area.name), key=lambda a: -shapes[a.key].area)
    placed: list[Label] = []
    left: list[Area] = []
    for area in named:
        label = _inside(area, shapes[area.key], ground)
        (placed if label else left).append(label or area)  # type: ignore[arg-type]
    if len(left) <= MOST_LEADERS:
        outside = (_outside(area, shapes[area.key], ground) for area in left)
        placed += [label for label in outside if label]
    return placed


def _deepest(shape: BaseGeometry) -> Point:
    """The point farthest from the shape's edge."""
    return Point(shapely.maximum_inscribed_circle(shape, tolerance=2).coords[0])


def _inside(area: Area, shape: BaseGeometry, ground: _Ground) -> Label | None:
    """Both lines, or else the name alone, as near to the shape's deepest point as they fit."""
    mask = ground.within(shapely.buffer(shape, 2))
    for note in dict.fromkeys((area.note, "")):
        places = ground.places(mask, _size(area, note), _deepest(shape))
        if len(places):
            x, y = map(float, places[0])
            ground.take(_box(area, note, x, y))
            return _label(area, note, x, y, None)
    return None


def _outside(area: Area, shape: BaseGeometry, ground: _Ground) -> Label | None:
    """The nearest free ground outside all areas, with a leader that crosses no other words."""
    start = _deepest(shape)
    size = _size(area, area.note)
    places = ground.places(ground.outside, size, start)
    words = shapely.multipolygons(ground.boxes) if ground.boxes else shapely.MultiPolygon()
    shapely.prepare(words)
    half = np.array(size) / 2
    for block in np.array_split(places, range(BLOCK, len(places), BLOCK)):
        ends = np.clip((start.x, start.y), block - half, block + half)
        begins = np.broadcast_to((start.x, start.y), ends.shape)
        leaders = shapely.linestrings(np.stack([begins, ends], axis=1))
        clear = np.flatnonzero(~shapely.intersects(words, leaders))
        if len(clear):
            (x, y), end = map(float, block[clear[0]]), Point(ends[clear[0]])
            ground.take(_box(area, area.note, x, y))
            return _label(area, area.note, x, y, (*_rounded(start), *_rounded(end)))
    return None
