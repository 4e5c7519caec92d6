"""A bureau's workbook: good rows come in, bad ones are named, through both doors."""

import datetime as dt
import io
import json

import pghistory.models
import pytest
from django.core.management import CommandError, call_command

from core import data_version
from core.importing import run
from core.models import ImportRun
from outlets.importers.columns import COLUMNS
from outlets.importers.outlets import OutletImporter
from outlets.kinds import Source
from outlets.models import Outlet
from tests import sheets
from tests.factories.geo import (
    BoundaryFactory,
    CityFactory,
    CountyFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.factories.outlets import OutletFactory
from tests.shapes import degrees, square

pytestmark = pytest.mark.django_db

HEADINGS = [column.heading for column in COLUMNS]
OPENED = dt.date(2017, 10, 5)


@pytest.fixture
def township():
    county = CountyFactory(parent=CityFactory(), name="朝阳县", short_name="朝阳")
    return TownshipFactory(parent=county, name="西营子乡", short_name="西营子", kind="乡")


@pytest.fixture
def village(township):
    return VillageFactory(parent=township, name="川心店村民委员会", short_name="川心店村")


def line(village, **cells):
    """A good row, with the given cells instead."""
    row = {
        "网点名称": "川心店村电商服务站",
        "县(市)区": "朝阳县",
        "乡镇": "西营子乡",
        "行政村": village.short_name,
        "行政村代码": village.code,
        "网点类型": "便民商店",
        "运营模式": "公益",
        "平台": "农村淘宝",
        "经营状态": "运营",
        "开业日期": OPENED,
        "负责人": "孙建国",
        "联系电话": "13800138000",
        "地址": "村委会旁",
    } | cells
    return [row.get(heading, "") for heading in HEADINGS]


def through_core(content, commit):
    report = run(OutletImporter(), content, file_name="f.xlsx", actor=None, commit=commit)
    return report.as_dict()


def go(*rows, commit=True, headings=HEADINGS, make=sheets.xlsx, **options):
    """What became of a sheet with a title above its headings; data begins in row 3."""
    title = ["网点登记表", *[""] * (len(headings) - 1)]
    return through_core(make([title, headings, *rows], **options), commit)


def refused(report):
    return [(p["row"], p["column"], p["code"]) for p in report["problems"]]


def periods(outlet):
    return list(outlet.statuses.values_list("status", "valid_from", "valid_to"))


def test_a_good_row_becomes_an_outlet_with_its_states_and_village(village):
    report = go(line(village))
    assert report["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "bad": 0}
    outlet = Outlet.objects.get()
    assert (outlet.village, outlet.kind, outlet.platform) == (village, "shop", "rural_taobao")
    assert outlet.source == Source.IMPORT
    assert outlet.outlet_no == f"{village.code}-01"
    assert periods(outlet) == [("operating", OPENED, None)]
    assert outlet.served_villages.get().village == village


@pytest.mark.parametrize("commit", [False, True])
def test_the_command_and_the_core_do_the_same(village, tmp_path, commit):
    rows = [HEADINGS, line(village), line(village, 网点名称="二店", 联系电话="138****8000")]
    content = sheets.xlsx(rows)
    file = tmp_path / "outlets.xlsx"
    file.write_bytes(content)
    out = io.StringIO()
    options = ["--commit"] if commit else []
    call_command("import_outlets", file, *options, "--format", "json", stdout=out)
    by_command = json.loads(out.getvalue())
    assert Outlet.objects.count() == (1 if commit else 0)
    Outlet.objects.all().delete()
    assert by_command == through_core(content, commit)
    assert by_command["committed"] is commit
    assert set(by_command) >= {"counts", "problems", "sha256", "committed"}


def test_the_command_prints_rows_columns_and_remedies(village, tmp_path):
    file = tmp_path / "outlets.csv"
    file.write_bytes(sheets.text([HEADINGS, line(village, 行政村代码="2.11321E+11")]))
    out = io.StringIO()
    call_command("import_outlets", file, stdout=out)
    assert "第2行·行政村代码" in out.getvalue()
    assert "2.11321E+11" in out.getvalue() and "文本" in out.getvalue()
    assert not ImportRun.objects.exists()


def test_a_file_that_cannot_be_read_fails_the_command(tmp_path):
    with pytest.raises(CommandError):
        call_command("import_outlets", tmp_path / "none.xlsx")
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError):
        call_command("import_outlets", tmp_path / "a.xlsx")
    (tmp_path / "b.csv").write_bytes("甲,乙\n".encode())
    with pytest.raises(CommandError, match="网点名称"):
        call_command("import_outlets", tmp_path / "b.csv")


BAD_CELLS = [
    ({"行政村代码": "2.11321E+11"}, "行政村代码", "code_scientific"),
    ({"行政村代码": "210302104205"}, "行政村代码", "other_city"),
    ({"行政村代码": "211399100200"}, "行政村代码", "unknown_code"),
    ({"行政村代码": "21132122420"}, "行政村代码", "code_length"),
    ({"乡镇": "羊山镇"}, "行政村代码", "code_and_names_disagree"),
    ({"行政村": "别的村"}, "行政村代码", "code_and_names_disagree"),
    ({"行政村代码": "", "行政村": "别的村"}, "行政村", "unknown_village"),
    ({"行政村代码": "", "行政村": ""}, "行政村代码", "required"),
    ({"联系电话": "159287631"}, "联系电话", "bad_phone"),
    ({"联系电话": "138****8000"}, "联系电话", "masked"),
    ({"联系电话": "1.38E+10"}, "联系电话", "damaged_number"),
    ({"负责人": "王*"}, "负责人", "masked"),
    ({"运营模式": "政府"}, "运营模式", "unknown_word"),
    ({"平台": "某宝"}, "平台", "unknown_word"),
    ({"网点类型": "大商场"}, "网点类型", "unknown_word"),
    ({"网点类型": ""}, "网点类型", "required"),
    ({"经营状态": "开着呢"}, "经营状态", "unknown_word"),
    ({"经营状态": ""}, "经营状态", "required"),
    ({"网点名称": ""}, "网点名称", "required"),
    ({"开业日期": "2018-13-05"}, "开业日期", "impossible_date"),
    ({"开业日期": "去年"}, "开业日期", "bad_date"),
    ({"开业日期": dt.date(2099, 6, 1)}, "开业日期", "future_date"),
    ({"开业日期": ""}, "开业日期", "required"),
    ({"经营状态": "关闭", "停业日期": OPENED}, "停业日期", "not_after_opening"),
    ({"经营状态": "关闭", "停业日期": dt.date(2017, 1, 1)}, "停业日期", "not_after_opening"),
    ({"停业日期": dt.date(2018, 1, 1)}, "停业日期", "status_disagrees"),
    ({"网点编号": "编号一"}, "网点编号", "bad_outlet_no"),
    ({"服务村代码": "211399100200"}, "服务村代码", "unknown_code"),
    ({"经度": "120.45531"}, "纬度", "required"),
    ({"经度": "东经120度", "纬度": "41.58021"}, "经度", "bad_number"),
    ({"经度": "41.58021", "纬度": "120.45531"}, "经度", "swapped_position"),
    ({"经度": "0", "纬度": "0"}, "经度", "zero_position"),
    ({"经度": 120.5, "纬度": 41.6}, "经度", "coarse_position"),
    ({"经度": "120.45531", "纬度": "41.58021", "坐标系": "北京54"}, "坐标系", "unknown_word"),
]


@pytest.mark.parametrize(("cells", "column", "code"), BAD_CELLS)
def test_a_bad_cell_is_refused_at_its_column_and_blocks_no_other_row(village, cells, column, code):
    report = go(line(village, **cells), line(village, 网点名称="好的"))
    assert refused(report) == [(3, column, code)]
    assert report["problems"][0]["message"]
    assert [outlet.name for outlet in Outlet.objects.all()] == ["好的"]


def test_every_problem_of_a_row_is_named_once(village):
    report = go(line(village, 行政村代码="2.11321E+11", 联系电话="1", 运营模式="政府"))
    assert sorted(column for _row, column, _code in refused(report)) == [
        "联系电话",
        "行政村代码",
        "运营模式",
    ]
    assert report["counts"]["bad"] == 1


GOOD_CELLS = [
    {"行政村代码": "wide"},
    {"行政村代码": "number"},
    {"行政村代码": ""},
    {"行政村代码": "", "县(市)区": "朝阳", "乡镇": "西营子", "行政村": "川心店村委会"},
    {"县(市)区": "", "乡镇": "", "行政村": ""},
    {"网点名称": "  川心店村电商服务站\u3000", "运营模式": "公益 "},
    {"联系电话": "１３８００１３８０００"},
    {"联系电话": 13800138000},
    {"开业日期": "2017.10.5"},
    {"开业日期": "2017年10月5日"},
    {"开业日期": 43013},
    {"开业日期": "20171005"},
    {"经营状态": "正常", "网点类型": "便民超市", "运营模式": "公益性", "平台": "村淘"},
    {"地址": "村委会\u200b旁\u202e"},
    {"平台": "—"},
    {"平台": "无", "停业日期": ""},
]


@pytest.mark.parametrize("cells", GOOD_CELLS)
def test_damage_that_can_be_mended_gives_the_same_outlet(village, cells):
    widened = village.code.translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    code = {"wide": widened, "number": int(village.code)}
    cells = {heading: code.get(value, value) for heading, value in cells.items()}
    report = go(line(village, **cells))
    assert refused(report) == []
    outlet = Outlet.objects.get()
    assert outlet.name == "川心店村电商服务站"
    assert (outlet.village, outlet.kind, outlet.operating_model) == (village, "shop", "public")
    assert (outlet.keeper_phone, outlet.address) == ("13800138000", "村委会旁")
    assert periods(outlet) == [("operating", OPENED, None)]


@pytest.mark.parametrize(
    ("make", "options"),
    [
        (sheets.xlsx, {}),
        (sheets.xls, {}),
        (sheets.text, {}),
        (sheets.text, {"encoding": "utf-8-sig", "separator": ";"}),
        (sheets.text, {"encoding": "gb18030"}),
        (sheets.text, {"encoding": "utf-16", "separator": "\t"}),
    ],
)
def test_every_kind_of_file_gives_the_same(village, make, options):
    rows = [
        line(village),
        line(village, 网点名称="垤崾站", 经营状态="停业"),
        line(village, 网点名称="三店", 平台="?"),
    ]
    report = go(*rows, make=make, **options)
    assert report["counts"] == {"new": 2, "changed": 0, "unchanged": 0, "bad": 1}
    assert refused(report) == [(5, "平台", "unknown_word")]
    assert set(Outlet.objects.values_list("name", flat=True)) == {"川心店村电商服务站", "垤崾站"}


def test_headings_in_another_order_and_other_words(village):
    words = {
        "网点名称": "站点名称",
        "县(市)区": "县（市）区",
        "行政村代码": "村代码",
        "经营状态": "状态",
    }
    words |= {
        "开业日期": "开业时间",
        "联系电话": "电 话",
        "负责人": "站长（必填）",
        "网点类型": "网点类形",
    }
    order = list(reversed(HEADINGS))
    row = dict(zip(HEADINGS, line(village), strict=True))
    report = go(
        [row[heading] for heading in order], headings=[words.get(name, name) for name in order]
    )
    assert report["counts"]["new"] == 1
    assert Outlet.objects.get().keeper_name == "孙建国"


def test_problems_name_the_heading_as_the_file_has_it(village):
    headings = ["手机号码" if name == "联系电话" else name for name in HEADINGS]
    report = go(line(village, 联系电话="1"), headings=headings)
    assert refused(report) == [(3, "手机号码", "bad_phone")]


def test_merged_headings_in_two_rows(village):
    above = ["位置" if name in ("经度", "纬度", "坐标系") else name for name in HEADINGS]
    below = [name if name in ("经度", "纬度", "坐标系") else "" for name in HEADINGS]
    content = sheets.xlsx([above, below, line(village, 经度="120.45531", 纬度="41.58021")])
    assert through_core(content, True)["counts"]["new"] == 1
    assert Outlet.objects.get().location.coords == (120.45531, 41.58021)


def test_totals_signatures_and_blank_rows_are_no_outlets(village):
    blank = [""] * len(HEADINGS)
    total = ["合计", 1, *blank[2:]]
    signed = ["审核人:", *blank[1:5], "经办人:", *blank[6:]]
    report = go(line(village), blank, total, signed)
    assert report["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "bad": 0}


def test_a_table_without_a_village_column_is_refused(village, tmp_path):
    at = [i for i, name in enumerate(HEADINGS) if name not in ("行政村", "行政村代码")]
    file = tmp_path / "a.xlsx"
    file.write_bytes(sheets.xlsx([[r[i] for i in at] for r in (HEADINGS, line(village))]))
    with pytest.raises(CommandError, match="行政村代码"):
        call_command("import_outlets", file)


class TestStates:
    closed_on = dt.date(2018, 1, 6)

    def test_a_closing_day_ends_the_operating_period(self, village):
        go(line(village, 经营状态="已关闭", 停业日期=self.closed_on))
        assert periods(Outlet.objects.get()) == [
            ("operating", OPENED, self.closed_on),
            ("closed", self.closed_on, None),
        ]

    def test_stopped_without_a_day_never_counted_as_operating(self, village):
        go(line(village, 经营状态="停业"))
        outlet = Outlet.objects.get()
        assert periods(outlet) == [("suspended", OPENED, None)]
        assert not Outlet.objects.open_on(OPENED).exists()

    def test_a_later_file_closes_an_outlet_without_touching_the_years_before(self, village):
        go(line(village))
        report = go(line(village, 经营状态="关闭", 停业日期=self.closed_on))
        assert report["counts"]["changed"] == 1
        assert Outlet.objects.open_on(self.closed_on - dt.timedelta(1)).exists()
        assert not Outlet.objects.open_on(self.closed_on).exists()


class TestMatching:
    def test_the_same_file_twice_changes_nothing(self, village):
        rows = [
            line(village, 网点编号="A-1", 经度="120.45531", 纬度="41.58021", 坐标系="高德"),
            line(village, 网点名称="二店", 经营状态="停业"),
            line(village, 网点名称="三店", 经营状态="关闭", 停业日期=dt.date(2018, 1, 6)),
        ]
        go(*rows)
        version, events = data_version.current(), pghistory.models.Events.objects.count()
        report = go(*rows)
        assert report["counts"] == {"new": 0, "changed": 0, "unchanged": 3, "bad": 0}
        assert data_version.current() == version
        assert pghistory.models.Events.objects.count() == events
        assert ImportRun.objects.count() == 2

    def test_a_number_already_in_the_registry_revises_its_outlet(self, village):
        go(line(village, 网点编号="A-1"))
        report = go(line(village, 网点编号="A-1", 网点名称="新名", 联系电话="0421-2812345"))
        assert report["counts"]["changed"] == 1
        outlet = Outlet.objects.get()
        assert (outlet.name, outlet.keeper_phone) == ("新名", "0421-2812345")

    def test_without_a_number_village_and_name_tell_the_outlet(self, village):
        go(line(village, 网点编号="A-1"))
        report = go(line(village, 网点名称="川心店村 电商服务站", 负责人="李秀英"))
        assert report["counts"]["changed"] == 1
        outlet = Outlet.objects.get()
        assert (outlet.outlet_no, outlet.keeper_name) == ("A-1", "李秀英")

    def test_a_number_learnt_later_is_given_to_the_outlet_of_that_village_and_name(self, village):
        go(line(village))
        assert go(line(village, 网点编号="A-1"))["counts"]["changed"] == 1
        assert Outlet.objects.get().outlet_no == "A-1"

    def test_two_outlets_of_one_name_are_told_apart_by_their_numbers(self, village):
        rows = [line(village, 网点编号="A-1"), line(village, 网点编号="A-2")]
        go(rows[0])
        assert go(*rows)["counts"] == {"new": 1, "changed": 0, "unchanged": 1, "bad": 0}
        assert go(*rows)["counts"]["unchanged"] == 2

    def test_a_number_repeated_in_the_file_refuses_the_later_row(self, village):
        other = VillageFactory(parent=village.parent)
        first, later = line(village, 网点编号="A-1"), line(other, 网点编号="A-1", 网点名称="别的")
        assert refused(go(first, later)) == [(4, "网点编号", "repeated")]
        assert Outlet.objects.get().name == "川心店村电商服务站"

    def test_an_outlet_named_twice_without_numbers_is_taken_once(self, village):
        report = go(line(village), line(village, 负责人="李秀英"))
        assert refused(report) == [(4, "网点名称", "repeated")]
        assert Outlet.objects.get().keeper_name == "孙建国"

    def test_a_blank_cell_says_nothing(self, village):
        neighbour = VillageFactory(parent=village.parent)
        go(
            line(
                village,
                网点编号="A-1",
                经度="120.45531",
                纬度="41.58021",
                坐标系="WGS84",
                服务村代码=neighbour.code,
            )
        )
        blanks = {"联系电话": "", "平台": "", "地址": "", "运营模式": ""}
        report = go(line(village, 网点编号="A-1", **blanks))
        assert report["counts"]["unchanged"] == 1
        assert Outlet.objects.get().keeper_phone == "13800138000"

    def test_demonstration_outlets_are_never_matched(self, village):
        OutletFactory(village=village, name="川心店村电商服务站", source=Source.DEMONSTRATION)
        report = go(line(village))
        assert report["counts"]["new"] == 1
        assert Outlet.objects.demonstration().count() == 1

    def test_rows_outside_the_scope_are_refused(self, village):
        other = VillageFactory()
        content = sheets.xlsx(
            [HEADINGS, line(village), line(other, **{"县(市)区": "", "乡镇": ""})]
        )
        report = run(
            OutletImporter(village.parent.code),
            content,
            file_name="f.xlsx",
            actor=None,
            commit=False,
        )
        assert refused(report.as_dict()) == [(3, "行政村代码", "unknown_code")]


class TestServedVillages:
    def test_codes_may_be_separated_by_any_usual_sign(self, village):
        others = [VillageFactory(parent=village.parent) for _ in range(4)]
        codes = "{}、{}，{},{}".format(*(other.code for other in others))
        go(line(village, 服务村代码=codes))
        served = Outlet.objects.get().served_villages.exclude(basis="own")
        assert {row.village for row in served} == set(others)
        assert go(line(village, 服务村代码=codes))["counts"]["unchanged"] == 1

    def test_an_outlet_s_own_village_may_be_listed(self, village):
        go(line(village, 服务村代码=village.code))
        assert Outlet.objects.get().served_villages.get().basis == "own"


class TestPositions:
    def test_the_pair_as_given_stays_beside_the_converted_point(self, village):
        go(line(village, 经度="120.455300", 纬度=41.5802, 坐标系="火星坐标"))
        outlet = Outlet.objects.get()
        assert outlet.location_raw == {"lon": "120.455300", "lat": "41.5802"}
        assert outlet.location_crs_origin == "gcj02"
        assert outlet.location.x == pytest.approx(120.4497, abs=0.0005)

    @pytest.mark.parametrize(
        ("word", "origin"),
        [
            ("", ""),
            ("WGS-84", "wgs84"),
            ("CGCS2000", "cgcs2000"),
            ("2000", "cgcs2000"),
            ("腾讯", "gcj02"),
            ("GCJ-02", "gcj02"),
            ("百度地图", "bd09"),
        ],
    )
    def test_coordinate_systems_go_by_many_names(self, village, word, origin):
        go(line(village, 经度="120.45531", 纬度="41.58021", 坐标系=word))
        assert Outlet.objects.get().location_crs_origin == origin

    def test_a_position_outside_official_lines_is_refused(self, village):
        BoundaryFactory(division=village, geom=square(side_m=600))
        lon, lat = degrees(1300, 0)
        inside = line(village, 经度=f"{degrees(0, 0)[0]:.6f}", 纬度=f"{degrees(0, 0)[1]:.6f}")
        outside = line(village, 网点名称="二店", 经度=f"{lon:.6f}", 纬度=f"{lat:.6f}")
        assert refused(go(inside, outside)) == [(4, "经度", "outside_division")]

    def test_lines_are_found_for_rows_that_name_their_village(self, village):
        BoundaryFactory(division=village, geom=square(side_m=600))
        lon, lat = degrees(1300, 0)
        row = line(village, 行政村代码="", 经度=f"{lon:.6f}", 纬度=f"{lat:.6f}")
        assert refused(go(row)) == [(3, "经度", "outside_division")]


def test_looking_up_takes_the_same_queries_for_any_number_of_rows(
    township, django_assert_max_num_queries
):
    villages = [VillageFactory(parent=township) for _ in range(30)]
    rows = [line(village, 网点编号=f"A-{n}") for n, village in enumerate(villages)]
    with django_assert_max_num_queries(12):
        report = go(*rows, commit=False)
    assert report["counts"]["new"] == 30
    with django_assert_max_num_queries(26):
        go(*rows)


def test_history_says_which_file_a_change_came_from(village):
    go(line(village))
    event = pghistory.models.Events.objects.tracks(Outlet.objects.get()).get()
    assert event.pgh_context["actor"] == "system"
    assert event.pgh_context["reason"].startswith("f.xlsx")
