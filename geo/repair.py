"""What a boundary must be: valid, two-dimensional, a multipolygon (pure)."""

import math
from typing import NamedTuple

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry


class NotAnAreaError(ValueError):
    """The geometry is no area. `reason` is `empty`, `not_polygon` or `nowhere`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Area(NamedTuple):
    """A boundary fit to be kept, and whether it crossed itself before."""

    geom: MultiPolygon
    was_repaired: bool


def as_area(geometry: BaseGeometry | None) -> Area:
    """The geometry as a valid, two-dimensional multipolygon.

    A line that crosses itself keeps the ground that its rings enclose; what falls together to
    lines or points on the way is dropped.

    Raises:
        NotAnAreaError: nothing there, or points and lines instead of polygons.

    >>> bow_tie = shapely.from_wkt("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))")
    >>> area, was_repaired = as_area(bow_tie)
    >>> was_repaired, len(area.geoms), area.area
    (True, 2, 2.0)
    """
    if geometry is None or geometry.is_empty:
        raise NotAnAreaError("empty")
    if not isinstance(geometry, Polygon | MultiPolygon):
        raise NotAnAreaError("not_polygon")
    if not all(map(math.isfinite, geometry.bounds)):  # a projection that does not reach there
        raise NotAnAreaError("nowhere")
    flat = shapely.force_2d(geometry)
    was_repaired = not flat.is_valid
    if was_repaired:
        flat = shapely.make_valid(flat, method="structure", keep_collapsed=False)
    polygons = [part for part in shapely.get_parts(flat) if part.area > 0]
    if not polygons:
        raise NotAnAreaError("empty")
    return Area(MultiPolygon(polygons), was_repaired)
