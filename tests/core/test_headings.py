"""The row of headings is found among titles, and each heading's meaning told."""

import pytest

from core.errors import UnreadableFileError
from core.headings import Column, find_header

COLUMNS = (
    Column("number", "网点编号", ("编号",), is_required=True),
    Column("county", "县(市)区", ("县区",)),
    Column("opened", "开业日期", ("开业时间",)),
    Column("closed", "停业日期", ("停业时间",)),
    Column("phone", "联系电话", ("电话",)),
    Column("lon", "经度"),
    Column("lat", "纬度"),
)
HEADINGS = ["网点编号", "县(市)区", "开业日期", "停业日期", "联系电话"]


def places(*rows):
    header = find_header(rows, COLUMNS)
    return header.places if header else None


def test_headings_are_found_in_any_order_below_titles():
    rows = (["登记表", "", ""], ["填报单位：商务局", "", ""], ["电话", "编号", "开业时间"])
    header = find_header(rows, COLUMNS)
    assert header.last_row == 2
    assert header.places == {"phone": 0, "number": 1, "opened": 2}
    assert header.headings["opened"] == "开业时间"


@pytest.mark.parametrize(
    "county", ["县（市）区", "县 (市) 区", "县区", "县(市)区*", "县/市/区", "县\n(市)区"]
)
def test_brackets_blanks_and_signs_do_not_matter(county):
    assert places([county, "网点编号", "经度"])["county"] == 0


def test_a_remark_in_brackets_does_not_matter():
    assert places(["网点编号（必填）", "经度(E)", "开业日期【年月日】"]) == {
        "number": 0,
        "lon": 1,
        "opened": 2,
    }


def test_one_wrong_sign_is_forgiven():
    assert places(["网点便号", *HEADINGS[1:]])["number"] == 0


def test_a_heading_as_near_to_two_fields_as_to_one_is_not_guessed():
    header = find_header([["网点编号", "县区", "电话", "营业日期"]], COLUMNS)
    assert "opened" not in header.places and "closed" not in header.places
    assert header.ignored == ["营业日期"]


def test_a_likeness_never_takes_the_place_of_the_heading_itself():
    assert places([*HEADINGS, "联系电活"])["phone"] == 4


def test_of_two_columns_for_one_field_the_proper_heading_is_read_and_the_other_named():
    header = find_header([["编号", "网点编号", "经度", "纬度"]], COLUMNS)
    assert header.places["number"] == 1
    assert header.ignored == ["编号"]


def test_two_aliases_for_one_field_are_refused_by_name():
    columns = (*COLUMNS, Column("keeper", "负责人", ("站长", "联系人")))
    with pytest.raises(UnreadableFileError) as refusal:
        find_header([["网点编号", "经度", "纬度", "站长", "联系人"]], columns)
    assert "站长" in str(refusal.value.message) and "联系人" in str(refusal.value.message)


def test_headings_that_span_two_rows_are_read_from_both():
    above = ["网点编号", "县区", "电话", "位置", ""]
    below = ["", "", "", "经度", "纬度"]
    header = find_header([["标题"] * 5, above, below, ["1", "朝阳县", "", "120", "41"]], COLUMNS)
    assert header.last_row == 2
    assert set(header.places) == {"number", "county", "phone", "lon", "lat"}


def test_a_table_without_headings_has_none():
    assert places(["甲", "乙", "丙"], ["1", "2", "3"]) is None
    assert places() is None
