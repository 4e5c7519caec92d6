"""Where names stand: no two overlap, none leaves the frame, and the same input gives the same."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity

from geo.crs import PROJECTED_SRID
from layers.sheets.placement import (
    Candidate,
    Form,
    LabelRequest,
    Symbol,
    around_point,
    for_area,
    inside_area,
    overlapping,
    place,
    push_apart,
    with_leader,
)

FRAME = (0.0, 0.0, 100.0, 80.0)

places = st.tuples(st.floats(2, 98), st.floats(2, 78))
names = st.tuples(st.floats(1, 14), st.floats(1, 4))


def village(key: int, at: tuple[float, float], size: tuple[float, float]) -> LabelRequest:
    return LabelRequest(key, 3.0, around_point(*at, [Form("row", *size)], radius=1.0))


def square(x: float, y: float, size: float) -> shapely.Polygon:
    return shapely.box(x, y, x + size, y + size)


def inside(box, frame=FRAME) -> bool:
    return (
        box[0] >= frame[0] - 1e-6
        and box[1] >= frame[1] - 1e-6
        and box[2] <= frame[2] + 1e-6
        and box[3] <= frame[3] + 1e-6
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(places, names), max_size=40), st.integers(0, 5))
def test_chosen_names_never_overlap_nor_leave_the_frame_nor_cover_a_symbol(drawn, seed):
    requests = [village(key, at, size) for key, (at, size) in enumerate(drawn)]
    symbols = [(x - 0.9, y - 0.9, x + 0.9, y + 0.9) for (x, y), _size in drawn]

    placement = place(requests, symbols, FRAME, seed=seed, sweeps=30)

    boxes = [candidate.box for candidate in placement.chosen.values()]
    assert placement.overlaps == 0
    assert overlapping(boxes) == []
    assert all(inside(box) for box in boxes)
    assert len(overlapping([*boxes, *symbols])) == len(overlapping(symbols))
    assert set(placement.chosen) | set(placement.unplaced) == set(range(len(drawn)))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(places, names), max_size=25))
def test_the_same_input_gives_the_same_choice(drawn):
    requests = [village(key, at, size) for key, (at, size) in enumerate(drawn)]

    assert place(requests, [], FRAME, sweeps=30) == place(requests, [], FRAME, sweeps=30)


@settings(max_examples=60, deadline=None)
@given(places, st.tuples(st.floats(1, 20), st.floats(1, 4)))
def test_a_lonely_name_is_always_placed(at, size):
    assert place([village(0, at, size)], [], FRAME).unplaced == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(places, names), min_size=2, max_size=25))
def test_no_name_is_left_out_where_one_of_its_places_is_free(drawn):
    requests = [village(key, at, size) for key, (at, size) in enumerate(drawn)]

    placement = place(requests, [], FRAME, sweeps=30)

    taken = [candidate.box for candidate in placement.chosen.values()]
    for key in placement.unplaced:
        for candidate in requests[key].candidates:
            assert not inside(candidate.box) or overlapping([*taken, candidate.box])


def test_of_two_names_for_one_place_the_heavier_one_gets_it():
    only = [Candidate((10, 10, 20, 14))]
    requests = [LabelRequest("gap", 6.0, only), LabelRequest("served", 2.4, only)]

    placement = place(requests, [], FRAME)

    assert list(placement.chosen) == ["gap"] and placement.unplaced == ["served"]


def test_a_light_name_moves_aside_for_a_heavy_one():
    here, there = Candidate((10, 10, 20, 14)), Candidate((30, 10, 40, 14), cost=2.0)
    requests = [LabelRequest("light", 3.0, [here, there]), LabelRequest("heavy", 9.0, [here])]

    placement = place(requests, [], FRAME)

    assert placement.chosen == {"light": there, "heavy": here}


def test_two_names_that_would_both_rather_stand_in_the_middle_share_the_room():
    left, middle, right = (
        Candidate((x, 0, x + 10, 4), cost) for x, cost in ((0, 1), (5, 0), (10, 1))
    )
    requests = [LabelRequest(key, 5.0, [left, middle, right]) for key in "ab"]

    placement = place(requests, [], FRAME)

    assert sorted(candidate.box[0] for candidate in placement.chosen.values()) == [0, 10]


def test_names_and_leaders_keep_clear_of_labels_placed_before():
    before = Candidate((40, 40, 60, 44), leader=((50, 44), (50, 70)))
    through_the_name = Candidate((70, 41, 80, 43), leader=((30, 42), (70, 42)))
    across_the_leader = Candidate((70, 59, 80, 61), leader=((30, 60), (70, 60)))
    on_the_leader = Candidate((45, 55, 55, 58))
    requests = [
        LabelRequest(key, 1.0, [candidate])
        for key, candidate in enumerate([through_the_name, across_the_leader, on_the_leader])
    ]

    assert place(requests, [], FRAME, taken=[before]).unplaced == [0, 1, 2]


def test_two_leaders_do_not_cross():
    rising = Candidate((80, 10, 90, 14), leader=((20, 60), (80, 14)))
    falling = Candidate((80, 60, 90, 64), leader=((20, 10), (80, 60)))
    requests = [LabelRequest("a", 1.0, [rising]), LabelRequest("b", 2.0, [falling])]

    assert list(place(requests, [], FRAME).chosen) == ["b"]


def test_the_first_place_of_a_point_is_to_the_right_of_its_symbol():
    first = min(
        around_point(50, 40, [Form("row", 8, 2)], radius=1, gap=0.3),
        key=lambda candidate: candidate.cost,
    )

    assert first.box == pytest.approx((51.3, 39, 59.3, 41))


def test_the_best_place_in_an_area_lies_inside_and_clear_of_symbols():
    symbols = [(19, 19, 21, 21)]

    best = inside_area(square(10, 10, 20), [Form("row", 8, 3)], symbols=symbols)[0]

    assert square(10, 10, 20).contains(shapely.box(*best.box))
    assert overlapping([best.box, *symbols]) == []


def test_an_area_smaller_than_its_name_still_offers_places():
    assert inside_area(square(10, 10, 0.5), [Form("row", 8, 3)])


def test_an_area_without_room_offers_leaders_and_its_number():
    forms, number = [Form("row", 12, 3)], Form("number", 3, 3)

    small = {
        (place_.form, place_.leader is not None)
        for place_ in for_area(square(40, 40, 4), forms, number=number, frame=FRAME)
    }
    large = {
        (place_.form, place_.leader is not None)
        for place_ in for_area(square(20, 20, 40), forms, number=number, frame=FRAME)
    }

    assert small >= {("row", True), ("number", False)}
    assert ("row", True) not in large


def test_a_leader_runs_from_the_anchor_to_the_edge_of_its_name():
    for candidate in with_leader((50, 40), [Form("row", 10, 3)], frame=FRAME):
        (start, end) = candidate.leader
        assert start == (50, 40)
        assert shapely.box(*candidate.box).exterior.distance(shapely.Point(end)) < 1e-6
        assert inside(candidate.box)


@settings(max_examples=40, deadline=None)
@given(st.lists(places, min_size=1, max_size=30))
def test_symbols_move_no_farther_than_they_may(drawn):
    symbols = [Symbol(x, y, 1.0, reach=key % 3) for key, (x, y) in enumerate(drawn)]

    for symbol, (x, y) in zip(symbols, push_apart(symbols), strict=True):
        assert ((x - symbol.x) ** 2 + (y - symbol.y) ** 2) ** 0.5 <= symbol.reach + 1e-6


def test_symbols_on_one_spot_part_but_stay_in_their_township():
    township = square(0, 0, 10)
    symbols = [Symbol(9.5, 5, 1.0, 4.0, township) for _symbol in range(4)]

    moved = push_apart(symbols)

    assert all(township.covers(shapely.Point(at)) for at in moved)
    gaps = [
        shapely.Point(a).distance(shapely.Point(b)) for i, a in enumerate(moved) for b in moved[:i]
    ]
    assert min(gaps) > 1.9


def test_a_symbol_steps_out_of_a_name_if_it_may():
    free, fixed = push_apart(
        [Symbol(20, 20.5, 1, 4), Symbol(30, 20.5, 1, 0)], boxes=[(10, 20, 40, 23)]
    )

    assert free[1] <= 19.01
    assert fixed == (30, 20.5)


def test_a_common_edge_is_no_overlap():
    assert overlapping([(0, 0, 2, 1), (2, 0, 4, 1), (3.9, 0.9, 5, 2)]) == [(1, 2)]


@pytest.fixture(scope="module")
def townships() -> gpd.GeoDataFrame:
    return gpd.read_file("data/shapefiles/townships.shp").to_crs(PROJECTED_SRID)


@pytest.mark.parametrize(("county", "scale"), [("211302", 150_000), ("211321", 400_000)])
def test_every_township_of_a_county_has_its_name_at_a3(townships, county, scale):
    mine = townships[townships.code.str.startswith(county)]
    west, south, east, north = mine.total_bounds
    mm = 1000 / scale
    frame = (0.0, 0.0, (east - west) * mm + 8, (north - south) * mm + 8)
    requests = []
    for code, name, area in zip(mine.code, mine.name, mine.geometry, strict=True):
        on_paper = affinity.affine_transform(area, [mm, 0, 0, -mm, -west * mm + 4, north * mm + 4])
        forms = [Form("row", 3.1 * len(name) + 0.6, 3.6)]
        number = Form("number", 3.4, 3.4)
        requests.append(
            LabelRequest(code, 100, for_area(on_paper, forms, number=number, frame=frame))
        )

    placement = place(requests, [], frame)

    assert placement.unplaced == [] and placement.overlaps == 0
