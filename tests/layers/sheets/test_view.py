"""True scale: round denominators, lengths on paper, the frame's coordinates, the papers."""

import numpy as np
import pytest
import shapely

from layers.sheets.frame import graticule
from layers.sheets.ground import project, unproject
from layers.sheets.papers import Grid, Orientation, Paper
from layers.sheets.view import SCALES, View, fit, laid

HERE = project(np.array([120.4]), np.array([41.5]))[0]


def around(width_m: float, height_m: float) -> shapely.Polygon:
    x, y = HERE
    return shapely.box(x - width_m / 2, y - height_m / 2, x + width_m / 2, y + height_m / 2)


def test_a_kilometre_has_the_length_that_the_ratio_says():
    view = fit(Grid(Paper.A3, Orientation.PORTRAIT), around(60_000, 90_000))
    (x1, y1), (x2, y2) = view.place(np.array([HERE, HERE + np.array([1000, 0])]))

    assert x2 - x1 == pytest.approx(1_000_000 / view.scale)
    assert y1 == pytest.approx(y2)


def test_places_on_paper_and_in_metres_are_each_others_inverse():
    view = View(400_000, (10, 10, 200, 300), (float(HERE[0]), float(HERE[1])))
    places = np.array([(20.0, 30.0), (190.0, 290.0)])

    assert view.place(view.metres(places)) == pytest.approx(places)


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("orientation", list(Orientation))
def test_the_unit_fits_into_the_frame_at_a_round_scale(paper, orientation):
    grid = Grid(paper, orientation)
    area = around(73_000, 41_000)
    view = fit(grid, area)
    left, top, right, bottom = view.shape(area).bounds

    assert view.scale in SCALES
    assert left > grid.window[0] and top > grid.window[1]
    assert right < grid.window[2] and bottom < grid.window[3]
    smaller = SCALES[SCALES.index(view.scale) - 1]
    grown = shapely.affinity.scale(view.shape(area), *[view.scale / smaller] * 2)
    assert not shapely.box(*grid.window).buffer(-4).contains(grown)


def test_paper_lies_as_the_shape_gets_the_larger_scale():
    assert laid(Paper.A3, around(40_000, 90_000)).orientation is Orientation.PORTRAIT
    assert laid(Paper.A3, around(90_000, 40_000)).orientation is Orientation.LANDSCAPE
    forced = laid(Paper.A3, around(90_000, 40_000), Orientation.PORTRAIT)
    assert forced.orientation is Orientation.PORTRAIT


def test_parts_of_the_bar_are_whole_and_short_enough():
    for scale in SCALES:
        part = View(scale, (0, 0, 1, 1), (0.0, 0.0)).bar_part_m()

        assert part * 1000 / scale <= 50 / 3
        assert str(part).rstrip("0") in ("1", "2", "5")


def test_lines_of_the_graticule_lie_where_they_are_named():
    view = fit(Grid(Paper.A3, Orientation.PORTRAIT), around(60_000, 90_000))
    meridians, parallels = graticule(view, Grid(Paper.A3, Orientation.PORTRAIT))

    assert 3 <= len(meridians) <= 9 and 3 <= len(parallels) <= 12
    for minutes, line in meridians.items():
        lon = unproject(*view.metres(np.array(line)).T)[:, 0]
        assert lon == pytest.approx(minutes / 60, abs=1e-6)
    for minutes, line in parallels.items():
        lat = unproject(*view.metres(np.array(line)).T)[:, 1]
        assert lat == pytest.approx(minutes / 60, abs=1e-6)


def test_boxes_of_the_grid_do_not_overlap_and_keep_to_the_margin():
    for paper in Paper:
        for orientation in Orientation:
            grid = Grid(paper, orientation)
            names = ["title", "map", "first", "footer"]
            names += ["list", "inset"] if grid.is_portrait else ["second"]
            boxes = [shapely.box(*grid.box(name)) for name in names]

            assert shapely.box(0, 0, *grid.size).buffer(-5).contains(shapely.union_all(boxes))
            assert shapely.union_all(boxes).area == pytest.approx(sum(box.area for box in boxes))
