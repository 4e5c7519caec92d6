"""Setting type: widths, lines that fit, signs that are missing."""

import pytest

from layers.sheets import fonts
from layers.sheets.fonts import MM_PER_POINT, Face
from layers.sheets.setting import fitting, wrapped


def test_a_chinese_sign_is_as_wide_as_its_size():
    wide, high = fonts.measure("朝阳县", 10)

    assert wide == pytest.approx(3 * 10 * MM_PER_POINT)
    assert high == pytest.approx(10 * MM_PER_POINT)


def test_width_grows_with_the_size_and_bold_figures_are_wider():
    assert fonts.width("1347", 20) == pytest.approx(2 * fonts.width("1347", 10))
    assert fonts.width("1347", 10, Face.BOLD) > fonts.width("1347", 10)


def test_text_is_set_smaller_only_where_it_must_be():
    assert fitting("朝阳县", 10, 100) == 10
    small = fitting("朝阳县", 10, 5)
    assert fonts.width("朝阳县", small) == pytest.approx(5)


def test_lines_keep_within_their_room_and_no_sign_that_closes_begins_one():
    text = "扫描右侧二维码，在局内网打开同一日期、同一口径的在线地图（内网），可逐村核对。"
    lines = wrapped(text, 8, 30)

    assert "".join(lines) == text
    assert len(lines) > 1
    assert all(line[0] not in "，、。）" for line in lines)
    assert all(fonts.width(line, 8) <= 30 + 8 * MM_PER_POINT for line in lines)


def test_english_breaks_between_words():
    lines = wrapped("Scan to open the map of the same day", 8, 25)

    assert " ".join(lines) == "Scan to open the map of the same day"


def test_every_sign_of_signs_and_lists_can_be_printed():
    for text in ("公半商网", "→−+÷≤°′：；，。（）〔〕“”", "0123456789%/"):
        for face in (Face.SANS, Face.BOLD):
            fonts.check(text, face)


def test_a_missing_sign_is_named_with_its_number():
    with pytest.raises(fonts.MissingGlyphError) as caught:
        fonts.check("\U0001f600村")

    assert "U+1F600" in str(caught.value.message)
