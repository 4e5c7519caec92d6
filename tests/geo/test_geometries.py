"""One rule for every shape that comes from outside."""

import pytest
import shapely
from shapely.geometry import GeometryCollection, LineString, Point, Polygon

from geo import geometries
from geo.geometries import GeometryError, check, faults

SQUARE = Polygon([(120, 41), (121, 41), (121, 42)])


def collections(levels: int) -> GeometryCollection:
    shape = GeometryCollection([Point(120, 41)])
    for _ in range(levels - 1):
        shape = GeometryCollection([shape])
    return shape


def test_each_fault_has_its_code():
    many = LineString([(120, 41)] * (geometries.MAX_VERTICES + 1))
    cases = [
        (SQUARE, ""),
        (None, "empty"),
        (Polygon(), "empty"),
        (Point(120, 41), "not_polygon"),
        (Polygon([(1e9, 41), (121, 41), (121, 42)]), "nowhere"),
        (Polygon([(float("inf"), 41), (121, 41), (121, 42)]), "nowhere"),
        (many, "too_many_vertices"),
        (collections(geometries.MAX_DEPTH + 1), "too_deep"),
    ]
    assert faults([shape for shape, _ in cases]) == [code for _, code in cases]


def test_numbers_that_are_none_are_found_wherever_they_stand():
    ring = shapely.from_wkt("POLYGON ((120 41, NaN 42, 121 42, 120 41))")
    assert faults([ring]) == ["nowhere"]


def test_points_are_asked_for_by_kind():
    assert faults([Point(120, 41), SQUARE], geometries.POINTS) == ["", "not_point"]


def test_one_shape_is_an_error_with_words():
    assert check(SQUARE) is SQUARE
    with pytest.raises(GeometryError) as error:
        check(None)
    assert error.value.message
