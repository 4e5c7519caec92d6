"""Points from files: placed where code and name agree; cells and villages follow the seats."""

import json
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from prcoords import wgs_gcj
from pytest import approx
from shapely.geometry import MultiPoint, Point

from core import data_version
from core.errors import UnreadableFileError
from core.models import ImportRun
from geo.crs import PROJECTED_SRID, CoordinateSystem
from geo.importers.seats import import_seats
from geo.levels import LocationQuality
from geo.models import AdministrativeDivision, BoundaryRelease, DivisionBoundary
from tests.geo.files import area, at, geojson, geopackage, layer, shapefile, table, zipped
from tests.geo.scene import EAST, WEST, Scene, V, W, draw
from tests.shapes import degrees, rectangle

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return draw()


def place(path: Path, *, commit: bool = True, system: str = "cgcs2000", **terms) -> dict[str, int]:
    """Import it; the counts that are not zero."""
    report = import_seats(path=path, system=CoordinateSystem(system), commit=commit, **terms)
    return {name: count for name, count in report.counts.items() if count and "_" in name}


def refused(path: Path, system: str = "cgcs2000") -> list[tuple[int, str]]:
    """Row and reason of what is not taken."""
    report = import_seats(path=path, system=CoordinateSystem(system))
    return [(problem.row, problem.code) for problem in report.problems]


def row(code: str, name: str, east_m: float, north_m: float, **more: object) -> dict[str, object]:
    return {"code": code, "name": name} | at(east_m, north_m) | more


def seats(tmp_path: Path) -> Path:
    """Both seats, far in the west: the line between the cells moves to x = -4 km."""
    rows = [row(WEST, "甲镇", -6000, 0), row(EAST + "000", "乙镇", -2000, 0)]
    return table(tmp_path / "seats.csv", rows)


def test_a_dry_run_says_what_a_commit_does_and_writes_nothing(scene: Scene, tmp_path: Path):
    before = data_version.current()
    would = place(seats(tmp_path), commit=False)
    assert data_version.current() == before
    assert (
        would
        == place(seats(tmp_path))
        == {
            "seats_placed": 2,
            "cells_derived": 2,
            "villages_spread": 2,
        }
    )
    assert ImportRun.objects.get().counts["cells_derived"] == 2


def test_cells_follow_the_seats_and_villages_their_cells(scene: Scene, tmp_path: Path):
    """
    +--- 6 km ---+--------- 14 km ---------+
    |   W at -6  |   E at -2               |
    """
    place(seats(tmp_path))

    for code, (west_m, east_m) in {WEST: (-10_000, -4000), EAST: (-4000, 10_000)}.items():
        line = scene.line(code)
        expected = rectangle(west_m, -10_000, east_m, 10_000)
        assert line.geom.sym_difference(expected).area < expected.area / 1000
        assert line.release.quality == LocationQuality.APPROXIMATE
        assert "seats.csv" in line.release.source
        old = DivisionBoundary.objects.get(division__code=code, superseded_by=line.release)
        assert old.valid_to is None  # another drawing of the same border, not another border
    for code, cell in ((V, WEST), (W, EAST)):
        village = scene.division(code)
        assert scene.line(cell).geom.contains(village.seat)
        assert village.location_quality == LocationQuality.APPROXIMATE
        assert village.seat_raw is None
    assert scene.division(V).seat_accuracy_m == 6200  # the circle as large as 6 km by 20 km


def test_the_same_file_again_changes_nothing(scene: Scene, tmp_path: Path):
    place(seats(tmp_path))
    before = data_version.current()
    assert place(seats(tmp_path)) == {"seats_unchanged": 2}
    assert data_version.current() == before


def test_a_township_without_a_seat_keeps_the_middle_of_its_cell(scene: Scene, tmp_path: Path):
    """W has a seat at -5; E keeps its middle at 5: the line stays at x = 0."""
    path = table(tmp_path / "seats.csv", [row(WEST, "甲镇", -5000, 0)])
    assert place(path)["cells_derived"] == 2
    assert scene.line(WEST).geom.area == approx(scene.line(EAST).geom.area, rel=0.01)
    assert scene.east.seat is None


def test_a_better_boundary_stays_and_cells_share_the_rest(scene: Scene, tmp_path: Path):
    official = BoundaryRelease.objects.create(name="o", source="o", quality="official")
    DivisionBoundary.objects.filter(division=scene.east).update(release=official)
    path = table(tmp_path / "seats.csv", [row(WEST, "甲镇", -9000, 0), row(EAST, "乙镇", -1000, 0)])

    assert place(path)["cells_derived"] == 1

    expected = rectangle(-10_000, -10_000, 0, 10_000)
    assert scene.line(WEST).geom.sym_difference(expected).area < expected.area / 1000
    assert scene.line(EAST).release == official


def test_without_a_line_of_the_county_seats_are_placed_and_no_cells(scene: Scene, tmp_path: Path):
    DivisionBoundary.objects.filter(division=scene.county).delete()
    report = import_seats(path=seats(tmp_path), system=CoordinateSystem.CGCS2000, commit=True)
    assert (report.counts["seats_placed"], report.counts["cells_derived"]) == (2, 0)
    assert any("丙县" in note for note in report.notes)


def test_villages_known_better_or_given_within_the_new_cell_stay(scene: Scene, tmp_path: Path):
    AdministrativeDivision.objects.filter(code=W).update(location_quality="surveyed")
    given = table(
        tmp_path / "v.csv",
        [row(V, "丁村", -9000, 0, location_quality="approximate", location_error_m=500)],
    )
    place(given)
    assert place(seats(tmp_path)) == {"seats_placed": 2, "cells_derived": 2}
    assert scene.division(V).seat_accuracy_m == 500


def test_gcj_pairs_are_converted_and_kept_as_given(scene: Scene, tmp_path: Path):
    lon, lat = degrees(1000, 1000)
    shifted = wgs_gcj((lat, lon))
    given = {"lon_gcj02": shifted[1], "lat_gcj02": shifted[0]}
    path = table(tmp_path / "seats.csv", [{"code": V, "name": "丁村"} | given])

    place(path, system="gcj02")

    village = scene.division(V)
    assert village.seat.coords == approx((lon, lat), abs=1e-7)
    assert village.seat_raw == list(given.values())
    assert village.seat_crs_origin == "gcj02"
    assert village.location_quality == LocationQuality.MATCHED


@pytest.mark.parametrize("encoding", ["UTF-8", "utf-8-sig", "GB18030"])
def test_tables_are_read_in_any_encoding_with_chinese_headings(
    scene: Scene, tmp_path: Path, encoding: str
):
    rows = [{"行政村代码": V, "行政村": "丁村委会"} | at(1000, 0, lon="经度", lat="纬度")]
    assert place(table(tmp_path / "a.csv", rows, encoding=encoding))["seats_placed"] == 1


def test_a_workbook_is_read_like_a_table(scene: Scene, tmp_path: Path):
    book = openpyxl.Workbook()
    for cells in (["各村坐标"], ["代码", "名称", "经度", "纬度"], [V, "丁村", *degrees(1000, 0)]):
        book.active.append(cells)
    book.save(tmp_path / "a.xlsx")
    assert place(tmp_path / "a.xlsx")["seats_placed"] == 1
    assert scene.division(V).seat.coords == approx(degrees(1000, 0), abs=1e-9)


def test_vector_files_of_points_are_reprojected(scene: Scene, tmp_path: Path):
    spot = Point(degrees(1000, 0))
    frame = layer([{"code": V, "name": "丁村"}], [spot], crs=PROJECTED_SRID)
    shp = shapefile(tmp_path / "a.shp", frame)
    for path in (zipped(tmp_path / "a.zip", [shp]), geopackage(tmp_path / "a.gpkg", frame)):
        AdministrativeDivision.objects.filter(code=V).update(location_quality="approximate")
        assert place(path)["seats_placed"] == 1
        assert scene.division(V).seat.coords == approx((spot.x, spot.y), abs=1e-7)


def test_shifted_pairs_in_a_vector_file_are_taken_as_numbers(scene: Scene, tmp_path: Path):
    lon, lat = degrees(1000, 0)
    shifted = wgs_gcj((lat, lon))
    rows = [{"code": V, "name": "丁村"}]
    path = geojson(tmp_path / "a.geojson", layer(rows, [MultiPoint([shifted[::-1]])]))
    place(path, system="gcj02")
    assert scene.division(V).seat.coords == approx((lon, lat), abs=1e-7)

    projected = layer(rows, [Point(lon, lat)], crs=PROJECTED_SRID)
    with pytest.raises(UnreadableFileError, match="GCJ-02"):
        place(geopackage(tmp_path / "a.gpkg", projected), system="gcj02")


def test_metres_without_a_system_are_refused(scene: Scene, tmp_path: Path):
    projected = layer([{"code": V, "name": "丁村"}], [Point(degrees(0, 0))], crs=PROJECTED_SRID)
    shp = shapefile(tmp_path / "a.shp", projected)
    shp.with_suffix(".prj").unlink()
    with pytest.raises(UnreadableFileError, match=r"\.prj"):
        place(shp)


def test_each_row_not_taken_is_named_with_its_reason(scene: Scene, tmp_path: Path):
    swapped = dict(zip(("lon", "lat"), reversed(degrees(0, 0)), strict=True))
    rows = [
        row(V, "己村", 0, 0),  # another village
        row("211321100299", "丁村", 0, 0),
        row("2.11321E+11", "丁村", 0, 0),
        row("21132110", "丁村", 0, 0),
        {"code": V, "name": "丁村"} | swapped,
        row(V, "丁村", 0, 40_000),
        {"code": V, "name": "丁村", "lon": "", "lat": ""},
        {"code": V, "name": "丁村", "lon": "一百二十", "lat": 41},
        row(V, "丁社区", 0, 0),
        row(W, "戊村民委员会", 1000, 0),
        row(W, "戊村", 2000, 0),
    ]
    assert refused(table(tmp_path / "a.csv", rows)) == [
        (2, "name_disagrees"),
        (3, "unknown_code"),
        (4, "damaged_number"),
        (5, "bad_code"),
        (6, "swapped"),
        (7, "outside_city"),
        (8, "no_position"),
        (9, "bad_number"),
        (10, "name_disagrees"),
        (12, "repeated"),
    ]


def test_what_is_no_point_in_a_vector_file_is_refused(scene: Scene, tmp_path: Path):
    rows = [{"code": V, "name": "丁村"}] * 2
    path = geojson(tmp_path / "a.geojson", layer(rows, [area(0, 0, 1, 1), None]))
    assert refused(path) == [(1, "no_position"), (2, "no_position")]


def test_a_place_two_kilometres_past_the_line_is_still_taken(scene: Scene, tmp_path: Path):
    rows = [row(V, "丁村", 0, 11_900), row(W, "戊村", 0, 12_100)]
    assert refused(table(tmp_path / "a.csv", rows)) == [(3, "outside_city")]


@pytest.mark.parametrize(
    ("word", "kept_as"),
    [
        ("实测", "surveyed"),
        ("osm-poi", "matched"),
        ("township-seat", "township_seat"),
        ("approximate-low", "approximate"),
        ("", "matched"),
        ("excellent", "matched"),
    ],
)
def test_the_files_own_word_for_quality_is_understood(
    scene: Scene, tmp_path: Path, word: str, kept_as: str
):
    path = table(tmp_path / "a.csv", [row(V, "丁村", 1000, 0, location_quality=word)])
    report = import_seats(path=path, system=CoordinateSystem.WGS84, commit=True)
    assert scene.division(V).location_quality == kept_as
    assert any("excellent" in note for note in report.notes) == (word == "excellent")


def test_a_worse_position_replaces_a_better_one_only_when_told(scene: Scene, tmp_path: Path):
    AdministrativeDivision.objects.filter(code=V).update(location_quality="surveyed")
    path = table(tmp_path / "a.csv", [row(V, "丁村", 1000, 0)])
    assert place(path) == {"seats_kept": 1}
    assert place(path, replace=True) == {"seats_placed": 1}
    assert scene.division(V).location_quality == LocationQuality.MATCHED


def test_the_command_prints_for_people_and_for_scripts(scene: Scene, tmp_path: Path):
    path = str(seats(tmp_path))
    out = StringIO()
    call_command("import_seats", path, "--crs", "cgcs2000", "--format", "json", stdout=out)
    assert json.loads(out.getvalue())["counts"]["cells_derived"] == 2
    out = StringIO()
    call_command("import_seats", path, "--crs", "cgcs2000", "--commit", stdout=out)
    assert "seats.csv" in out.getvalue()
    with pytest.raises(CommandError, match=r"none\.csv"):
        call_command("import_seats", str(tmp_path / "none.csv"), "--crs", "wgs84")
