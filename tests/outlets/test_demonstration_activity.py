"""What the invented outlets did: reports and visits that bring every list to life."""

import datetime as dt

import pytest
from django.utils import timezone

from outlets import demonstration
from outlets.demonstration_activity import MONTHS
from outlets.dormancy import find_dormant
from outlets.kinds import Status
from outlets.models import Inspection, MonthlyReport, Outlet
from outlets.months import deadline, months_later
from outlets.report_checks import problems_of_month, problems_of_report
from outlets.reporting import FIGURES, count_due, total
from tests.factories.geo import CityFactory, CountyFactory, TownshipFactory, VillageFactory

pytestmark = pytest.mark.django_db

DAY = timezone.localdate()
PERIOD = [months_later(DAY, -back) for back in range(MONTHS, 0, -1)]


@pytest.fixture
def loaded():
    """Four townships of twenty-five villages, a third of which have an outlet."""
    city = CityFactory()
    for _county in range(2):
        county = CountyFactory(parent=city)
        for _township in range(2):
            VillageFactory.create_batch(25, parent=TownshipFactory(parent=county))
    demonstration.load(actor=None)


def written():
    reports = MonthlyReport.objects.order_by("outlet__outlet_no", "month")
    visits = Inspection.objects.order_by("outlet__outlet_no", "visited_on", "due_on")
    return (
        list(reports.values_list("outlet__outlet_no", "month", "parcel_in", "is_late")),
        list(visits.values_list("outlet__outlet_no", "visited_on", "due_on", "inspector_name")),
    )


def test_the_same_day_gives_the_same_activity(loaded):
    first = written()
    demonstration.remove(actor=None)
    demonstration.load(actor=None)

    assert written() == first


def test_about_a_tenth_of_the_reports_are_missing(loaded):
    closed = [month for month in PERIOD if deadline(month) < DAY]

    counts = total(
        count for month in closed for count in count_due(Outlet.objects.all(), month, 4).values()
    )

    assert 0.03 < counts.missing / counts.due < 0.2
    assert 0 < counts.late < counts.received / 4
    assert set(MonthlyReport.objects.values_list("month", flat=True)) <= set(PERIOD)


def test_every_invented_report_meets_the_rules(loaded):
    reports = MonthlyReport.objects.select_related("outlet")
    assert not [
        report
        for report in reports
        if problems_of_month(report.outlet, report.month, DAY)
        or problems_of_report(report.month, {name: getattr(report, name) for name in FIGURES}, "")
    ]


def test_only_outlets_that_stopped_were_found_closed(loaded):
    closed = Outlet.objects.filter(inspections__found_open=False).with_status_on(DAY)

    assert {outlet.status_on_day for outlet in closed} <= {Status.DORMANT}
    assert list(find_dormant(DAY + dt.timedelta(40))) == []


def test_removing_the_demonstration_removes_all_of_it(loaded):
    demonstration.remove(actor=None)

    assert not MonthlyReport.objects.exists()
    assert not Inspection.objects.exists()
