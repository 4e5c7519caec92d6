"""Villages by year come from the files that offices keep; nothing is guessed, nothing twice."""

import io
import json

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.importing import run
from core.models import ImportRun
from geo.importers.village_years import VillageYearImporter
from geo.models import VillageYear
from tests.factories.geo import VillageFactory
from tests.sheets import text, xlsx

pytestmark = pytest.mark.django_db

HEAD = (
    "行政村代码",
    "行政村",
    "乡镇",
    "县(市)区",
    "年份",
    "户数",
    "常住人口",
    "宽带",
    "快递进村",
    "通硬化路",
    "建档立卡贫困村",
    "特色产品",
)


@pytest.fixture
def village():
    return VillageFactory(short_name="青山村", name="青山村村民委员会")


def row(village, **said):
    values = {"行政村代码": village.code, "年份": "2018"} | said
    return [values.get(name, "") for name in HEAD]


def imported(content, *, commit=True):
    return run(VillageYearImporter(), content, file_name="村情.xlsx", actor=None, commit=commit)


def problems(*rows):
    report = imported(xlsx([HEAD, *rows]))
    return [(problem.row, problem.column, problem.code) for problem in report.problems]


def facts(**which):
    names = (
        "households",
        "population",
        "has_broadband",
        "has_courier",
        "has_paved_road",
        "is_poverty_village",
        "specialty_products",
    )
    return VillageYear.objects.filter(**which).values_list(*names).get()


def test_every_column_is_taken_over(village):
    said = {
        "户数": "420",
        "常住人口": 1350,
        "宽带": "是",
        "快递进村": "否",
        "通硬化路": "已通",
        "建档立卡贫困村": "×",
        "特色产品": "小米、杏仁",
    }

    report = imported(
        xlsx([["村情统计表"], HEAD, row(village, **said), ["合计", "", "", "", "", 420]])
    )

    assert report.counts == {"new": 1, "changed": 0, "unchanged": 0, "bad": 0}
    assert facts(village=village, year=2018) == (420, 1350, True, False, True, False, "小米、杏仁")


def test_nothing_is_written_unless_committed(village):
    report = imported(xlsx([HEAD, row(village, 户数=420)]), commit=False)

    assert report.counts["new"] == 1
    assert not VillageYear.objects.exists()
    assert not ImportRun.objects.exists()


def test_the_same_file_twice_changes_nothing(village):
    content = xlsx([HEAD, row(village, 户数=420, 宽带="否", 特色产品="小米")])
    imported(content)

    assert imported(content).counts == {"new": 0, "changed": 0, "unchanged": 1, "bad": 0}
    events = apps.get_model("geo", "VillageYearEvent").objects
    assert events.count() == 1


def test_a_blank_cell_leaves_what_is_known(village):
    imported(xlsx([HEAD, row(village, 户数=420, 常住人口=1350, 宽带="是")]))

    report = imported(xlsx([HEAD, row(village, 户数=0, 宽带="否")]))

    assert report.counts["changed"] == 1
    assert facts(village=village)[:3] == (0, 1350, False)


def test_years_of_one_village_stand_beside_each_other(village):
    imported(xlsx([HEAD, row(village, 年份=2017, 户数=1), row(village, 年份="2018年", 户数=2)]))

    assert list(village.years.values_list("year", "households")) == [(2017, 1), (2018, 2)]


def test_a_village_is_found_by_its_names_where_the_code_is_missing(village):
    said = row(village, 行政村=village.name, 乡镇=village.parent.name, 户数=3)

    imported(xlsx([HEAD, ["", *said[1:]]]))

    assert facts(village=village)[0] == 3


@pytest.mark.parametrize("written", ["1,350", "1350人", "１３５０", 1350.0, "1350.0"])
def test_whole_numbers_are_read_as_people_write_them(village, written):
    imported(xlsx([HEAD, row(village, 常住人口=written)]))

    assert facts(village=village)[1] == 1350


def test_other_headings_and_gb18030_are_understood(village):
    head = ["村代码", "年度", "总户数", "人口数", "贫困村"]
    content = text([head, [village.code, "2018", "420", "1350", "是"]], encoding="gb18030")

    imported(content)

    assert facts(village=village) == (420, 1350, None, None, None, True, "")


@pytest.mark.parametrize(
    ("said", "column", "code"),
    [
        ({"年份": ""}, "年份", "required"),
        ({"年份": "18"}, "年份", "bad_year"),
        ({"年份": "1949"}, "年份", "bad_year"),
        ({"年份": str(timezone.localdate().year + 1)}, "年份", "bad_year"),
        ({"户数": "-3"}, "户数", "bad_count"),
        ({"户数": "三百"}, "户数", "bad_count"),
        ({"常住人口": "12.5"}, "常住人口", "bad_count"),
        ({"常住人口": "99999999"}, "常住人口", "bad_count"),
        ({"宽带": "也许"}, "宽带", "unknown_word"),
        ({"特色产品": "米" * 201}, "特色产品", "too_long"),
        ({"行政村代码": "2.11321E+11"}, "行政村代码", "code_scientific"),
        ({"行政村代码": "211399999999"}, "行政村代码", "unknown_code"),
        ({"户数": ""}, "户数", "nothing_said"),
    ],
)
def test_what_cannot_be_right_is_named_with_its_column(village, said, column, code):
    assert problems(row(village, **({"户数": 1} | said))) == [(2, column, code)]
    assert not VillageYear.objects.exists()


def test_bad_rows_do_not_hold_good_ones_back(village):
    other = VillageFactory()

    assert problems(row(village, 户数=-1), row(other, 户数=5)) == [(2, "户数", "bad_count")]
    assert VillageYear.objects.get().village == other


def test_of_two_rows_for_one_village_and_year_the_first_is_taken(village):
    assert problems(row(village, 户数=1), row(village, 户数=2)) == [(3, "年份", "repeated")]
    assert facts(village=village)[0] == 1


def test_the_file_is_kept_as_the_source(village):
    imported(xlsx([HEAD, row(village, 户数=1)]))

    [event] = apps.get_model("geo", "VillageYearEvent").objects.select_related("pgh_context")
    assert event.pgh_context.metadata["action"] == "village_year.recorded"
    assert event.pgh_context.metadata["reason"].startswith("村情.xlsx (sha256 ")
    assert ImportRun.objects.get().kind == "village_years"


def test_the_command_reports_and_writes_when_told(village, tmp_path):
    file, out = tmp_path / "村情.xlsx", io.StringIO()
    file.write_bytes(xlsx([HEAD, row(village, 户数=1), row(village, 户数=2)]))

    call_command("import_village_years", file, stdout=out)
    assert "尚未写入" in out.getvalue()
    assert not VillageYear.objects.exists()

    out = io.StringIO()
    call_command("import_village_years", file, "--commit", "--format", "json", stdout=out)
    assert json.loads(out.getvalue())["counts"]["new"] == 1
    assert VillageYear.objects.count() == 1


def test_a_file_that_is_none_ends_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="无法打开"):
        call_command("import_village_years", tmp_path / "none.xlsx")
