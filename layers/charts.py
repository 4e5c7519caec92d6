"""Geometry of the small charts drawn on the server: plain numbers in, SVG coordinates out.

Nothing here knows a database, a language or a colour. Sizes are in the units of the viewBox, which
are about a pixel. y grows downwards.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.affinity import affine_transform
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

# Type of the charts: sizes as in the stylesheet, and how wide their signs are.
NAME_SIZE = 13
NOTE_SIZE = 12.5
LINE_HEIGHT = 16
WIDE_SIGN = 1.0  # a Chinese sign, in ems
NARROW_SIGN = 0.58


def text_width(text: str, size: float) -> float:
    """About how wide a text is drawn; a Chinese sign is as wide as the type is high."""
    return size * sum(WIDE_SIGN if ord(sign) > 0x2E80 else NARROW_SIGN for sign in text)


# --- a line over months -----------------------------------------------------------------------


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: its place and the value it stands for."""

    at: float
    value: int


@dataclass(frozen=True)
class Forecast:
    """Where a line may lead: its middle as a path, and the area between slowest and fastest."""

    middle: str
    fan: str


@dataclass(frozen=True)
class Trend:
    """A line chart. `months` marks positions in the series (0 is the first), `values` amounts."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    line: str
    months: list[Tick]
    values: list[Tick]
    last: tuple[float, float]
    target: float | None
    forecast: Forecast | None


def ceiling(value: float, *, most: int = 6) -> tuple[int, int]:
    """A round end of an axis at or above `value`, and the step of its at most `most` ticks.

    >>> ceiling(374), ceiling(500), ceiling(7), ceiling(0)
    ((400, 100), (500, 100), (8, 2), (1, 1))
    """
    for power in range(9):
        for factor in (1, 2, 5):
            step = factor * 10**power
            if step * most >= value:
                return max(1, math.ceil(value / step)) * step, step
    raise ValueError(f"{value} is no count of outlets")


def trend(
    series: Sequence[int],
    *,
    width: float,
    height: float,
    target: int | None = None,
    paces: tuple[float, float, float] | None = None,
    ahead: int = 0,
    month_width: float = 62,
) -> Trend:
    """The line of a count at the end of each month, its target, and a fan of what may come.

    Args:
        series: one value for each month, at least one.
        paces: slowest, mean and fastest change a month; null leaves the forecast out.
        ahead: months that the forecast reaches beyond the last.
        month_width: how wide the name of a month is drawn; marks stand that far apart at least.
    """
    ahead = ahead if paces else 0
    top_value, step = ceiling(max(*series, target or 0, 1) * 1.08)
    left = max(10 + text_width(str(top_value), NAME_SIZE), month_width / 2)
    right, top, bottom = width - 12, 14, height - 30
    last = len(series) - 1
    span = max(1, last + ahead)

    def x(month: float) -> float:
        return round(left + (right - left) * month / span, 1)

    def y(value: float) -> float:
        return round(bottom - (bottom - top) * min(max(value, 0), top_value) / top_value, 1)

    points = [(x(month), y(value)) for month, value in enumerate(series)]
    room = (right - left) / span
    stride = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120) if room * n >= month_width + 14)
    return Trend(
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        line=polyline(points),
        months=[
            Tick(x(month), month)
            for month in range(0, span + 1, stride)
            if x(month) <= width - month_width / 2
        ],
        values=[Tick(y(value), value) for value in range(0, top_value + 1, step)],
        last=points[-1],
        target=y(target) if target else None,
        forecast=_forecast(series[-1], last, ahead, paces, top_value, x, y) if ahead else None,
    )


def _forecast(value, last, ahead, paces, top_value, x, y) -> Forecast:  # type: ignore[no-untyped-def]
    slowest, mean, fastest = paces

    def reach(pace: float) -> tuple[float, float]:
        """Where a pace leaves the chart: at its end, its top or its ground."""
        months = float(ahead)
        if pace > 0:
            months = min(months, (top_value - value) / pace)
        elif pace < 0:
            months = min(months, value / -pace)
        return last + months, value + pace * months

    start = (x(last), y(value))
    ends = {pace: reach(pace) for pace in paces}
    at = {pace: (x(month), y(amount)) for pace, (month, amount) in ends.items()}
    corner = [(x(last + ahead), y(top_value))] if ends[fastest][0] < last + ahead else []
    low = [(x(last + ahead), y(0))] if ends[slowest][0] < last + ahead and slowest < 0 else []
    fan = [start, at[fastest], *corner, *low, at[slowest]]
    return Forecast(middle=polyline([start, at[mean]]), fan=polyline(fan) + "Z")


def polyline(points: Iterable[tuple[float, float]]) -> str:
    """An SVG path through the points.

    >>> polyline([(0, 0), (10.04, 5)])
    'M0 0L10 5'
    """
    return "M" + "L".join(f"{x:.1f} {y:.1f}".replace(".0", "") for x, y in points)


# --- a small map ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Area:
    """What a small map draws: a shape in metres, and the words that name it, if any."""

    key: str
    shape: BaseGeometry
    name: str = ""
    note: str = ""


@dataclass(frozen=True)
class Label:
    """Words at a place: `lines` are (x, y of the baseline, text); anchored in their middle.

    `leader` goes from a small area to its words, drawn outside.
    """

    key: str
    name: tuple[float, float, str]
    note: tuple[float, float, str] | None
    leader: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class SmallMap:
    width: float
    height: float
    paths: dict[str, str]
    labels: list[Label]
    outline: str
    spots: dict[str, tuple[float, float]] = field(default_factory=dict)


MOST_LEADERS = 16
MARGIN = 8


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


def _box(x: float, y: float, name: str, note: str) -> Polygon:
    """The ground that a label centred at a place covers."""
    half = max(text_width(name, NAME_SIZE), text_width(note, NOTE_SIZE)) / 2 + 1
    tall = (LINE_HEIGHT * (2 if note else 1)) / 2
    return shapely.box(x - half, y - tall, x + half, y + tall)


def _label(
    area: Area, note: str, x: float, y: float, leader: tuple[float, float, float, float] | None
) -> Label:
    """The baselines of one or two lines around a middle."""
    x = round(x, 1)
    first = y - (LINE_HEIGHT / 2 if note else 0) + NAME_SIZE * 0.36
    below = (x, round(first + LINE_HEIGHT, 1), note) if note else None
    return Label(area.key, (x, round(first, 1), area.name), below, leader)


def _labels(
    areas: Sequence[Area],
    shapes: dict[str, BaseGeometry],
    outline: BaseGeometry,
    width: float,
    height: float,
) -> list[Label]:
    """Inside first, largest area first; then leaders, if few are left; the rest stay unnamed."""
    placed: list[Label] = []
    taken: list[Polygon] = []
    left: list[Area] = []
    named = [area for area in areas if area.name]
    for area in sorted(named, key=lambda area: -shapes[area.key].area):
        found = _inside(area, shapes[area.key], taken)
        if found is None:
            left.append(area)
            continue
        label, box = found
        placed.append(label)
        taken.append(box)
    if len(left) <= MOST_LEADERS:
        for area in left:
            found = _outside(area, shapes[area.key], outline, taken, width, height)
            if found:
                placed.append(found[0])
                taken.append(found[1])
    return placed


def _inside(
    area: Area, shape: BaseGeometry, taken: Sequence[Polygon]
) -> tuple[Label, Polygon] | None:
    """The place nearest to the shape's deepest point where both lines, or the name alone, fit."""
    deepest = shapely.maximum_inscribed_circle(shape, tolerance=2).coords[0]
    room = shapely.buffer(shape, 2)
    shapely.prepare(room)
    for note in dict.fromkeys((area.note, "")):
        for x, y in _around(deepest, shape.bounds):
            box = _box(x, y, area.name, note)
            if room.contains(box) and not any(box.intersects(other) for other in taken):
                return _label(area, note, x, y, None), box
    return None


def _around(
    middle: tuple[float, float], bounds: tuple[float, float, float, float], step: float = 5
) -> list[tuple[float, float]]:
    """Places on a grid inside the bounds, the nearest to the middle first."""
    west, north, east, south = bounds
    xs, ys = np.meshgrid(np.arange(west, east, step), np.arange(north, south, step))
    places = np.column_stack([xs.ravel(), ys.ravel()])
    distance = np.hypot(places[:, 0] - middle[0], places[:, 1] - middle[1])
    ordered = places[np.argsort(distance, kind="stable")]
    return [middle, *((float(x), float(y)) for x, y in ordered)]


def _outside(
    area: Area,
    shape: BaseGeometry,
    outline: BaseGeometry,
    taken: Sequence[Polygon],
    width: float,
    height: float,
) -> tuple[Label, Polygon] | None:
    """The nearest free ground outside the map, with a leader that crosses no other words."""
    start = shapely.maximum_inscribed_circle(shape, tolerance=1).coords[0]
    blocked = shapely.buffer(outline, 2)
    shapely.prepare(blocked)
    for x, y in _around(start, (0, 0, width, height)):
        box = _box(x, y, area.name, area.note)
        west, north, east, south = box.bounds
        if west < 0 or north < 0 or east > width or south > height or blocked.intersects(box):
            continue
        end = shapely.shortest_line(Point(start), box).coords[-1]
        leader = LineString([start, end])
        if any(box.intersects(other) or leader.intersects(other) for other in taken):
            continue
        line = (round(start[0], 1), round(start[1], 1), round(end[0], 1), round(end[1], 1))
        return _label(area, area.note, x, y, line), box
    return None
