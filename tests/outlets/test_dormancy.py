"""Outlets that fell silent, or were found closed, and how they come back."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from core.errors import ConflictError, DomainError
from outlets import dormancy
from outlets.dormancy import find_dormant, mark_dormant
from outlets.kinds import Source, Status
from outlets.models import Inspection, MonthlyReport, Outlet
from outlets.months import closed_months, months_later
from outlets.services import change_status
from tests.factories.geo import VillageFactory
from tests.factories.outlets import OutletFactory
from tests.factories.registration import drafted, people_of

TODAY = dt.date(2018, 9, 6)  # the day after the deadline for August
JULY, AUGUST = dt.date(2018, 7, 1), dt.date(2018, 8, 1)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_arguments: TODAY)


@pytest.fixture
def outlet(db: None) -> Outlet:
    return recorded()


def recorded(*, on: dt.date = dt.date(2018, 1, 15), **facts: Any) -> Outlet:
    """An outlet that the registry knows since a day."""
    outlet = OutletFactory(**facts)
    noon = timezone.make_aware(dt.datetime.combine(on, dt.time(12)))
    Outlet.objects.filter(pk=outlet.pk).update(created_at=noon)
    return outlet


def report(outlet: Outlet, month: dt.date, **facts: Any) -> MonthlyReport:
    return MonthlyReport.objects.create(outlet=outlet, month=month, people_served=5, **facts)


def visit(outlet: Outlet, day: dt.date, *, found_open: bool) -> Inspection:
    return Inspection.objects.create(
        outlet=outlet, kind="routine", visited_on=day, found_open=found_open, result="passed"
    )


def status_of(outlet: Outlet) -> str:
    return outlet.statuses.order_by("valid_from").last().status


def caught(day: dt.date = TODAY) -> list[Outlet]:
    return [outlet for outlet, _reason in find_dormant(day)]


def test_d06_two_missing_months_make_an_outlet_presumed_dormant(outlet):
    """Visible the next morning with its rule; it leaves every figure and stays in the register."""
    assert Outlet.objects.open_on(TODAY).count() == 1

    assert mark_dormant() == [outlet]

    period = outlet.statuses.get(status=Status.DORMANT)
    assert (period.valid_from, period.valid_to) == (TODAY, None)
    assert "2018-07" in period.reason and "2018-08" in period.reason
    assert Outlet.objects.open_on(TODAY).count() == 0
    assert Outlet.objects.established().count() == 1
    assert Outlet.objects.open_on(TODAY - dt.timedelta(1)).count() == 1


def test_the_daily_job_may_run_again(outlet):
    mark_dormant()

    assert mark_dormant() == []
    assert outlet.statuses.count() == 2


def test_the_reason_is_written_in_the_sites_language(outlet):
    [(_outlet, reason)] = find_dormant(TODAY)

    assert reason == "每日核查：2018-07、2018-08无月报（规则：连续2个月无月报）"


class TestMissingReports:
    @pytest.mark.parametrize("month", [JULY, AUGUST])
    def test_one_report_is_enough(self, outlet, month):
        report(outlet, month)

        assert caught() == []

    def test_older_reports_do_not_help(self, outlet):
        report(outlet, months_later(JULY, -1))

        assert caught() == [outlet]

    def test_a_month_counts_only_once_its_deadline_has_passed(self, outlet):
        report(outlet, months_later(JULY, -1))

        assert caught(dt.date(2018, 9, 5)) == []
        assert caught(dt.date(2018, 9, 6)) == [outlet]

    def test_a_month_counts_only_when_it_lies_wholly_after_the_record(self, db):
        recorded(on=JULY)
        in_time = recorded(on=JULY - dt.timedelta(1))

        assert caught() == [in_time]

    def test_only_outlets_that_operated_in_all_the_months_are_judged(self, db):
        recorded(opened_on=AUGUST)
        since_july = recorded(opened_on=dt.date(2018, 7, 31))
        for status in (Status.CLOSED, Status.SUSPENDED, Status.DORMANT):
            recorded(status=status, status_since=dt.date(2018, 8, 20))

        assert caught() == [since_july]

    def test_registrations_under_way_and_invented_outlets_are_left_alone(self, db):
        village = VillageFactory()
        drafted(village, officer=people_of(village).officer)
        recorded(source=Source.DEMONSTRATION)

        assert caught() == []

    @pytest.mark.parametrize(("number", "is_caught"), [(0, False), (1, True), (3, False)])
    def test_the_number_of_months_is_a_setting(self, outlet, settings, number, is_caught):
        settings.DORMANT_AFTER_MISSING_REPORTS = number
        report(outlet, months_later(JULY, -1))

        assert bool(caught()) == is_caught

    def test_an_outlet_that_changed_meanwhile_stops_no_other(self, outlet, monkeypatch):
        other = recorded()
        real = dormancy.change_status

        def change(*, outlet: Outlet, **arguments: Any) -> Any:
            if outlet == other:
                raise ConflictError
            return real(outlet=outlet, **arguments)

        monkeypatch.setattr(dormancy, "change_status", change)

        assert mark_dormant() == [outlet]


class TestVisits:
    def test_a_visit_that_found_it_closed_is_enough(self, outlet):
        report(outlet, AUGUST)
        visit(outlet, dt.date(2018, 9, 3), found_open=False)
        [(_outlet, reason)] = find_dormant(TODAY)

        assert "2018-09-03" in reason

    def test_the_latest_visit_decides(self, outlet):
        report(outlet, AUGUST)
        visit(outlet, dt.date(2018, 9, 4), found_open=True)
        visit(outlet, dt.date(2018, 9, 3), found_open=False)

        assert caught() == []

    def test_todays_visit_may_still_be_mended(self, outlet):
        report(outlet, AUGUST)
        visit(outlet, TODAY, found_open=False)

        assert caught() == []
        assert caught(TODAY + dt.timedelta(1)) == [outlet]


class TestComingBack:
    def test_it_takes_a_report_and_a_visit(self, outlet):
        reviewer = people_of(outlet.village).reviewer
        outlet.statuses.all().update(valid_to=dt.date(2018, 8, 20))
        outlet.statuses.create(status=Status.DORMANT, valid_from=dt.date(2018, 8, 20))
        back = {
            "outlet": outlet,
            "status": "operating",
            "on": TODAY,
            "reason": "",
            "actor": reviewer,
        }

        visit(outlet, dt.date(2018, 9, 1), found_open=True)
        with pytest.raises(DomainError):
            change_status(**back)
        report(outlet, JULY)  # submitted at the real present, long after
        assert change_status(**back).status == Status.OPERATING
        with pytest.raises(DomainError):
            change_status(**back)

    def test_a_visit_before_it_fell_silent_or_one_that_found_it_closed_is_none(self, outlet):
        mark_dormant()
        report(outlet, JULY)
        back = {
            "outlet": outlet,
            "status": Status.OPERATING,
            "on": TODAY,
            "reason": "已恢复",
            "actor": people_of(outlet.village).reviewer,
        }
        visit(outlet, TODAY - dt.timedelta(1), found_open=True)
        with pytest.raises(DomainError):
            change_status(**back)
        visit(outlet, TODAY, found_open=False)
        with pytest.raises(DomainError):
            change_status(**back)

    def test_it_is_not_judged_by_what_was_before(self, outlet):
        """Back in September: July and August are still missing, and count no more."""
        outlet.statuses.all().update(valid_to=dt.date(2018, 8, 20))
        outlet.statuses.create(
            status=Status.DORMANT, valid_from=dt.date(2018, 8, 20), valid_to=dt.date(2018, 9, 1)
        )
        outlet.statuses.create(status=Status.OPERATING, valid_from=dt.date(2018, 9, 1))

        assert caught() == []
        assert closed_months(dt.date(2018, 11, 6), 2)[0] == dt.date(2018, 9, 1)
        assert caught(dt.date(2018, 11, 6)) == [outlet]
