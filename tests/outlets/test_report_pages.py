"""The pages of monthly reports and visits as each role meets them."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from core.models import AuditEntry
from outlets.kinds import InspectionKind, Stage
from outlets.models import Inspection, MonthlyReport, Photo
from outlets.months import months_later
from tests.factories.accounts import UserFactory
from tests.factories.geo import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.factories.outlets_reports import (
    InspectionFactory,
    MonthlyReportFactory,
    VisitFactory,
    picture,
    recorded_since,
    upload,
)
from tests.shapes import ORIGIN, point

pytestmark = pytest.mark.django_db

REPORTS = reverse("outlets:report_list")
VISITS = reverse("outlets:inspection_list")
SAMPLE = reverse("outlets:inspection_sample")
TODAY = timezone.localdate()
LAST, BEFORE = months_later(TODAY, -1), months_later(TODAY, -2)
LONG_AGO = months_later(TODAY, -24)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def county():
    return CountyFactory(name="柳城县")


@pytest.fixture
def township(county):
    return TownshipFactory(parent=county, name="大庙镇")


@pytest.fixture
def outlet(township):
    outlet = OutletFactory(village=VillageFactory(parent=township), name="青山服务站")
    return recorded_since(outlet, LONG_AGO)


@pytest.fixture
def officer(township):
    return UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township, username="officer")


@pytest.fixture
def officer_client(officer, signed_in):
    return signed_in(officer)


@pytest.fixture
def reviewer_client(county, signed_in):
    return signed_in(UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=county))


@pytest.fixture
def far_client(signed_in):
    return signed_in(UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=TownshipFactory()))


def address(outlet, month=LAST):
    return reverse("outlets:report_edit", args=(outlet.pk, month.year, month.month))


def text(response):
    return response.content.decode()


def messages(response):
    return " ".join(str(message) for message in response.context["messages"])


# D6


def test_d06_a_blank_is_kept_as_unknown_and_listed(officer_client, outlet):
    response = officer_client.post(
        address(outlet), {"parcel_in": "320", "parcel_out": "0"}, follow=True
    )

    report = MonthlyReport.objects.get()
    assert (report.parcel_in, report.parcel_out, report.sale_orders) == (320, 0, None)
    assert "未填（不计为0）：" in messages(response)
    assert "代销笔数" in messages(response)
    assert "发件数" not in messages(response)


def test_d06_all_zeros_ask_for_a_reason(officer_client, outlet):
    zeros = {"parcel_in": "0", "down_amount_yuan": "0", "business_days": "0"}

    response = officer_client.post(address(outlet), zeros)

    assert "请选择原因" in str(response.context["form"].errors["nil_reason"])
    assert not MonthlyReport.objects.exists()

    officer_client.post(address(outlet), zeros | {"nil_reason": "suspended"})

    assert MonthlyReport.objects.get().nil_reason == "suspended"


def test_d06_an_amount_ten_thousand_times_the_last_is_asked_about(officer_client, outlet):
    MonthlyReportFactory(outlet=outlet, month=BEFORE, down_amount_yuan=1_250)
    figures = {"down_amount_yuan": "12,500,000", "parcel_in": "7"}

    response = officer_client.post(address(outlet), figures)

    assert "上月1,250元，本月12,500,000元，是否误以元/万元填写？" in text(response)
    assert 'value="12,500,000"' in text(response)
    assert 'value="7"' in text(response)
    assert MonthlyReport.objects.count() == 1

    [question] = response.context["questions"]
    officer_client.post(address(outlet), figures | {"confirmed": question.key})

    assert MonthlyReport.objects.get(month=LAST).down_amount_yuan == 12_500_000


def test_d06_a_late_report_is_taken_and_marked(officer_client, outlet):
    assert "提交后标为迟报" in text(officer_client.get(address(outlet, BEFORE)))

    response = officer_client.post(address(outlet, BEFORE), {"parcel_in": "1"}, follow=True)

    assert "迟报" in messages(response)
    assert MonthlyReport.objects.get().is_late
    assert response.context["sums"].late == 1


def test_d06_missing_months_stand_on_the_outlets_own_page(officer_client, outlet):
    MonthlyReportFactory(outlet=outlet, month=months_later(TODAY, -4))

    response = officer_client.get(reverse("outlets:detail", args=(outlet.pk,)))

    months = {one.month: one.is_missing for one in response.context["months"]}
    assert months[BEFORE] is True
    assert months[months_later(TODAY, -3)] is True
    assert months[months_later(TODAY, -4)] is False
    assert address(outlet, BEFORE) in text(response)


# The form


def test_ten_thousands_are_understood_and_shown_back(officer_client, outlet):
    response = officer_client.post(address(outlet), {"down_amount_yuan": "1.25万"}, follow=True)

    assert MonthlyReport.objects.get().down_amount_yuan == 12_500
    assert "下行额 12,500" in messages(response)


def test_what_was_typed_stays_when_something_is_wrong(officer_client, outlet):
    typed = {"down_amount_yuan": "1.25万", "parcel_in": "many", "business_days": "40"}

    response = officer_client.post(address(outlet), typed)

    assert set(response.context["form"].errors) == {"parcel_in"}
    for value in typed.values():
        assert f'value="{value}"' in text(response)


def test_of_two_people_one_is_taken_and_the_other_shown_both(officer_client, outlet):
    MonthlyReportFactory(outlet=outlet, month=LAST, parcel_in=3, submitted_by_name="other")

    response = officer_client.post(address(outlet), {"parcel_in": "5"})

    assert response.status_code == 409
    [row] = response.context["comparisons"]
    assert (row.kept, row.typed) == ("3", "5")
    assert response.context["form"]["parcel_in"].value() == "5"
    assert MonthlyReport.objects.get().parcel_in == 3

    again = {"parcel_in": "5", "seen_at": response.context["form"]["seen_at"].value()}
    officer_client.post(address(outlet), again)

    assert MonthlyReport.objects.get().parcel_in == 5


def test_a_report_takes_a_photo_of_the_ledger(officer_client, outlet):
    officer_client.post(address(outlet), {"parcel_in": "5", "photo_ledger": upload(picture())})

    photo = Photo.objects.get()
    assert (photo.kind, photo.report) == ("ledger", MonthlyReport.objects.get())


def test_a_bad_photo_writes_no_report(officer_client, outlet):
    response = officer_client.post(
        address(outlet), {"parcel_in": "5", "photo_ledger": upload(b"no photo")}
    )

    assert list(response.context["form"].errors) == ["photo_ledger"]
    assert not MonthlyReport.objects.exists()


def test_a_known_photo_writes_no_report(officer_client, outlet):
    officer_client.post(
        address(outlet, BEFORE), {"parcel_in": "5", "photo_ledger": upload(picture())}
    )

    response = officer_client.post(
        address(outlet), {"parcel_in": "5", "photo_ledger": upload(picture())}
    )

    assert list(response.context["form"].errors) == ["photo_ledger"]
    assert MonthlyReport.objects.count() == 1


@pytest.mark.parametrize(
    ("year", "month", "status"),
    [(2018, 13, 404), (0, 1, 404), (2016, 12, 400), (TODAY.year + 1, 1, 400), (99999, 1, 404)],
)
def test_impossible_months_get_an_answer(officer_client, outlet, year, month, status):
    response = officer_client.get(f"/outlets/{outlet.pk}/reports/{year}-{month}/")

    assert response.status_code == status


def test_another_townships_report_does_not_exist(far_client, outlet):
    assert far_client.get(address(outlet)).status_code == 404
    assert far_client.post(address(outlet), {"parcel_in": "1"}).status_code == 404


def test_a_planner_reads_a_report_and_files_none(planner_client, outlet):
    MonthlyReportFactory(outlet=outlet, month=LAST, parcel_in=1234)

    assert "1,234" in text(planner_client.get(address(outlet)))
    assert "未填" in text(planner_client.get(address(outlet)))
    assert planner_client.post(address(outlet), {"parcel_in": "1"}).status_code == 403


# Who owes one


def test_the_list_counts_due_received_late_and_missing_by_township(reviewer_client, county):
    """Township A: one late, one missing. Township B: one in time."""
    first, second = TownshipFactory(parent=county), TownshipFactory(parent=county)
    late, missing = (
        recorded_since(OutletFactory(village=VillageFactory(parent=first)), LONG_AGO)
        for _n in range(2)
    )
    timely = recorded_since(OutletFactory(village=VillageFactory(parent=second)), LONG_AGO)
    recorded_since(OutletFactory(), LONG_AGO)  # of another county
    MonthlyReportFactory(outlet=late, month=LAST, is_late=True)
    MonthlyReportFactory(outlet=timely, month=LAST)

    context = reviewer_client.get(REPORTS).context

    rows = {row.division: row.counts for row in context["rows"]}
    figures = {
        division.code: (c.due, c.received, c.late, c.missing) for division, c in rows.items()
    }
    assert figures == {first.code: (2, 1, 1, 1), second.code: (1, 1, 0, 0)}
    assert context["sums"].missing == 1
    assert list(context["page"]) == [missing]
    assert list(reviewer_client.get(REPORTS, {"state": "late"}).context["page"]) == [late]


def test_an_officer_sees_the_outlets_alone(officer_client, outlet):
    response = officer_client.get(REPORTS)

    assert not response.context["rows"]
    assert address(outlet) in text(response)


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ({"month": "2018-13"}, 400),
        ({"month": "x"}, 400),
        ({"month": f"{TODAY.year + 1}-01"}, 400),
        ({"state": "x"}, 400),
        ({"division": "x"}, 400),
        ({"division": "211399"}, 404),
        ({"month": "1970-01", "page": "x"}, 200),
    ],
)
def test_odd_questions_get_an_answer(officer_client, outlet, question, status):
    assert officer_client.get(REPORTS, question).status_code == status


# What every page asks once for each version of the data: demonstration, and what waits for review.
OF_EVERY_PAGE = ('"source" = ', "'county_review'")


@pytest.mark.parametrize("place", [REPORTS, VISITS])
def test_the_lists_ask_few_questions(reviewer_client, outlet, place):
    for _n in range(3):
        InspectionFactory(outlet=recorded_since(OutletFactory(village=outlet.village), LONG_AGO))
    reviewer_client.get(place)
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        reviewer_client.get(place)

    own = [
        query["sql"]
        for query in queries
        if "outlets_" in query["sql"] and not any(mark in query["sql"] for mark in OF_EVERY_PAGE)
    ]
    assert len(own) <= 3


# Visits


def visit_address(outlet, plan=None):
    place = reverse("outlets:inspection_add", args=(outlet.pk,))
    return f"{place}?plan={plan.pk}" if plan else place


def found(**changes):
    values = {
        "kind": "routine",
        "visited_on": TODAY.isoformat(),
        "inspector_name": "王巡查",
        "found_open": "yes",
        "result": "passed",
    }
    return values | changes


def test_due_and_overdue_visits_come_first(reviewer_client, outlet):
    later = InspectionFactory(outlet=outlet, due_on=TODAY + dt.timedelta(3))
    overdue = InspectionFactory(outlet=outlet, due_on=TODAY - dt.timedelta(3))
    closed = VisitFactory(outlet=outlet, found_open=False, result="failed")
    InspectionFactory()  # of another county

    context = reviewer_client.get(VISITS).context

    assert list(context["page"]) == [overdue, later]
    assert context["numbers"] == {"due": 2, "overdue": 1, "closed": 1, "made": 1}
    assert list(reviewer_client.get(VISITS, {"state": "closed"}).context["page"]) == [closed]


def test_a_visit_is_recorded_with_position_and_photos(officer_client, outlet):
    lon, lat = ORIGIN
    outlet.location = point(0, 0)
    outlet.save()
    data = found(lon=lon, lat=lat, location_accuracy_m="12.5", photo_front=upload(picture()))

    response = officer_client.post(visit_address(outlet), data, follow=True)

    visit = Inspection.objects.get()
    assert (visit.found_open, visit.is_staff_present, visit.location_accuracy_m) == (
        True,
        None,
        12.5,
    )
    assert visit.location.x == pytest.approx(lon)
    assert visit.photos.get().kind == "front"
    assert "合格" in text(response)


def test_a_visit_found_closed_is_visible_at_once(officer_client, outlet):
    response = officer_client.post(
        visit_address(outlet), found(found_open="no", result="failed", note="上锁"), follow=True
    )

    assert "巡查未营业" in text(response)
    assert response.context["found_closed"].note == "上锁"


def test_a_later_visit_that_finds_it_open_ends_the_warning(officer_client, outlet):
    VisitFactory(
        outlet=outlet, visited_on=TODAY - dt.timedelta(2), found_open=False, result="failed"
    )

    response = officer_client.post(visit_address(outlet), found(), follow=True)

    assert response.context["found_closed"] is None


def test_mending_needs_a_day_and_plans_a_re_visit(officer_client, outlet):
    response = officer_client.post(
        visit_address(outlet),
        found(result="to_mend", note="台账不全", photo_front=upload(picture())),
    )
    assert list(response.context["form"].errors) == ["mend_by"]
    assert "台账不全" in text(response)
    assert "照片需要重新选择" in text(response)
    assert not Inspection.objects.exists()

    day = TODAY + dt.timedelta(20)
    officer_client.post(visit_address(outlet), found(result="to_mend", mend_by=day.isoformat()))

    assert Inspection.objects.planned().get().due_on == day


def test_what_is_missing_is_named(officer_client, outlet):
    response = officer_client.post(visit_address(outlet), {})

    assert set(response.context["form"].errors) == {
        "kind",
        "visited_on",
        "inspector_name",
        "found_open",
        "result",
    }


def test_a_position_that_makes_no_sense_is_left_out(officer_client, outlet):
    officer_client.post(visit_address(outlet), found(lon="0", lat="0"))

    assert Inspection.objects.get().location is None


def test_a_planned_visit_is_filled_in_by_the_same_form(reviewer_client, outlet):
    plan = InspectionFactory(outlet=outlet, kind=InspectionKind.RANDOM, inspector_name="李二")
    form = reviewer_client.get(visit_address(outlet, plan)).context["form"]
    seen_at = form["seen_at"].value()
    assert form["inspector_name"].value() == "李二"

    reviewer_client.post(visit_address(outlet, plan), found(kind="random", seen_at=seen_at))
    plan.refresh_from_db()

    assert (plan.visited_on, plan.result) == (TODAY, "passed")

    late = reviewer_client.post(
        visit_address(outlet, plan), found(kind="random", seen_at=seen_at, note="另一次")
    )

    assert late.status_code == 409
    assert late.context["recorded"] == plan
    assert "另一次" in text(late)


def test_an_acceptance_visit_opens_from_an_outlet_that_awaits_it(reviewer_client, outlet):
    outlet.stage = Stage.ACCEPTANCE
    outlet.save()

    reviewer_client.post(visit_address(outlet), found(kind="acceptance"))

    assert Inspection.objects.get().kind == InspectionKind.ACCEPTANCE


@pytest.mark.parametrize(("plan", "status"), [("x", 400), ("999999", 404), ("9" * 30, 404)])
def test_a_plan_that_does_not_exist_gets_an_answer(officer_client, outlet, plan, status):
    assert officer_client.get(f"{visit_address(outlet)}?plan={plan}").status_code == status


def test_visits_of_others_townships_do_not_exist(far_client, planner_client, outlet):
    assert far_client.get(visit_address(outlet)).status_code == 404
    assert planner_client.get(visit_address(outlet)).status_code == 403


# Samples


@pytest.fixture
def operating(township):
    village = VillageFactory(parent=township)
    return [OutletFactory(village=village) for _n in range(8)]


def asked(**changes):
    due_on = (TODAY + dt.timedelta(14)).isoformat()
    return {"number": "3", "inspectors": "王一\n李二，王一", "due_on": due_on} | changes


def test_a_sample_is_shown_before_it_is_stored(reviewer_client, operating):
    response = reviewer_client.post(SAMPLE, asked())
    drawn = {outlet for outlet, _name in response.context["draw"].visits}
    assert len(drawn) == 3
    assert not Inspection.objects.exists()

    reviewer_client.post(SAMPLE, {"token": response.context["token"]})

    planned = Inspection.objects.planned()
    assert {visit.outlet for visit in planned} == drawn
    assert {visit.inspector_name for visit in planned} <= {"王一", "李二"}
    assert AuditEntry.objects.filter(action="inspection.drawn").count() == 1


def test_a_sample_sent_twice_is_stored_once(reviewer_client, operating):
    token = {"token": reviewer_client.post(SAMPLE, asked()).context["token"]}
    reviewer_client.post(SAMPLE, token)

    assert reviewer_client.post(SAMPLE, token).status_code == 409
    assert Inspection.objects.count() == 3


def test_a_draw_among_other_outlets_is_not_stored(reviewer_client, operating):
    token = {"token": reviewer_client.post(SAMPLE, asked()).context["token"]}
    OutletFactory(village=operating[0].village)

    assert reviewer_client.post(SAMPLE, token).status_code == 409
    assert not Inspection.objects.exists()


def test_nobody_chooses_the_seed(reviewer_client, operating):
    assert reviewer_client.post(SAMPLE, {"token": "made up"}).status_code == 409


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "99"}, "number"),
        ({"number": "few"}, "number"),
        ({"inspectors": " \n"}, "inspectors"),
        ({"due_on": "2018-01-01"}, "due_on"),
    ],
)
def test_a_sample_that_cannot_be_drawn_says_why(reviewer_client, operating, changes, field):
    response = reviewer_client.post(SAMPLE, asked(**changes))

    assert list(response.context["form"].errors) == [field]


def test_only_reviewers_draw(officer_client, planner_client):
    assert officer_client.get(SAMPLE).status_code == 403
    assert planner_client.get(SAMPLE).status_code == 403
