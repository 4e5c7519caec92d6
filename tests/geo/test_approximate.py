"""The approximate cells and points: a true partition, the right sizes, the same every time."""

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, box

from geo.approximate import (
    SEAT_GAP_M,
    UNSEATED_GAP_M,
    Township,
    accuracy_m,
    area_weight,
    township_cells,
    village_points,
    voronoi_cells,
)

KM = 1000.0

#   A county of 40 x 30 km with a vertex every kilometre, and the south-east quarter cut out:
#
#   +----------+
#   |          |
#   |     +----+
#   |     |
#   +-----+
BENT = shapely.segmentize(
    Polygon(
        [
            (0, 0),
            (20 * KM, 0),
            (20 * KM, 15 * KM),
            (40 * KM, 15 * KM),
            (40 * KM, 30 * KM),
            (0, 30 * KM),
        ]
    ),
    KM,
)
SEAT = Point(10 * KM, 12 * KM)
TOWNS = [
    Township("001", 1.0, True),
    Township("002", 2.0, True),
    Township("003", 1.0, True),
    *(Township(f"1{i:02}", float(4 + i), False) for i in range(10)),
]
IDS = [f"{i:03}" for i in range(17)]


@pytest.fixture(scope="module")
def cells() -> dict[str, shapely.Geometry]:
    return township_cells(BENT, TOWNS, SEAT)


def assert_partition(county: shapely.Geometry, cells: dict[str, shapely.Geometry]) -> None:
    """No gap, no overlap, nothing outside; shared edges are the same numbers on both sides."""
    areas = list(cells.values())
    assert shapely.is_valid(areas).all()
    assert not shapely.is_empty(areas).any()
    assert shapely.coverage_is_valid(areas)
    assert shapely.area(areas).sum() == pytest.approx(county.area, rel=1e-9)
    assert shapely.union_all(areas).symmetric_difference(county).area < 1


def assert_same_vertices(county: Polygon, cells: dict[str, shapely.Geometry]) -> None:
    union = shapely.union_all(list(cells.values()))
    assert union.normalize().equals_exact(county.normalize(), 0)


def test_cells_divide_the_county_exactly_and_keep_its_vertices(
    cells: dict[str, shapely.Geometry],
) -> None:
    assert set(cells) == {town.code for town in TOWNS}
    assert_partition(BENT, cells)
    assert_same_vertices(BENT, cells)
    assert {cell.geom_type for cell in cells.values()} == {"Polygon"}


def test_areas_follow_the_weights(cells: dict[str, shapely.Geometry]) -> None:
    per_weight = BENT.area / sum(town.weight for town in TOWNS)
    for town in TOWNS:
        assert cells[town.code].area == pytest.approx(town.weight * per_weight, rel=0.25)


def test_subdistricts_lie_around_the_seat(cells: dict[str, shapely.Geometry]) -> None:
    core = shapely.union_all([cells[town.code] for town in TOWNS if town.is_subdistrict])
    assert core.geom_type == "Polygon"
    assert core.contains(SEAT)


def test_the_same_county_gives_the_same_bytes_in_whatever_order_it_is_told(
    cells: dict[str, shapely.Geometry],
) -> None:
    again = township_cells(BENT, TOWNS[::-1], SEAT)
    assert {code: cell.wkb for code, cell in cells.items()} == {
        code: cell.wkb for code, cell in again.items()
    }


@pytest.mark.parametrize(
    "townships",
    [
        [Township("001", 1, True)],
        [Township("001", 1, False)],
        [Township("001", 1, True), Township("002", 1, True)],
        [Township("001", 1, False), Township("002", 1, False)],
        [Township("001", 1, True), Township("002", 1, False)],
        [Township("001", 0.01, False), Township("002", 50, False)],
        [Township(f"{i:03}", 1, False) for i in range(60)],
    ],
    ids=[
        "one sub-district",
        "one town",
        "only sub-districts",
        "only towns",
        "both",
        "tiny",
        "many",
    ],
)
def test_every_mix_of_townships_has_cells(townships: list[Township]) -> None:
    cells = township_cells(BENT, townships, SEAT)
    assert len(cells) == len(townships)
    assert_partition(BENT, cells)


def test_a_county_with_four_corners_has_cells() -> None:
    county = box(0, 0, 10 * KM, 10 * KM)
    cells = township_cells(county, TOWNS, SEAT)
    assert_partition(county, cells)


def test_a_county_with_a_hole_and_an_island_has_cells() -> None:
    ring = box(0, 0, 20 * KM, 20 * KM).difference(box(8 * KM, 8 * KM, 12 * KM, 12 * KM))
    county = MultiPolygon([ring, box(22 * KM, 0, 24 * KM, 2 * KM)])
    cells = township_cells(county, TOWNS, SEAT)
    assert_partition(county, cells)


def test_a_seat_outside_the_county_counts_as_the_nearest_point_inside() -> None:
    cells = township_cells(BENT, TOWNS, Point(-5 * KM, 10 * KM))
    core = shapely.union_all([cells[town.code] for town in TOWNS if town.is_subdistrict])
    assert core.distance(Point(0, 10 * KM)) < 3 * KM


@pytest.mark.parametrize(
    "townships",
    [[], [Township("001", 1, False)] * 2, [Township("001", 0, False)]],
    ids=["none", "twice", "no weight"],
)
def test_impossible_lists_are_refused(townships: list[Township]) -> None:
    with pytest.raises(ValueError, match="must be"):
        township_cells(BENT, townships, SEAT)


def test_a_township_of_neighbourhoods_weighs_little() -> None:
    assert area_weight(["村"] * 12) == 12
    assert area_weight(["居"] * 7) == pytest.approx(0.7)
    assert area_weight([]) == 0.5


def test_accuracy_is_the_radius_of_a_circle_of_the_same_area() -> None:
    assert accuracy_m(Point(0, 0).buffer(5 * KM)) == 5000


# Real seats


def test_two_seats_are_parted_half_way() -> None:
    #   +----+----+
    #   | a  |  b |
    #   +----+----+
    county = shapely.segmentize(box(0, 0, 20 * KM, 10 * KM), KM)
    cells = voronoi_cells(county, {"a": Point(5 * KM, 5 * KM), "b": Point(15 * KM, 5 * KM)})
    assert cells["a"].equals(box(0, 0, 10 * KM, 10 * KM))
    assert cells["b"].equals(box(10 * KM, 0, 20 * KM, 10 * KM))
    assert_same_vertices(county, cells)


def test_every_seat_lies_in_its_own_cell() -> None:
    places = [(3, 3), (15, 4), (9, 12), (4, 25), (18, 22), (30, 20), (38, 16), (37, 28)]
    seats = {f"{i:03}": Point(x * KM, y * KM) for i, (x, y) in enumerate(places)}
    cells = voronoi_cells(BENT, seats)
    assert_partition(BENT, cells)
    assert_same_vertices(BENT, cells)
    assert all(cells[code].contains(seat) for code, seat in seats.items())


def test_seats_in_rows_and_columns_have_cells() -> None:
    # Four cells meet in one point: the hardest case for edges that must be shared exactly.
    county = box(0, 0, 30 * KM, 30 * KM)
    seats = {
        f"{x}{y}": Point((5 + 10 * x) * KM, (5 + 10 * y) * KM) for x in range(3) for y in range(3)
    }
    cells = voronoi_cells(county, seats)
    assert_partition(county, cells)
    assert {round(cell.area) for cell in cells.values()} == {100 * KM * KM}


def test_a_part_cut_off_by_a_bend_goes_to_the_neighbour() -> None:
    #   A county like a U. The seat on the left arm is nearest to the tip of the right arm,
    #   but cannot hold it.
    county = Polygon(
        [(0, 0), (9 * KM, 0), (9 * KM, 20 * KM), (6 * KM, 20 * KM), (6 * KM, 3 * KM),
         (3 * KM, 3 * KM), (3 * KM, 20 * KM), (0, 20 * KM)]
    )  # fmt: skip
    cells = voronoi_cells(county, {"a": Point(1.5 * KM, 19 * KM), "b": Point(4.5 * KM, 1 * KM)})
    assert_partition(county, cells)
    assert {cell.geom_type for cell in cells.values()} == {"Polygon"}
    assert cells["b"].contains(Point(7.5 * KM, 19 * KM))


def test_a_seat_outside_the_county_has_a_cell_at_the_border() -> None:
    seats = {"a": Point(-2 * KM, 15 * KM), "b": Point(12 * KM, 15 * KM)}
    cells = voronoi_cells(BENT, seats)
    assert_partition(BENT, cells)
    assert cells["a"].distance(Point(0, 15 * KM)) == 0


def test_two_seats_at_one_place_are_moved_apart() -> None:
    seats = {"a": SEAT, "b": SEAT, "c": Point(10 * KM, 25 * KM)}
    cells = voronoi_cells(BENT, seats)
    assert_partition(BENT, cells)
    assert cells["a"].contains(SEAT)
    assert cells["b"].distance(SEAT) <= SEAT_GAP_M


def test_a_township_without_a_seat_keeps_a_cell_near_where_it_was() -> None:
    seats = {"a": Point(5 * KM, 5 * KM), "b": Point(30 * KM, 22 * KM)}
    unseated = {"c": Point(10 * KM, 25 * KM), "d": Point(5 * KM, 5 * KM)}
    cells = voronoi_cells(BENT, seats, unseated)
    assert_partition(BENT, cells)
    assert cells["c"].contains(unseated["c"])
    assert cells["a"].contains(seats["a"])
    assert 0 < cells["d"].distance(seats["a"]) < UNSEATED_GAP_M


def test_a_county_without_townships_is_refused() -> None:
    with pytest.raises(ValueError, match="must be"):
        voronoi_cells(BENT, {})


# Villages


@pytest.mark.parametrize("count", [1, 2, 3, 7, 20, 40])
def test_villages_are_spread_inside_their_cell(
    cells: dict[str, shapely.Geometry], count: int
) -> None:
    cell = cells["109"]
    points = village_points(cell, [f"{i:03}" for i in range(count)])
    assert list(points) == sorted(points)
    assert len(points) == count
    assert all(cell.contains(point) for point in points.values())
    assert min(cell.boundary.distance(point) for point in points.values()) > 100
    if count > 1:
        assert nearest_pair_m(points) > 0.5 * (cell.area / count) ** 0.5


def test_villages_stay_inside_a_bent_cell() -> None:
    points = village_points(BENT, IDS)
    assert all(BENT.contains(point) for point in points.values())


def test_villages_fit_into_a_narrow_cell() -> None:
    cell = box(0, 0, 20 * KM, 300)
    points = village_points(cell, IDS)
    assert all(cell.contains(point) for point in points.values())
    assert nearest_pair_m(points) > 500


def test_villages_keep_their_places_in_whatever_order_they_are_told() -> None:
    forward, backward = village_points(BENT, IDS), village_points(BENT, IDS[::-1])
    assert {code: point.wkb for code, point in forward.items()} == {
        code: point.wkb for code, point in backward.items()
    }


def test_a_township_without_villages_has_no_points() -> None:
    assert village_points(BENT, []) == {}


def nearest_pair_m(points: dict[str, Point]) -> float:
    places = shapely.get_coordinates(list(points.values()))
    distances = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1))
    return float(distances[~np.eye(len(places), dtype=bool)].min())
