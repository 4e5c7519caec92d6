"""The rules one outlet's record is held to."""

import datetime as dt
from dataclasses import replace

import pytest

from geo.levels import LocationQuality
from outlets.checks import problems_of
from outlets.records import OutletRecord, located
from tests.factories.geo import BoundaryFactory, BoundaryReleaseFactory, VillageFactory
from tests.shapes import degrees, square

pytestmark = pytest.mark.django_db

TODAY = dt.date(2018, 9, 30)


@pytest.fixture
def good():
    return OutletRecord(
        name="柳树站",
        village=VillageFactory(),
        kind="shop",
        status="operating",
        opened_on=dt.date(2017, 3, 1),
    )


def found(record):
    return [(problem.field, problem.code) for problem in problems_of(record, TODAY)]


def at(record, east_m, north_m, system="cgcs2000", digits=6):
    """The record with a position so many metres from the test's origin, read as `system`."""
    lon, lat = degrees(east_m, north_m)
    raw = {"lon": f"{lon:.{digits}f}", "lat": f"{lat:.{digits}f}"}
    return replace(
        record, location=located(raw, system), location_raw=raw, location_crs_origin=system
    )


def test_a_good_record_has_no_problems(good):
    assert found(good) == []


def test_everything_required_is_named_at_once():
    assert found(OutletRecord()) == [
        ("name", "required"),
        ("village", "required"),
        ("kind", "required"),
        ("status", "required"),
        ("opened_on", "required"),
    ]


@pytest.mark.parametrize(
    "phone", ["13800138000", "19912345678", "0421-2812345", "04212812345-12", ""]
)
def test_mobile_and_landline_numbers_are_taken(good, phone):
    assert found(replace(good, keeper_phone=phone)) == []


@pytest.mark.parametrize("phone", ["159287631", "12800138000", "2812345", "1380013800x", "电话"])
def test_other_telephones_are_refused(good, phone):
    assert found(replace(good, keeper_phone=phone)) == [("keeper_phone", "bad_phone")]


@pytest.mark.parametrize(
    ("field", "value"),
    [("keeper_phone", "138****8000"), ("keeper_name", "王**"), ("keeper_phone", "138＊＊＊＊8000")],
)
def test_a_masked_value_is_refused_as_such(good, field, value):
    assert found(replace(good, **{field: value})) == [(field, "masked")]


def test_texts_and_numbers_have_their_longest(good):
    assert found(replace(good, name="站" * 101)) == [("name", "too_long")]
    assert found(replace(good, outlet_no="A" * 33)) == [("outlet_no", "bad_outlet_no")]
    assert found(replace(good, outlet_no="编号1")) == [("outlet_no", "bad_outlet_no")]
    assert found(replace(good, outlet_no="CY-2017-001")) == []


def test_dates_lie_in_the_past_and_in_order(good):
    assert found(replace(good, opened_on=TODAY)) == []
    assert found(replace(good, opened_on=TODAY + dt.timedelta(1))) == [("opened_on", "future_date")]
    closed = replace(good, status="closed", status_since=good.opened_on)
    assert found(closed) == [("status_since", "not_after_opening")]
    assert found(replace(closed, status_since=dt.date(2017, 3, 2))) == []
    assert found(replace(closed, status_since=TODAY + dt.timedelta(1))) == [
        ("status_since", "future_date")
    ]


def test_the_village_is_valid_on_the_day_the_outlet_opened(good):
    day = good.opened_on
    ended = replace(good, village=VillageFactory(valid_to=day))
    assert found(ended) == [("village", "village_ended")]
    begun_later = replace(good, village=VillageFactory(valid_from=day + dt.timedelta(1)))
    assert found(begun_later) == [("village", "village_not_begun")]
    assert found(replace(good, village=VillageFactory(valid_from=day))) == []


def test_an_outlet_stands_in_a_village_and_no_other_division(good):
    assert found(replace(good, village=good.village.parent)) == [("village", "not_a_village")]


# One county of 20 km, whose line is matched; one village of 600 m, whose line is official.
#
#   +----------------- county ------------------+
#   |                +-village-+                |
#   |                |    0    |                |
#   |                +---------+                |
#   +-------------------------------------------+
@pytest.fixture
def drawn(good):
    village = good.village
    matched = BoundaryReleaseFactory(quality=LocationQuality.MATCHED)
    BoundaryFactory(division=village.parent.parent, release=matched, geom=square(side_m=20_000))
    BoundaryFactory(division=village, geom=square(side_m=600))
    return good


def test_a_position_in_its_village_is_taken(drawn):
    assert found(at(drawn, 250, -250)) == []


def test_a_few_metres_outside_are_within_what_devices_can_tell(drawn):
    assert found(at(drawn, 340, 0)) == []
    assert found(at(drawn, 360, 0)) == [("location", "outside_division")]


def test_the_message_says_how_far_outside(drawn):
    (problem,) = problems_of(at(drawn, 1300, 0), TODAY)
    assert "1000" in problem.message


def test_d03_another_coordinate_system_is_offered_where_it_fits(drawn):
    raw = {"lon": "120.405768", "lat": "41.502312"}  # what GCJ-02 makes of the village's middle
    record = replace(
        drawn, location=located(raw, "wgs84"), location_raw=raw, location_crs_origin="wgs84"
    )
    (problem,) = problems_of(record, TODAY)
    assert problem.code == "outside_division"
    assert "GCJ-02" in problem.message
    converted = replace(record, location=located(raw, "gcj02"), location_crs_origin="gcj02")
    assert found(converted) == []


def test_approximate_boundaries_refuse_nothing(good):
    for quality in (LocationQuality.APPROXIMATE, LocationQuality.MATCHED):
        release = BoundaryReleaseFactory(quality=quality)
        village = VillageFactory()
        BoundaryFactory(division=village, release=release, geom=square(side_m=1000))
        assert found(at(replace(good, village=village), 5000, 0)) == []


def test_a_superseded_boundary_refuses_nothing(good):
    boundary = BoundaryFactory(division=good.village, geom=square(50_000, 0))
    assert found(at(good, 0, 0)) == [("location", "outside_division")]
    boundary.superseded_by = BoundaryReleaseFactory()
    boundary.save()
    assert found(at(good, 0, 0)) == []


def test_two_kilometres_outside_the_city_are_the_limit(drawn):
    drawn = replace(drawn, village=VillageFactory(parent=drawn.village.parent))
    assert found(at(drawn, 11_900, 0)) == []
    assert found(at(drawn, 12_100, 0)) == [("location", "outside_city")]


def test_an_undeclared_system_is_named_where_the_position_does_not_fit(drawn):
    (problem,) = problems_of(at(drawn, 50_000, 0, system=""), TODAY)
    assert problem.code == "outside_city"
    assert "坐标系" in problem.message


def test_zero_swapped_and_coarse_positions_are_named_as_such(good):
    def given(lon, lat):
        raw = {"lon": lon, "lat": lat}
        return replace(good, location=located(raw, ""), location_raw=raw)

    assert found(given("0", "0")) == [("location", "zero_position")]
    assert found(given("41.580211", "120.455311")) == [("location", "swapped_position")]
    assert found(given("120.46", "41.58")) == [("location", "coarse_position")]
    assert found(given("120.4500", "41.58")) == []
    assert found(given("2.352200", "48.856600")) == [("location", "outside_city")]
