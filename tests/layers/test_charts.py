"""The line chart and the small map as coordinates."""

import re
from itertools import pairwise

import pytest
import shapely
from shapely.geometry import Point, box

from layers import charts
from layers.small_map import Area, small_map


def places(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


@pytest.mark.parametrize(
    ("value", "end", "step"),
    [(0, 1, 1), (7, 8, 2), (374, 400, 100), (500, 500, 100), (1347, 1500, 500)],
)
def test_an_axis_ends_at_a_round_value(value, end, step):
    assert charts.ceiling(value) == (end, step)


def test_the_line_rises_with_its_values_from_left_to_right():
    chart = charts.trend([0, 5, 10], width=300, height=200)

    (x0, y0), (x1, y1), (x2, y2) = places(chart.line)
    assert x0 == chart.left and x2 == chart.right
    assert x1 == pytest.approx((x0 + x2) / 2, abs=0.1)
    assert y0 == chart.bottom and y0 > y1 > y2 >= chart.top


def test_the_target_fits_above_the_line():
    chart = charts.trend([1, 2], width=300, height=200, target=500)

    assert chart.target is not None
    assert chart.top <= chart.target < chart.last[1]


def test_one_month_is_a_chart_too():
    chart = charts.trend([3], width=300, height=200)

    assert places(chart.line) == [chart.last]


def test_the_forecast_stays_inside_the_chart():
    chart = charts.trend(
        [400, 450], width=300, height=200, target=500, paces=(-80, 20, 300), ahead=9
    )

    assert chart.forecast is not None
    for x, y in places(chart.forecast.fan) + places(chart.forecast.middle):
        assert chart.left <= x <= chart.right
        assert chart.top <= y <= chart.bottom


def test_names_of_months_keep_their_distance():
    chart = charts.trend(list(range(36)), width=400, height=300, month_width=62)

    marks = [tick.at for tick in chart.months]
    assert all(b - a >= 62 for a, b in pairwise(marks))


def test_a_name_stands_inside_its_area_and_a_small_areas_beside_it():
    """
    +-----------+--+
    |    甲     |乙|      乙 is too narrow: its name stands outside, on a leader
    +-----------+  |
    """
    areas = [
        Area("a", box(0, 5000, 9000, 10_000), "甲县", "10.0%"),
        Area("b", box(9000, 0, 9600, 10_000), "乙区", "20.0%"),
    ]
    drawn = small_map(areas, width=330)

    labels = {label.key: label for label in drawn.labels}
    shapes = {key: shapely.Polygon(places(path)) for key, path in drawn.paths.items()}
    assert shapes["a"].contains(Point(labels["a"].name[:2]))
    assert labels["a"].leader is None
    leader = labels["b"].leader
    assert leader is not None
    assert shapes["b"].contains(Point(leader[:2]))
    everything = shapely.union_all(list(shapes.values()))
    assert not everything.contains(Point(labels["b"].name[:2]))


def test_no_two_names_overlap():
    areas = [
        Area(f"{x}{y}", box(x * 100, y * 100, x * 100 + 100, y * 100 + 100), f"第{x}{y}镇", "50.0%")
        for x in range(5)
        for y in range(5)
    ]
    drawn = small_map(areas, width=330)

    boxes = []
    for label in drawn.labels:
        x, y, name = label.name
        half = charts.text_width(name, charts.NAME_SIZE) / 2
        boxes.append(box(x - half, y - 10, x + half, y + (16 if label.note else 2)))
    assert len(boxes) == 25
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def test_the_map_keeps_shapes_and_fits_its_width():
    drawn = small_map([Area("a", box(0, 0, 20_000, 10_000))], width=216)

    xs, ys = zip(*places(drawn.outline), strict=True)
    assert (min(xs), max(xs)) == (8, 208)
    assert max(ys) - min(ys) == pytest.approx(100)
    assert drawn.labels == []


def test_spots_fall_where_they_lie_in_the_area():
    drawn = small_map(
        [Area("a", box(0, 0, 10_000, 10_000))], points=[("v", Point(5000, 10_000))], width=216
    )

    assert drawn.spots == {"v": (108, 8)}


def test_a_map_whose_only_name_fits_nowhere_inside_puts_it_beside() -> None:
    thin = box(0, 0, 1_000, 60_000)
    drawn = small_map([Area("a", thin, "朝阳县", "36.6%")], width=330)
    assert [label.leader is not None for label in drawn.labels] == [True]
