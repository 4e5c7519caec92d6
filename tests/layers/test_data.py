"""The layers and figures behind the map."""

import datetime as dt
import gzip
import json
from collections import Counter

import pytest
from django.test import Client

from accounts.models import Role
from geo.models import AdministrativeDivision, ContextFeature
from outlets.kinds import Status
from tests.factories.accounts import UserFactory
from tests.factories.geo import BoundaryFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.shapes import point, square

pytestmark = pytest.mark.django_db

DAY = {"on": "2018-09-30"}


@pytest.fixture
def township(db: None) -> AdministrativeDivision:
    """
    甲 □        乙 (served)        丙        丁 (no position)        社区 □
    """
    township = TownshipFactory(name="柳城镇")
    a = VillageFactory(parent=township, short_name="甲村", seat=point(0))
    b = VillageFactory(parent=township, short_name="乙村", seat=point(2000))
    VillageFactory(parent=township, short_name="丙村", seat=point(9000))
    VillageFactory(parent=township, short_name="丁村")
    community = VillageFactory(parent=township, short_name="社区", kind="居", seat=point(500))
    OutletFactory(village=a, serves=[b], location=point(0))
    OutletFactory(village=community)
    OutletFactory(village=b, status=Status.SUSPENDED)
    BoundaryFactory(division=township, geom=square(side_m=20_000))
    BoundaryFactory(division=township.parent, geom=square(side_m=40_000))
    return township


def features(client: Client, name: str, **question) -> list[dict]:
    response = client.get(f"/layers/{name}.geojson", DAY | question)
    assert response["Content-Type"] == "application/geo+json"
    collection = json.loads(response.content)
    assert collection["type"] == "FeatureCollection"
    return collection["features"]


def figures(client: Client, **question) -> dict:
    return json.loads(client.get("/map/figures.json", DAY | question).content)


def reviewer_of(division: AdministrativeDivision, signed_in) -> Client:
    return signed_in(UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=division))


@pytest.mark.parametrize("definition", ["administrative", "service", "spatial"])
def test_villages_by_state_are_as_many_as_the_figures_say(
    township, planner_client: Client, definition
):
    drawn = features(planner_client, "villages", definition=definition)

    by_state = Counter(village["properties"]["state"] for village in drawn)
    told = figures(planner_client, definition=definition)
    assert {state: by_state[state] for state in told["states"]} == told["states"]
    assert sum(told["states"].values()) == told["total"]["villages"] == 4


def test_a_village_without_a_position_has_no_geometry_and_is_there(
    township, planner_client: Client
):
    drawn = features(planner_client, "villages")

    assert [v["properties"]["name"] for v in drawn if v["geometry"] is None] == ["丁村"]


def test_divisions_carry_the_counts_of_the_report(township, planner_client: Client):
    (drawn,) = features(planner_client, "townships")

    row = figures(planner_client, division=township.parent.code)["rows"][0]
    shared = ("code", "name", "villages", "covered", "uncovered", "unlocated", "approximate")
    assert {key: drawn["properties"][key] for key in shared} == {key: row[key] for key in shared}
    assert drawn["properties"]["rate"] == row["rate"] == 0.25
    assert drawn["geometry"]["type"] == "MultiPolygon"


def test_outlets_of_every_status_are_drawn_at_their_place_or_their_villages(
    township, planner_client: Client
):
    drawn = features(planner_client, "outlets")

    told = figures(planner_client)["network"]
    assert len(drawn) == sum(part["outlets"] for part in told) == 3
    assert [o["properties"]["at_seat"] for o in drawn] == [False, True, True]
    assert all(o["geometry"] for o in drawn)


def test_communities_have_a_layer_of_their_own(township, planner_client: Client):
    (drawn,) = features(planner_client, "communities")

    assert drawn["properties"] == {"name": "社区", "kind": "居"}


def test_the_surroundings_are_everybodys(township, signed_in):
    ContextFeature.objects.create(kind="river", name="大凌河", source="test", geom=point(0))
    client = reviewer_of(township, signed_in)

    (river,) = features(client, "rivers")
    assert river["properties"]["name"] == "大凌河"
    assert features(client, "neighbours") == []


OF_VILLAGES = ("counties", "townships", "villages", "communities", "outlets")


@pytest.mark.parametrize("name", OF_VILLAGES)
def test_a_layer_ends_at_the_viewers_jurisdiction(township, signed_in, name):
    other = CountyFactory(name="他县")
    far = VillageFactory(parent__parent=other, seat=point(70_000))
    OutletFactory(village=far)
    VillageFactory(parent=far.parent, kind="居", seat=point(70_000))
    client = reviewer_of(township.parent, signed_in)

    codes = {str(feature["id"]) for feature in features(client, name)}
    assert codes
    assert not any(code.startswith(other.code) for code in codes)
    response = client.get(f"/layers/{name}.geojson", {"division": other.code})
    assert response.status_code == 404


def test_figures_and_months_of_another_division_do_not_exist(township, signed_in):
    other = CountyFactory(name="他县")
    client = reviewer_of(township.parent, signed_in)

    for address in ("/map/figures.json", "/map/months.json"):
        response = client.get(address, {"division": other.code})
        assert response.status_code == 404
        assert response.json()["error"]["code"] == "unknown_division"


def test_a_layer_nobody_knows_is_not_found(planner_client: Client):
    assert planner_client.get("/layers/secrets.geojson").status_code == 404


def test_nobody_signed_in_sees_nothing(client: Client):
    assert client.get("/layers/villages.geojson").status_code == 302
    assert client.get("/map/figures.json").status_code == 302


def test_what_has_not_changed_is_not_sent_again(township, planner_client: Client):
    first = planner_client.get("/layers/villages.geojson", DAY)

    again = planner_client.get(
        "/layers/villages.geojson", DAY, headers={"If-None-Match": first["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_a_change_of_one_outlet_changes_the_answer_and_its_name(township, planner_client: Client):
    first = planner_client.get("/layers/villages.geojson", DAY)

    OutletFactory(village=AdministrativeDivision.objects.get(short_name="丙村"))

    headers = {"If-None-Match": first["ETag"]}
    second = planner_client.get("/layers/villages.geojson", DAY, headers=headers)
    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]
    assert second.content != first.content


def test_other_questions_and_other_scopes_have_other_names(township, planner_client, signed_in):
    names = {
        planner_client.get("/layers/villages.geojson", DAY | question)["ETag"]
        for question in ({}, {"on": "2018-09-29"}, {"definition": "service"}, {"kind": "shop"})
    }
    client = reviewer_of(township.parent, signed_in)
    names.add(client.get("/layers/villages.geojson", DAY)["ETag"])

    assert len(names) == 5


def test_answers_travel_compressed_where_the_client_can_read_it(township, planner_client: Client):
    plain = planner_client.get("/layers/villages.geojson", DAY)
    packed = planner_client.get(
        "/layers/villages.geojson", DAY, headers={"Accept-Encoding": "gzip, br"}
    )

    assert packed["Content-Encoding"] == "gzip"
    assert not plain.has_header("Content-Encoding")
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed["Vary"]
    assert packed["Cache-Control"] == "private, no-cache"


def test_before_an_outlet_opened_it_is_not_there(township, planner_client: Client):
    OutletFactory(
        village=AdministrativeDivision.objects.get(short_name="丙村"),
        opened_on=dt.date(2018, 10, 1),
    )

    assert len(features(planner_client, "outlets")) == 3
    assert len(features(planner_client, "outlets", on="2018-10-01")) == 4


def test_the_months_lead_to_the_figure_of_the_day(township, planner_client: Client):
    months = json.loads(planner_client.get("/map/months.json", DAY).content)["months"]

    assert months[-1]["last"] == "2018-09-30"
    assert months[-1]["operating"] == figures(planner_client)["outlets"]["operating"] == 2


@pytest.mark.parametrize(
    ("question", "status", "field"),
    [
        ({"on": "soon"}, 400, "on"),
        ({"definition": "nice"}, 400, "definition"),
        ({"radius_m": "3km"}, 400, "radius_m"),
        ({"division": "12"}, 404, "division"),
        ({"model": "x"}, 400, "model"),
    ],
)
def test_a_question_that_cannot_be_answered_names_its_field(
    planner_client: Client, question, status, field
):
    response = planner_client.get("/map/figures.json", question)

    assert response.status_code == status
    assert response.json()["error"]["field"] == field
