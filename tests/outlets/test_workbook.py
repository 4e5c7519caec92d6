"""The template is the importer's own table, ready to be filled in."""

import datetime as dt
import io

import pytest
from django.utils import translation
from openpyxl import load_workbook

from core.importing import run
from outlets.importers import columns
from outlets.importers.columns import COLUMNS
from outlets.importers.outlets import OutletImporter
from outlets.kinds import OperatingModel, OutletKind, Platform, Status
from outlets.workbook import build_template
from tests import sheets
from tests.factories.geo import VillageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    return VillageFactory()


def opened(code):
    return load_workbook(io.BytesIO(build_template(code)))


def test_its_headings_are_those_the_importer_reads(village):
    table = opened("211300")["网点登记"]
    assert [cell.value for cell in table[1]] == [column.heading for column in COLUMNS]


def test_codes_and_telephones_are_kept_as_text(village):
    table = opened("211300")["网点登记"]
    formats = {
        table.cell(1, index).value: table.column_dimensions[letter].number_format
        for index, letter in enumerate("ABCDEFGHIJKLMNOPQRS", start=1)
    }
    for heading in ("网点编号", "行政村代码", "联系电话", "服务村代码"):
        assert formats[heading] == "@"
    assert formats["开业日期"] == "yyyy-mm-dd"


def test_drop_downs_offer_the_words_the_importer_takes(village):
    table = opened("211300")["网点登记"]
    offered = {
        str(v.sqref)[0]: v.formula1.strip('"') for v in table.data_validations.dataValidation
    }
    letters = {column.field: chr(ord("A") + n) for n, column in enumerate(COLUMNS)}
    assert offered[letters["status"]] == "运营,疑似停运,停业,关闭"
    assert offered[letters["operating_model"]] == "公益,半公益,商业"
    assert set(offered) == {
        letters[f] for f in ("kind", "operating_model", "platform", "status", "crs")
    }
    assert all(len(words) < 255 for words in offered.values())


def test_villages_listed_are_those_of_the_division_asked_for(village):
    other = VillageFactory()
    listed = [row[0].value for row in opened(village.parent.code)["行政村代码表"].iter_rows()]
    assert listed == ["行政村代码", village.code]
    assert other.code not in listed


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_template_filled_in_comes_back_in(village, language):
    with translation.override(language):
        book = opened("211300")
        row = {
            "网点名称": "柳树站",
            "行政村代码": village.code,
            "网点类型": "综合网点",
            "经营状态": "运营",
            "开业日期": dt.date(2017, 10, 5),
        }
        book["网点登记"].append([row.get(column.heading) for column in COLUMNS])
        report = run(
            OutletImporter(), sheets.saved(book), file_name="t.xlsx", actor=None, commit=True
        )
    assert report.counts == {"new": 1, "changed": 0, "unchanged": 0, "bad": 0}
    assert report.problems == [] and report.notes == []


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (columns.KIND_WORDS, OutletKind),
        (columns.MODEL_WORDS, OperatingModel),
        (columns.PLATFORM_WORDS, Platform),
        (columns.STATUS_WORDS, Status),
    ],
)
def test_the_proper_word_of_each_value_is_what_pages_say(words, values):
    with translation.override("zh-hans"):
        assert {value: names[0] for value, names in words.items()} == {
            value.value: str(value.label) for value in values
        }


def test_no_heading_or_word_means_two_things():
    headings = [word for column in COLUMNS for word in (column.heading, *column.aliases)]
    assert len(headings) == len(set(headings))
    for words in (columns.KIND_WORDS, columns.STATUS_WORDS, columns.CRS_WORDS):
        names = [name for several in words.values() for name in several]
        assert len(names) == len(set(names))
