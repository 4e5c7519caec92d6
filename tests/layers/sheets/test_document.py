"""A leader's sheet (story D12): what it says, how it is set, that it stays the same."""

import datetime as dt
import io
import json

import cairocffi
import pytest
from django.core.management import call_command
from django.utils import translation

from geo.models import AdministrativeDivision
from layers.sheets import fonts
from layers.sheets.document import draw_sheet, sheet_of
from layers.sheets.inks import inks
from layers.sheets.options import Theme, options_of
from layers.sheets.papers import Paper
from layers.sheets.placement import overlapping
from layers.sheets.themes import legend_of
from tests.factories.geo import VillageFactory
from tests.factories.outlets import OutletFactory
from tests.layers.sheets.printed import POINTS_PER_MM, PRINTED_AT, printed, question
from tests.layers.sheets.small_county import ON, OPENED, draw_county
from tests.shapes import point

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> AdministrativeDivision:
    return draw_county()


def coverage(county: AdministrativeDivision) -> dict:
    """What the command says of the same day."""
    out = io.StringIO()
    call_command(
        "coverage", division=county.code, on=ON.isoformat(), by="township", format="json",
        stdout=out,
    )  # fmt: skip
    return json.loads(out.getvalue())


def test_d12_the_sheet_says_what_a_leader_asks(county):
    text = printed(question(county.code)).text()

    for words in (
        "柳河县：7个行政村中3个有运营网点，覆盖率42.9%",
        "截至2018年9月30日",
        "登记口径3÷7=42.9%",
        "比例尺1:",
        "北",
        "图例",
        "未定位",
        "内部资料仅供工作使用",
        "CGCS2000",
        "编制：朝阳市商务局",
        "图号：",
        "数据指纹：",
        "打印：2018-10-0809:00",
        "第1页共1页",
    ):
        assert words in text


def test_d12_every_township_is_found_as_text(county):
    text = printed(question(county.code)).text()

    assert all(township.name in text for township in county.children.all())


def test_d12_numbers_equal_those_of_the_coverage_command(county):
    said = coverage(county)
    sheet = printed(question(county.code))
    text = sheet.text()

    total = said["total"]
    assert f"{total['villages']}个行政村中{total['covered']}个" in text
    assert f"{total['rate'] * 100:.1f}%" in text
    assert str(said["outlets"]["operating"]) in text
    for row in said["rows"]:
        assert f"{row['covered']}/{row['villages']}" in text
        assert f"{row['rate'] * 100:.1f}%" in text


@pytest.mark.parametrize("theme", ["coverage", "models", "gaps", "change"])
@pytest.mark.parametrize("definition", ["administrative", "service", "spatial", "effective"])
def test_d12_legend_adds_up_to_all_villages_unlocated_included(county, theme, definition):
    asked = question(county.code, definition=definition)
    sheet = sheet_of(asked, options_of(asked, theme=theme, since=dt.date(2018, 2, 1)))
    entries = legend_of(sheet.facts, sheet.plan, inks(is_mono=False)).entries

    counted = [entry for entry in entries if entry.is_counted]
    assert counted[-1].is_sum
    assert sum(entry.count for entry in counted[:-1]) == counted[-1].count == 7


def test_d12_fonts_are_embedded_as_subsets(county):
    found = printed(question(county.code)).fonts()

    assert found
    for font in found:
        assert "+" in font["/BaseFont"]
        descriptor = font["/FontDescriptor"]
        assert any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_d12_pages_have_the_papers_size(county, paper, orientation):
    page = printed(question(county.code), paper=paper.name, orientation=orientation).reader.pages[0]

    sides = sorted((paper.width, paper.height), reverse=orientation == "landscape")
    for side, expected in zip((page.mediabox.width, page.mediabox.height), sides, strict=True):
        assert float(side) == pytest.approx(expected * POINTS_PER_MM, abs=0.01)


def test_d12_printed_again_only_the_time_of_printing_differs(county):
    asked = question(county.code)
    later = PRINTED_AT + dt.timedelta(days=3, minutes=7)

    first, second = printed(asked), printed(asked)
    third = printed(asked, printed_at=later)

    assert first.content == second.content
    assert third.content != first.content
    assert third.text().replace("2018-10-1109:07", "2018-10-0809:00") == first.text()


def test_d12_the_hash_follows_the_data(county):
    asked = question(county.code)
    before = printed(asked)

    OutletFactory(village=VillageFactory(parent=county.children.first()), opened_on=OPENED)
    after = printed(asked)

    assert before.sheet.number == after.sheet.number
    assert before.sheet.fingerprint != after.sheet.fingerprint
    assert before.sheet.fingerprint in before.text()


def test_d12_sheets_that_differ_have_numbers_that_differ(county):
    asked = question(county.code)
    ways = [
        {"orientation": "portrait"},
        {"orientation": "landscape"},
        {"paper": "A4"},
        {"is_mono": True, "paper": "A4"},
        {"theme": "gaps"},
    ]
    numbers = [sheet_of(asked, options_of(asked, **way)).number for way in ways]

    assert len(set(numbers)) == len(ways)


def test_d12_township_names_are_seven_points_or_more(county):
    for paper in Paper:
        asked = question(county.code)
        plan = sheet_of(asked, options_of(asked, paper=paper.name)).plan
        sizes = [label.lines[0].size_pt for label in plan.labels if label.kind == "township"]

        assert len(sizes) == 3
        assert min(sizes) >= 7


def test_d12_no_drawn_word_lies_on_another(county):
    for way in ({}, {"paper": "A4", "is_mono": True}, {"orientation": "landscape"}):
        asked = question(county.code)
        sheet = sheet_of(asked, options_of(asked, **way))
        surface = cairocffi.PDFSurface(None, *sheet.size_pt)
        words = sheet.draw(surface, printed_at=PRINTED_AT)[0]
        boxes = [word.box for word in words if word.kind != "symbol"]

        pairs = overlapping(boxes)
        assert not pairs, [(words[a].text, words[b].text) for a, b in pairs]


def test_d12_nothing_is_written_beyond_the_margins(county):
    for paper in Paper:
        asked = question(county.code)
        sheet = sheet_of(asked, options_of(asked, paper=paper.name))
        surface = cairocffi.PDFSurface(None, *sheet.size_pt)
        width, height = sheet.grid.size
        for word in sheet.draw(surface, printed_at=PRINTED_AT)[0]:
            left, top, right, bottom = word.box
            assert left >= 5 and top >= 5, word
            assert right <= width - 5 and bottom <= height - 5, word


def test_d12_many_gaps_go_on_to_a_second_page(county):
    west = county.children.get(name="西乡")
    for number in range(60):
        place = point(-18_000 + 1_500 * (number % 12), -18_000 + 5_000 * (number // 12))
        VillageFactory(parent=west, short_name=f"屯{number}", seat=place)

    result = printed(question(county.code))

    assert len(result.reader.pages) == 2
    assert "见第2页" in result.text()
    assert "第2页共2页" in result.text(1)
    assert all(f"屯{number}" in result.text(1) for number in range(60))


def test_d12_few_gaps_stay_on_the_first_page_and_the_unlocated_are_named(county):
    text = printed(question(county.code)).text()

    assert "空白村3个" in text
    assert "未定位：戊（南镇）" in text


def test_the_approval_number_takes_the_place_of_the_internal_mark(county, settings):
    settings.MAP_APPROVAL_NUMBER = "辽S〔2018〕12号"
    text = printed(question(county.code)).text()

    assert "审图号：辽S〔2018〕12号" in text
    assert "内部资料" not in text


def test_the_settings_name_the_compiling_office(county, settings):
    settings.COMPILING_OFFICE = "某市商务局"

    assert "编制：某市商务局" in printed(question(county.code)).text()


def test_a_sheet_in_english_has_no_chinese_but_names_and_sources(county):
    with translation.override("en"):
        sheet = printed(question(county.code))
    text = sheet.text()

    assert "Legend" in text
    assert "图例" not in text
    assert "has an operating outlet".replace(" ", "") in text
    assert sheet.sheet.number.endswith("-EN")


def test_a_sign_that_the_font_lacks_is_named(county):
    township = county.children.first()
    township.name = "\U0003134a镇"
    township.save()

    with pytest.raises(fonts.MissingGlyphError) as caught:
        printed(question(county.code))

    assert "U+3134A" in str(caught.value.message)


def test_without_an_address_no_code_is_printed_and_the_sheet_says_so(county):
    text = printed(question(county.code), address="").text()

    assert "不印二维码" in text


def test_a_demonstration_says_so(county):
    outlet = OutletFactory(village=VillageFactory(parent=county.children.first()), opened_on=OPENED)
    outlet.source = "demonstration"
    outlet.save()

    assert "演示数据" in printed(question(county.code)).text()


@pytest.mark.parametrize("theme", Theme.values)
def test_every_level_has_a_sheet_of_every_theme(county, theme):
    for code in (county.parent.code, county.code, county.children.first().code):
        asked = question(code)
        target = io.BytesIO()
        options = options_of(asked, theme=theme, since=dt.date(2018, 2, 1))
        sheet = draw_sheet(target, asked, options, printed_at=PRINTED_AT)

        assert target.getvalue().startswith(b"%PDF")
        assert sheet.plan.overlaps == 0


def test_change_tells_gained_and_lost_never_the_net_alone(county):
    gone = county.children.get(name="东镇").children.first()
    gone.outlets.update(opened_on=OPENED)
    result = printed(question(county.code), theme="change", since=dt.date(2018, 2, 1))

    assert "新覆盖3个行政村，减少0个" in result.text()
