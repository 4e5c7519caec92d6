"""Positions pasted from a chat: which system, which order."""

from typing import Any

import pytest
from prcoords import wgs_bd, wgs_gcj

from geo.crs import CoordinateSystem
from geo.levels import LocationQuality
from geo.models import AdministrativeDivision
from outlets.places import PastedPosition, PastedPositionError, parse, read_pasted
from tests.factories.geo import BoundaryFactory, BoundaryReleaseFactory, CityFactory, VillageFactory
from tests.shapes import degrees, point, square


@pytest.fixture
def city(db: None) -> AdministrativeDivision:
    """A square of 200 km around the origin."""
    city = CityFactory()
    BoundaryFactory(division=city, geom=square(side_m=200_000))
    return city


@pytest.fixture
def village(city: AdministrativeDivision) -> AdministrativeDivision:
    """A square of 400 m around the origin, officially drawn."""
    village = VillageFactory(name="柳树村民委员会", seat=point(0, 0))
    BoundaryFactory(division=village, geom=square(side_m=400))
    return village


def shared(east_m: float, north_m: float, convert: Any = None) -> str:
    """The place as an app shares it."""
    lon, lat = degrees(east_m, north_m)
    if convert:
        lat, lon = convert((lat, lon))
    return f"{lon:.6f},{lat:.6f}"


def systems(found: PastedPosition) -> list[str]:
    return [reading.system for reading in found.offers]


def test_d03_a_point_from_a_chat_is_offered_in_the_system_that_fits(village):
    found = read_pasted(text=shared(0, 0, wgs_gcj), village=village)

    assert found.given.fits is False
    assert round(found.given.metres_outside) in range(250, 350)
    assert str(round(found.given.metres_outside)) in found.message
    assert systems(found) == [CoordinateSystem.GCJ02]
    [offer] = found.offers
    assert offer.metres_outside == 0
    assert offer.location.distance(point(0, 0)) < 1e-6
    assert offer.raw == found.given.raw


def test_d03_baidu_coordinates_are_told_from_the_others(village):
    assert systems(read_pasted(text=shared(0, 0, wgs_bd), village=village)) == [
        CoordinateSystem.BD09
    ]


def test_d03_nothing_is_offered_where_the_declared_system_fits(village):
    found = read_pasted(text=shared(50, 50), village=village)

    assert (found.given.fits, found.offers, found.message) == (True, (), "")
    assert len(found.readings) == 3


def test_d03_the_distance_to_the_village_is_told_where_nothing_fits(village):
    """The village ends 200 m east of the origin; the point lies 738 m east of it."""
    found = read_pasted(text=shared(738, 0), village=village)

    assert found.offers == ()
    assert "538" in found.message and "柳树村民委员会" in found.message


def test_d03_swapped_numbers_are_offered_the_other_way_round_and_never_turned(village):
    lon, lat = degrees(10, 10)
    found = read_pasted(text=f"{lat:.6f},{lon:.6f}", village=village)

    assert found.given is None
    [offer] = found.offers
    assert offer.is_swapped
    assert offer.location.distance(point(10, 10)) < 1e-6
    assert f"{lon:.6f}" in found.message


@pytest.mark.parametrize("text", ["0,0", "120.4,0", "116.3974,39.9093", "39.9093,116.3974"])
def test_d03_zeros_and_other_cities_are_refused(village, text):
    with pytest.raises(PastedPositionError) as caught:
        read_pasted(text=text, village=village)

    assert caught.value.field == "location"


@pytest.mark.parametrize(
    "text",
    [
        "120.4553,41.5802",
        "１２０．4553，41．5802",
        " 120.4553  41.5802 ",
        "位置：120.4553、41.5802。",
        "北纬41.5802 东经120.4553",
        "纬度：41.5802，经度：120.4553",
        "N41.5802 E120.4553",
        "120.4553°E, 41.5802°N",
        "41.5802°N 120.4553°E",
        "lat=41.5802&lng=120.4553",
        "lng:120.4553,lat:41.5802",
    ],
)
def test_pairs_are_read_as_people_and_programs_write_them(text):
    assert parse(text) == {"lon": "120.4553", "lat": "41.5802"}


def test_minutes_and_seconds_are_read_too():
    assert parse("北纬41°34′49″ 东经120°27′19″") == {"lon": "120.455278", "lat": "41.580278"}


@pytest.mark.parametrize("text", ["", "村委会旁边", "120.4553", "120.4,41.5,9"])
def test_texts_without_two_numbers_are_refused(text):
    with pytest.raises(PastedPositionError):
        parse(text)


class TestApproximateBoundaries:
    def test_a_surveyed_seat_tells_which_system_fits(self, city):
        village = VillageFactory(seat=point(0, 0))
        found = read_pasted(text=shared(100, 0, wgs_gcj), village=village)

        assert systems(found) == [CoordinateSystem.GCJ02]
        assert round(found.offers[0].seat_m) == 100
        assert "100" in found.message

    def test_an_approximate_seat_refuses_and_offers_nothing(self, city):
        village = VillageFactory(seat=point(0, 0), location_quality=LocationQuality.TOWNSHIP_SEAT)
        drawn = BoundaryReleaseFactory(quality=LocationQuality.APPROXIMATE)
        BoundaryFactory(division=village, geom=square(side_m=400), release=drawn)
        found = read_pasted(text=shared(0, 900), village=village)

        assert (found.given.fits, found.offers, found.message) == (None, (), "")
        assert (round(found.given.seat_m), found.given.is_seat_approximate) == (900, True)

    def test_a_position_far_from_an_approximate_seat_is_asked_about(self, city):
        village = VillageFactory(seat=point(0, 0), location_quality=LocationQuality.APPROXIMATE)
        found = read_pasted(text=shared(12_000, 0), village=village)

        assert (found.given.fits, found.offers) == (None, ())
        assert "12" in found.message

    def test_the_countys_official_line_still_binds(self, city):
        village = VillageFactory()
        BoundaryFactory(division=village.parent.parent, geom=square(side_m=10_000))
        found = read_pasted(text=shared(6000, 0), village=village)

        assert found.given.fits is False
        assert "1000" in found.message
