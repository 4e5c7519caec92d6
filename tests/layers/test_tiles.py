"""Vector tiles: read by GDAL, as any other program reads them."""

import datetime as dt
import gzip
from collections import Counter
from math import asinh, atan, degrees, pi, radians, sinh, tan
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from django.test import Client

from accounts.models import Role
from entrepreneurs.models import Incubator, IncubatorLevel
from geo.models import AdministrativeDivision
from layers import styles
from layers.tiles import LAYERS, Tile
from outlets.kinds import Status
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import IncubatorFactory, ParkFactory, VentureFactory
from tests.factories.geo import BoundaryFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.shapes import ORIGIN, point, square

pytestmark = pytest.mark.django_db

DAY = {"on": "2018-09-30"}


def tile_at(zoom: int, lon: float = ORIGIN[0], lat: float = ORIGIN[1]) -> Tile:
    """The tile in which a place lies."""
    edge = 2**zoom
    row = (1 - asinh(tan(radians(lat))) / pi) / 2 * edge
    return Tile(zoom, int((lon + 180) / 360 * edge), int(row))


def address(name: str, tile: Tile) -> str:
    return f"/tiles/{name}/{tile.zoom}/{tile.column}/{tile.row}.mvt"


@pytest.fixture
def drawn(planner_client: Client, tmp_path: Path):
    """The features of a layer in the tile of that zoom, in degrees of Web Mercator's metres."""

    def read(name: str, zoom: int, layer: str = "", *, client=planner_client, **question):
        tile = tile_at(zoom)
        response = client.get(address(name, tile), DAY | question)
        assert response.status_code == 200
        assert response["Content-Type"] == "application/vnd.mapbox-vector-tile"
        path = tmp_path / f"{zoom}-{tile.column}-{tile.row}.mvt"
        path.write_bytes(response.content)
        place = {"X": tile.column, "Y": tile.row, "Z": zoom}
        return pyogrio.read_dataframe(path, layer=layer or name, **place).to_crs("EPSG:4326")

    return read


@pytest.fixture
def township(db: None) -> AdministrativeDivision:
    """
    甲 □      乙 (served)      丙      丁 (no position)           the township is 20 km wide
    """
    township = TownshipFactory(name="柳城镇")
    a = VillageFactory(parent=township, short_name="甲村", seat=point(0))
    b = VillageFactory(parent=township, short_name="乙村", seat=point(2000))
    VillageFactory(parent=township, short_name="丙村", seat=point(3000))
    VillageFactory(parent=township, short_name="丁村")
    OutletFactory(village=a, name="甲村站", serves=[b], location=point(100))
    OutletFactory(village=b, status=Status.SUSPENDED)
    BoundaryFactory(division=township, geom=square(side_m=20_000))
    BoundaryFactory(division=township.parent, geom=square(side_m=40_000))
    return township


@pytest.mark.parametrize("definition", ["administrative", "service", "spatial", "effective"])
@pytest.mark.parametrize("zoom", [0, 4, 5, 8])
def test_villages_in_tiles_have_the_states_of_the_figures(
    township, drawn, planner_client, zoom, definition
):
    states = Counter(drawn("villages", zoom, definition=definition)["state"])

    told = planner_client.get("/map/figures.json", DAY | {"definition": definition}).json()[
        "states"
    ]
    told.pop("unlocated")
    assert states == {state: count for state, count in told.items() if count}


def test_a_village_lies_where_its_seat_is(township, drawn):
    villages = drawn("villages", 10).set_index("mvt_id")

    seats = AdministrativeDivision.objects.filter(parent=township, seat__isnull=False)
    assert set(villages.index) == {int(code) for code in seats.values_list("code", flat=True)}
    unit = 360 / 2**10 / 4096
    for village in seats:
        place = villages.loc[int(village.code)].geometry
        assert (place.x, place.y) == pytest.approx(village.seat.coords, abs=unit)


def test_names_come_only_where_few_villages_share_a_tile(township, drawn):
    assert "name" not in drawn("villages", 11)
    assert set(drawn("villages", 12)["name"]) >= {"甲村"}
    assert set(drawn("outlets", 12)["name"]) >= {"甲村站"}


def test_townships_carry_their_share_and_its_class(township, drawn):
    TownshipFactory(parent=township.parent, name="空镇")
    BoundaryFactory(
        division=AdministrativeDivision.objects.get(name="空镇"), geom=square(15_000, side_m=9000)
    )

    found = drawn("townships", 8).set_index("name")
    assert found.loc["柳城镇", ["villages", "covered", "rate", "class"]].tolist() == [4, 1, 0.25, 1]
    assert gpd.pd.isna(found.loc["空镇", "class"])
    assert gpd.pd.isna(found.loc["空镇", "rate"])


@pytest.mark.parametrize("covered", range(6))
def test_classes_in_tiles_are_those_of_the_legend(drawn, covered):
    township = TownshipFactory()
    BoundaryFactory(division=township, geom=square(side_m=20_000))
    for number in range(5):
        village = VillageFactory(parent=township)
        if number < covered:
            OutletFactory(village=village)

    (found,) = drawn("townships", 8)["class"]
    assert found == styles.class_of(covered / 5)


@pytest.mark.parametrize(
    ("zoom", "layers"),
    [(5, {"counties"}), (8, {"townships"}), (11, {"townships", "villages", "outlets"})],
)
def test_coverage_shows_by_zoom_what_can_be_told_apart(
    township, planner_client: Client, tmp_path, zoom, layers
):
    path = tmp_path / "0-0-0.mvt"
    path.write_bytes(planner_client.get(address("coverage", tile_at(zoom)), DAY).content)

    assert set(pyogrio.list_layers(path)[:, 0]) == layers


def test_an_outlet_without_a_position_stands_at_its_villages_seat(township, drawn):
    outlets = drawn("outlets", 10).set_index("status")

    assert outlets["at_seat"].astype(bool).to_dict() == {"operating": False, "suspended": True}
    assert outlets.loc["suspended"].geometry.x == pytest.approx(point(2000).x, abs=1e-4)


@pytest.fixture
def base(township) -> Incubator:
    """An incubator of the township that was recognised by the county, then by the province."""
    base = IncubatorFactory(division=township, name="柳城孵化基地", location=point(300))
    for level, begins, ends in (
        ("county", dt.date(2017, 1, 1), dt.date(2018, 1, 1)),
        ("province", dt.date(2018, 1, 1), None),
    ):
        IncubatorLevel.objects.create(
            incubator=base, level=level, document_no="1", valid_from=begins, valid_to=ends
        )
    return base


def test_incubators_in_tiles_carry_kind_and_the_level_of_the_day(base, drawn):
    IncubatorFactory(division=base.division, name="众创空间", kind="makerspace")
    IncubatorFactory(division=base.division, stage="submitted")

    found = drawn("incubators", 10).set_index("kind")
    assert found["key"]["base"] == str(base.pk)
    assert (found["level"]["base"], found["approximate"].astype(bool).to_dict()) == (
        "province",
        {"base": False, "makerspace": True},
    )
    assert gpd.pd.isna(found["level"]["makerspace"])
    assert found["mvt_id"]["base"] == int(base.division.code)
    assert found["geometry"]["base"].x == pytest.approx(point(300).x, abs=1e-4)
    assert drawn("incubators", 10, on="2017-06-01").set_index("kind")["level"]["base"] == "county"


def test_a_park_in_tiles_stands_where_its_division_is(township, drawn):
    ParkFactory(division=AdministrativeDivision.objects.get(short_name="甲村"), name="甲村园")

    (park,) = drawn("parks", 12).to_dict("records")
    assert (park["name"], bool(park["approximate"])) == ("甲村园", True)
    assert park["geometry"].x == pytest.approx(point(0).x, abs=1e-4)
    assert "name" not in drawn("parks", 11)


def test_ventures_have_no_tiles(township, planner_client: Client):
    VentureFactory(division=township)
    for name in ("ventures", "venture_places"):
        assert planner_client.get(address(name, tile_at(8)), DAY).status_code == 404


def test_an_empty_tile_says_so(township, planner_client: Client):
    response = planner_client.get(address("villages", tile_at(9, 0, 0)), DAY)

    assert (response.status_code, response.content) == (204, b"")
    headers = {"If-None-Match": response["ETag"]}
    again = planner_client.get(address("villages", tile_at(9, 0, 0)), DAY, headers=headers)
    assert again.status_code == 304


def test_a_village_on_the_edge_between_two_tiles_is_in_both(planner_client: Client):
    east = tile_at(9).column + 1
    lon = east / 2**9 * 360 - 180
    VillageFactory(seat=point(0, 0, (lon, ORIGIN[1])))

    row = tile_at(9).row
    for column in (east - 1, east):
        response = planner_client.get(address("villages", Tile(9, column, row)), DAY)
        assert response.status_code == 200


@pytest.mark.parametrize("zoom", range(5, 19))
def test_the_index_loses_no_village_at_any_place_of_a_tile(planner_client: Client, zoom):
    """Just inside the middle of the southern edge, where great circles leave a flat box."""
    tile = tile_at(zoom)
    edge = 2**zoom
    lat = degrees(atan(sinh(pi * (1 - 2 * (tile.row + 1) / edge))))
    lon = (tile.column + 0.5) / edge * 360 - 180
    VillageFactory(seat=point(0, 1, (lon, lat)))

    assert planner_client.get(address("villages", tile), DAY).status_code == 200


@pytest.mark.parametrize("tile", [Tile(19, 0, 0), Tile(8, 256, 0), Tile(8, 0, 256), Tile(0, 0, 1)])
def test_there_are_no_tiles_beyond_the_map(planner_client: Client, tile):
    assert planner_client.get(address("villages", tile)).status_code == 404


def test_there_are_no_tiles_of_layers_nobody_knows(planner_client: Client):
    assert planner_client.get(address("secrets", tile_at(8))).status_code == 404


@pytest.mark.parametrize("name", sorted(LAYERS))
def test_tiles_end_at_the_viewers_jurisdiction(base, township, signed_in, name):
    ParkFactory(division=township)
    other = CountyFactory()
    client = signed_in(UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=other))

    for zoom in (5, 8, 11):
        assert client.get(address(name, tile_at(zoom)), DAY).status_code == 204
    asked = {"division": township.code}
    assert client.get(address(name, tile_at(8)), asked).status_code == 404


def test_a_change_gives_a_tile_another_name(township, planner_client: Client):
    first = planner_client.get(address("villages", tile_at(8)), DAY)
    headers = {"If-None-Match": first["ETag"]}
    assert (
        planner_client.get(address("villages", tile_at(8)), DAY, headers=headers).status_code == 304
    )

    OutletFactory(village=AdministrativeDivision.objects.get(short_name="丙村"))
    second = planner_client.get(address("villages", tile_at(8)), DAY, headers=headers)
    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]


def test_tiles_travel_compressed_where_the_client_can_read_it(township, planner_client: Client):
    plain = planner_client.get(address("townships", tile_at(8)), DAY)
    headers = {"Accept-Encoding": "gzip"}
    packed = planner_client.get(address("townships", tile_at(8)), DAY, headers=headers)

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content


def test_a_tile_is_one_statement(township, planner_client: Client, django_assert_num_queries):
    planner_client.get(address("coverage", tile_at(11)), DAY)
    OutletFactory()
    with django_assert_num_queries(4):  # session, user, version, tile
        planner_client.get(address("coverage", tile_at(11)), DAY)
