"""Features of each collection: which, where, in what order."""

import datetime as dt
from collections import Counter

import pytest
from django.test import Client

from geo.models import AdministrativeDivision
from layers.ogc.systems import CGCS2000, CRS84
from tests.factories.geo import TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.layers.ogc.conftest import COLLECTIONS, DAY, names
from tests.shapes import degrees, point

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["cities", "counties", "townships"])
def test_units_have_the_counts_of_the_figures(township, items, planner_client: Client, name):
    (unit,) = items(name)["features"]

    told = planner_client.get("/map/figures.json", {"on": DAY}).json()["total"]
    shared = ("villages", "covered", "uncovered", "unlocated", "approximate")
    assert {key: unit["properties"][key] for key in shared} == {key: told[key] for key in shared}
    assert (unit["properties"]["rate"], unit["properties"]["class"]) == (0.25, 1)
    assert unit["geometry"]["type"] == "MultiPolygon"


@pytest.mark.parametrize("definition", ["administrative", "service", "spatial", "effective"])
def test_villages_have_the_states_of_the_figures(township, items, planner_client, definition):
    found = items("villages", definition=definition)["features"]

    asked = {"on": DAY, "definition": definition}
    told = planner_client.get("/map/figures.json", asked).json()["states"]
    states = Counter(village["properties"]["state"] for village in found)
    assert {state: states[state] for state in told} == told


def test_a_village_without_a_position_has_no_geometry(township, items):
    (lost,) = items("villages", name="丁村")["features"]

    assert lost["geometry"] is None
    assert lost["properties"]["quality"] is None


def test_gaps_are_the_villages_without_cover_and_their_nearest_outlet(township, items):
    found = {one["properties"]["name"]: one["properties"] for one in items("gaps")["features"]}

    assert set(found) == {"乙村", "丙村", "丁村"}
    assert found["丙村"]["nearest_outlet"] == "甲村站"
    assert found["丙村"]["nearest_m"] == pytest.approx(8900, abs=0.1)
    assert found["丙村"]["township"] == "柳城镇"
    assert found["丁村"]["nearest_m"] is None


def test_outlets_have_their_status_on_the_day(township, items):
    states = {one["properties"]["status"] for one in items("outlets")["features"]}

    assert states == {"operating", "suspended"}
    assert items("outlets", datetime="2016-12-31")["numberMatched"] == 0
    assert items("outlets", status="operating", kind="convenience")["numberReturned"] == 1
    assert items("outlets", kind="shop")["numberMatched"] == 0


def test_pages_fit_together(township, items, planner_client: Client):
    for number in range(8):
        VillageFactory(parent=township, seat=point(100 * number))

    seen, address = [], f"/ogc/collections/villages/items?limit=5&datetime={DAY}"
    while address:
        page = planner_client.get(address).json()
        assert page["numberMatched"] == 12
        assert page["numberReturned"] == len(page["features"])
        seen += [village["id"] for village in page["features"]]
        links = {link["rel"]: link["href"] for link in page["links"]}
        assert ("prev" in links) == (len(seen) > 5)
        address = links.get("next")
    assert len(seen) == len(set(seen)) == 12
    assert seen == sorted(seen)


def test_a_limit_too_large_is_taken_for_the_largest(township, items):
    assert items("villages", limit=10_000_000)["numberReturned"] == 4


def test_a_page_beyond_the_last_is_empty(township, items):
    page = items("villages", offset=100)

    assert (page["numberMatched"], page["features"]) == (4, [])


def box(west_m: float, east_m: float) -> tuple[float, float, float, float]:
    return (*degrees(west_m, -500), *degrees(east_m, 500))


def written(*numbers: float) -> str:
    return ",".join(map(str, numbers))


def test_a_box_holds_what_touches_it(township, items):
    west, south, east, north = box(1500, 9500)

    assert names(items("villages", bbox=written(west, south, east, north))) == ["乙村", "丙村"]
    assert names(items("villages", bbox=written(west, south, -10, east, north, 900))) == [
        "乙村",
        "丙村",
    ]
    assert names(items("townships", bbox=written(west, south, east, north))) == ["柳城镇"]


def test_a_box_in_cgcs2000_comes_with_latitude_first(township, items):
    west, south, east, north = box(1500, 9500)

    turned = written(south, west, north, east)
    assert names(items("villages", bbox=turned, bbox_crs=CGCS2000.uri)) == ["乙村", "丙村"]
    assert names(items("villages", bbox=turned)) == []


def test_a_box_may_span_the_180th_meridian(township, items):
    west, south, _east, north = box(1500, 9500)

    assert names(items("villages", bbox=written(west, south, -170, north))) == ["乙村", "丙村"]


def test_a_box_may_be_a_point(township, items):
    seat = AdministrativeDivision.objects.get(short_name="丙村").seat

    assert names(items("villages", bbox=written(*seat.coords, *seat.coords))) == ["丙村"]


def test_coordinates_in_cgcs2000_come_with_latitude_first(township, planner_client: Client):
    address = f"/ogc/collections/villages/items/{township.children.first().code}"
    usual = planner_client.get(address)
    turned = planner_client.get(address, {"crs": CGCS2000.uri})

    assert usual["Content-Crs"] == f"<{CRS84.uri}>"
    assert turned["Content-Crs"] == f"<{CGCS2000.uri}>"
    assert turned.json()["geometry"]["coordinates"] == usual.json()["geometry"]["coordinates"][::-1]
    assert usual.json()["geometry"]["coordinates"] == pytest.approx([120.4, 41.5], abs=1e-6)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "uncovered"}, {"丙村"}),
        ({"covered": "true"}, {"甲村"}),
        ({"covered": "false", "approximate": "false"}, {"乙村", "丙村", "丁村"}),
        ({"outlets": "1"}, {"甲村"}),
        ({"name": "丙村"}, {"丙村"}),
        ({"name": "' OR true --"}, set()),
    ],
)
def test_features_are_filtered_by_their_properties(township, items, query, found):
    assert set(names(items("villages", **query))) == found


def test_units_are_filtered_by_their_figures(township, items):
    TownshipFactory(parent=township.parent, name="空镇")

    assert names(items("townships", rate="0.25")) == ["柳城镇"]
    assert names(items("townships", villages="0")) == ["空镇"]


@pytest.mark.parametrize(
    "moment",
    [
        "2018-09-30",
        "2018-09-30T00:00:00Z",
        "2018-09-30T23:59:59+08:00",
        "2018-01-01T00:00:00Z/2018-09-30T00:00:00Z",
        "../2018-09-30T00:00:00Z",
        "2018-09-29T17:00:00Z",
    ],
)
def test_a_time_names_the_local_day_and_an_interval_its_last(township, items, moment):
    opened_on = dt.date(2018, 9, 30)
    village = AdministrativeDivision.objects.get(short_name="丙村")
    OutletFactory(village=village, opened_on=opened_on)
    later = AdministrativeDivision.objects.get(short_name="丁村")
    OutletFactory(village=later, opened_on=opened_on + dt.timedelta(1))

    assert names(items("villages", datetime=moment, state="own")) == ["甲村", "丙村"]


def test_an_open_interval_ends_today(township, items):
    OutletFactory(village=AdministrativeDivision.objects.get(short_name="丙村"))

    found = items("villages", datetime="2018-01-01T00:00:00Z/..", state="own")
    assert names(found) == ["甲村", "丙村"]


@pytest.mark.parametrize(
    "query",
    [
        {"colour": "red"},
        {"on": "2018-09-30"},
        {"state": "fine"},
        {"covered": "yes"},
        {"outlets": "many"},
        {"limit": "0"},
        {"limit": "-1"},
        {"limit": "ten"},
        {"offset": "-1"},
        {"bbox": "1,2,3"},
        {"bbox": "1,2,3,x"},
        {"bbox": "1,2,3,nan"},
        {"bbox": "1,4,3,2"},
        {"bbox-crs": "http://www.opengis.net/def/crs/EPSG/0/1"},
        {"crs": "EPSG:1"},
        {"datetime": "soon"},
        {"datetime": "2018-13-01"},
        {"datetime": "2018-09-30/2018-09-01"},
        {"definition": "nice"},
        {"radius_m": "3km"},
        {"kind": "palace"},
        {"f": "gml"},
        {"limit": ["1", "2"]},
    ],
)
def test_what_is_not_understood_is_refused(planner_client: Client, query):
    response = planner_client.get("/ogc/collections/villages/items", query)

    assert response.status_code == 400
    assert set(response.json()) == {"code", "description"}


@pytest.mark.parametrize("path", ["", "api", "conformance", "collections", "collections/gaps"])
def test_a_parameter_that_nothing_takes_is_refused_everywhere(planner_client: Client, path):
    assert planner_client.get(f"/ogc/{path}", {"colour": "red"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    ["odd", "collections/people", "collections/people/items", "collections/villages/items/1"],
)
def test_what_does_not_exist_is_not_found(planner_client: Client, path):
    response = planner_client.get(f"/ogc/{path}")

    assert response.status_code == 404
    assert set(response.json()) == {"code", "description"}


@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_feature_is_found_again_by_its_identifier(township, planner_client, items, name):
    feature = items(name)["features"][0]

    again = planner_client.get(
        f"/ogc/collections/{name}/items/{feature['id']}", {"datetime": DAY}
    ).json()
    again.pop("links")
    assert again == feature
