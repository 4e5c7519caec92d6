"""What people type into cells, and what it means."""

import datetime as dt

import pytest

from core import cells
from core.cells import CellError

DAY = dt.date(2017, 10, 5)


@pytest.mark.parametrize(
    "cell",
    [
        DAY,
        dt.datetime(2017, 10, 5, 8, 30),
        "2017-10-05",
        "2017.10.5",
        "2017/10/5",
        "2017年10月5日",
        " 2017 年 10 月 5 日 ",
        "２０１７．１０．５",
        "20171005",
        20171005.0,
        "2017-10-05 00:00:00",
        "2017-10-05T08:30",
        43013.0,
        "43013",
        43013.75,
    ],
)
def test_a_date_is_understood_however_it_is_written(cell):
    assert cells.date(cell) == DAY


def test_an_empty_cell_is_no_date():
    assert cells.date("") is None and cells.date("　 ") is None


@pytest.mark.parametrize("cell", ["2018-13-05", "2018年2月30日", "20181305", "2017.0.5"])
def test_a_day_that_never_was_is_named_as_such(cell):
    with pytest.raises(CellError) as refusal:
        cells.date(cell)
    assert refusal.value.code == "impossible_date"


@pytest.mark.parametrize("cell", ["去年", "2017年10月", "10/5/2017", "17.10.5", 17.0, "2017", True])
def test_what_could_mean_several_days_is_not_guessed(cell):
    with pytest.raises(CellError) as refusal:
        cells.date(cell)
    assert refusal.value.code == "bad_date"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  柳树　站　", "柳树 站"),
        ("柳树\n站", "柳树 站"),
        ("柳\x00树\u200b站\u202e\ufeff", "柳树站"),
        (15600187851.0, "15600187851"),
        (1.5, "1.5"),
        (DAY, "2017-10-05"),
    ],
)
def test_text_is_one_line_without_signs_that_cannot_be_seen(cell, text):
    assert cells.text(cell) == text


def test_full_width_brackets_in_names_are_kept():
    assert cells.text("柳树站（二店）") == "柳树站（二店）"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("２１１３２４１１０２０８", "211324110208"),
        (211324110208.0, "211324110208"),
        ("211324110208.0", "211324110208"),
        ("156 0018 7851", "15600187851"),
    ],
)
def test_codes_come_out_half_width_without_blanks_or_decimals(cell, code):
    assert cells.compact(cell) == code


def test_a_long_number_that_lost_its_digits_is_recognised():
    assert cells.is_scientific("2.11321E+11")
    assert not cells.is_scientific("211321224201")


def test_numbers():
    assert cells.number("１２０．４５") == 120.45
    assert cells.number("") is None
    for cell in ("东经120", "120°27′", "1e5", "NaN"):
        with pytest.raises(CellError):
            cells.number(cell)
