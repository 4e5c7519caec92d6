"""What a geometry from outside must be before anything else is asked of it.

Every door holds shapes to the same: numbers that are numbers, as many corners as a boundary can
have, collections in collections no deeper than any program writes, and the kind that is wanted.
Whether an area crosses itself is repaired afterwards (`geo.repair`).
"""

from collections.abc import Sequence

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

MAX_VERTICES = 500_000  # of one shape; the city's own line in full detail has a tenth
MAX_DEPTH = 4
POINTS = ("Point", "MultiPoint")
AREAS = ("Polygon", "MultiPolygon")
MOST_DEGREES = 180.0  # of either number: pairs the wrong way round are named as such elsewhere


class GeometryError(ValueError):
    """A shape that cannot be taken. `code` is for programs, `message` for people."""

    def __init__(self, code: str) -> None:
        self.code, self.message = code, words(code)
        super().__init__(self.message)


def words(code: str) -> str:
    """What a code of this module means to the sender, in their language."""
    return {
        "empty": _("The row has no geometry."),
        "not_point": _("The row has no point."),
        "not_polygon": _("The row has points or lines, not an area."),
        "nowhere": _("The row's numbers are none that its coordinate system has."),
        "too_many_vertices": _("The shape has more than %(most)s corners. Simplify it.")
        % {"most": MAX_VERTICES},
        "too_deep": _("The shape is a collection of collections. Save it as single shapes."),
    }[code]


def check(shape: BaseGeometry | None, kinds: Sequence[str] = AREAS) -> BaseGeometry:
    """The shape, in degrees, or an error.

    Raises:
        GeometryError: `empty`, `not_point`, `not_polygon`, `nowhere`, `too_many_vertices`,
            `too_deep`.
    """
    [code] = faults([shape], kinds)
    if code or shape is None:
        raise GeometryError(code or "empty")
    return shape


def faults(shapes: Sequence[BaseGeometry | None], kinds: Sequence[str] = AREAS) -> list[str]:
    """The code of what is wrong with each shape in degrees, "" for nothing."""
    kept = np.asarray(shapes, dtype=object)
    found = np.full(len(kept), "", dtype=object)
    missing = shapely.is_missing(kept) | shapely.is_empty(kept)
    wanted = np.isin(shapely.get_type_id(kept), [_TYPE_IDS[kind] for kind in kinds])
    bounds = shapely.bounds(kept)
    with np.errstate(invalid="ignore"):
        inside = (np.abs(bounds) <= MOST_DEGREES).all(axis=1)
    found[~(inside & _are_finite(kept))] = "nowhere"
    found[~wanted] = "not_point" if set(kinds) <= set(POINTS) else "not_polygon"
    found[shapely.get_num_coordinates(kept) > MAX_VERTICES] = "too_many_vertices"
    for place in np.flatnonzero(shapely.get_type_id(kept) == _TYPE_IDS["GeometryCollection"]):
        if depth(kept[place]) > MAX_DEPTH:
            found[place] = "too_deep"
    found[missing] = "empty"
    return list(found)


def depth(shape: BaseGeometry) -> int:
    """How many collections lie in one another; 0 for a shape that is none."""
    levels, parts = 0, [shape]
    while parts := [part for whole in parts for part in getattr(whole, "geoms", ())]:
        levels += 1
        if levels > MAX_DEPTH:
            break
    return levels


_TYPE_IDS = {
    "Point": 0,
    "LineString": 1,
    "LinearRing": 2,
    "Polygon": 3,
    "MultiPoint": 4,
    "MultiLineString": 5,
    "MultiPolygon": 6,
    "GeometryCollection": 7,
}


def _are_finite(kept: np.ndarray) -> np.ndarray:
    """Whether every coordinate of each shape is a number: bounds alone leave NaN out."""
    coordinates, owners = shapely.get_coordinates(kept, return_index=True)
    finite = np.ones(len(kept), dtype=bool)
    finite[owners[~np.isfinite(coordinates).all(axis=1)]] = False
    return finite
