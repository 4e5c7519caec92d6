"""Coverage on drawings: villages (letters), outlets (□), distances in metres."""

import datetime as dt

import pytest

from core import database
from geo.levels import Level, LocationQuality
from geo.models import AdministrativeDivision
from outlets.kinds import OperatingModel, OutletKind, Status
from outlets.models import Inspection, MonthlyReport, OutletVillage
from targets import coverage, reports
from targets.coverage import Part
from targets.definitions import Definition, OutletFilter, Question
from tests.factories.geo import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.shapes import point

pytestmark = pytest.mark.django_db

DAY = dt.date(2018, 9, 30)
NEXT_DAY = dt.date(2018, 10, 1)


@pytest.fixture
def township(db: None) -> AdministrativeDivision:
    return TownshipFactory(name="柳城镇", short_name="柳城")


@pytest.fixture
def village(township: AdministrativeDivision):
    """Make a village of the one township, e.g. `village("甲", point(500, 0))`."""

    def make(name: str, seat=None, **fields) -> AdministrativeDivision:
        return VillageFactory(parent=township, short_name=name, seat=seat, **fields)

    return make


def asked(**parts) -> Question:
    """A question about the whole city on DAY unless `parts` say otherwise."""
    return Question(**({"on": DAY, "division": "211300"} | parts))


def covered(**parts) -> set[str]:
    return {village.name for village in coverage.villages(asked(**parts), Part.COVERED)}


def total(**parts) -> coverage.CoverageRow:
    return reports.coverage_report(asked(**parts)).total


# --- the definitions --------------------------------------------------------------------------


def test_administrative_coverage_asks_for_an_outlet_in_the_village(village):
    """
    甲 □        乙 (served by 甲's outlet)        丙
    """
    a, b, _ = village("甲", point(0)), village("乙", point(2000)), village("丙", point(9000))
    OutletFactory(village=a, serves=[b])

    assert covered() == {"甲"}


def test_service_coverage_takes_in_the_villages_an_outlet_serves(village):
    a, b, _ = village("甲", point(0)), village("乙", point(2000)), village("丙", point(9000))
    OutletFactory(village=a, serves=[b])

    assert covered(definition=Definition.SERVICE) == {"甲", "乙"}


def test_an_agreement_that_ends_on_the_day_serves_no_more(village):
    a, b = village("甲"), village("乙")
    outlet = OutletFactory(village=a, serves=[b])
    OutletVillage.objects.filter(outlet=outlet, village=b).update(valid_to=DAY)

    assert covered(definition=Definition.SERVICE) == {"甲"}
    assert covered(definition=Definition.SERVICE, on=DAY - dt.timedelta(days=1)) == {"甲", "乙"}


def test_an_outlet_across_the_county_line_serves_too(village):
    a = village("甲")
    elsewhere = VillageFactory(parent__parent=CountyFactory(name="他县"))
    OutletFactory(village=elsewhere, serves=[a])

    assert covered(definition=Definition.SERVICE, division=a.code[:6]) == {"甲"}


def test_spatial_coverage_includes_the_radius_itself(village):
    """
    □ --- 1000 m --- 甲 --- 1 m --- 乙        radius 1000 m
    """
    home = village("丁")
    village("甲", point(0, 1000))
    village("乙", point(0, 1001))
    OutletFactory(village=home, location=point(0, 0))

    assert covered(definition=Definition.SPATIAL, radius_m=1000) == {"甲"}
    assert covered(definition=Definition.SPATIAL, radius_m=1001) == {"甲", "乙"}


def test_spatial_coverage_knows_no_border_between_counties(village):
    """
    甲 --- 800 m --- | county line | --- 700 m --- □
    """
    a = village("甲", point(0))
    elsewhere = VillageFactory(parent__parent=CountyFactory(name="他县"))
    OutletFactory(village=elsewhere, location=point(1500))

    assert covered(definition=Definition.SPATIAL, radius_m=1500, division=a.code[:6]) == {"甲"}


def test_an_outlet_without_position_reaches_from_its_villages_seat(village):
    """
    甲 (outlet, no position) --- 2000 m --- 乙 --- 2000 m --- 丙        radius 3000 m
    """
    a, _, _ = village("甲", point(0)), village("乙", point(2000)), village("丙", point(4000))
    OutletFactory(village=a, location=None)

    assert covered(definition=Definition.SPATIAL, radius_m=3000) == {"甲", "乙"}


def test_an_outlet_with_no_position_at_all_covers_its_own_village_but_reaches_none(village):
    a, _ = village("甲"), village("乙", point(0))
    OutletFactory(village=a, location=None)

    assert covered() == {"甲"}
    assert covered(definition=Definition.SPATIAL) == set()


# --- what counts ------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.DORMANT, Status.SUSPENDED, Status.CLOSED])
def test_only_operating_outlets_count(village, status):
    OutletFactory(village=village("甲"), status=status)

    assert covered() == set()
    report = reports.coverage_report(asked())
    assert (report.operating, report.outlets_by_status[status]) == (0, 1)


def test_an_outlet_in_a_community_counts_as_an_outlet_and_covers_no_village(village):
    """
    居 □ --- 500 m --- 甲
    """
    community = village("社区", point(0), kind="居")
    village("甲", point(500))
    OutletFactory(village=community, location=point(0))

    report = reports.coverage_report(asked())
    assert report.operating == 1
    assert (report.total.villages, report.total.covered) == (1, 0)
    assert covered(definition=Definition.SPATIAL, radius_m=500) == {"甲"}


@pytest.mark.parametrize("kind", [OutletKind.TOWNSHIP_STATION, OutletKind.COUNTY_CENTRE])
def test_stations_and_centres_are_not_among_the_outlets_of_the_target(village, kind):
    OutletFactory(village=village("甲"), kind=kind)

    report = reports.coverage_report(asked())
    assert report.operating == 0
    assert report.total.outlets == 0
    assert report.total.covered == 1  # the village has an operating outlet all the same


def test_two_outlets_in_a_village_are_two_outlets_and_one_village(village):
    a = village("甲")
    OutletFactory.create_batch(2, village=a)

    report = reports.coverage_report(asked())
    assert (report.operating, report.total.covered) == (2, 1)


def test_part_of_the_network_can_be_asked_about(village):
    a, b = village("甲"), village("乙")
    OutletFactory(village=a, operating_model=OperatingModel.PUBLIC)
    OutletFactory(village=b, operating_model=OperatingModel.COMMERCIAL)

    assert covered(outlets=OutletFilter(operating_model=OperatingModel.PUBLIC)) == {"甲"}


# --- days -------------------------------------------------------------------------------------


def test_an_outlet_counts_from_the_day_it_opens(village):
    OutletFactory(village=village("甲"), opened_on=DAY)

    assert covered() == {"甲"}
    assert covered(on=DAY - dt.timedelta(days=1)) == set()


def test_the_day_an_outlet_closes_no_longer_counts(village):
    OutletFactory(village=village("甲"), status=Status.CLOSED, status_since=DAY)

    assert covered() == set()
    assert covered(on=DAY - dt.timedelta(days=1)) == {"甲"}


def test_closing_an_outlet_today_leaves_last_years_figures_alone(village):
    outlet = OutletFactory(village=village("甲"))
    before = total(on=dt.date(2017, 9, 30))

    outlet.statuses.update(valid_to=DAY)

    assert total(on=dt.date(2017, 9, 30)) == before
    assert total().covered == 0


def test_a_village_counts_until_the_day_it_is_dissolved(village):
    village("甲", valid_to=DAY)
    village("乙")

    assert total().villages == 1
    assert total(on=DAY - dt.timedelta(days=1)).villages == 2


# --- villages without a position ----------------------------------------------------------------


def test_villages_without_a_position_are_counted_apart_and_never_dropped(village):
    """
    甲 □        乙 (no position)        丙        丁 □ (no position)
    """
    a, _, _ = village("甲", point(0)), village("乙"), village("丙", point(9000))
    OutletFactory(village=a)
    OutletFactory(village=village("丁"))

    row = total()
    assert (row.villages, row.covered, row.uncovered, row.unlocated) == (4, 2, 1, 1)


@pytest.mark.parametrize("definition", Definition)
def test_every_village_has_one_state_whatever_the_definition(village, definition):
    a, b = village("甲", point(0)), village("乙", point(1000))
    village("丙", point(20_000))
    village("丁")
    OutletFactory(village=a, serves=[b], location=point(0))

    row = total(definition=definition)
    question = asked(definition=definition)
    sql = f"WITH {coverage.village_state(question)} SELECT state FROM village_state"
    states = [found["state"] for found in database.rows(sql, coverage.parameters(question))]
    assert row.covered + row.uncovered + row.unlocated == row.villages == len(states) == 4
    assert states.count("unlocated") == row.unlocated == 1


def test_a_served_village_without_a_position_is_not_counted_as_unlocated(village):
    """
    甲 □ serves 乙 (no position)        丙        丁 (no position)
    """
    a, b, _, _ = village("甲", point(0)), village("乙"), village("丙", point(9000)), village("丁")
    OutletFactory(village=a, serves=[b])

    counts = coverage.state_counts(asked())
    assert counts == {"own": 1, "served": 1, "reached": 0, "uncovered": 1, "unlocated": 1}


def test_approximate_positions_are_counted(village):
    village("甲", point(0), location_quality=LocationQuality.APPROXIMATE)
    village("乙", point(9000), location_quality=LocationQuality.TOWNSHIP_SEAT)
    village("丙", point(5000))
    village("丁")

    assert total().approximate == 2


def test_a_division_without_a_village_has_no_rate(township):
    row = total(division=township.code)

    assert (row.villages, row.rate) == (0, None)


# --- rows -------------------------------------------------------------------------------------


def test_rows_of_every_level_add_up_to_the_same_total(village):
    for number in range(4):
        place = village(f"村{number}", point(number * 1000))
        if number % 2:
            OutletFactory(village=place)
    OutletFactory(village=VillageFactory(parent__parent=CountyFactory(name="他县")))

    totals = {
        level: reports.coverage_report(asked(), by=level).total
        for level in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)
    }
    assert len(set(totals.values())) == 1
    assert totals[Level.COUNTY].covered == 3


def test_a_level_above_the_division_gives_its_own_row(village, township):
    village("甲")

    rows = coverage.rows_by(asked(division=township.code), Level.COUNTY)
    assert [row.code for row in rows] == [township.code]


def test_the_policys_numbers_are_the_whole_citys_alone(village):
    a = village("甲")
    OutletFactory(village=a)

    city = reports.coverage_report(asked())
    county = reports.coverage_report(asked(division=a.code[:6]))
    assert (city.outlet_target, city.outlets_short, city.policy_villages) == (500, 499, 1350)
    assert city.denominator_difference == 1349
    assert (county.outlet_target, county.outlets_short, county.policy_villages) == (None,) * 3


# --- lists ------------------------------------------------------------------------------------


def test_gaps_name_the_nearest_operating_outlet_and_its_distance(village):
    """
    □ 近 --- 1200 m --- 甲 --- 3000 m --- □ 远        乙, 5000 m north of 近
    """
    home = village("丁", point(-5, 0))
    village("甲", point(1200))
    village("乙", point(0, 5000))
    OutletFactory(village=home, name="近", location=point(0))
    OutletFactory(village=home, name="远", location=point(4200))
    OutletFactory(village=home, name="停", location=point(1201), status=Status.SUSPENDED)

    found = coverage.gaps(asked())
    assert [(gap.name, gap.nearest_outlet, round(gap.nearest_m or 0)) for gap in found] == [
        ("乙", "近", 5000),
        ("甲", "近", 1200),
    ]
    assert {gap.township for gap in found} == {"柳城镇"}


def test_the_nearest_is_unknown_without_a_position_and_stands_last(village):
    home = village("丁")
    village("甲")
    village("乙", point(3000))
    OutletFactory(village=home, location=point(0))

    found = coverage.gaps(asked())
    assert [(gap.name, gap.nearest_m is None) for gap in found] == [("乙", False), ("甲", True)]


def test_the_nearest_is_unknown_when_no_outlet_has_a_position(village):
    OutletFactory(village=village("丁"))
    village("甲", point(0))

    assert [(gap.nearest_outlet, gap.nearest_m) for gap in coverage.gaps(asked())] == [(None, None)]


def test_every_figure_of_a_row_is_the_length_of_its_list(village):
    OutletFactory(village=village("甲", point(0)))
    OutletFactory(village=village("乙"))
    village("丙", point(1), location_quality=LocationQuality.APPROXIMATE)
    village("丁")

    row = total()
    length = {part: len(coverage.villages(asked(), part, since=DAY)) for part in Part}
    assert length[Part.ALL] == row.villages == 4
    assert length[Part.COVERED] == row.covered == 2
    assert length[Part.UNCOVERED] == row.uncovered == 1
    assert length[Part.UNLOCATED] == row.unlocated == 1
    assert length[Part.GAPS] == row.villages - row.covered
    assert length[Part.APPROXIMATE] == row.approximate == 1


def test_changes_tell_the_gained_and_the_lost_and_never_the_net_alone(village):
    """
    甲 opens, 乙 closes, 丙 stays; 丁 is set up with an outlet in between
    """
    since = dt.date(2018, 3, 31)
    a, b, c = village("甲"), village("乙"), village("丙")
    OutletFactory(village=a, opened_on=dt.date(2018, 5, 1))
    OutletFactory(village=b, status=Status.CLOSED, status_since=dt.date(2018, 6, 1))
    OutletFactory(village=c)
    OutletFactory(village=village("丁", valid_from=dt.date(2018, 4, 1)))

    change = coverage.changes(asked(), since=since)
    assert (change.gained, change.lost) == ((a.code,), (b.code,))
    for part, code in ((Part.GAINED, a.code), (Part.LOST, b.code)):
        assert [v.code for v in coverage.villages(asked(), part, since=since)] == [code]


# --- history ----------------------------------------------------------------------------------


def test_months_count_what_opened_and_what_stopped(village):
    a = village("甲")
    OutletFactory(village=a, opened_on=dt.date(2018, 7, 10))
    OutletFactory(village=a, opened_on=dt.date(2018, 8, 31))
    OutletFactory(
        village=a,
        opened_on=dt.date(2018, 8, 1),
        status=Status.SUSPENDED,
        status_since=dt.date(2018, 9, 1),
    )
    OutletFactory(village=a, opened_on=dt.date(2018, 8, 1), kind=OutletKind.TOWNSHIP_STATION)

    months = reports.months(asked(on=dt.date(2018, 9, 15)))
    assert [(m.first.month, m.opened, m.stopped, m.operating) for m in months] == [
        (7, 1, 0, 1),
        (8, 2, 0, 3),
        (9, 0, 1, 2),
    ]
    assert [month.is_over for month in months] == [True, True, False]
    assert months[-1].suspended == 1


def test_the_last_months_statuses_are_those_of_the_day(village):
    OutletFactory(village=village("甲"))
    OutletFactory(village=village("乙"), status=Status.CLOSED, status_since=dt.date(2018, 2, 1))
    OutletFactory(village=village("丙"), status=Status.DORMANT)

    assert reports.months(asked())[-1].by_status == reports.outlets_by_status(asked())


def test_there_is_no_history_without_outlets(village):
    village("甲")

    assert reports.months(asked()) == []


# --- effective: evidence that the door is open and something is done there --------------------


SERVICES = ["purchase", "bills"]


@pytest.mark.parametrize(
    ("month", "is_covered"),
    [
        (dt.date(2018, 9, 1), False),  # not over yet on 30 September
        (dt.date(2018, 8, 1), True),
        (dt.date(2018, 7, 1), True),
        (dt.date(2018, 6, 1), False),
    ],
)
def test_effective_coverage_takes_reports_of_the_last_two_closed_months(village, month, is_covered):
    outlet = OutletFactory(village=village("甲", point(0)), service_kinds=SERVICES)
    MonthlyReport.objects.create(outlet=outlet, month=month, submitted_by_name="li")
    assert bool(covered(definition=Definition.EFFECTIVE)) is is_covered


@pytest.mark.parametrize(
    ("visits", "is_covered"),
    [
        ([(dt.date(2018, 7, 2), True)], True),  # 90 days before
        ([(dt.date(2018, 7, 1), True)], False),
        ([(dt.date(2018, 9, 1), True), (dt.date(2018, 9, 20), False)], False),
        ([(dt.date(2018, 9, 1), False), (dt.date(2018, 9, 20), True)], True),
        ([(dt.date(2018, 10, 1), True)], False),  # after the day asked about
    ],
)
def test_effective_coverage_takes_the_latest_visit_of_90_days(village, visits, is_covered):
    outlet = OutletFactory(village=village("甲", point(0)), service_kinds=SERVICES)
    for day, found_open in visits:
        Inspection.objects.create(
            outlet=outlet, kind="routine", visited_on=day, found_open=found_open, result="passed"
        )
    assert bool(covered(definition=Definition.EFFECTIVE)) is is_covered


@pytest.mark.parametrize(
    ("services", "is_covered"),
    [
        (["purchase", "bills"], True),
        (["parcel_out", "cash"], True),
        (["parcel_in"], False),
        (["bills", "cash", "tickets"], False),
        ([], False),
    ],
)
def test_effective_coverage_asks_for_two_services_with_parcels_or_buying(
    village, services, is_covered
):
    outlet = OutletFactory(village=village("甲", point(0)), service_kinds=services)
    MonthlyReport.objects.create(outlet=outlet, month=dt.date(2018, 8, 1), submitted_by_name="li")
    assert bool(covered(definition=Definition.EFFECTIVE)) is is_covered


def test_effective_never_exceeds_service_coverage_and_the_500_stay_as_they_are(village):
    """
    甲 □ reports, serves 乙        丙 □ silent
    """
    a, b, c = village("甲", point(0)), village("乙", point(2000)), village("丙", point(9000))
    outlet = OutletFactory(village=a, serves=[b], service_kinds=SERVICES)
    OutletFactory(village=c, service_kinds=SERVICES)
    MonthlyReport.objects.create(outlet=outlet, month=dt.date(2018, 8, 1), submitted_by_name="li")

    assert covered(definition=Definition.EFFECTIVE) == {"甲", "乙"}
    assert covered(definition=Definition.SERVICE) == {"甲", "乙", "丙"}
    assert total(definition=Definition.EFFECTIVE).outlets == 2
