"""Divisions, boundaries, seats and figures of villages in two steps, and back again."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from accounts.models import Role, User
from core import import_runs
from core.import_kinds import UnknownKindError, kinds_for
from core.models import ImportRun, ImportState
from geo.crs import PROJECTED_SRID, CoordinateSystem
from geo.levels import LocationQuality
from geo.models import AdministrativeDivision, DivisionBoundary, VillageYear
from tests import sheets
from tests.factories.accounts import UserFactory
from tests.factories.geo import BoundaryFactory, BoundaryReleaseFactory
from tests.geo.files import area, geojson, layer, shapefile, zipped
from tests.geo.scene import EAST, WEST, Scene, V, W, draw
from tests.shapes import degrees, rectangle

pytestmark = pytest.mark.django_db

KINDS = ("divisions", "boundaries", "seats", "village_years")


@pytest.fixture
def scene() -> Scene:
    return draw()


def send(kind: str, content: bytes, name: str, actor: User, **options: str) -> ImportRun:
    file = ContentFile(content, name=name)
    run = import_runs.receive(kind=kind, file=file, actor=actor, options=options)
    return import_runs.preview(run=run)


def write(run: ImportRun, actor: User) -> ImportRun:
    return import_runs.confirm_and_write(run=run, actor=actor, tell=lambda share: None)


def outcomes(run: ImportRun) -> list[str]:
    return [row["outcome"] for row in run.rows]


@pytest.mark.parametrize("role", Role)
def test_only_those_who_keep_divisions_are_offered_these_kinds(role: Role, scene: Scene):
    offered = {kind.name for kind in kinds_for(UserFactory(role=role))}
    keeps = role in (Role.CITY_PLANNER, Role.ADMINISTRATOR)
    assert offered & set(KINDS) == (set(KINDS) if keeps else set())
    if not keeps:
        with pytest.raises(UnknownKindError):
            send("divisions", b"a", "a.csv", UserFactory(role=role))


def test_a_list_of_divisions_adds_and_renames_and_is_taken_back(scene: Scene, planner: User):
    rows = [
        ["区划代码", "名称", "类型"],
        ["211321102", "丙子镇", ""],
        ["211321102201", "水泉村民委员会", ""],
        [WEST, "甲新镇", ""],
        [EAST, "乙镇", "镇"],
        ["211322102", "外镇", ""],
        [W, "说不清", ""],
    ]
    run = send("divisions", sheets.xlsx(rows), "区划.xlsx", planner)
    assert (run.counts["new"], run.counts["bad"]) == (2, 2)
    assert {problem["code"] for problem in run.problems} == {"unknown_parent", "unknown_kind"}

    run = write(run, planner)
    village = scene.division("211321102201")
    assert (village.short_name, village.pinyin, village.kind) == ("水泉村", "shuiquancun", "村")
    assert village.parent == scene.division("211321102")
    assert scene.division(WEST).name == "甲新镇"

    import_runs.undo(run=run, actor=planner)
    assert scene.division(WEST).name == "甲镇"
    assert not AdministrativeDivision.objects.filter(code__startswith="211321102").exists()


def test_boundaries_are_previewed_laid_and_taken_back(scene: Scene, planner: User, tmp_path: Path):
    frame = layer([{"code": WEST, "name": "甲镇"}], [area(-10_000, -10_000, -4000, 10_000)])
    path = zipped(tmp_path / "a.zip", [shapefile(tmp_path / "a.shp", frame)])
    before = DivisionBoundary.objects.count()
    run = send("boundaries", path.read_bytes(), "乡镇界线.zip", planner)
    assert outcomes(run) == ["changed"]
    assert run.questions == []
    assert DivisionBoundary.objects.count() == before

    run = write(run, planner)
    assert scene.line(WEST).release.quality == LocationQuality.OFFICIAL
    import_runs.undo(run=run, actor=planner)
    assert scene.line(WEST).release.quality == LocationQuality.APPROXIMATE
    assert DivisionBoundary.objects.count() == before


def test_metres_without_a_system_are_judged_by_the_county_they_lie_in(
    scene: Scene, planner: User, tmp_path: Path
):
    rows = [{"code": WEST, "name": "甲镇"}, {"code": EAST, "name": "乙镇"}]
    frame = layer(
        rows, [area(-9000, -9000, 0, 9000), area(0, -9000, 9000, 9000)], crs=PROJECTED_SRID
    )
    path = shapefile(tmp_path / "a.shp", frame)
    path.with_suffix(".prj").unlink()
    run = send("boundaries", zipped(tmp_path / "a.zip", [path]).read_bytes(), "a.zip", planner)
    [question] = run.questions
    assert (question["suggested"], question["is_open"]) == (f"EPSG:{PROJECTED_SRID}", False)
    assert outcomes(run) == ["changed", "changed"]


def pairs(places: dict[str, tuple[float, float]]) -> bytes:
    names = {V: "丁村", W: "戊村"}
    rows: list[list[Any]] = [["区划代码", "名称", "经度", "纬度"]]
    return sheets.xlsx(rows + [[code, names[code], *pair] for code, pair in places.items()])


def surveyed(scene: Scene, code: str, east_m: float) -> None:
    """A surveyed village of 600 m around the place."""
    BoundaryFactory(
        division=scene.division(code),
        release=BoundaryReleaseFactory(quality=LocationQuality.SURVEYED),
        geom=rectangle(east_m - 300, -300, east_m + 300, 300),
    )


def test_shifted_pairs_are_judged_where_surveyed_lines_tell(scene: Scene, planner: User):
    from prcoords import wgs_gcj

    surveyed(scene, V, -5000)
    surveyed(scene, W, 5000)
    places = {}
    for code, east_m in ((V, -5000), (W, 5000)):
        lon, lat = degrees(east_m, 0)
        moved = wgs_gcj((lat, lon))
        places[code] = (round(moved[1], 6), round(moved[0], 6))
    run = send("seats", pairs(places), "位置.xlsx", planner)
    [question] = run.questions
    assert question["suggested"] == CoordinateSystem.GCJ02
    assert question["readings"][0]["value"] == CoordinateSystem.GCJ02

    run = write(run, planner)
    division = scene.division(V)
    assert division.seat_crs_origin == CoordinateSystem.GCJ02
    assert division.seat.x == pytest.approx(degrees(-5000, 0)[0], abs=1e-5)
    import_runs.undo(run=run, actor=planner)
    assert scene.division(V).location_quality == LocationQuality.APPROXIMATE


def test_approximate_lines_never_decide_and_the_sender_must_choose(scene: Scene, planner: User):
    run = send("seats", pairs({V: degrees(-5000, 0), W: degrees(5000, 0)}), "a.xlsx", planner)
    [question] = run.questions
    assert (question["suggested"], question["is_open"]) == ("", True)
    run = import_runs.choose(run=run, options={"crs": "wgs84"}, actor=planner)
    assert run.questions == []
    assert write(run, planner).state == ImportState.DONE


def test_figures_of_villages_are_written_and_taken_back(scene: Scene, planner: User):
    content = sheets.xlsx([["行政村代码", "年份", "户数"], [V, 2017, 120]])
    run = write(send("village_years", content, "村情.xlsx", planner), planner)
    assert VillageYear.objects.get().households == 120
    import_runs.undo(run=run, actor=planner)
    assert not VillageYear.objects.exists()


def test_a_kml_of_points_places_seats(scene: Scene, planner: User, tmp_path: Path):
    lon, lat = degrees(-5000, 100)
    kml = f"""<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><Placemark><name>丁村</name>
<ExtendedData><Data name="code"><value>{V}</value></Data></ExtendedData>
<Point><coordinates>{lon},{lat},0</coordinates></Point></Placemark></Folder></Document></kml>"""
    run = send("seats", kml.encode(), "村.kml", planner)
    assert outcomes(run) == ["changed"]
    assert run.questions == []
    write(run, planner)
    assert scene.division(V).seat.y == pytest.approx(lat)


def test_a_geojson_of_areas_is_read_the_same(scene: Scene, planner: User, tmp_path: Path):
    frame = layer([{"code": WEST, "name": "甲镇"}], [area(-10_000, -10_000, -4000, 10_000)])
    content = geojson(tmp_path / "a.geojson", frame).read_bytes()
    assert outcomes(send("boundaries", content, "a.geojson", planner)) == ["changed"]
