"""Tables taken away keep every digit, run nothing, and open in spreadsheet programs."""

import csv
import datetime as dt
import io

import openpyxl
import pytest

from core import tables

ROWS = [
    ["代码", "名称", "数量", "日期"],
    ["021132100000", "青山村", 3, dt.date(2018, 9, 30)],
    ["=HYPERLINK(0)", "@SUM(1)", -2, None],
]


def opened(rows):
    return openpyxl.load_workbook(io.BytesIO(tables.workbook(rows))).active


def read(rows):
    text = "".join(tables.csv_lines(rows))
    return list(csv.reader(io.StringIO(text.removeprefix(tables.BYTE_ORDER_MARK))))


def test_codes_stay_texts_and_figures_stay_figures():
    sheet = opened(ROWS)

    assert [cell.value for cell in sheet[2]] == [
        "021132100000",
        "青山村",
        3,
        dt.datetime(2018, 9, 30),
    ]
    assert sheet["A2"].number_format == "@"
    assert sheet["D2"].number_format == "yyyy-mm-dd"


def test_headings_stay_in_sight_and_columns_are_as_wide_as_their_texts():
    sheet = opened(ROWS)

    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["C"].width


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "＝1+1"])
def test_no_text_is_run_as_a_formula(text):
    cell = opened([["名称"], [text]])["A2"]

    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert read([["名称"], [text]])[1][0].startswith("'")


def test_negative_figures_are_no_formulas():
    assert read([[-2]]) == [["-2"]]


def test_csv_says_that_it_is_utf_8():
    assert "".join(tables.csv_lines([["名称"]])).encode().startswith(b"\xef\xbb\xbf")


def test_signs_that_no_workbook_may_hold_are_left_out():
    assert opened([["名称"], ["青\x00山\x0b村"]])["A2"].value == "青山村"


@pytest.mark.parametrize("form", tables.FORMATS)
def test_a_download_is_named_in_chinese_and_kept_by_no_cache(form):
    answer = tables.answer(form, "网点-青山", ROWS)

    assert f".{form}" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_many_rows_are_all_written():
    assert opened([["n"], *([n] for n in range(1000))]).max_row == 1001
