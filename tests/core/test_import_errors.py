"""The sender's own table with what is wrong, and the same table sent back corrected."""

import datetime as dt
import io

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill

from core.import_errors import error_workbook, has_errors
from core.importing import ERROR_HEADING
from outlets.importers.columns import COLUMNS
from outlets.models import Outlet
from tests import sheets
from tests.factories.accounts import UserFactory
from tests.factories.geo import VillageFactory
from tests.factories.imports import confirmed, sent

pytestmark = pytest.mark.django_db

HEADINGS = ["网点名称", "行政村代码", "网点类型", "经营状态", "开业日期", "地址"]
OPENED = dt.date(2017, 10, 5)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def village():
    return VillageFactory()


@pytest.fixture
def planner(village):
    return UserFactory(jurisdiction=village.parent.parent.parent)


def rows(village):
    """A title, headings in row 2, a good row, a damaged code, a wrong kind, a sum."""
    good = ["好站", village.code, "便民商店", "运营", OPENED, "=1+1"]
    return [
        ["网点登记表", *[""] * 5],
        HEADINGS,
        good,
        ["坏码站", "2.11E+11", *good[2:]],
        ["饭馆站", village.code, "饭馆", *good[3:]],
        ["合计", "3", "", "", "", ""],
    ]


def column_of_remarks(content, row=2):
    sheet = load_workbook(io.BytesIO(content)).active
    found = [cell.column for cell in sheet[row] if cell.value == ERROR_HEADING]
    assert len(found) == 1
    return sheet, [sheet.cell(number, found[0]).value for number in range(1, sheet.max_row + 1)]


def test_only_the_rows_concerned_are_marked_and_the_rest_stays(village, planner):
    book = Workbook()
    sheet = book.active
    for row in rows(village):
        sheet.append(row)
    sheet.merge_cells("A1:F1")
    sheet.column_dimensions["A"].width = 33
    sheet["A3"].number_format = "@"
    sheet["A1"].fill = PatternFill("solid", start_color="D9EAD3")
    run = sent("outlets", sheets.saved(book), actor=planner)
    assert has_errors(run, None)
    marked, remarks = column_of_remarks(error_workbook(run, user=None))
    assert remarks[:3] == [None, ERROR_HEADING, None] and remarks[5] is None
    assert remarks[3].startswith("行政村代码：") and remarks[4].startswith("网点类型：")
    assert marked["F3"].value == "=1+1" and marked["A3"].number_format == "@"
    assert marked.column_dimensions["A"].width == 33
    assert marked["A1"].fill.start_color.rgb == "00D9EAD3"
    assert marked["B4"].fill.fill_type == "solid" and marked["B3"].fill.fill_type is None
    assert [str(merged) for merged in marked.merged_cells.ranges] == ["A1:F1"]


def test_the_sheet_corrected_and_sent_back_changes_only_what_was_wrong(village, planner):
    run = confirmed(sent("outlets", sheets.xlsx(rows(village)), actor=planner), actor=planner)
    book = load_workbook(io.BytesIO(error_workbook(run, user=None)))
    book.active["B4"], book.active["C5"] = village.code, "便民商店"
    again = confirmed(sent("outlets", sheets.saved(book), actor=planner), actor=planner)
    assert again.counts == {"new": 2, "changed": 0, "unchanged": 1, "bad": 0, "duplicate": 0}
    assert not any(ERROR_HEADING in note for note in again.notes)
    assert Outlet.objects.count() == 3


def test_remarks_of_an_earlier_time_give_way_to_new_ones(village, planner):
    first = error_workbook(sent("outlets", sheets.xlsx(rows(village)), actor=planner), user=None)
    book = load_workbook(io.BytesIO(first))
    book.active["B4"] = village.code
    second = error_workbook(sent("outlets", sheets.saved(book), actor=planner), user=None)
    _sheet, remarks = column_of_remarks(second)
    assert [number for number, remark in enumerate(remarks, 1) if remark] == [2, 5]


@pytest.mark.parametrize(
    "name, make",
    [
        ("网点.csv", lambda rows: sheets.text(rows, encoding="gb18030")),
        ("网点.xls", sheets.xls),
        ("网点.ods", sheets.ods),
    ],
)
def test_other_tables_come_back_as_a_workbook_with_text_that_stays_text(
    village, planner, name, make
):
    run = sent("outlets", make(rows(village)), actor=planner, name=name)
    marked, remarks = column_of_remarks(error_workbook(run, user=None))
    assert remarks[3] and remarks[4] and not remarks[2]
    assert marked["B3"].value == village.code and marked["F3"].data_type == "s"


def test_each_sheet_has_its_own_remarks(village, planner):
    content = sheets.xlsx(rows(village)[:4], **{"西部": rows(village)[1::3]})
    run = sent("outlets", content, actor=planner)
    book = load_workbook(io.BytesIO(error_workbook(run, user=None)))
    assert [sheet.max_column for sheet in book] == [7, 7]
    marked = [[cell.value is not None for cell in sheet["G"]] for sheet in book]
    assert marked == [[False, True, False, True], [True, True]]


def test_headings_are_the_importers_own():
    assert set(HEADINGS) <= {column.heading for column in COLUMNS}
