"""Areas from files: laid where code and name agree, repaired, dated, never worse than before."""

import datetime as dt
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest import approx
from shapely.geometry import LineString, Polygon

from core import data_version
from core.errors import UnreadableFileError
from core.models import ImportRun
from geo.crs import CGCS2000_SRID, PROJECTED_SRID
from geo.importers.boundaries import import_boundaries
from geo.levels import Level, LocationQuality
from geo.models import AdministrativeDivision, DivisionBoundary
from tests.geo.files import area, geojson, geopackage, layer, shapefile, zipped
from tests.geo.scene import EAST, WEST, Scene, V, W, draw
from tests.shapes import degrees, rectangle

pytestmark = pytest.mark.django_db

WEST_ROW = {"code": WEST, "name": "甲镇"}
EAST_ROW = {"code": EAST, "name": "乙镇"}
# The real border runs 4 km further west than the approximate one.
WEST_AREA, EAST_AREA = area(-10_000, -10_000, -4000, 10_000), area(-4000, -10_000, 10_000, 10_000)


@pytest.fixture
def scene() -> Scene:
    return draw()


def lay(path: Path, *, commit: bool = True, **terms) -> dict[str, int]:
    """Import it; the counts that are not zero."""
    report = import_boundaries(path=path, commit=commit, **terms)
    return {name: count for name, count in report.counts.items() if count and "_" in name}


def refused(path: Path, **terms) -> list[tuple[int, str]]:
    """Row and reason of what is not taken."""
    report = import_boundaries(path=path, **terms)
    return [(problem.row, problem.code) for problem in report.problems]


def both(tmp_path: Path) -> Path:
    frame = layer([WEST_ROW, EAST_ROW], [WEST_AREA, EAST_AREA])
    return geojson(tmp_path / "townships.geojson", frame)


def test_a_dry_run_says_what_a_commit_does_and_writes_nothing(scene: Scene, tmp_path: Path):
    before = data_version.current()
    would = lay(both(tmp_path), commit=False)
    assert data_version.current() == before
    # The village of 甲镇 at -5 km lies inside its new line already, 乙镇's at 5 km too.
    assert would == lay(both(tmp_path)) == {"boundaries_laid": 2}
    assert ImportRun.objects.get().counts["boundaries_laid"] == 2


def test_a_better_line_supersedes_the_earlier_for_the_same_days(scene: Scene, tmp_path: Path):
    lay(both(tmp_path), source="民政局")

    line = scene.line(WEST)
    assert (line.release.quality, line.release.source) == (LocationQuality.OFFICIAL, "民政局")
    assert line.valid_from is None
    assert line.geom.area == approx(rectangle(-10_000, -10_000, -4000, 10_000).area, rel=1e-6)
    old = DivisionBoundary.objects.get(superseded_by=line.release, division=scene.west)
    assert (old.valid_from, old.valid_to) == (None, None)
    assert len(line.release.sha256) == 64


def test_the_same_file_again_changes_nothing(scene: Scene, tmp_path: Path):
    lay(both(tmp_path))
    before = data_version.current()
    assert lay(both(tmp_path)) == {"boundaries_unchanged": 2}
    assert data_version.current() == before


def test_a_border_that_changed_on_a_day_ends_the_present_one(scene: Scene, tmp_path: Path):
    day = dt.date(2018, 5, 10)
    lay(both(tmp_path), valid_from=day)

    old, new = DivisionBoundary.objects.filter(division=scene.west).order_by("pk")
    assert (old.valid_from, old.valid_to, old.superseded_by) == (None, day, None)
    assert (new.valid_from, new.valid_to) == (day, None)
    assert [line.holds_on(day) for line in (old, new)] == [False, True]

    # A better drawing of the border of that day; one of an earlier day comes too late.
    better = layer([WEST_ROW | {"quality": "surveyed"}], [area(-10_000, -10_000, -5000, 10_000)])
    path = geojson(tmp_path / "better.geojson", better)
    assert refused(path, valid_from=dt.date(2018, 5, 9)) == [(1, "period_taken")]
    assert lay(path, valid_from=day)["boundaries_laid"] == 1
    assert scene.line(WEST).valid_from == day


def test_approximate_villages_left_outside_move_into_their_township(scene: Scene, tmp_path: Path):
    """
    +- 3 km -+--------- 17 km ----------+
    |  甲镇   |   * v at -5 km was 甲镇's  |
    """
    rows = [WEST_ROW, EAST_ROW]
    areas = [area(-10_000, -10_000, -7000, 10_000), area(-7000, -10_000, 10_000, 10_000)]
    path = geojson(tmp_path / "a.geojson", layer(rows, areas))
    where_w_was = scene.division(W).seat.coords

    assert lay(path) == {"boundaries_laid": 2, "villages_spread": 1}

    assert scene.line(WEST).geom.contains(scene.division(V).seat)
    assert scene.division(V).location_quality == LocationQuality.APPROXIMATE
    assert scene.division(W).seat.coords == where_w_was


def test_surveyed_villages_never_move(scene: Scene, tmp_path: Path):
    AdministrativeDivision.objects.filter(code=V).update(location_quality="surveyed")
    path = geojson(tmp_path / "a.geojson", layer([WEST_ROW], [area(-9000, 0, -8000, 1000)]))
    assert lay(path) == {"boundaries_laid": 1}


def test_a_worse_line_is_left_out(scene: Scene, tmp_path: Path):
    lay(both(tmp_path))
    rough = [row | {"boundary_quality": "approximate-low"} for row in (WEST_ROW, EAST_ROW)]
    path = geojson(tmp_path / "rough.geojson", layer(rows=rough, shapes=[EAST_AREA, WEST_AREA]))
    assert lay(path) == {"boundaries_kept": 2}


def test_a_line_that_crosses_itself_is_repaired_and_named(scene: Scene, tmp_path: Path):
    """Two triangles that meet in the middle: half of the square that they span."""
    corners = [(-8000, 0), (-4000, 4000), (-4000, 0), (-8000, 4000)]
    bow_tie = Polygon([degrees(*corner) for corner in corners])
    path = geojson(tmp_path / "a.geojson", layer([WEST_ROW], [bow_tie]))

    report = import_boundaries(path=path, commit=True)

    assert report.counts["boundaries_repaired"] == 1
    assert any("甲镇" in note for note in report.notes)
    geom = scene.line(WEST).geom
    assert geom.valid
    assert geom.area == approx(rectangle(-8000, 0, -4000, 4000).area / 2, rel=1e-3)


def test_rows_with_one_code_are_parts_of_one_area(scene: Scene, tmp_path: Path):
    parts = [area(-9000, 0, -8000, 1000), area(-6000, 0, -5000, 1000)]
    path = geojson(tmp_path / "a.geojson", layer([WEST_ROW, WEST_ROW], parts))
    assert lay(path)["boundaries_laid"] == 1
    assert len(scene.line(WEST).geom) == 2


def test_heights_are_dropped(scene: Scene, tmp_path: Path):
    flat = area(-9000, 0, -8000, 1000)
    high = Polygon([(x, y, 300) for x, y in flat.exterior.coords])
    lay(geopackage(tmp_path / "a.gpkg", layer([WEST_ROW], [high])))
    assert not scene.line(WEST).geom.hasz


def test_each_row_not_taken_is_named_with_its_reason(scene: Scene, tmp_path: Path):
    ok = area(-9000, 0, -8000, 1000)
    x, y = degrees(0, 0)
    cases = [
        ({"code": "211321199", "name": "庚镇"}, ok, "unknown_code"),
        ({"code": EAST, "name": "甲镇"}, ok, "name_disagrees"),
        ({"code": "乙镇", "name": "乙镇"}, ok, "bad_code"),
        (WEST_ROW, LineString([degrees(0, 0), degrees(1, 1)]), "not_polygon"),
        (WEST_ROW, None, "empty"),
        (WEST_ROW, area(0, 13_000, 1000, 14_000), "outside_city"),
        (WEST_ROW, Polygon([(y, x), (y + 0.01, x), (y, x + 0.01)]), "swapped"),
    ]
    frame = layer([row for row, _, _ in cases], [shape for _, shape, _ in cases])
    path = geojson(tmp_path / "a.geojson", frame)
    assert refused(path) == [(n, reason) for n, (_, _, reason) in enumerate(cases, start=1)]
    assert lay(path) == {"boundaries_refused": len(cases)}


def test_another_level_than_the_one_asked_for_is_refused(scene: Scene, tmp_path: Path):
    rows = [WEST_ROW, {"code": "211321", "name": "丙县"}]
    path = geojson(tmp_path / "a.geojson", layer(rows, [WEST_AREA, EAST_AREA]))
    assert refused(path, level=Level.TOWNSHIP) == [(2, "other_level")]


@pytest.mark.parametrize("name", ["丁村民委员会", "丁村委会", "丁村", "丁"])
def test_villages_may_be_named_with_or_without_their_committee(
    scene: Scene, tmp_path: Path, name: str
):
    rows = [{"XZQDM": int(V), "XZQMC": name}]
    path = geojson(tmp_path / "a.geojson", layer(rows, [area(-6000, 0, -5000, 1000)]))
    assert lay(path)["boundaries_laid"] == 1


def test_columns_of_other_names_can_be_named(scene: Scene, tmp_path: Path):
    rows = [{"KEY": WEST, "TEXT": "甲镇"}]
    path = geojson(tmp_path / "a.geojson", layer(rows, [WEST_AREA]))
    with pytest.raises(UnreadableFileError, match="--code-field"):
        lay(path)
    assert lay(path, chosen={"code": "KEY", "name": "TEXT"})["boundaries_laid"] == 1


def test_a_gbk_shapefile_in_metres_is_read(scene: Scene, tmp_path: Path):
    frame = layer([{"区划代码": WEST, "名称": "甲镇"}], [WEST_AREA], crs=PROJECTED_SRID)
    shp = shapefile(tmp_path / "a.shp", frame, encoding="GB18030", with_cpg=False)
    assert lay(zipped(tmp_path / "a.zip", [shp])) == {"boundaries_laid": 1}


def test_the_command_takes_its_options_and_prints(scene: Scene, tmp_path: Path):
    shp = shapefile(tmp_path / "a.shp", layer([WEST_ROW], [WEST_AREA], crs=None))
    with pytest.raises(CommandError, match="--crs"):
        call_command("import_boundaries", str(shp))
    out = StringIO()
    options = ["--crs", f"EPSG:{CGCS2000_SRID}", "--quality", "surveyed", "--level", "township"]
    options += ["--valid-from", "2018-05-10", "--source", "测绘院", "--commit", "--format", "json"]
    call_command("import_boundaries", str(shp), *options, stdout=out)
    assert json.loads(out.getvalue())["counts"]["boundaries_laid"] == 1
    line = scene.line(WEST)
    assert (line.release.quality, line.valid_from) == ("surveyed", dt.date(2018, 5, 10))
