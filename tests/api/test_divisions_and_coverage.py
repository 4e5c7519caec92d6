"""Divisions, coverage and gaps for programs: what commands and pages say, within the scope."""

import datetime as dt
import io
import json

import pytest
from django.core.management import call_command

from accounts.models import Role
from tests.api.conftest import codes
from tests.factories.accounts import UserFactory
from tests.factories.geo import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.shapes import point

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(db):
    """Two townships of a county; the first has two villages, one of them with an outlet."""
    near = TownshipFactory(name="近镇")
    far = TownshipFactory(name="远镇", parent=near.parent)
    a = VillageFactory(parent=near, short_name="甲", seat=point(0))
    VillageFactory(parent=near, short_name="乙", seat=point(2000))
    VillageFactory(parent=far, short_name="丙", seat=point(9000))
    OutletFactory(village=a, location=point(0), name="甲站")
    return near


@pytest.fixture
def asking(network, planner, program):
    return program(planner)


def printed(command, *options):
    out = io.StringIO()
    call_command(command, *options, "--format", "json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("command", ["coverage", "gaps"])
@pytest.mark.parametrize(
    "question",
    [
        {},
        {"at": "2018-09-30"},
        {"on": "2018-09-30", "definition": "service"},
        {"at": "2016-01-01", "definition": "effective"},
        {"definition": "spatial", "radius_m": "2500"},
        {"definition": "spatial", "radius_m": "2500", "by": "township"},
        {"by": "village"},
    ],
)
def test_answers_are_those_of_the_commands(asking, network, command, question):
    options = []
    for name, value in question.items():
        option = "on" if name == "at" else name.replace("_", "-")
        options += [f"--{option}", value]
    assert asking.get(f"/{command}/", **question).json() == printed(command, *options)

    county = {"division": network.parent.code}
    answer = asking.get(f"/{command}/", **question, **county).json()
    assert answer == printed(command, *options, "--division", network.parent.code)


@pytest.mark.parametrize(
    "question",
    [
        {"at": "2018-02-30"},
        {"at": "2018-09-30", "on": "2018-09-29"},
        {"definition": "x"},
        {"radius_m": "0"},
        {"radius_m": "3 km"},
        {"division": "21"},
        {"by": "city"},
        {"kind": "x"},
        {"radius": "3000"},
    ],
)
@pytest.mark.parametrize("path", ["/coverage/", "/gaps/"])
def test_a_question_that_cannot_be_understood_names_the_parameter(asking, path, question):
    answer = asking.get(path, **question)
    if question == {"division": "21"}:  # a province: none of ours
        assert answer.status_code == 404
        return
    assert answer.status_code == 400
    assert set(codes(answer)) <= set(question) and codes(answer)


def test_another_jurisdiction_is_unknown(network, program):
    officer = program(UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=network))
    assert officer.get("/coverage/").json()["division"] == network.code
    for path in ("/coverage/", "/gaps/"):
        answer = officer.get(path, division=network.parent.code)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_division")


def test_an_outlet_beyond_the_jurisdiction_is_measured_and_not_named(network, program):
    far = TownshipFactory._meta.model.objects.get(name="远镇")
    officer = program(UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=far))
    [gap] = officer.get("/gaps/").json()["rows"]
    assert gap["nearest_outlet"] is None
    assert gap["nearest_m"] == pytest.approx(9000, rel=0.01)


def test_coverage_takes_few_queries(asking, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        asking.get("/coverage/")


# Divisions


def test_divisions_are_listed_and_searched_within_the_jurisdiction(network, program):
    CountyFactory(name="外县")
    reviewer = program(UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=network.parent))
    answer = reviewer.get("/divisions/").json()
    assert answer["count"] == 6
    assert all(row["code"].startswith(network.parent.code) for row in answer["results"])
    assert reviewer.get("/divisions/", level="township").json()["count"] == 2
    assert reviewer.get("/divisions/", parent=network.code).json()["count"] == 2
    assert reviewer.get("/divisions/", under=network.code).json()["count"] == 3
    found = reviewer.get("/divisions/", search="远镇").json()["results"]
    assert [row["name"] for row in found] == ["远镇"]


def test_one_division_and_those_below_it(asking, network):
    answer = asking.get(f"/divisions/{network.code}/").json()
    assert (answer["level"], answer["parent"]) == ("township", network.parent.code)
    below = asking.get(f"/divisions/{network.code}/children/").json()
    assert [row["short_name"] for row in below["results"]] == ["甲", "乙"]
    assert below["results"][0]["location"] == {
        "lon": pytest.approx(point(0).x),
        "lat": pytest.approx(point(0).y),
        "crs": "cgcs2000",
    }


def test_a_division_of_another_day(asking, network):
    VillageFactory(parent=network, short_name="旧村", valid_to=dt.date(2018, 5, 10))
    children = f"/divisions/{network.code}/children/"
    assert asking.get(children).json()["count"] == 2
    assert asking.get(children, on="2018-05-09").json()["count"] == 3
    assert asking.get(children, on="9").status_code == 400


def test_divisions_take_no_more_queries_when_there_are_more(
    asking, network, django_assert_max_num_queries
):
    for _n in range(20):
        VillageFactory(parent=network)
    with django_assert_max_num_queries(5):
        assert asking.get("/divisions/").json()["count"] > 20
