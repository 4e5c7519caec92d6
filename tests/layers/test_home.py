"""The first page: its figures, its numbers' links, its roles, its empty states."""

import csv
import datetime as dt
import html
import io
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from accounts.models import Role
from core.models import AuditEntry
from entrepreneurs.models import SupportRecord
from geo.levels import LocationQuality
from geo.models import AdministrativeDivision
from layers.views.home import months_before
from outlets.kinds import Status
from outlets.models import Outlet
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import (
    EntrepreneurFactory,
    PersonFactory,
    SupportFactory,
    id_no,
)
from tests.factories.geo import BoundaryFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.shapes import point, rectangle

pytestmark = pytest.mark.django_db

DAY = {"on": "2018-09-30"}


@pytest.fixture
def county(db: None) -> AdministrativeDivision:
    """
    东镇: 甲 □ (since June), 乙, 丙 (no position)        西镇: 丁 □, and a community with an outlet
    """
    county = CountyFactory(name="柳河县", short_name="柳河")
    BoundaryFactory(division=county, geom=rectangle(-20_000, -20_000, 20_000, 20_000))
    east = TownshipFactory(name="东镇", parent=county)
    west = TownshipFactory(name="西镇", parent=county)
    BoundaryFactory(division=east, geom=rectangle(0, -20_000, 20_000, 20_000))
    BoundaryFactory(division=west, geom=rectangle(-20_000, -20_000, 0, 20_000))
    a = VillageFactory(parent=east, short_name="甲村", seat=point(5000))
    VillageFactory(
        parent=east,
        short_name="乙村",
        seat=point(9000),
        location_quality=LocationQuality.APPROXIMATE,
    )
    VillageFactory(parent=east, short_name="丙村")
    d = VillageFactory(parent=west, short_name="丁村", seat=point(-5000))
    community = VillageFactory(parent=west, kind="居", seat=point(-4000))
    OutletFactory(village=a, opened_on=dt.date(2018, 6, 1))
    OutletFactory(village=d)
    OutletFactory(village=community)
    OutletFactory(
        village=a,
        opened_on=dt.date(2018, 7, 1),
        status=Status.SUSPENDED,
        status_since=dt.date(2018, 9, 1),
    )
    return county


def text(response) -> str:
    """The words of a page, without its marks, blanks made single."""
    body = re.sub(
        r"<script.*?</script>|<title>.*?</title>", " ", response.content.decode(), flags=re.S
    )
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def title(response) -> str:
    found = re.search(r"<h1>(.*?)</h1>", response.content.decode(), re.S)
    assert found
    return html.unescape(found[1])


def table(response) -> list[list[str]]:
    """The rows of the table of divisions, total last, as their numbers."""
    body = response.content.decode()
    part = body[body.index('<table class="table units">') :]
    part = part[part.index("<tbody>") : part.index("</table>")]
    rows = re.findall(r"<tr>(.*?)</tr>", part, re.S)
    return [[html.unescape(t).strip() for t in re.findall(r">([^<>]*\S[^<>]*)<", r)] for r in rows]


def links(response, word: str) -> list[dict[str, list[str]]]:
    """The questions of the links to addresses that begin with `word`."""
    hrefs = re.findall(r'href="([^"]+)"', response.content.decode())
    return [
        parse_qs(urlsplit(html.unescape(href)).query) for href in hrefs if href.startswith(word)
    ]


def command(**options) -> dict:
    out = io.StringIO()
    call_command("coverage", format="json", stdout=out, **(DAY | options))
    return json.loads(out.getvalue())


# --- the finding and the figures --------------------------------------------------------------


def test_the_city_page_states_how_far_the_targets_are(county, planner_client: Client):
    response = planner_client.get("/", DAY)

    assert title(response) == "村级网点建成 3 个，完成目标的 0.6%；仍有 2 个行政村没有网点"
    words = text(response)
    assert "/ 500 个" in words
    assert "/ 1350 村" in words
    assert "政策口径 1350，登记 4，差 1346 村" in words
    assert "目标依据 实施意见（十一）· 原文未规定期限" in words
    assert "截至 2018年9月30日" in words


def test_below_the_city_there_is_no_target(county, planner_client: Client):
    response = planner_client.get(f"/divisions/{county.code}/", DAY)

    assert title(response) == "柳河县：4 个行政村中 2 个有运营网点，覆盖率 50.0%"
    words = text(response)
    assert "目标未分解到县（市）区" in words
    assert "/ 500" not in words
    assert "1350" not in words


@pytest.mark.parametrize(
    ("definition", "sentence"),
    [
        ("service", "仍有 2 个行政村没有网点服务"),
        ("spatial", "仍有 1 个行政村 3 公里内没有网点"),
    ],
)
def test_the_finding_is_worded_by_the_definition(
    county, planner_client: Client, definition, sentence
):
    response = planner_client.get("/", DAY | {"definition": definition})

    assert sentence in title(response)


def test_the_page_and_the_command_say_the_same(county, planner_client: Client):
    response = planner_client.get(f"/divisions/{county.code}/", DAY | {"sort": "code"})

    told = command(division=county.code, by="township")
    shown = table(response)
    assert len(shown) == len(told["rows"]) + 1
    for row, cells in zip([*told["rows"], told["total"]], shown, strict=True):
        assert str(row["covered"]) in cells
        assert str(row["villages"]) in cells
        assert f"{row['rate'] * 100:.1f}%" in cells
        assert str(row["uncovered"]) in cells
        assert str(row["unlocated"]) in cells
        assert str(row["approximate"]) in cells


def test_one_changed_outlet_changes_the_page_at_once(county, planner_client: Client):
    before = title(planner_client.get("/", DAY))

    OutletFactory(village=AdministrativeDivision.objects.get(short_name="乙村"))

    after = title(planner_client.get("/", DAY))
    assert before != after
    assert after == "村级网点建成 4 个，完成目标的 0.8%；仍有 1 个行政村没有网点"


def test_what_changed_is_told_as_gained_and_lost(county, planner_client: Client):
    d = AdministrativeDivision.objects.get(short_name="丁村")
    d.outlets.get().statuses.update(valid_to=dt.date(2018, 8, 1))

    words = text(planner_client.get("/", DAY))
    assert "新增覆盖 +1 村 失去覆盖 −1 村" in words
    assert "2018年9月30日与2018年3月31日相比" in words


def test_the_pace_needs_four_closed_months(county, planner_client: Client):
    early = text(planner_client.get("/", {"on": "2017-03-31"}))
    later = text(planner_client.get("/", DAY))

    assert "不足以预测" in early
    assert "近6个月月均净增" in later


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2018, 9, 30), 6, dt.date(2018, 3, 31)),
        (dt.date(2018, 9, 15), 6, dt.date(2018, 3, 15)),
        (dt.date(2018, 8, 30), 6, dt.date(2018, 2, 28)),
        (dt.date(2018, 9, 30), 12, dt.date(2017, 9, 30)),
    ],
)
def test_half_a_year_back_keeps_the_end_of_the_month(day, months, expected):
    assert months_before(day, months) == expected


# --- links ------------------------------------------------------------------------------------


def test_numbers_lead_to_the_outlets_behind_them(county, planner_client: Client):
    response = planner_client.get("/", DAY)

    asked = links(response, "/outlets/?")
    assert {"division", "on", "status", "counting"} == set(asked[0])
    assert {question["status"][0] for question in asked} == {"operating", "suspended"}
    assert {question["on"][0] for question in asked} == {"2018-09-30"}
    assert planner_client.get("/outlets/", asked[0]).status_code == 200


def test_numbers_lead_to_the_villages_behind_them(county, planner_client: Client):
    response = planner_client.get("/", DAY | {"definition": "spatial", "radius_m": "2000"})

    asked = links(response, "/gaps/?")
    shown = {question["show"][0] for question in asked if "show" in question}
    assert {"covered", "uncovered", "unlocated", "approximate", "all"} <= shown
    assert all(question["radius_m"] == ["2000"] for question in asked)
    assert all(planner_client.get("/gaps/", q).status_code == 200 for q in asked[:6])


def test_the_map_is_asked_the_same_question(county, planner_client: Client):
    response = planner_client.get(f"/divisions/{county.code}/", DAY | {"definition": "service"})

    question = links(response, "/map/?")[0]
    assert question == {
        "division": [county.code],
        "on": ["2018-09-30"],
        "definition": ["service"],
    }


def test_rows_lead_down_to_the_village(county, planner_client: Client):
    city = planner_client.get("/", DAY)
    assert f"/divisions/{county.code}/?" in city.content.decode()

    east = AdministrativeDivision.objects.get(name="东镇")
    township = planner_client.get(f"/divisions/{east.code}/", DAY)
    assert title(township) == "东镇：3 个行政村中 1 个有运营网点，覆盖率 33.3%"
    village = AdministrativeDivision.objects.get(short_name="乙村")
    assert f"/divisions/{village.code}/?" in township.content.decode()

    words = text(planner_client.get(f"/divisions/{village.code}/", DAY))
    assert "未覆盖" in words
    assert "4.0 公里" in words  # from 甲村


def test_columns_sort_by_their_links(county, planner_client: Client):
    def first(sort: str) -> str:
        rows = table(planner_client.get(f"/divisions/{county.code}/", DAY | {"sort": sort}))
        return rows[0][0]

    assert first("-rate") == "西镇"
    assert first("rate") == "东镇"
    assert first("code") == "东镇"
    assert first("nonsense") == "西镇"


# --- who sees what ----------------------------------------------------------------------------


def test_everyone_begins_with_their_own_division(county, signed_in):
    client = signed_in(UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=county))

    assert title(client.get("/", DAY)).startswith("柳河县：")


def test_a_division_outside_the_jurisdiction_does_not_exist(county, signed_in):
    other = CountyFactory(name="他县")
    client = signed_in(UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=county))

    assert client.get(f"/divisions/{other.code}/").status_code == 404
    assert client.get("/divisions/211300/").status_code == 404
    assert client.get("/divisions/999999/").status_code == 404
    assert client.get("/", {"division": other.code}).status_code == 200  # and shows their own


def test_what_is_above_the_jurisdiction_is_not_linked(county, signed_in):
    client = signed_in(UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=county))

    assert "/divisions/211300/" not in client.get("/", DAY).content.decode()


def test_one_scopes_page_is_never_shown_to_another(county, signed_in, planner_client: Client):
    east = AdministrativeDivision.objects.get(name="东镇")
    address = f"/divisions/{county.code}/"
    client = signed_in(UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=county))

    assert "/divisions/211300/" in planner_client.get(address, DAY).content.decode()
    assert "/divisions/211300/" not in client.get(address, DAY).content.decode()
    officer = signed_in(UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=east))
    assert officer.get(address, DAY).status_code == 404


def test_a_leader_sees_one_calm_page_without_controls(county, signed_in):
    client = signed_in(UserFactory(role=Role.LEADER))

    response = client.get("/", DAY)
    content = response.content.decode()
    assert title(response) == "村级网点建成 3 个，完成目标的 0.6%"
    assert "<form class" not in content[content.index("leader-page") :]
    assert "2 个村未覆盖" in text(response)
    assert title(client.get("/", DAY | {"view": "full"})).endswith("没有网点")


def test_the_leaders_page_ranks_the_best_and_the_worst(county, planner_client: Client):
    for number in range(6):
        place = VillageFactory(parent__parent=CountyFactory(name=f"第{number}县"))
        VillageFactory.create_batch(number, parent=place.parent)
        OutletFactory(village=place)

    words = text(planner_client.get("/", DAY | {"view": "leader"}))
    best, worst = words[words.index("最高") :].split("最低")
    assert [f"第{n}县" in best for n in range(6)] == [True, True, False, False, False, False]
    assert worst.index("第5县") < worst.index("第4县") < worst.index("第3县")


def test_nobody_signed_in_sees_the_login_page(client: Client):
    response = client.get("/")

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/")


def test_the_page_speaks_english_too(county, planner_client: Client):
    planner_client.cookies["django_language"] = "en"

    assert title(planner_client.get("/", DAY)) == (
        "3 village outlets built, 0.6% of the target; "
        "2 administrative villages still have no outlet"
    )
    del planner_client.cookies["django_language"]
    assert title(planner_client.get("/", DAY)).startswith("村级网点建成")


# --- empty states -----------------------------------------------------------------------------


def test_an_empty_registry_says_how_to_fill_it(county, planner_client: Client):
    Outlet.objects.all().delete()

    response = planner_client.get("/")
    assert title(response) == "朝阳市：4 个行政村，还没有登记网点"
    assert "manage.py import_outlets" in text(response)


@pytest.mark.parametrize(("role", "may"), [(Role.COUNTY_REVIEWER, True), (Role.LEADER, False)])
def test_only_those_who_may_are_asked_to_register(county, signed_in, role, may):
    Outlet.objects.all().delete()
    client = signed_in(UserFactory(role=role, jurisdiction=county))

    assert ("登记一个网点" in text(client.get("/"))) is may


def test_a_day_before_the_first_outlet_is_no_empty_registry(county, planner_client: Client):
    response = planner_client.get("/", {"on": "2016-01-01"})

    assert "还没有登记网点" not in text(response)
    assert title(response) == "村级网点建成 0 个，完成目标的 0.0%；仍有 4 个行政村没有网点"


def test_divisions_without_villages_divide_nothing(planner_client: Client):
    township = TownshipFactory(parent=CountyFactory(name="空县"))

    for address in ("/", f"/divisions/{township.code[:6]}/", f"/divisions/{township.code}/"):
        assert planner_client.get(address).status_code == 200


def test_a_community_has_a_page_and_is_no_administrative_village(county, planner_client: Client):
    community = AdministrativeDivision.objects.get(kind="居")

    response = planner_client.get(f"/divisions/{community.code}/", DAY)
    assert "没有行政村，运营网点 1 个" in title(response)


def test_an_outlet_in_a_community_is_named_beside_the_townships_table(
    county, planner_client: Client
):
    west = AdministrativeDivision.objects.get(name="西镇")

    words = text(planner_client.get(f"/divisions/{west.code}/", DAY))
    assert "另有 1 个运营网点在社区或农场村" in words


# --- files and cost ---------------------------------------------------------------------------


def test_the_export_is_the_table_with_its_total(county, planner_client: Client):
    response = planner_client.get(f"/divisions/{county.code}/", DAY | {"format": "csv"})

    body = b"".join(response) if response.streaming else response.content
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == ["西镇", "东镇", "柳河县"]
    told = command(division=county.code, by="township")["total"]
    total = dict(zip(rows[0], rows[-1], strict=True))
    assert (total["行政村"], total["已覆盖"]) == (str(told["villages"]), str(told["covered"]))
    assert total["截至"] == "2018-09-30"
    assert AuditEntry.objects.get().action == "coverage.exported"


# Session, user, jurisdiction, city and data version come with every page.
EVERY_PAGE = 6


@pytest.mark.parametrize("view", ["full", "leader"])
def test_a_division_takes_eight_queries_and_none_when_nothing_changed(
    county, planner_client: Client, django_assert_max_num_queries, view
):
    address = f"/divisions/{county.code}/"
    planner_client.get(address)
    cache.clear()

    with django_assert_max_num_queries(EVERY_PAGE + 8):
        planner_client.get(address, DAY | {"view": view})
    with django_assert_max_num_queries(EVERY_PAGE):
        planner_client.get(address, DAY | {"view": view})


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ({"on": "tomorrow"}, 400),
        ({"definition": "spatial", "radius_m": "0"}, 400),
    ],
)
def test_what_cannot_be_answered_is_refused(county, planner_client: Client, question, status):
    assert planner_client.get("/", question).status_code == status


# --- the groups of people ---------------------------------------------------------------------


@pytest.fixture
def veterans(county: AdministrativeDivision) -> None:
    """Three supported veterans in 东镇."""
    village = AdministrativeDivision.objects.get(short_name="甲村")
    for number in range(3):
        person = PersonFactory(division=village, id_no=id_no(number))
        entrepreneur = EntrepreneurFactory(person=person, categories=["veteran"])
        SupportFactory(entrepreneur=entrepreneur, granted_on=dt.date(2018, 6, 1))


def groups(response) -> str:
    """The words of the card of people."""
    words = text(response)
    return words[words.index("扶持") :]


@pytest.mark.parametrize("view", ["full", "leader"])
def test_people_stand_beside_outlets_against_their_targets(veterans, planner_client, view):
    response = planner_client.get("/", DAY | {"view": view})

    assert "退役军人 3 / 30" in groups(response)
    assert "返乡农民工 0 / 500" in groups(response)
    assert "实施意见（十四）" in groups(response)
    assert links(response, "/people/")[0] == {"on": ["2018-09-30"], "division": ["211300"]}
    assert not links(response, "/registry/entrepreneurs/")


@pytest.mark.parametrize("view", ["full", "leader"])
def test_a_county_has_no_target_of_people_to_be_held_against(
    veterans, county, planner_client, view
):
    response = planner_client.get(f"/divisions/{county.code}/", DAY | {"view": view})

    assert "退役军人 3 创业带头人" in groups(response)


def test_who_may_see_people_goes_from_a_group_to_its_records(veterans, county, signed_in):
    reviewer = UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=county)
    response = signed_in(reviewer).get("/", DAY)

    words = [link["counted"] for link in links(response, "/registry/entrepreneurs/")]
    assert words == [["supported"], ["returning_migrant"], ["graduate"], ["veteran"], ["lead"]]


def test_small_groups_show_what_they_are_at_least(veterans, county, planner_client):
    SupportRecord.objects.first().delete()
    response = planner_client.get("/", DAY)

    assert "退役军人 <3 / 30 ≥ 3.3%" in groups(response)
