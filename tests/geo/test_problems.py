"""What is wrong with divisions is found, and what is right is not."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command

from geo import problems
from geo.levels import Level
from geo.models import AdministrativeDivision, DivisionBoundary
from tests.geo.scene import EAST, WEST, Scene, V, draw
from tests.shapes import point, rectangle

pytestmark = pytest.mark.django_db

TODAY = dt.date(2020, 1, 1)


@pytest.fixture
def scene() -> Scene:
    return draw()


def codes_with(among) -> list[str]:
    found = among(AdministrativeDivision.objects.all(), TODAY)
    return [division.code for division in found]


def test_nothing_is_wrong_with_the_scene(scene: Scene):
    assert not any(codes_with(kind.among) for kind in problems.KINDS)
    for level in (Level.COUNTY, Level.TOWNSHIP):
        assert not problems.overlaps(under="2113", level=level, on=TODAY)
    for level in (Level.CITY, Level.COUNTY):
        assert not problems.gaps(under="2113", level=level, on=TODAY)


def test_a_township_without_a_boundary_on_the_day_is_found(scene: Scene):
    DivisionBoundary.objects.filter(division=scene.west).update(valid_to=TODAY)
    assert codes_with(problems.without_boundary) == [WEST]


def test_a_village_without_a_seat_is_found(scene: Scene):
    AdministrativeDivision.objects.filter(code=V).update(seat=None, location_quality="")
    assert codes_with(problems.without_seat) == [V]


def test_a_village_in_another_township_and_a_seat_in_another_are_found(scene: Scene):
    AdministrativeDivision.objects.filter(code__in=[V, WEST]).update(
        seat=point(5000, 0), location_quality="surveyed"
    )
    assert codes_with(problems.seat_outside_boundary) == [WEST, V]


def test_overlaps_and_gaps_are_measured(scene: Scene):
    """The western cell moves 1 km to the east: 20 km² are claimed twice, 20 km² by nobody."""
    moved = rectangle(-9000, -10_000, 1000, 10_000)
    DivisionBoundary.objects.filter(division=scene.west).update(geom=moved)

    [overlap] = problems.overlaps(under="211321", level=Level.TOWNSHIP, on=TODAY)
    [gap] = problems.gaps(under="211321", level=Level.COUNTY, on=TODAY)

    assert (overlap.first, overlap.second) == (WEST, EAST)
    assert overlap.area_m2 == pytest.approx(20e6, rel=1e-3)
    assert (gap.code, gap.uncovered_m2) == ("211321", pytest.approx(20e6, rel=1e-3))
    assert gap.beyond_m2 < problems.NEGLIGIBLE_M2


def test_the_command_lists_them(scene: Scene):
    DivisionBoundary.objects.filter(division=scene.west).delete()
    out = StringIO()
    call_command("check_boundaries", stdout=out)
    assert "甲镇" in out.getvalue()
