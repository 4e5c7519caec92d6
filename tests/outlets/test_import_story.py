"""Story D7: a planner imports what seven counties sent, each in its own way."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from core import import_runs
from core.import_errors import error_workbook
from core.importing import ERROR_HEADING
from outlets import services
from outlets.kinds import Source, Stage, Status
from outlets.models import Outlet, OutletStatus
from outlets.records import record_of
from tests import sheets
from tests.factories.accounts import UserFactory
from tests.factories.geo import CityFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.factories.imports import confirmed, sent

pytestmark = pytest.mark.django_db

HEADINGS = [
    "序号",
    "乡镇",
    "行政村",
    "行政村代码",
    "网点名称",
    "网点类型",
    "运营模式",
    "经营状态",
    "开业日期",
    "停业日期",
]
COUNTIES = ("双塔区", "龙城区", "朝阳县", "建平县", "喀左县", "北票市", "凌源市")
OPENED = dt.date(2017, 10, 5)
GOOD, DAMAGED = 5, 2  # rows of each file


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def counties():
    """Each county's villages, of one township."""
    city = CityFactory()
    made = {}
    for name in COUNTIES:
        county = CountyFactory(parent=city, name=name, short_name=name[:-1])
        township = TownshipFactory(parent=county, name=f"{name[:-1]}镇", short_name=name[:-1])
        made[name] = VillageFactory.create_batch(GOOD + DAMAGED, parent=township)
    return made


@pytest.fixture
def planner(counties):
    return UserFactory(jurisdiction=CityFactory())


def lines(villages):
    """Good rows, then rows whose code a spreadsheet took for a number, then a sum."""
    rows = []
    for number, village in enumerate(villages, start=1):
        is_damaged = number > GOOD
        is_closed = number == 2
        rows.append(
            [
                str(number),
                village.parent.name if number == 1 else "",  # written once, merged beside the rest
                "" if is_damaged else village.short_name,
                "2.11321E+11" if is_damaged else village.code,
                f"{village.short_name}电商服务站",
                "便民商店",
                "公益",
                "关闭" if is_closed else "正常营业",
                "２０１７．１０．５",
                "2018-03-01" if is_closed else "",
            ]
        )
    return [*rows, ["合计", "", "", str(len(rows)), *[""] * 6]]


def as_text(villages):
    """GB18030 with a title; the township stands in every row."""
    table = lines(villages)
    for row in table[:-1]:
        row[1] = villages[0].parent.name
    title = ["2018年电商网点登记表", *[""] * 9]
    return sheets.text([title, HEADINGS, *table], encoding="gb18030")


def as_workbook(villages):
    """Headings in two rows, merged; the township merged beside its villages."""
    upper = [*HEADINGS[:8], "日期", ""]
    lower = [*[""] * 8, "开业日期", "停业日期"]
    title = ["2018年电商网点登记表", *[""] * 9]
    table = [title, upper, lower, *lines(villages)]
    merged = ["A1:J1", "I2:J2", f"B4:B{3 + len(villages)}"]
    merged += [f"{letter}2:{letter}3" for letter in "ABCDEFGH"]
    return sheets.xlsx(table, merged=merged)


def files(counties):
    return {
        f"{name}.{'csv' if number % 2 else 'xlsx'}": (as_text if number % 2 else as_workbook)(them)
        for number, (name, them) in enumerate(counties.items())
    }


def test_d07_seven_county_files_are_previewed_imported_mended_and_undone(counties, planner):
    sent_files = files(counties)
    runs = {
        name: sent("outlets", content, actor=planner, name=name)
        for name, content in sent_files.items()
    }

    # First a preview: how many of each, and nothing is written.
    for run in runs.values():
        assert run.state == "previewed", run.message
        assert run.counts == {
            "new": GOOD,
            "changed": 0,
            "unchanged": 0,
            "bad": DAMAGED,
            "duplicate": 0,
        }
        # The damaged column is named with its cause, and nothing is guessed.
        assert {(p["column"], p["code"]) for p in run.problems} == {
            ("行政村代码", "code_scientific")
        }
    assert not Outlet.objects.exists()

    # Confirmed, the good rows are taken over with their status and dates, marked so.
    runs = {name: confirmed(run, actor=planner) for name, run in runs.items()}
    assert Outlet.objects.count() == GOOD * len(COUNTIES)
    assert set(Outlet.objects.values_list("stage", "source", "opened_on")) == {
        (Stage.ESTABLISHED, Source.IMPORT, OPENED)
    }
    closed = OutletStatus.objects.filter(status=Status.CLOSED)
    assert set(closed.values_list("valid_from", flat=True)) == {dt.date(2018, 3, 1)}
    assert closed.count() == len(COUNTIES)

    # The same files again change nothing.
    before = list(Outlet.objects.order_by("pk").values())
    for name, content in sent_files.items():
        again = confirmed(sent("outlets", content, actor=planner, name=name), actor=planner)
        assert (again.counts["unchanged"], again.counts["new"]) == (GOOD, 0)
    assert list(Outlet.objects.order_by("pk").values()) == before

    # The error workbook, corrected and sent back, brings only the rows that were wrong.
    for name in ("双塔区.xlsx", "龙城区.csv"):
        county = name.split(".", maxsplit=1)[0]
        mended = _corrected(error_workbook(runs[name], user=None), counties[county])
        run = confirmed(sent("outlets", mended, actor=planner, name="改正.xlsx"), actor=planner)
        assert (run.counts["new"], run.counts["unchanged"]) == (DAMAGED, GOOD)
        assert (run.counts["changed"], run.counts["bad"]) == (0, 0)

    # A batch is undone, except the outlet that somebody edited since; that one is listed.
    edited = Outlet.objects.filter(village=counties["朝阳县"][0]).get()
    record = record_of(edited, dt.date.today())
    record = type(record)(**(vars(record) | {"address": "村委会旁"}))
    services.revise_outlet(outlet=edited, record=record, actor=planner)
    undone = import_runs.undo(run=runs["朝阳县.xlsx"], actor=planner)
    assert list(Outlet.objects.filter(village__in=counties["朝阳县"])) == [edited]
    assert edited.name in {kept["subject"] for kept in undone.undo["kept"]}
    others = GOOD * (len(COUNTIES) - 1) + 2 * DAMAGED
    assert Outlet.objects.count() == others + 1


def _corrected(content, villages):
    """The damaged codes entered anew, where the remarks say so."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.active
    headings = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=3)]
    remarks = next(row.index(ERROR_HEADING) for row in headings if ERROR_HEADING in row)
    codes = next(row.index("行政村代码") for row in headings if "行政村代码" in row)
    marked = [
        row for row in sheet.iter_rows(min_row=3) if row[remarks].value not in (None, ERROR_HEADING)
    ]
    assert len(marked) == DAMAGED
    for row, village in zip(marked, villages[GOOD:], strict=True):
        row[codes].value = village.code
    return sheets.saved(book)
