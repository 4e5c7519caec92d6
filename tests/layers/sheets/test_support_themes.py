"""Sheets of incubators and of ventures: equal to the counts, and no small count on paper."""

import datetime as dt

import pytest

from entrepreneurs.counting.distances import distances
from entrepreneurs.counting.held import base_months
from entrepreneurs.kinds import Category, Industry
from entrepreneurs.models import IncubatorLevel, Tenancy, Venture
from geo.models import AdministrativeDivision
from layers.sheets.document import sheet_of
from layers.sheets.inks import inks
from layers.sheets.options import options_of
from layers.sheets.papers import Paper
from layers.sheets.themes import legend_of, theme_of
from tests.factories.entrepreneurs import (
    EntrepreneurFactory,
    EventFactory,
    IncubatorFactory,
    ParkFactory,
    PersonFactory,
    SupportFactory,
    VentureFactory,
)
from tests.layers.sheets.printed import PRINTED_AT, printed, question
from tests.layers.sheets.small_county import ON, draw_county
from tests.shapes import point

pytestmark = pytest.mark.django_db

THEMES = ["incubators", "ventures"]
NAME, ORGANIZATION = "赵青禾", "青禾剪纸社"


@pytest.fixture
def county() -> AdministrativeDivision:
    """东镇 has five ventures, 南镇 two, 西乡 one; a base of the province in 东镇, and more."""
    county = draw_county()
    east, south, west = county.children.order_by("code")
    base = IncubatorFactory(
        division=east, name="柳河孵化基地", location=point(4_000, 4_000), seats=80
    )
    IncubatorLevel.objects.create(
        incubator=base, level="province", document_no="1", valid_from=dt.date(2017, 2, 1)
    )
    Tenancy.objects.create(incubator=base, team_name="一队", valid_from=dt.date(2018, 1, 1))
    IncubatorFactory(division=west, name="西乡众创空间", kind="makerspace")
    IncubatorFactory(division=west, name="关闭的基地", closed_on=ON)
    EventFactory(division=east, incubator=base, held_on=dt.date(2018, 4, 2), department="")
    ParkFactory(division=south, name="南镇园区")
    for number in range(5):
        VentureFactory(division=east.children.first(), location=point(6_000, 9_000 + number))
    for village in (*south.children.all()[:2], west.children.first()):
        VentureFactory(division=village, industry=Industry.PAPER_CUTTING)
    village = west.children.last()
    person = PersonFactory(name=NAME, division=village)
    helped = EntrepreneurFactory(person=person, categories=[Category.VETERAN])
    SupportFactory(entrepreneur=helped)
    venture = VentureFactory(division=south.children.last())
    venture.organization.name = ORGANIZATION
    venture.organization.save()
    venture.delete()
    return county


def entries(division: str, theme: str):
    asked = question(division)
    sheet = sheet_of(asked, options_of(asked, theme=theme))
    return legend_of(sheet.facts, sheet.plan, inks(is_mono=False)).entries


def test_the_title_counts_incubators_open_on_the_day_and_those_of_high_level(county):
    text = printed(question(county.code), theme="incubators").text()

    assert "柳河县：已建创业载体2个，其中省级以上1个" in text
    assert "已建园区1个" in text and "入驻单位和团队1个" in text
    for name in ("柳河孵化基地", "西乡众创空间", "南镇园区"):
        assert name in text
    assert "关闭的基地" not in text


def test_the_legend_of_incubators_adds_up_by_kind_and_by_level(county):
    found = entries(county.code, "incubators")

    counted = [entry for entry in found if entry.is_counted]
    first_sum = next(place for place, entry in enumerate(counted) if entry.is_sum)
    assert [entry.count for entry in counted[:first_sum]] == [1, 1]
    assert counted[first_sum].count == 2
    by_label = {entry.label: entry.count for entry in found}
    assert by_label["省级"] == 1 and by_label["未认定级别"] == 1
    assert by_label["无坐标"] == 2  # the makerspace and the park


def test_months_of_bases_equal_the_counting(county):
    found = base_months(county.code, ON.year, today=ON)
    base = next(row for row in found if not row.base.closed_on)

    text = printed(question(county.code), theme="incubators").text()

    assert base.months_held == 1
    assert f"{base.months_held}/{base.months_asked}" in text


def test_an_incubator_without_a_position_is_drawn_paler_where_its_division_is(county):
    asked = question(county.code)
    sheet = sheet_of(asked, options_of(asked, theme="incubators"))

    drawn = {sign.name: sign for sign in sheet.plan.signs if sign.kind == "incubator"}
    assert drawn["西乡众创空间"].is_approximate and drawn["西乡众创空间"].form == "dashed"
    assert not drawn["柳河孵化基地"].is_approximate and drawn["柳河孵化基地"].form == "filled"
    assert sheet.plan.unnamed == 0


def test_ventures_are_told_by_township_and_their_sum_gives_none_away(county):
    found = printed(question(county.code), theme="ventures")
    text = found.text()

    signs = {sign.key: sign.text for sign in found.sheet.plan.signs}
    assert sorted(signs.values()) == ["5", "<3", "<3"]
    assert "在营创业实体8个" in text  # one and two stay open within three
    assert "1–2个以“<3”表示" in text
    total = distances(county.code, ON, sees=False).total
    assert f"{total.outlet.median_m / 1000:.1f}公里" in text


def test_a_single_hidden_township_widens_the_sum(county):
    west = county.children.get(name="西乡")
    Venture.objects.filter(division__code__startswith=west.code).delete()

    text = printed(question(county.code), theme="ventures").text()

    assert "在营创业实体6–7个" in text


@pytest.mark.parametrize("paper", ["A3", "A4"])
def test_no_exact_small_count_is_printed_anywhere(county, paper):
    for code in (county.parent.code, county.code, *county.children.values_list("code", flat=True)):
        found = printed(question(code), theme="ventures", paper=paper)
        facts = found.sheet.facts
        cells = [row.cells[0] for row in (*theme_of(facts).table(facts).rows,)]
        shown = [sign.text for sign in found.sheet.plan.signs] + cells
        assert not {"1", "2"} & set(shown)
        numbers = theme_of(facts).numbers(facts).numbers
        assert numbers[0].shown not in ("1", "2")
        for side in theme_of(facts).side_tables(facts):
            assert not {"1", "2"} & {row.cells[0] for row in side.rows}


@pytest.mark.parametrize("theme", THEMES)
def test_neither_organizations_nor_persons_are_printed(county, theme):
    for code in (county.code, county.children.get(name="西乡").code):
        text = printed(question(code), theme=theme).text()
        assert NAME not in text and ORGANIZATION not in text and "暖阳" not in text


def test_supported_persons_stand_against_the_citys_targets(county):
    text = printed(question(county.parent.code), theme="ventures").text()

    assert "扶持创业人员与目标" in text
    for target in ("500", "300", "30"):
        assert target in text
    assert "<3" in text


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("is_mono", [False, True])
def test_sheets_of_support_are_the_same_each_time_with_embedded_fonts(
    county, theme, paper, is_mono
):
    asked = {"theme": theme, "paper": paper.name, "is_mono": is_mono}
    first = printed(question(county.code), **asked)
    second = printed(question(county.code), printed_at=PRINTED_AT, **asked)

    assert first.content == second.content
    assert first.sheet.plan.overlaps == 0
    for font in first.fonts():
        descriptor = font["/FontDescriptor"]
        assert any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))
    if is_mono:
        content = first.reader.pages[0].get_contents().get_data().decode("latin-1")
        for line in content.splitlines():
            words = line.split()
            if words and words[-1] in ("rg", "RG"):
                assert len(set(words[-4:-1])) == 1, line


@pytest.mark.parametrize("theme", THEMES)
def test_the_definition_of_coverage_is_not_in_the_number_where_it_changes_nothing(county, theme):
    asked = question(county.code, definition="service")

    number = sheet_of(asked, options_of(asked, theme=theme)).number

    assert number == f"{county.code}-20180930-{theme[:3].upper()}-A3LC"


@pytest.mark.parametrize("theme", THEMES)
def test_a_county_without_any_has_its_sheet(theme):
    county = draw_county()

    text = printed(question(county.code), theme=theme).text()

    assert "柳河县" in text
