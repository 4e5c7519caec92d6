"""The list of villages without cover, as pages and as CSV."""

import csv
import datetime as dt
import io
import json
import re

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import Role
from core.models import AuditEntry
from geo.levels import LocationQuality
from geo.models import AdministrativeDivision
from outlets.kinds import Status
from tests.factories.accounts import UserFactory
from tests.factories.geo import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.shapes import point

pytestmark = pytest.mark.django_db

DAY = "2018-09-30"


@pytest.fixture
def county(db: None) -> AdministrativeDivision:
    return CountyFactory(name="柳河县", short_name="柳河")


@pytest.fixture
def township(county: AdministrativeDivision) -> AdministrativeDivision:
    return TownshipFactory(name="柳城镇", short_name="柳城", parent=county)


@pytest.fixture
def network(township: AdministrativeDivision) -> AdministrativeDivision:
    """
    甲 □ --- 2000 m --- 乙 (approximate) --- 3000 m --- 丙        丁 (no position)
    """
    a = VillageFactory(parent=township, short_name="甲村", seat=point(0))
    VillageFactory(
        parent=township,
        short_name="乙村",
        seat=point(2000),
        location_quality=LocationQuality.APPROXIMATE,
    )
    VillageFactory(parent=township, short_name="丙村", seat=point(5000))
    VillageFactory(parent=township, short_name="丁村")
    OutletFactory(village=a, name="甲村站", location=point(0), opened_on=dt.date(2018, 6, 1))
    return township


def names(response) -> list[str]:
    """The villages of the page in their order."""
    return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', response.content.decode())


def rows(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_farthest_gap_comes_first_with_its_nearest_outlet(network, planner_client: Client):
    response = planner_client.get("/gaps/", {"on": DAY})

    assert names(response) == ["丙村", "乙村", "丁村"]
    content = response.content.decode()
    assert "3 个行政村没有网点" in content
    assert "甲村站" in content
    assert "5.0" in content and "2.0" in content


def test_how_many_positions_are_approximate_or_missing_is_said(network, planner_client: Client):
    content = planner_client.get("/gaps/", {"on": DAY}).content.decode()

    assert "其中 1 个村的位置仅为示意" in content
    assert "1 个村没有任何位置" in content
    assert "示意</span>" in content  # and in words beside the village


def test_the_list_is_the_commands(network, planner_client: Client):
    out = io.StringIO()
    call_command("gaps", on=DAY, by="village", format="json", stdout=out)

    listed = [row["name"] for row in json.loads(out.getvalue())["rows"]]
    assert names(planner_client.get("/gaps/", {"on": DAY})) == listed


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("farthest", ["丙村", "乙村", "丁村"]),
        ("nearest", ["乙村", "丙村", "丁村"]),
        ("code", ["乙村", "丙村", "丁村"]),
        ("nonsense", ["丙村", "乙村", "丁村"]),
    ],
)
def test_the_order_is_part_of_the_address(network, planner_client: Client, order, expected):
    assert names(planner_client.get("/gaps/", {"on": DAY, "order": order})) == expected


def test_ordered_by_township_the_villages_stand_in_groups(network, planner_client: Client):
    VillageFactory(parent__parent=CountyFactory(name="他县"), short_name="戊村")

    content = planner_client.get("/gaps/", {"on": DAY, "order": "code"}).content.decode()
    assert content.count('scope="rowgroup"') == 2
    assert "柳河县 · 柳城镇" in content


def test_definition_and_radius_are_part_of_the_address(network, planner_client: Client):
    question = {"on": DAY, "definition": "spatial", "radius_m": "2000"}

    response = planner_client.get("/gaps/", question)
    assert names(response) == ["丙村", "丁村"]
    assert "2 公里内没有网点" in response.content.decode()


def test_a_division_narrows_the_list(network, planner_client: Client):
    elsewhere = VillageFactory(parent__parent=CountyFactory(name="他县"), short_name="戊村")

    response = planner_client.get("/gaps/", {"on": DAY, "division": elsewhere.code[:6]})
    assert names(response) == ["戊村"]


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("covered", {"甲村"}),
        ("uncovered", {"乙村", "丙村"}),
        ("unlocated", {"丁村"}),
        ("approximate", {"乙村"}),
        ("all", {"甲村", "乙村", "丙村", "丁村"}),
        ("gained", {"甲村"}),
        ("lost", set()),
    ],
)
def test_every_figures_villages_can_be_listed(network, planner_client: Client, show, expected):
    question = {"on": DAY, "show": show, "since": "2018-03-31"}

    assert set(names(planner_client.get("/gaps/", question))) == expected


def test_fifty_villages_make_a_page(township, planner_client: Client):
    VillageFactory.create_batch(53, parent=township)

    first = planner_client.get("/gaps/", {"on": DAY})
    second = planner_client.get("/gaps/", {"on": DAY, "page": "2"})
    assert (len(names(first)), len(names(second))) == (50, 3)
    assert not set(names(first)) & set(names(second))


def test_the_export_holds_every_page_and_is_kept_in_the_audit(township, planner_client: Client):
    VillageFactory.create_batch(53, parent=township)

    table = rows(planner_client.get("/gaps/", {"on": DAY, "format": "csv"}))
    assert len(table) == 54
    assert table[0][:2] == ["区划代码", "行政村"]
    assert table[1][0] == township.code + "200"
    assert AuditEntry.objects.get().action == "villages.exported"


def test_the_export_runs_no_formula(township, planner_client: Client):
    a = VillageFactory(parent=township, seat=point(0))
    VillageFactory(parent=township, short_name="乙村", seat=point(100))
    OutletFactory(village=a, name="=HYPERLINK(1)", location=point(0))

    table = rows(planner_client.get("/gaps/", {"on": DAY, "format": "csv"}))
    assert table[1][4] == "'=HYPERLINK(1)"


def test_an_officer_sees_only_her_own_township_and_may_register(network, signed_in):
    VillageFactory(parent__parent=CountyFactory(name="他县"), short_name="戊村")
    client = signed_in(UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=network))

    response = client.get("/gaps/", {"on": DAY})
    assert names(response) == ["丙村", "乙村", "丁村"]
    village = AdministrativeDivision.objects.get(short_name="丙村")
    assert f"/outlets/add/?village={village.code}" in response.content.decode()


def test_who_may_not_register_is_not_asked_to(network, planner_client: Client):
    assert "/outlets/add/?village=" not in planner_client.get("/gaps/").content.decode()


def test_another_division_does_not_exist_for_an_officer(network, signed_in):
    other = CountyFactory(name="他县")
    client = signed_in(UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=network.parent))

    assert client.get("/gaps/", {"division": other.code}).status_code == 404
    assert client.get("/gaps/", {"division": "211300"}).status_code == 404


def test_no_gap_left_is_a_finding_of_its_own(township, planner_client: Client):
    OutletFactory(village=VillageFactory(parent=township))

    content = planner_client.get("/gaps/", {"on": DAY}).content.decode()
    assert "没有空白村" in content


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ({"on": "yesterday"}, 400),
        ({"radius_m": "-1"}, 400),
        ({"since": "2018-13-01"}, 400),
        ({"division": "999999"}, 404),
    ],
)
def test_what_cannot_be_answered_is_refused(network, planner_client: Client, question, status):
    assert planner_client.get("/gaps/", question).status_code == status


def test_a_suspended_outlet_makes_its_village_a_gap_again(township, planner_client: Client):
    OutletFactory(
        village=VillageFactory(parent=township, short_name="甲村"),
        status=Status.SUSPENDED,
        status_since=dt.date(2018, 9, 30),
    )

    assert names(planner_client.get("/gaps/", {"on": "2018-09-29"})) == []
    assert names(planner_client.get("/gaps/", {"on": DAY})) == ["甲村"]


def test_the_list_takes_few_queries_whatever_its_length(
    township, planner_client: Client, django_assert_max_num_queries
):
    VillageFactory.create_batch(60, parent=township)
    planner_client.get("/gaps/")

    with django_assert_max_num_queries(7):
        planner_client.get("/gaps/", {"on": DAY})
