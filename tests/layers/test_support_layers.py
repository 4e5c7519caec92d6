"""The layers of incubators, parks and ventures: of the day, in scope, without small counts."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from accounts.models import Role
from entrepreneurs.models import IncubatorLevel
from geo.models import AdministrativeDivision
from layers.styles import as_dict
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import IncubatorFactory, ParkFactory, VentureFactory
from tests.factories.geo import BoundaryFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.shapes import point, square

pytestmark = pytest.mark.django_db

ON = "2018-09-30"
BEGUN = dt.date(2017, 1, 1)


@pytest.fixture
def county() -> AdministrativeDivision:
    """Two townships: one with five ventures and a base, one with two ventures."""
    county = CountyFactory()
    for name, industries, side_m in (
        ("柳城镇", ["tourism"] * 4 + ["culture"], 20_000),
        ("波罗赤镇", ["tourism"] * 2, 10_000),
    ):
        township = TownshipFactory(parent=county, name=name)
        BoundaryFactory(division=township, geom=square(side_m=side_m))
        village = VillageFactory(parent=township, seat=point(0))
        for industry in industries:
            VentureFactory(division=village, industry=industry)
    first = county.children.get(name="柳城镇")
    VentureFactory(division=first, stage="submitted")
    VentureFactory(division=first, closed_on=dt.date(2018, 9, 30))
    base = IncubatorFactory(division=first, name="柳城孵化基地", location=point(200))
    for level, begins, ends in (
        ("county", BEGUN, dt.date(2018, 1, 1)),
        ("province", dt.date(2018, 1, 1), None),
    ):
        IncubatorLevel.objects.create(
            incubator=base, level=level, document_no="1", valid_from=begins, valid_to=ends
        )
    IncubatorFactory(division=first, name="未核实", stage="submitted")
    ParkFactory(division=first, name="柳城创新园")
    return county


def layer(client, name: str, **question) -> dict:
    address = (
        reverse("layers:ventures") if name == "ventures" else reverse("layers:geojson", args=[name])
    )
    response = client.get(address, {"on": ON} | question)
    assert response.status_code == 200
    return json.loads(response.content)


def counts(answer: dict) -> dict[str, str]:
    rows = [feature["properties"] for feature in answer["features"]]
    return {row["name"]: row["count"] for row in rows}


@pytest.fixture
def reviewer(county, signed_in):
    return signed_in(UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=county))


@pytest.fixture
def leader(county, signed_in):
    return signed_in(UserFactory(role=Role.LEADER, jurisdiction=county))


def test_incubators_carry_their_kind_and_the_level_of_the_day(leader):
    (now,) = layer(leader, "incubators")["features"]
    assert now["properties"] | {"kind": "base", "level": "province"} == now["properties"]
    assert not now["properties"]["approximate"]
    (then,) = layer(leader, "incubators", on="2017-06-01")["features"]
    assert then["properties"]["level"] == "county"
    assert layer(leader, "incubators", on="2016-12-31")["features"] == []


def test_a_park_without_a_position_stands_in_its_township_and_says_so(leader):
    (park,) = layer(leader, "parks")["features"]
    assert park["properties"]["approximate"]
    assert park["geometry"]["type"] == "Point"


def test_who_may_not_see_people_is_told_ventures_as_counts_by_township(leader, reviewer):
    assert counts(layer(leader, "ventures")) == {"柳城镇": "5", "波罗赤镇": "<3"}
    assert counts(layer(reviewer, "ventures")) == {"柳城镇": "5", "波罗赤镇": "2"}


def test_an_industry_gives_no_small_count_away(leader, reviewer):
    told = layer(leader, "ventures", industry="culture")
    assert counts(told) == {"柳城镇": "0–5", "波罗赤镇": "<3"}  # as wide as all of its ventures
    assert counts(layer(reviewer, "ventures", industry="culture")) == {"柳城镇": "1"}
    text = json.dumps(layer(leader, "ventures"), ensure_ascii=False)
    assert '"tourism": "2"' not in text and '"culture": "1"' not in text


def test_the_sum_gives_no_small_count_away(leader, reviewer):
    assert layer(reviewer, "ventures")["total"] == "7"
    assert layer(leader, "ventures")["total"] != "7"


def test_of_a_village_no_more_is_told_than_of_its_township(county, leader):
    first = county.children.get(name="柳城镇")
    one = VillageFactory(parent=first)
    VentureFactory(division=one)
    for village in first.children.all():
        told = layer(leader, "ventures", division=village.code)
        assert told == layer(leader, "ventures", division=first.code)
        assert (told["total"], told["elsewhere"]) == ("6", "0")


def test_an_unknown_industry_is_named(leader):
    response = leader.get(reverse("layers:ventures"), {"industry": "space"})
    assert response.status_code == 400
    assert "space" in response.content.decode()


def test_single_ventures_are_there_for_those_only_who_may_see_people(leader, reviewer):
    assert leader.get(reverse("layers:geojson", args=["venture_places"])).status_code == 404
    assert len(layer(reviewer, "venture_places")["features"]) == 7


def test_an_officer_sees_the_ventures_of_the_own_township_only(county, signed_in):
    township = county.children.get(name="波罗赤镇")
    officer = signed_in(UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township))
    assert counts(layer(officer, "ventures")) == {"波罗赤镇": "2"}
    assert layer(officer, "incubators")["features"] == []


def test_every_kind_level_and_industry_has_its_style(leader):
    styles = as_dict()
    (base,) = layer(leader, "incubators")["features"]
    assert base["properties"]["kind"] in [row["kind"] for row in styles["incubators"]]
    assert base["properties"]["level"] in [row["level"] for row in styles["levels"]]
    signs = [row["sign"] for row in (*styles["incubators"], *styles["parks"])]
    assert len(set(signs)) == len(signs)
