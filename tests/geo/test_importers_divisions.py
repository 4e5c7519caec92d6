"""The shipped folder: loaded once, loaded again, and never over something better."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from shapely.geometry import LineString, Point

from core import data_version
from core.models import ImportRun
from geo.importers.divisions import load_divisions
from geo.levels import LocationQuality
from geo.models import AdministrativeDivision, BoundaryRelease, ContextFeature, DivisionBoundary
from tests.factories.geo import VillageFactory
from tests.geo.files import area, layer, shapefile
from tests.shapes import degrees, point, square

pytestmark = pytest.mark.django_db

HEADING = "code,name,short_name,pinyin,initials,level,parent_code,kind\n"
CITY = "211300,甲市,甲,jia shi,js,city,210000,地级市\n"
COUNTY = "211321,乙县,乙,yi xian,yx,county,211300,县\n"
TOWNSHIP = "211321100,丙镇,丙,bing zhen,bz,township,211321,镇\n"
VILLAGE = "211321100200,丁村民委员会,丁村,ding cun,dc,village,211321100,村\n"
WHOLE = HEADING + CITY + COUNTY + TOWNSHIP + VILLAGE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """
    +-- 211300 = 211321, 10 km wide -----+
    |   +-- 211321100, 4 km --+          |
    |   |        * 211321100200, (0, 0)  |
    """
    folder = tmp_path / "shapefiles"
    folder.mkdir()
    (folder / "divisions.csv").write_text(WHOLE)
    big, cell = area(-5000, -5000, 5000, 5000), area(-2000, -2000, 2000, 2000)
    shapefile(folder / "city.shp", layer([{"code": "211300", "source": "a map"}], [big]))
    shapefile(folder / "counties.shp", layer([{"code": "211321", "source": "a map"}], [big]))
    rough = {"code": "211321100", "quality": "approximate"}
    shapefile(folder / "townships.shp", layer([rough], [cell]))
    place_village(folder, 0, 0)
    around = [{"code": "211402", "name": "邻区", "prefect": "邻市", "source": "a map"}]
    shapefile(folder / "neighbours.shp", layer(around, [area(5000, 0, 9000, 5000)]))
    river = [{"name": "大河", "source": "another map"}]
    shapefile(folder / "rivers.shp", layer(river, [LineString([degrees(0, 0), degrees(9000, 10)])]))
    return folder


def place_village(folder: Path, east_m: float, north_m: float) -> None:
    row = {"code": "211321100200", "quality": "approximate", "acc_m": 2300.0}
    shapefile(folder / "villages.shp", layer([row], [Point(degrees(east_m, north_m))]))


def load(folder: Path, *, commit: bool = True) -> dict[str, int]:
    """Load it; the counts that are not zero."""
    report = load_divisions(folder=folder, city_code="2113", commit=commit)
    return {name: count for name, count in report.counts.items() if count}


def division(code: str) -> AdministrativeDivision:
    return AdministrativeDivision.objects.get(code=code, valid_to=None)


def test_a_dry_run_counts_and_writes_nothing(folder: Path):
    before = data_version.current()
    assert load(folder, commit=False) == {
        "divisions_new": 4,
        "boundaries_laid": 3,
        "seats_placed": 1,
        "context_replaced": 2,
    }
    assert data_version.current() == before
    assert not AdministrativeDivision.objects.exists()
    assert not ImportRun.objects.exists()


def test_everything_in_the_folder_arrives(folder: Path):
    load(folder)

    village = division("211321100200")
    assert (village.name, village.kind, village.pinyin) == ("丁村民委员会", "村", "dingcun")
    assert [village.parent.code, village.parent.parent.code] == ["211321100", "211321"]
    assert village.seat.coords == degrees(0, 0)
    assert (village.location_quality, village.seat_accuracy_m) == ("approximate", 2300)
    qualities = dict(DivisionBoundary.objects.values_list("division__code", "release__quality"))
    assert qualities == {"211300": "matched", "211321": "matched", "211321100": "approximate"}
    assert set(BoundaryRelease.objects.exclude(quality="approximate").values_list("source")) == {
        ("a map",)
    }
    assert set(ContextFeature.objects.values_list("kind", "name", "prefecture")) == {
        ("neighbour", "邻区", "邻市"),
        ("river", "大河", ""),
    }
    assert ImportRun.objects.get().counts["divisions_new"] == 4


def test_the_same_folder_again_changes_nothing(folder: Path):
    load(folder)
    before = data_version.current()
    assert load(folder) == {
        "divisions_unchanged": 4,
        "boundaries_unchanged": 3,
        "seats_unchanged": 1,
        "context_unchanged": 2,
    }
    assert data_version.current() == before


def test_a_changed_name_is_kept_and_a_unit_left_out_stays_and_is_named(folder: Path):
    load(folder)
    renamed = TOWNSHIP.replace("丙镇,丙", "戊镇,戊")
    (folder / "divisions.csv").write_text(HEADING + CITY + COUNTY + renamed)

    report = load_divisions(folder=folder, city_code="2113", commit=True)

    assert division("211321100").name == "戊镇"
    assert report.counts["divisions_changed"] == report.counts["divisions_not_listed"] == 1
    assert any("211321100200" in note for note in report.notes)
    assert division("211321100200").seat


def test_rows_that_are_no_units_of_the_city_are_named_by_their_line(folder: Path):
    wrong = VILLAGE.replace("211321100200", "2.11321E+11") + "220100,外市,外,wai,w,city,220000,市\n"
    (folder / "divisions.csv").write_text(WHOLE + wrong + VILLAGE)
    report = load_divisions(folder=folder, city_code="2113", commit=True)
    assert [problem.row for problem in report.problems] == [6, 7, 8]
    assert report.counts["divisions_new"] == 4


def test_a_unit_that_has_ended_is_not_opened_again(folder: Path):
    load(folder)
    AdministrativeDivision.objects.filter(code="211321100200").update(valid_to="2018-05-10")
    report = load_divisions(folder=folder, city_code="2113", commit=True)
    assert [problem.code for problem in report.problems] == ["ended"]
    assert AdministrativeDivision.objects.filter(code="211321100200").count() == 1


def test_a_newer_folder_draws_over_its_own_lines_and_points(folder: Path):
    load(folder)
    cell = area(-2000, -2000, 2000, 1000)
    rough = {"code": "211321100", "quality": "approximate"}
    shapefile(folder / "townships.shp", layer([rough], [cell]))
    place_village(folder, 500, 0)

    load(folder)

    lines = DivisionBoundary.objects.filter(division__code="211321100")
    assert lines.count() == 2
    assert (
        lines.get(superseded_by=None).geom.area < lines.exclude(superseded_by=None).get().geom.area
    )
    assert division("211321100200").seat.coords == degrees(500, 0)


@pytest.mark.parametrize("quality", [LocationQuality.SURVEYED, LocationQuality.TOWNSHIP_SEAT])
def test_a_better_point_stays(folder: Path, quality: LocationQuality):
    load(folder)
    here = point(900, 900)
    AdministrativeDivision.objects.filter(code="211321100200").update(
        seat=here, location_quality=quality
    )
    assert load(folder)["seats_kept"] == 1
    assert division("211321100200").seat.coords == here.coords


def test_an_approximate_point_that_came_from_a_file_stays(folder: Path):
    load(folder)
    here = point(900, 900)
    AdministrativeDivision.objects.filter(code="211321100200").update(
        seat=here, seat_raw=list(here.coords)
    )
    assert load(folder)["seats_kept"] == 1


def test_a_better_line_stays_and_so_do_the_villages_spread_in_it(folder: Path):
    load(folder)
    official = BoundaryRelease.objects.create(name="official.zip", source="x", quality="official")
    DivisionBoundary.objects.filter(division__code="211321100").update(superseded_by=official)
    DivisionBoundary.objects.create(
        division=division("211321100"), release=official, geom=square(1000, 1000, 1000)
    )
    AdministrativeDivision.objects.filter(code="211321100200").update(seat=point(1000, 1000))

    assert load(folder) == {
        "divisions_unchanged": 4,
        "boundaries_unchanged": 2,
        "boundaries_kept": 1,
        "seats_kept": 1,
        "context_unchanged": 2,
    }


def test_divisions_without_a_place_get_one_whatever_there_was_before(folder: Path):
    VillageFactory(code="211321100200", parent=None, name="丁村民委员会", short_name="丁村")
    load(folder)
    village = division("211321100200")
    assert village.seat
    assert village.parent.code == "211321100"


def test_a_missing_list_or_column_ends_the_command_with_a_sentence(folder: Path, settings):
    settings.DIVISIONS_DIR = folder
    (folder / "divisions.csv").write_text("code,name\n")
    with pytest.raises(CommandError, match="kind"):
        call_command("load_divisions")
    (folder / "divisions.csv").unlink()
    with pytest.raises(CommandError, match=r"divisions\.csv"):
        call_command("load_divisions")


def test_the_command_prints_for_people_and_for_scripts(folder: Path, settings):
    settings.DIVISIONS_DIR = folder
    out = StringIO()
    call_command("load_divisions", stdout=out)
    assert "--commit" in out.getvalue()
    out = StringIO()
    call_command("load_divisions", "--commit", "--format", "json", stdout=out)
    printed = json.loads(out.getvalue())
    assert printed["counts"]["divisions_new"] == 4
    assert printed["committed"] is True
    assert len(printed["sha256"]) == 64
