"""Monthly reports for programs."""

import datetime as dt

import pytest

from outlets.models import MonthlyReport
from tests.api.conftest import codes
from tests.factories.geo import TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.factories.outlets_reports import MonthlyReportFactory
from tests.factories.registration import people_of

pytestmark = pytest.mark.django_db

REPORTS = "/monthly-reports/"


@pytest.fixture
def village():
    return VillageFactory()


@pytest.fixture
def outlet(village):
    return OutletFactory(village=village)


@pytest.fixture
def officer(village, program):
    return program(people_of(village).officer)


def fit(outlet, **changes):
    return {"outlet": str(outlet.pk), "month": "2018-08", "parcel_in": 320} | changes


def test_a_report_is_filed_and_what_is_left_out_stays_unknown(officer, outlet):
    answer = officer.post(REPORTS, fit(outlet, down_amount_yuan="1250.50", up_amount_yuan=900))
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["month"], told["parcel_in"], told["parcel_out"]) == ("2018-08", 320, None)
    assert (told["down_amount_yuan"], told["up_amount_yuan"]) == ("1250.50", "900.00")
    assert told["is_late"] is True
    assert MonthlyReport.objects.get().month == dt.date(2018, 8, 1)
    assert officer.post(REPORTS, fit(outlet)).status_code == 409


def test_a_correction_changes_what_it_says_and_nothing_else(officer, outlet):
    pk = officer.post(REPORTS, fit(outlet, parcel_out=7)).json()["id"]
    path = f"{REPORTS}{pk}/"
    version = officer.version(path)
    assert officer.patch(path, {"parcel_in": 300}).status_code == 428
    told = officer.patch(path, {"parcel_in": 300}, version=version).json()
    assert (told["parcel_in"], told["parcel_out"]) == (300, 7)
    assert officer.patch(path, {"parcel_in": 1}, version=version).status_code == 412
    answer = officer.patch(path, {"month": "2018-09"}, version=officer.version(path))
    assert codes(answer) == {"month": "read_only"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"month": "2018-13"}, "invalid"),
        ({"month": "2999-01"}, "invalid"),
        ({"month": "2018-08-01"}, "invalid"),
        ({"parcel_in": -1}, "min_value"),
        ({"parcel_in": "320"}, "invalid"),
        ({"parcel_in": 10**12}, "max_value"),
        ({"income_yuan": "1.234"}, "invalid"),
        ({"income_yuan": "1万"}, "invalid"),
        ({"business_days": 32}, "invalid"),
        ({"nil_reason": "no_business"}, "invalid"),
        ({"is_late": False}, "read_only"),
        ({"turnover": 1}, "unknown_field"),
    ],
)
def test_a_figure_that_breaks_a_rule_is_named(officer, outlet, change, code):
    answer = officer.post(REPORTS, fit(outlet, **change))
    assert answer.status_code == 400
    assert codes(answer) == {next(iter(change)): code}
    assert not MonthlyReport.objects.exists()


def test_unlikely_figures_are_asked_about_until_they_are_confirmed(officer, outlet):
    for month in (5, 6, 7):
        day = dt.date(2018, month, 1)
        MonthlyReportFactory(outlet=outlet, month=day, down_amount_yuan=1250)
    unlikely = fit(outlet, down_amount_yuan="12500000")
    answer = officer.post(REPORTS, unlikely)
    assert (answer.status_code, answer.json()["code"]) == (400, "unconfirmed")
    keys = [field["code"] for field in answer.json()["fields"]]
    assert keys and not MonthlyReport.objects.filter(month__month=8).exists()
    assert officer.post(REPORTS, unlikely | {"confirmed": keys}).status_code == 201


def test_a_report_belongs_to_those_who_answer_for_the_outlet(planner, outlet, program):
    answer = program(planner).post(REPORTS, fit(outlet))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_an_outlet_elsewhere_has_no_reports(officer):
    other = OutletFactory(village=VillageFactory(parent=TownshipFactory()))
    report = MonthlyReportFactory(outlet=other)
    assert officer.get(f"{REPORTS}{report.pk}/").status_code == 404
    assert officer.get(REPORTS).json()["count"] == 0
    answer = officer.post(REPORTS, fit(other))
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_outlet")


def test_the_list_is_filtered_and_takes_few_queries(
    officer, outlet, village, django_assert_max_num_queries
):
    for month in range(1, 9):
        MonthlyReportFactory(outlet=outlet, month=dt.date(2018, month, 1), is_late=month == 3)
    other = OutletFactory(village=village)
    MonthlyReportFactory(outlet=other, month=dt.date(2018, 3, 1))

    def number(**question):
        return officer.get(REPORTS, **question).json()["count"]

    with django_assert_max_num_queries(5):
        assert number() == 9
    assert number(month="2018-03") == 2
    assert number(since="2018-07") == 2
    assert number(until="2018-02", outlet=str(outlet.pk)) == 2
    assert number(is_late="true") == 1
    assert number(division=village.code) == 9
    assert officer.get(REPORTS, month="2018-3").status_code == 400
    assert officer.get(REPORTS, outlet="1").status_code == 400
