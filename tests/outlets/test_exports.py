"""The list taken away holds what the list shows, masked by role; every export is recorded."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse

from accounts.models import Role
from core.models import AuditEntry
from outlets.exports import HEADS
from tests.factories.accounts import UserFactory
from tests.factories.geo import TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory

pytestmark = pytest.mark.django_db

LIST = reverse("outlets:list")
XLSX = reverse("outlets:export_xlsx")
CSV = reverse("outlets:export_csv")


def rows_of_csv(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def rows_of_workbook(answer):
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    return [[cell.value for cell in row] for row in sheet]


def names(rows):
    return [row[1] for row in rows[1:]]


@pytest.fixture
def village():
    return VillageFactory(short_name="青山村")


def test_the_export_has_all_pages_of_the_list_in_its_order(planner_client, village):
    OutletFactory.create_batch(55, village=village, kind="shop")
    OutletFactory(village=village, kind="other")
    question = {"kind": "shop", "sort": "-name", "on": "2018-09-30"}
    shown = [
        outlet.name
        for page in ("1", "2")
        for outlet in planner_client.get(LIST, question | {"page": page}).context["page"]
    ]

    assert names(rows_of_csv(planner_client.get(CSV, question))) == shown
    assert names(rows_of_workbook(planner_client.get(XLSX, question | {"page": "2"}))) == shown


@pytest.mark.parametrize(
    "question",
    [
        {"status": "closed"},
        {"status": "not_open", "on": "2016-01-01"},
        {"q": "青山"},
        {"platform": "jd", "model": "public"},
        {"counting": "1"},
    ],
)
def test_every_filter_of_the_list_holds_for_the_export(planner_client, village, question):
    OutletFactory(village=village, name="甲", platform="jd")
    OutletFactory(name="乙", kind="township_station", status="closed")
    shown = [outlet.name for outlet in planner_client.get(LIST, question).context["page"]]

    assert names(rows_of_csv(planner_client.get(CSV, question))) == shown


def test_a_row_says_what_the_registry_knows_on_the_day(planner_client, village):
    outlet = OutletFactory(
        village=village,
        name="青山站",
        opened_on=dt.date(2017, 3, 1),
        status="closed",
        status_since=dt.date(2018, 1, 1),
    )

    [head, row] = rows_of_workbook(planner_client.get(XLSX, {"on": "2017-12-31"}))

    said = dict(zip(head, row, strict=True))
    assert said["网点编号"] == outlet.outlet_no
    assert (said["乡镇"], said["行政村"]) == (village.parent.name, "青山村")
    assert said["行政村代码"] == village.code
    assert said["状态"] == "运营"
    assert said["开业日期"] == dt.datetime(2017, 3, 1)
    assert len(head) == len(HEADS)


@pytest.mark.parametrize(
    ("role", "is_whole"),
    [(role, role in (Role.TOWNSHIP_OFFICER, Role.COUNTY_REVIEWER)) for role in Role],
)
def test_d15_an_export_is_masked_by_role_and_recorded(role, is_whole, signed_in, village):
    OutletFactory(village=village, keeper_name="王小明", keeper_phone="13804215678")
    user = UserFactory(username="dao", role=role, jurisdiction=village.parent)
    client = signed_in(user)

    [_head, row] = rows_of_csv(client.get(CSV, {"kind": "convenience"}))

    expected = ("王小明", "13804215678") if is_whole else ("王**", "138****5678")
    assert set(expected) <= set(row)
    entry = AuditEntry.objects.get(action="outlets.exported")
    assert (entry.actor_name, entry.subject) == ("dao", village.parent.code)
    assert entry.detail["rows"] == 1
    assert entry.detail["masked"] != is_whole
    assert "kind=convenience" in entry.detail["filters"]


def test_formulas_in_names_are_not_run(planner_client, village):
    OutletFactory(village=village, name="=HYPERLINK(0)", address="+1")

    assert rows_of_csv(planner_client.get(CSV))[1][1] == "'=HYPERLINK(0)"
    book = openpyxl.load_workbook(io.BytesIO(planner_client.get(XLSX).content))
    assert book.active["B2"].data_type == "s"


def test_an_export_holds_the_jurisdiction_alone(signed_in, village):
    OutletFactory(village=village, name="本镇站")
    OutletFactory(name="别镇站")
    client = signed_in(UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=village.parent))

    assert names(rows_of_csv(client.get(CSV))) == ["本镇站"]
    for code in (TownshipFactory().code, "999999", "211300"):
        assert client.get(CSV, {"division": code}).status_code == 404
        assert client.get(XLSX, {"division": code}).status_code == 404
    assert AuditEntry.objects.count() == 1


def test_a_question_that_makes_no_sense_exports_nothing(planner_client):
    assert planner_client.get(XLSX, {"status": "asleep"}).status_code == 400
    assert not AuditEntry.objects.exists()


def test_the_list_offers_its_own_question_for_export(planner_client):
    page = planner_client.get(LIST, {"kind": "shop", "page": "1"}).content.decode()

    assert f"{XLSX}?kind=shop" in page
    assert f"{CSV}?kind=shop" in page
