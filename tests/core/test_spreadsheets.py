"""Files as offices keep them come out as the same table."""

import datetime as dt

import pytest
from openpyxl import Workbook

from core import spreadsheets
from core.errors import UnreadableFileError
from core.spreadsheets import read
from tests import sheets

ROWS = [["网点名称", "村", "开业日期"], ["柳树站", "柳树村", "2017-10-05"], ["杨树站", "", ""]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_in_any_usual_encoding_and_separator_is_the_same_table(encoding, separator):
    (sheet,) = read(sheets.text(ROWS, encoding=encoding, separator=separator))
    assert [list(row) for row in sheet.rows] == ROWS


def test_rare_characters_of_gb18030_are_kept():
    (sheet,) = read(sheets.text([["大垤卜村", "崾崄", "𬇹"]], encoding="gb18030"))
    assert list(sheet.rows[0]) == ["大垤卜村", "崾崄", "𬇹"]


def test_rows_of_a_text_table_all_have_the_same_length():
    (sheet,) = read("甲,乙,丙\n丁\n".encode())
    assert [list(row) for row in sheet.rows] == [["甲", "乙", "丙"], ["丁", "", ""]]


@pytest.mark.parametrize("make", [sheets.xlsx, sheets.xls])
def test_workbooks_new_and_old_keep_numbers_dates_and_row_numbers(make):
    day = dt.date(2017, 10, 5)
    (sheet,) = read(make([["标题", "", ""], ["", "", ""], [211324110208, day, "文"]]))
    assert list(sheet.rows[2]) == [211324110208, day, "文"]


def test_a_merged_range_can_be_filled_and_wide_ones_left_alone():
    content = sheets.xlsx(
        [["标题", "", ""], ["朝阳县", "甲", "乙"], ["", "丙", "丁"]], merged=["A1:C1", "A2:A3"]
    )
    (sheet,) = read(content)
    assert [row[0] for row in sheet.rows] == ["标题", "朝阳县", ""]
    assert list(sheet.filled()[0]) == ["标题", "标题", "标题"]
    assert [row[0] for row in sheet.filled(widest=1)] == ["标题", "朝阳县", "朝阳县"]
    assert list(sheet.filled(widest=1)[0]) == ["标题", "", ""]


def test_hidden_sheets_are_left_out():
    book = Workbook()
    book.active.append(["看得见"])
    book.create_sheet("旧表").sheet_state = "hidden"
    assert [sheet.name for sheet in read(sheets.saved(book))] == ["Sheet"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n",
        b"PK\x03\x04 no archive at all",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no document",
        b"<html><table><tr><td>1</td></tr></table></html>",
        b"\xff\xff\xff\x81\x20",
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content):
    with pytest.raises(UnreadableFileError) as refusal:
        read(content)
    assert str(refusal.value.message)


def test_a_truncated_workbook_is_refused():
    whole = sheets.xlsx(ROWS)
    with pytest.raises(UnreadableFileError):
        read(whole[: len(whole) // 2])


def test_size_and_rows_have_limits(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MAX_ROWS", 2)
    with pytest.raises(UnreadableFileError, match="2"):
        read(sheets.text(ROWS))
    monkeypatch.setattr(spreadsheets, "MAX_BYTES", 10)
    with pytest.raises(UnreadableFileError):
        read(sheets.text(ROWS))
