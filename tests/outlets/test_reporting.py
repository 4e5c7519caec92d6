"""Who owes a monthly report, what a report is held to, and its filing."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Role
from core.errors import ConflictError, DomainError
from outlets import figures as typed
from outlets.figures import FigureError
from outlets.kinds import NilReason, Stage
from outlets.models import MonthlyReport, Outlet
from outlets.months import begins_at, closed_months, deadline, months_later
from outlets.report_checks import blanks, needs_reason, problems_of_report, questions_of_report
from outlets.reporting import (
    Due,
    UnconfirmedError,
    count_due,
    due_months,
    file_report,
    missing_months,
    recent_months,
)
from tests.factories.accounts import UserFactory
from tests.factories.geo import VillageFactory
from tests.factories.outlets import OutletFactory
from tests.factories.outlets_reports import MonthlyReportFactory, recorded_since

pytestmark = pytest.mark.django_db

JUNE, JULY, AUGUST = dt.date(2018, 6, 1), dt.date(2018, 7, 1), dt.date(2018, 8, 1)
SEPTEMBER = dt.date(2018, 9, 1)
TODAY = timezone.localdate()
LAST = months_later(TODAY, -1)


def owing(month, **fields):
    """Whether an outlet on record since before June owes the month's report."""
    outlet = recorded_since(OutletFactory(**fields), JUNE)
    return Outlet.objects.due_report_for(month).filter(pk=outlet.pk).exists()


# Who owes which


def test_an_operating_outlet_owes_every_month_that_lies_after_its_record():
    outlet = recorded_since(OutletFactory(opened_on=dt.date(2017, 1, 1)), JULY)

    due = due_months(Outlet.objects.all(), [JUNE, JULY, AUGUST])

    assert due == {outlet.pk: [JULY, AUGUST]}


def test_an_outlet_put_on_record_on_the_first_day_of_a_month_owes_the_next():
    outlet = OutletFactory()
    Outlet.objects.update(created_at=begins_at(JULY))

    assert due_months(Outlet.objects.all(), [JULY, AUGUST]) == {outlet.pk: [AUGUST]}


@pytest.mark.parametrize(
    ("fields", "is_due"),
    [
        ({"opened_on": dt.date(2018, 8, 31)}, True),
        ({"opened_on": dt.date(2018, 9, 1)}, False),
        ({"status": "suspended", "status_since": dt.date(2018, 8, 2)}, True),
        ({"status": "suspended", "status_since": dt.date(2018, 8, 1)}, False),
        ({"status": "closed", "status_since": dt.date(2018, 7, 15)}, False),
        ({"status": "dormant"}, False),
    ],
)
def test_one_day_of_operating_in_the_month_is_enough(fields, is_due):
    assert owing(AUGUST, **fields) is is_due


def test_an_outlet_that_is_not_established_owes_nothing():
    assert not owing(AUGUST, stage=Stage.ACCEPTANCE)


def test_reports_are_counted_by_township():
    """Three outlets owe August; one is late, one is missing."""
    here, there = VillageFactory(), VillageFactory()
    first, second, third = (
        recorded_since(OutletFactory(village=village), JULY) for village in (here, here, there)
    )
    MonthlyReportFactory(outlet=first, month=AUGUST)
    MonthlyReportFactory(outlet=second, month=AUGUST, is_late=True)
    MonthlyReportFactory(outlet=third, month=JULY)

    counts = count_due(Outlet.objects.all(), AUGUST, 9)

    assert counts == {here.code[:9]: Due(2, 2, 1), there.code[:9]: Due(1, 0, 0)}
    assert counts[there.code[:9]].missing == 1


def test_d06_two_missing_months_are_listed_once_their_deadlines_have_passed():
    silent = recorded_since(OutletFactory(), JULY)
    faithful = recorded_since(OutletFactory(), JULY)
    for month in (JULY, AUGUST):
        MonthlyReportFactory(outlet=faithful, month=month)

    def missing(day):
        return missing_months(Outlet.objects.all(), day, back=6)

    assert missing(dt.date(2018, 9, 5)) == {silent.pk: [JULY]}
    assert missing(dt.date(2018, 9, 6)) == {silent.pk: [JULY, AUGUST]}


def test_missing_months_are_asked_in_two_queries(django_assert_num_queries):
    recorded_since(OutletFactory(), JULY)
    with django_assert_num_queries(2):
        missing_months(Outlet.objects.all(), dt.date(2018, 9, 6))


def test_an_outlets_months_show_reports_that_were_not_due_as_well():
    outlet = recorded_since(OutletFactory(), AUGUST)
    early = MonthlyReportFactory(outlet=outlet, month=JUNE)

    months = recent_months(outlet, dt.date(2018, 9, 10))

    assert [(one.month, one.is_due, one.is_missing) for one in months] == [
        (SEPTEMBER, True, False),
        (AUGUST, True, True),
        (JUNE, False, False),
    ]
    assert months[-1].report == early


def test_the_deadline_is_a_day_of_the_following_month(settings):
    settings.REPORT_DEADLINE_DAY = 8

    assert deadline(dt.date(2017, 12, 1)) == dt.date(2018, 1, 8)
    assert closed_months(dt.date(2018, 1, 8), 1) == [dt.date(2017, 11, 1)]
    assert closed_months(dt.date(2018, 1, 9), 2) == [dt.date(2017, 11, 1), dt.date(2017, 12, 1)]


# Figures as people type them


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.25万", 12_500),
        ("1.25 万元", 12_500),
        ("12,500", 12_500),
        ("１２５００元", 12_500),
        ("12.5", Decimal("12.5")),
        ("0", 0),
        ("", None),
        ("  ", None),
    ],
)
def test_amounts_are_understood_as_offices_write_them(text, value):
    assert typed.amount(text) == value


@pytest.mark.parametrize(
    "text", ["1,25", "abc", "12..5", "1.2.3", "-5", "1e5", "12万5", "0.123", "9" * 20]
)
def test_an_amount_that_says_nothing_clear_is_refused(text):
    with pytest.raises(FigureError):
        typed.amount(text)


def test_counts_are_whole():
    assert typed.count("320件") == 320
    with pytest.raises(FigureError, match="整数"):
        typed.count("1.5")


# V40


def codes_of(figures, nil_reason="", month=AUGUST):
    return [problem.code for problem in problems_of_report(month, figures, nil_reason)]


def test_nothing_filled_in_is_no_report():
    assert codes_of({}) == ["nothing_given"]


def test_blanks_are_no_zeros():
    given = {"parcel_in": 3}

    assert codes_of(given) == []
    assert not needs_reason(given)
    assert len(blanks(given)) == 14


@pytest.mark.parametrize(
    "zeros",
    [
        dict.fromkeys(typed.BUSINESS, 0),
        {"parcel_in": 0, "down_amount_yuan": Decimal(0), "staff": 2, "business_days": 30},
        {"business_days": 0},
    ],
)
def test_all_zeros_need_a_reason(zeros):
    assert codes_of(zeros) == ["reason_missing"]
    assert codes_of(zeros, NilReason.SUSPENDED) == []


def test_a_reason_beside_figures_is_refused():
    assert codes_of({"parcel_in": 1}, NilReason.NO_BUSINESS) == ["reason_needless"]


def test_a_month_has_no_more_days_than_the_calendar_says():
    assert codes_of({"parcel_in": 1, "business_days": 29}, month=dt.date(2018, 2, 1)) == [
        "too_many_days"
    ]


# V41


def asked(figures, *earlier, month=AUGUST, today=dt.date(2018, 9, 3)):
    """What is asked of `figures` after reports with these down amounts, latest first."""
    reports = [
        MonthlyReport(month=months_later(month, -back), down_amount_yuan=amount)
        for back, amount in enumerate(earlier, start=1)
    ]
    return [
        question.message
        for question in questions_of_report(
            month=month, figures=figures, earlier=reports, today=today
        )
    ]


def test_d06_ten_thousand_times_as_much_asks_for_yuan_or_ten_thousands():
    [message] = asked({"down_amount_yuan": Decimal(12_500_000)}, Decimal(1_250))

    assert message == "下行额：上月1,250元，本月12,500,000元，是否误以元/万元填写？"


def test_ten_thousand_times_as_little_asks_too():
    [message] = asked({"down_amount_yuan": Decimal("1.25")}, Decimal(12_500))

    assert "万元" in message


@pytest.mark.parametrize(
    ("value", "is_asked"), [(1_000, False), (5_000, False), (5_001, True), (40_000, True)]
)
def test_more_than_five_times_the_median_is_asked_about(value, is_asked):
    """The median of six reports is 1000; an older one is not looked at."""
    earlier = [900, 1_000, 1_000, 1_000, 1_100, 1_000, 90_000]

    assert bool(asked({"down_amount_yuan": Decimal(value)}, *map(Decimal, earlier))) is is_asked


def test_small_sums_are_never_asked_about():
    assert asked({"down_amount_yuan": Decimal(1_000)}, Decimal(10)) == []


def test_without_earlier_reports_nothing_is_compared():
    assert asked({"down_amount_yuan": Decimal(10**8)}) == []
    assert asked({"down_amount_yuan": Decimal(10**8)}, None) == []


def test_sums_that_contradict_each_other_are_asked_about():
    [down] = asked({"down_amount_yuan": Decimal(10), "purchase_amount_yuan": Decimal(20)})
    [farm] = asked({"up_amount_yuan": Decimal(10), "up_farm_amount_yuan": Decimal(20)})

    assert "代购" in down
    assert "农产品" in farm


def test_a_month_that_is_not_over_is_asked_about():
    assert asked({"parcel_in": 1}, today=dt.date(2018, 8, 20))
    assert not asked({"parcel_in": 1}, today=dt.date(2018, 8, 31))


# Filing


def filed(outlet, month=LAST, *, figures=None, **arguments):
    return file_report(
        outlet=outlet,
        month=month,
        figures={"parcel_in": 3} if figures is None else figures,
        actor=arguments.pop("actor", None),
        **arguments,
    )


def test_d06_a_report_keeps_blanks_apart_from_zeros():
    report = filed(OutletFactory(), figures={"parcel_in": 3, "parcel_out": 0})
    report.refresh_from_db()

    assert (report.parcel_in, report.parcel_out, report.sale_orders) == (3, 0, None)


@pytest.mark.parametrize(("month", "is_late"), [(LAST, None), (months_later(TODAY, -2), True)])
def test_d06_a_report_after_the_deadline_is_taken_and_marked_late(month, is_late):
    report = filed(OutletFactory(), month)

    assert report.is_late is (deadline(month) < TODAY if is_late is None else is_late)


def test_correcting_a_report_keeps_its_lateness_and_its_sender():
    outlet = OutletFactory()
    report = filed(outlet, actor=UserFactory(username="first"))
    MonthlyReport.objects.update(is_late=False)

    corrected = filed(
        outlet,
        figures={"parcel_in": 4},
        seen_at=report.updated_at,
        actor=UserFactory(username="second"),
    )

    assert corrected.pk == report.pk
    assert (corrected.parcel_in, corrected.is_late) == (4, False)
    assert corrected.submitted_by_name == "first"


@pytest.mark.parametrize(
    ("month", "field"), [(months_later(TODAY, 1), "month"), (dt.date(2016, 12, 1), "month")]
)
def test_a_month_to_come_or_before_the_opening_is_refused(month, field):
    with pytest.raises(DomainError) as caught:
        filed(OutletFactory(opened_on=dt.date(2017, 1, 1)), month)

    assert caught.value.field == field


def test_an_outlet_under_way_does_not_report():
    with pytest.raises(DomainError):
        filed(OutletFactory(stage=Stage.ACCEPTANCE))


def test_unlikely_figures_are_taken_once_confirmed():
    outlet = OutletFactory()
    MonthlyReportFactory(outlet=outlet, month=months_later(LAST, -1), down_amount_yuan=1_250)
    figures = {"down_amount_yuan": Decimal(12_500_000)}

    with pytest.raises(UnconfirmedError) as caught:
        filed(outlet, figures=figures)
    report = filed(outlet, figures=figures, confirmed=[q.key for q in caught.value.questions])

    assert report.down_amount_yuan == 12_500_000


def test_confirming_one_figure_confirms_no_other():
    outlet = OutletFactory()
    MonthlyReportFactory(outlet=outlet, month=months_later(LAST, -1), down_amount_yuan=1_250)
    with pytest.raises(UnconfirmedError) as caught:
        filed(outlet, figures={"down_amount_yuan": Decimal(12_500_000)})
    keys = [question.key for question in caught.value.questions]

    with pytest.raises(UnconfirmedError):
        filed(outlet, figures={"down_amount_yuan": Decimal(25_000_000)}, confirmed=keys)


def test_a_stale_correction_changes_nothing():
    outlet = OutletFactory()
    first = filed(outlet)
    filed(outlet, figures={"parcel_in": 4}, seen_at=first.updated_at)

    with pytest.raises(ConflictError):
        filed(outlet, figures={"parcel_in": 5}, seen_at=first.updated_at)

    assert MonthlyReport.objects.get().parcel_in == 4


@pytest.mark.django_db(transaction=True)
def test_of_two_reports_at_once_one_is_taken():
    outlet = OutletFactory()
    actor = UserFactory(role=Role.TOWNSHIP_OFFICER)
    start, outcomes = threading.Barrier(2), []

    def send(number):
        start.wait()
        try:
            filed(outlet, figures={"parcel_in": number}, actor=actor)
            outcomes.append("taken")
        except ConflictError:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["conflict", "taken"]
    assert MonthlyReport.objects.count() == 1
