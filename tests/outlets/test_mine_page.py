"""我的村: the officer's villages with what each has."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Role
from geo.levels import LocationQuality
from outlets import registration
from outlets.models import Outlet
from outlets.months import months_later
from outlets.village_states import village_rows
from tests.browser import OpenPage
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.geo import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.factories.registration import drafted, people_of, submitted
from tests.shapes import degrees, point

MINE = reverse("outlets:mine")
REGISTRATIONS = reverse("outlets:registrations")
TODAY = timezone.localdate()


@pytest.fixture
def township(db):
    return TownshipFactory(parent=CountyFactory(name="柳城县"), name="大庙镇")


@pytest.fixture
def officer(township):
    return UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township)


@pytest.fixture
def officer_client(officer, signed_in):
    return signed_in(officer)


def named(township, name, **fields):
    return VillageFactory(parent=township, short_name=name, pinyin=name, **fields)


def states(user):
    return {row.village.short_name: row.state for row in village_rows(user, TODAY)}


def test_each_village_shows_the_one_state_that_holds(township, officer):
    people = people_of(named(township, "空白村"))
    OutletFactory(village=named(township, "运营村"), serves=[named(township, "邻村服务")])
    OutletFactory(village=named(township, "疑似停运村"), status="dormant")
    OutletFactory(village=named(township, "停业村"), status="suspended")
    OutletFactory(village=named(township, "关闭村"), status="closed")
    named(township, "某社区", kind="居")
    drafted(named(township, "草稿村"), officer=officer)
    submitted(named(township, "审核村"), officer=officer)
    returned = submitted(named(township, "退回村"), officer=officer)
    registration.send_back(
        outlet=returned, seen_at=returned.updated_at, actor=people.reviewer, reason="缺照片"
    )
    VillageFactory()  # elsewhere

    assert states(officer) == {
        "退回村": "returned",
        "草稿村": "draft",
        "疑似停运村": "dormant",
        "停业村": "suspended",
        "空白村": "blank",
        "关闭村": "blank",
        "邻村服务": "served",
        "审核村": "in_review",
        "运营村": "operating",
        "某社区": "none",
    }
    # What asks for work stands first.
    assert list(states(officer))[:2] == ["退回村", "草稿村"]
    assert list(states(officer))[-2:] == ["运营村", "某社区"]


def test_a_village_with_an_outlet_and_a_returned_second_shows_both(
    township, officer, officer_client
):
    village = named(township, "青山村")
    OutletFactory(village=village)
    returned = submitted(village, officer=officer, name="第二家")
    registration.send_back(
        outlet=returned,
        seen_at=returned.updated_at,
        actor=people_of(village).reviewer,
        reason="缺照片",
    )
    [row] = officer_client.get(MINE).context["rows"]

    assert row.state == "operating"
    assert row.tasks == [("returned", 1)]


def test_the_counters_tell_what_waits(township, officer, officer_client):
    month = months_later(TODAY, -1)
    late = OutletFactory(village=named(township, "月报村"))
    Outlet.objects.filter(pk=late.pk).update(
        created_at=timezone.make_aware(dt.datetime(month.year - 1, 1, 1))
    )
    drafted(named(township, "草稿村"), officer=officer)
    submitted(named(township, "审核村"), officer=officer)
    waiting = officer_client.get(MINE).context["tasks"]

    assert (waiting.returned, waiting.reports, waiting.drafts, waiting.waiting) == (0, 1, 1, 1)


def test_a_blank_village_leads_to_the_form_and_others_to_their_outlets(township, officer_client):
    blank, full = named(township, "空白村"), named(township, "运营村")
    outlet = OutletFactory(village=full)
    page = officer_client.get(MINE).content.decode()

    add = reverse("outlets:add")
    assert f'class="village-head" href="{add}?village={blank.code}"' in page
    assert reverse("outlets:detail", args=[outlet.pk]) in page
    assert f"{add}?village={full.code}" in page


def test_one_state_can_be_chosen(township, officer_client):
    named(township, "空白村")
    OutletFactory(village=named(township, "运营村"))
    rows = officer_client.get(MINE, {"state": "blank"}).context["rows"]

    assert [row.village.short_name for row in rows] == ["空白村"]
    assert officer_client.get(MINE, {"state": "asleep"}).status_code == 400


def test_a_reviewer_sees_the_county_by_township(township, signed_in):
    named(township, "青山村")
    named(TownshipFactory(parent=township.parent, name="柳树乡"), "柳树村")
    client = signed_in(UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=township.parent))
    groups = client.get(MINE).context["groups"]

    assert [(g.township.name, len(g.rows)) for g in groups] == [("大庙镇", 1), ("柳树乡", 1)]


@pytest.mark.parametrize("villages", [2, 14])
def test_the_page_asks_at_most_four_questions_of_its_own(
    township, officer, officer_client, villages
):
    for number in range(villages):
        OutletFactory(village=named(township, f"村{number}"))
    officer_client.get(MINE)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        officer_client.get(MINE)

    tables = ("outlets_", "geo_administrativedivision")
    own = [
        query["sql"]
        for query in queries
        if any(f'FROM "{table}' in query["sql"] for table in tables)
        and "accounts_user" not in query["sql"]
    ]
    # The city's name on every page is not this page's.
    assert len([sql for sql in own if '"code" = ' not in sql]) <= 4


@pytest.mark.parametrize("role", [Role.CITY_PLANNER, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_it_is_for_those_who_register(signed_in, township, role):
    client = signed_in(UserFactory(role=role, jurisdiction=township.parent))

    assert client.get(MINE).status_code == 403
    assert client.get(REGISTRATIONS).status_code == 403


def test_officers_begin_here_after_signing_in(client, officer):
    answer = client.post(
        reverse("accounts:login"), {"username": officer.username, "password": PASSWORD}
    )

    assert answer.url == MINE


def test_registrations_stand_by_what_is_to_be_done_with_them(township, officer, officer_client):
    village = named(township, "青山村")
    drafted(village, officer=officer, name="草稿站")
    returned = submitted(village, officer=officer, name="退回站")
    registration.send_back(
        outlet=returned,
        seen_at=returned.updated_at,
        actor=people_of(village).reviewer,
        reason="缺门头照片",
    )
    gone = submitted(village, officer=officer, name="撤回站")
    registration.withdraw(outlet=gone, seen_at=gone.updated_at, actor=officer, reason="登错了")
    OutletFactory(village=village, name="早就设立")
    answer = officer_client.get(REGISTRATIONS)

    listed = {one.name: [o.name for o in one.outlets] for one in answer.context["sections"]}
    assert listed == {
        "returned": ["退回站"],
        "drafts": ["草稿站"],
        "waiting": [],
        "over": ["撤回站"],
    }
    assert "缺门头照片" in answer.content.decode()


def test_an_empty_township_is_told_what_to_do(township, officer_client):
    assert "这里还没有登记村" in officer_client.get(MINE).content.decode()
    assert "没有正在登记的网点" in officer_client.get(REGISTRATIONS).content.decode()


@pytest.mark.browser
def test_the_nearest_village_stands_first_where_the_phone_tells(open_page: OpenPage):
    township = TownshipFactory(name="大庙镇")
    far = named(township, "远村", seat=point(5000, 0))
    named(township, "近村", seat=point(300, 0), location_quality=LocationQuality.APPROXIMATE)
    drafted(far, officer=people_of(far).officer)  # first by state
    lon, lat = degrees(0, 0)
    page = open_page(
        UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township),
        MINE,
        viewport={"width": 360, "height": 740},
        geolocation={"longitude": lon, "latitude": lat, "accuracy": 8},
        permissions=["geolocation"],
    )
    names = page.locator(".village-text b")

    expect(names).to_have_text(["近村", "远村"])
    nearest = page.locator("[data-distance]").first
    expect(nearest).to_have_text(re.compile(r"^(299|300|301)米 · 示意$"))
    page.get_by_role("button", name="按状态").click()
    expect(names).to_have_text(["远村", "近村"])
