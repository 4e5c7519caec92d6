"""Incubators, parks and counts of ventures: of the day, filtered by their own, no small count."""

import datetime as dt
import json

import pytest
from django.test import Client

from accounts.models import Role
from entrepreneurs.kinds import Industry
from geo.models import AdministrativeDivision
from layers.ogc.asking import COVERAGE, NETWORK
from layers.ogc.collections import COLLECTIONS
from layers.ogc.systems import CGCS2000
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import IncubatorFactory, ParkFactory, VentureFactory
from tests.factories.geo import TownshipFactory, VillageFactory
from tests.layers.ogc.conftest import DAY, SUPPORT, names
from tests.shapes import point

pytestmark = pytest.mark.django_db


def told(answer: dict) -> dict[str, dict]:
    return {one["properties"]["name"]: one["properties"] for one in answer["features"]}


def test_incubators_carry_kind_and_level_of_the_day(township, items):
    (base,) = items("incubators")["features"]

    assert base["geometry"]["coordinates"] == pytest.approx(point(300).coords, abs=1e-6)
    assert base["properties"] == {
        "name": "柳城孵化基地",
        "kind": "base",
        "level": "city",
        "opened_on": "2017-01-01",
        "division_code": township.code,
        "division_name": township.name,
        "approximate": False,
    }
    assert told(items("incubators", datetime="2017-06-01"))["柳城孵化基地"]["level"] is None
    assert items("incubators", datetime="2016-12-31")["numberMatched"] == 0


def test_a_park_without_a_position_stands_at_its_villages_seat(township, items):
    (park,) = items("parks")["features"]

    assert park["properties"]["approximate"] is True
    assert park["geometry"]["coordinates"] == pytest.approx(point(0).coords, abs=1e-6)
    assert items("parks", datetime="2017-12-31")["features"] == []


def test_what_is_not_verified_or_has_no_place_is_told_so(township, items):
    IncubatorFactory(division=township, stage="submitted")
    lost = AdministrativeDivision.objects.get(short_name="丁村")
    ParkFactory(division=lost, name="丁村园")

    assert items("incubators")["numberMatched"] == 1
    (park,) = items("parks", name="丁村园")["features"]
    assert (park["geometry"], park["properties"]["approximate"]) == (None, False)


def test_kind_is_that_of_the_incubator_and_not_of_outlets(township, items, planner_client: Client):
    IncubatorFactory(division=township, name="众创空间", kind="makerspace")

    assert names(items("incubators", kind="makerspace")) == ["众创空间"]
    assert names(items("incubators", level="city")) == ["柳城孵化基地"]
    assert names(items("parks", kind="small_business", approximate="true")) == ["甲村产业园"]
    refused = planner_client.get("/ogc/collections/incubators/items", {"kind": "convenience"})
    assert (refused.status_code, "makerspace" in refused.json()["description"]) == (400, True)


@pytest.mark.parametrize("collection", SUPPORT)
def test_parameters_of_the_network_are_refused_by_name(collection, planner_client: Client):
    known = {each.name for each in COLLECTIONS[collection].properties}
    for parameter in {*COVERAGE, *NETWORK, "industry", "on"} - known:
        asked = {parameter: "public"}
        response = planner_client.get(f"/ogc/collections/{collection}/items", asked)
        assert response.status_code == 400
        assert f"“{parameter}”" in response.json()["description"]


@pytest.mark.parametrize("collection", SUPPORT)
def test_boxes_axes_divisions_and_pages_are_as_of_other_collections(township, items, collection):
    for _n in range(2):
        VentureFactory(division=VillageFactory(parent__parent=township.parent, seat=point(30_000)))
        IncubatorFactory(division=township, location=point(30_000))
        ParkFactory(division=township, location=point(30_000))

    every = items(collection)
    assert every["numberMatched"] == 3
    pages = [items(collection, limit=2, offset=offset) for offset in (0, 2)]
    assert [one["id"] for page in pages for one in page["features"]] == [
        one["id"] for one in every["features"]
    ]
    turned = items(collection, crs=CGCS2000.uri)["features"]
    for one, other in zip(every["features"], turned, strict=True):
        assert (one["geometry"] is None) == (other["geometry"] is None)
        if one["geometry"]:
            assert other["geometry"]["coordinates"] == one["geometry"]["coordinates"][::-1]
    west, south, east, north = *point(-9000, -9000).coords, *point(9000, 9000).coords
    box, flipped = f"{west},{south},{east},{north}", f"{south},{west},{north},{east}"
    assert items(collection, bbox=box)["numberMatched"] == 1
    assert items(collection, bbox=flipped, bbox_crs=CGCS2000.uri)["numberMatched"] == 1
    inside = items(collection, division=township.code)["numberMatched"]
    assert inside == (1 if collection == "ventures" else 3)


# Whatever they may see on pages.
@pytest.fixture(params=Role.values)
def reader(request, township, signed_in) -> Client:
    is_city = request.param in (Role.CITY_PLANNER, Role.ADMINISTRATOR)
    county = township.parent
    department = "县人社局" if request.param == Role.DEPARTMENT else ""
    return signed_in(
        UserFactory(
            role=request.param,
            jurisdiction=county.parent if is_city else county,
            department=department,
        )
    )


def test_no_role_takes_a_small_count_away(township, items, reader):
    """Four ventures, three of them of one industry; two elsewhere; one that has no township."""
    VentureFactory(division=township, industry="culture")
    small = TownshipFactory(parent=township.parent, name="小镇")
    for industry in ("culture", "finance"):
        VentureFactory(division=small, industry=industry)
    TownshipFactory(parent=township.parent, name="空镇")
    VentureFactory(division=township.parent)

    rows = told(items("ventures", client=reader))
    assert {name: row["count"] for name, row in rows.items()} == {
        "柳城镇": "4",
        "小镇": "<3",
        "空镇": "0",
    }
    assert (rows["小镇"]["low"], rows["小镇"]["high"]) == (1, 2)
    for row in rows.values():
        assert not {"1", "2", 1} & {row[industry] for industry in Industry.values}
    # With three of the four told, the fourth would be known.
    assert {rows["柳城镇"][industry] for industry in Industry.values} == {None}
    assert {rows["空镇"][industry] for industry in Industry.values} == {"0"}

    whole = reader.get("/ogc/collections/ventures").json()["description"]
    assert whole.count("<3") == 2  # what it means, and how many are in no township
    assert "7" not in whole  # no total that rows could be taken from


def test_nothing_is_said_of_ventures_elsewhere_where_there_are_none(township, planner_client):
    whole = planner_client.get("/ogc/collections/ventures").json()["description"]
    assert whole.count("<3") == 1


def test_nothing_is_found_by_the_count_that_is_hidden(township, items, reader):
    small = TownshipFactory(parent=township.parent, name="小镇")
    VentureFactory(division=small, industry="finance")

    for asked in ({"count": "1"}, {"count": "2"}, {"finance": "1"}, {"high": "1"}):
        assert items("ventures", client=reader, **asked)["numberMatched"] == 0, asked
    assert names(items("ventures", client=reader, count="<3")) == ["小镇"]
    village = VillageFactory(parent=small)
    VentureFactory(division=village)
    assert names(items("ventures", client=reader, division=village.code)) == ["小镇"]
    one = reader.get(f"/ogc/collections/ventures/items/{small.code}", {"datetime": DAY}).json()
    assert one["properties"]["count"] == "<3"


def test_industries_are_told_where_they_give_nothing_away(township, items):
    for industry in ("culture", "culture", "finance", "other"):
        VentureFactory(division=township, industry=industry)

    row = told(items("ventures"))["柳城镇"]
    assert (row["count"], row["tourism"], row["specialties"]) == ("7", "3", "0")
    assert {row["culture"], row["finance"], row["other"]} == {"<3"}


def test_ventures_are_those_open_on_the_day(township, items):
    VentureFactory(division=township, closed_on=dt.date(2018, 9, 30))
    VentureFactory(division=township, stage="submitted")

    assert told(items("ventures"))["柳城镇"]["count"] == "3"
    assert told(items("ventures", datetime="2018-09-29"))["柳城镇"]["count"] == "4"
    assert told(items("ventures", datetime="2016-12-31"))["柳城镇"]["count"] == "0"


def test_an_officer_finds_the_own_township_only(township, items, signed_in):
    other = TownshipFactory(parent=township.parent, name="外乡")
    IncubatorFactory(division=other, name="外乡基地")
    ParkFactory(division=other)
    VentureFactory(division=other)
    officer = UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township)
    client = signed_in(officer)

    assert names(items("ventures", client=client)) == ["柳城镇"]
    for collection in SUPPORT:
        assert items(collection, client=client)["numberMatched"] == 1
        assert "外乡" not in json.dumps(items(collection, client=client), ensure_ascii=False)
        asked = {"division": other.code}
        assert client.get(f"/ogc/collections/{collection}/items", asked).status_code == 404
