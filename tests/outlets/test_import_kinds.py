"""Outlets and monthly reports sent by those who register them, and by those who take them over."""

import datetime as dt
from decimal import Decimal

import pytest
from prcoords import wgs_gcj

from accounts.models import Role
from core import import_runs
from core.errors import DomainError
from core.import_kinds import UnknownKindError, kinds_for
from outlets import registration
from outlets.importers.columns import COLUMNS
from outlets.importers.report_columns import COLUMNS as REPORT_COLUMNS
from outlets.kinds import Source, Stage, Status, Step
from outlets.models import MonthlyReport, Outlet
from outlets.months import month_of, months_later
from tests import sheets
from tests.factories.accounts import UserFactory
from tests.factories.geo import (
    BoundaryFactory,
    CityFactory,
    CountyFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.factories.imports import confirmed, sent, written
from tests.factories.outlets import OutletFactory
from tests.factories.outlets_reports import MonthlyReportFactory
from tests.factories.registration import People, people_of, submitted
from tests.shapes import degrees, square

pytestmark = pytest.mark.django_db

HEADINGS = [column.heading for column in COLUMNS]
REPORT_HEADINGS = [column.heading for column in REPORT_COLUMNS]
MONTH = months_later(month_of(dt.date.today()), -1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def village():
    county = CountyFactory(parent=CityFactory(), name="朝阳县", short_name="朝阳")
    township = TownshipFactory(parent=county, name="西营子乡", short_name="西营子", kind="乡")
    return VillageFactory(parent=township, name="川心店村民委员会", short_name="川心店村")


@pytest.fixture
def people(village) -> People:
    return people_of(village)


@pytest.fixture
def planner(village):
    return UserFactory(jurisdiction=village.parent.parent.parent)


def outlets(*rows, headings=HEADINGS, **cells):
    """A workbook of outlets; each row is a village, or a village with cells of its own."""
    lines = []
    for row in rows:
        where, own = row if isinstance(row, tuple) else (row, {})
        said = {
            "网点名称": "川心店村电商服务站",
            "行政村代码": where.code,
            "网点类型": "便民商店",
            "经营状态": "运营",
            "开业日期": dt.date(2017, 10, 5),
            "负责人": "孙建国",
            "联系电话": "13800138000",
        }
        said |= cells | own
        lines.append([said.get(heading, "") for heading in headings])
    return sheets.xlsx([headings, *lines])


def reports(*rows):
    """A workbook of monthly reports; each row its cells by heading."""
    lines = [[row.get(heading, "") for heading in REPORT_HEADINGS] for row in rows]
    return sheets.xlsx([REPORT_HEADINGS, *lines])


def codes(run):
    return [(p["row"], p["column"], p["code"]) for p in run.problems]


class TestOutletsOfOffices:
    def test_a_new_row_waits_for_the_countys_review(self, village, people):
        run = written("outlets", outlets(village), actor=people.officer)
        assert (run.state, run.counts["new"]) == ("done", 1)
        outlet = Outlet.objects.get()
        assert (outlet.stage, outlet.source) == (Stage.COUNTY_REVIEW, Source.IMPORT)
        assert outlet.submitted_by == people.officer
        assert outlet.outlet_no == f"{village.code}-01"
        step = outlet.transitions.get()
        assert step.step == Step.SUBMIT and "网点.xlsx" in step.reason

    def test_status_and_dates_wait_for_acceptance_and_the_preview_says_so(self, village, people):
        run = written("outlets", outlets(village), actor=people.officer)
        assert "经营状态、开业日期" in run.notes[0]
        outlet = Outlet.objects.get()
        assert outlet.opened_on is None and not outlet.statuses.exists()

    def test_the_same_file_again_changes_nothing(self, village, people):
        content = outlets(village)
        written("outlets", content, actor=people.officer)
        before = Outlet.objects.get().updated_at
        again = written("outlets", content, actor=people.officer)
        assert (again.counts["unchanged"], again.counts["new"]) == (1, 0)
        assert Outlet.objects.get().updated_at == before

    def test_a_village_outside_of_the_jurisdiction_is_refused(self, people):
        elsewhere = VillageFactory(parent=TownshipFactory(parent=CountyFactory()))
        run = sent("outlets", outlets(elsewhere), actor=people.officer)
        assert run.counts["bad"] == 1 and run.state == "previewed"

    def test_an_outlet_outside_of_the_jurisdiction_does_not_exist(self, village, people):
        OutletFactory(outlet_no="2113-99")
        row = (village, {"网点编号": "2113-99"})
        run = sent("outlets", outlets(row), actor=people.officer)
        assert codes(run) == [(2, "网点编号", "unknown_number")]

    def test_what_is_under_review_is_not_changed_by_a_file(self, village, people):
        outlet = submitted(village, officer=people.officer, name="川心店村电商服务站")
        run = sent("outlets", outlets(village, 地址="村口"), actor=people.officer)
        assert codes(run) == [(2, "网点名称", "under_way")]
        assert Outlet.objects.get() == outlet

    def test_what_was_returned_is_mended_and_submitted_again(self, village, people):
        written("outlets", outlets(village), actor=people.officer)
        outlet = Outlet.objects.get()
        registration.send_back(
            outlet=outlet, seen_at=outlet.updated_at, actor=people.reviewer, reason="地址不全"
        )
        unmended = written("outlets", outlets(village), actor=people.officer)
        assert unmended.counts["unchanged"] == 1
        mended = written("outlets", outlets(village, 地址="村委会旁"), actor=people.officer)
        assert mended.counts["changed"] == 1
        outlet.refresh_from_db()
        assert (outlet.stage, outlet.address) == (Stage.COUNTY_REVIEW, "村委会旁")

    def test_an_established_outlets_facts_are_corrected_and_its_status_stays(self, village, people):
        OutletFactory(
            village=village, outlet_no="CX-1", status=Status.CLOSED, keeper_phone="13800138000"
        )
        row = (village, {"网点编号": "CX-1", "地址": "村委会旁"})
        run = written("outlets", outlets(row), actor=people.reviewer)
        assert run.counts["changed"] == 1
        outlet = Outlet.objects.get()
        assert (outlet.address, outlet.statuses.get().status) == ("村委会旁", Status.CLOSED)

    def test_the_preview_shows_changes_and_hides_who_keeps_the_outlet(self, village, people):
        OutletFactory(village=village, outlet_no="CX-1", name="川心店村电商服务站")
        row = (village, {"网点编号": "CX-1"})
        run = sent("outlets", outlets(row), actor=people.officer)
        (shown,) = run.rows
        assert shown["outcome"] == "changed"
        assert ["负责人", "孙**"] in shown["values"]
        assert "138****8000" in {change["new"] for change in shown["changes"]}
        assert "孙建国" not in str(run.rows) and "13800138000" not in str(run.rows)


class TestOutletsTakenOver:
    def test_planners_take_outlets_over_with_status_and_dates(self, village, planner):
        run = written("outlets", outlets(village), actor=planner)
        outlet = Outlet.objects.get()
        assert (outlet.stage, outlet.source) == (Stage.ESTABLISHED, Source.IMPORT)
        assert (outlet.opened_on, outlet.statuses.get().status) == (
            dt.date(2017, 10, 5),
            Status.OPERATING,
        )
        assert run.counts == {"new": 1, "changed": 0, "unchanged": 0, "bad": 0, "duplicate": 0}

    def test_rows_that_say_the_same_twice_are_told_apart_from_bad_ones(self, village, planner):
        run = sent(
            "outlets", outlets(village, village, (village, {"网点类型": "?"})), actor=planner
        )
        assert (run.counts["bad"], run.counts["duplicate"]) == (1, 1)
        assert [row["outcome"] for row in run.rows] == ["bad", "duplicate", "new"]

    def test_departments_and_leaders_are_offered_nothing(self, village):
        city = village.parent.parent.parent
        for role in (Role.DEPARTMENT, Role.LEADER, Role.AUDITOR):
            user = UserFactory(role=role, jurisdiction=city)
            names = {kind.name for kind in kinds_for(user)}
            assert not names & {"outlets", "monthly_reports"}
            with pytest.raises(UnknownKindError):
                sent("outlets", outlets(village), actor=user)


class TestUndeclaredCoordinates:
    """Read as GCJ-02 the pair lies in its village, some 500 m off what it says."""

    @pytest.fixture
    def content(self, village):
        lon, lat = degrees(0, 0)
        shifted_lat, shifted_lon = wgs_gcj((lat, lon))
        return outlets(village, 经度=f"{shifted_lon:.6f}", 纬度=f"{shifted_lat:.6f}")

    def test_where_the_rows_lie_tells_the_system_and_the_sender_sees_it(
        self, village, planner, content
    ):
        BoundaryFactory(division=village, geom=square(side_m=100))
        run = sent("outlets", content, actor=planner)
        (question,) = run.questions
        assert (question["suggested"], question["is_open"]) == ("gcj02", False)
        confirmed(run, actor=planner)
        outlet = Outlet.objects.get()
        assert outlet.location_crs_origin == "gcj02"
        assert outlet.location.coords == pytest.approx(degrees(0, 0), abs=1e-5)

    def test_where_nothing_tells_it_the_sender_has_to_choose(self, village, planner, content):
        run = sent("outlets", content, actor=planner)
        assert run.questions[0]["is_open"]
        with pytest.raises(DomainError):
            import_runs.confirm(run=run, actor=planner)
        run = import_runs.choose(run=run, options={"crs": "cgcs2000"}, actor=planner)
        confirmed(run, actor=planner)
        assert Outlet.objects.get().location_crs_origin == "cgcs2000"


class TestMonthlyReports:
    @pytest.fixture
    def outlet(self, village):
        return OutletFactory(village=village, outlet_no="CX-1", name="川心店站")

    def row(self, **cells):
        return {"网点编号": "CX-1", "月份": f"{MONTH:%Y-%m}", "代购笔数": 12} | cells

    def test_a_report_is_filed_and_a_blank_is_no_zero(self, outlet, people):
        content = reports(self.row(下行额="1.25万"))
        run = written("monthly_reports", content, actor=people.officer)
        assert run.counts["new"] == 1
        report = MonthlyReport.objects.get()
        assert (report.month, report.purchase_orders) == (MONTH, 12)
        assert report.down_amount_yuan == Decimal(12500)
        assert report.up_amount_yuan is None and report.staff is None
        assert report.submitted_by_name == people.officer.username
        assert written("monthly_reports", content, actor=people.officer).counts["unchanged"] == 1

    @pytest.mark.parametrize("back, is_late", [(1, False), (4, True)])
    def test_it_is_as_late_as_it_would_be_from_the_page(
        self, outlet, people, settings, back, is_late
    ):
        settings.REPORT_DEADLINE_DAY = 28
        month = months_later(month_of(dt.date.today()), -back)
        if back == 1 and dt.date.today().day > 28:
            month = month_of(dt.date.today())
        written("monthly_reports", reports(self.row(月份=f"{month:%Y%m}")), actor=people.officer)
        assert MonthlyReport.objects.get().is_late is is_late

    def test_what_a_blank_cell_leaves_stays_known(self, outlet, people):
        MonthlyReportFactory(outlet=outlet, month=MONTH, purchase_orders=5, staff=2)
        run = written("monthly_reports", reports(self.row()), actor=people.officer)
        assert run.rows[0]["changes"] == [{"label": "代购笔数", "old": "5", "new": "12"}]
        report = MonthlyReport.objects.get()
        assert (report.purchase_orders, report.staff) == (12, 2)

    def test_nothing_but_zeros_needs_a_reason(self, outlet, people):
        bare = sent("monthly_reports", reports(self.row(代购笔数=0)), actor=people.officer)
        assert codes(bare) == [(2, "零业务原因", "reason_missing")]
        said = self.row(代购笔数=0, 零业务原因="确无业务")
        run = written("monthly_reports", reports(said), actor=people.officer)
        assert run.counts["new"] == 1
        assert MonthlyReport.objects.get().nil_reason == "no_business"

    def test_unlikely_figures_are_left_out_until_the_sender_says_they_are_right(
        self, outlet, people
    ):
        before = months_later(MONTH, -1)
        content = reports(
            self.row(月份=f"{MONTH:%Y-%m}", 下行额=90000),
            self.row(月份=f"{before:%Y-%m}", 下行额=1500),
        )
        run = sent("monthly_reports", content, actor=people.officer)
        assert codes(run) == [(2, "下行额", "unconfirmed")]
        (question,) = run.questions
        assert (question["option"], question["is_open"]) == ("unlikely", False)
        run = import_runs.choose(run=run, options={"unlikely": "take"}, actor=people.officer)
        assert (run.counts["new"], run.problems) == (2, [])
        import_runs.confirm_and_write(run=run, actor=people.officer, tell=lambda share: None)
        assert MonthlyReport.objects.count() == 2

    def test_amounts_under_a_heading_in_ten_thousands_are_such(self, outlet, people):
        content = sheets.xlsx(
            [
                ["网点编号", "年份", "月份", "下行额（万元）"],
                ["CX-1", MONTH.year, f"{MONTH.month}月", 1.5],
            ]
        )
        written("monthly_reports", content, actor=people.officer)
        report = MonthlyReport.objects.get()
        assert (report.month, report.down_amount_yuan) == (MONTH, Decimal(15000))

    @pytest.mark.parametrize(
        "cells, problem",
        [
            ({"网点编号": "2.11E+11"}, ("网点编号", "damaged_number")),
            ({"网点编号": "无此号"}, ("网点编号", "unknown_number")),
            ({"网点名称": "别的站"}, ("网点名称", "name_disagrees")),
            ({"月份": "上个月"}, ("月份", "bad_month")),
            ({"月份": "2018-13"}, ("月份", "bad_month")),
            ({"月份": "2099-01"}, ("月份", "future_month")),
            ({"代购笔数": "-3"}, ("代购笔数", "negative_figure")),
            ({"营业天数": 32}, ("营业天数", "too_many_days")),
            ({"代购笔数": ""}, ("月份", "nothing_given")),
        ],
    )
    def test_each_rule_names_its_column(self, outlet, people, cells, problem):
        run = sent("monthly_reports", reports(self.row(**cells)), actor=people.officer)
        assert (2, *problem) in codes(run)

    def test_a_month_twice_in_the_file_is_taken_once(self, outlet, people):
        content = reports(self.row(), self.row(代购笔数=13))
        run = written("monthly_reports", content, actor=people.officer)
        assert (run.counts["new"], run.counts["duplicate"]) == (1, 1)
        assert MonthlyReport.objects.get().purchase_orders == 12

    def test_an_outlet_of_another_township_does_not_exist(self, people):
        OutletFactory(outlet_no="CX-1")
        run = sent("monthly_reports", reports(self.row()), actor=people.officer)
        assert codes(run) == [(2, "网点编号", "unknown_number")]


def test_an_option_that_the_kind_does_not_know_is_refused(village, planner):
    with pytest.raises(DomainError):
        sent("outlets", outlets(village), actor=planner, colour="red")
