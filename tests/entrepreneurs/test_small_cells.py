"""Small counts are not told, nor given away by what stands beside them."""

import datetime as dt
from itertools import product

import pytest

from entrepreneurs.counting import small_cells
from entrepreneurs.counting.distances import distances
from entrepreneurs.counting.people import people
from entrepreneurs.counting.supported import supported
from entrepreneurs.counting.ventures import ventures
from entrepreneurs.models import Venture
from outlets.models import Organization
from tests.factories.entrepreneurs import (
    EntrepreneurFactory,
    IncubatorFactory,
    PersonFactory,
    SupportFactory,
    id_no,
)
from tests.factories.geo import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.shapes import point

DAY = dt.date(2018, 9, 30)


def possible(counts: tuple[int, ...]) -> set[tuple[int, ...]]:
    """Every set of counts that looks the same as these to who may not see people."""
    looks = [small_cells.told(count, sees=False) for count in counts]
    whole = small_cells.total(counts, sees=False)
    found = product(*(range(look.low, look.high + 1) for look in looks))
    return {each for each in found if whole.low <= sum(each) <= whole.high}


def test_no_hidden_count_follows_from_a_total():
    for counts in product(range(5), repeat=4):
        for position, count in enumerate(counts):
            if count in (1, 2):
                assert {each[position] for each in possible(counts)} == {1, 2}, counts


def test_a_total_is_told_where_it_gives_nothing_away():
    assert small_cells.total([5, 1, 2, 0], sees=False).shown == 8
    assert small_cells.total([5, 1, 0], sees=False).shown == "6–7"
    assert small_cells.total([5, 1, 1], sees=False).shown == "7–9"
    assert small_cells.total([1, 0], sees=False).shown == "<3"
    assert small_cells.total([5, 1, 0], sees=True).shown == 6


def test_a_breakdown_that_would_give_counts_away_is_not_told():
    assert small_cells.breakdown({"a": 4, "b": 1}, sees=False) is None
    assert small_cells.breakdown({"a": 1, "b": 0}, sees=False) is None
    told = small_cells.breakdown({"a": 4, "b": 1, "c": 2, "d": 0}, sees=False)
    assert {name: cell.shown for name, cell in told.items()} == {
        "a": 4,
        "b": "<3",
        "c": "<3",
        "d": 0,
    }


def venture(division, number: int, industry: str = "tourism", **facts) -> Venture:
    organization = Organization.objects.create(name=f"企业{number}")
    return Venture.objects.create(
        **{
            "organization": organization,
            "division": division,
            "industry": industry,
            "opened_on": dt.date(2017, 1, 1),
            "stage": "verified",
        }
        | facts
    )


@pytest.mark.django_db
def test_ventures_count_on_the_day_verified_only_and_where_they_are():
    county = CountyFactory()
    first, second = TownshipFactory(parent=county), TownshipFactory(parent=county)
    village = VillageFactory(parent=first, seat=point(0))
    for number in range(4):
        venture(village, number)
    venture(second, 4)
    venture(first, 5, stage="submitted")
    venture(first, 6, closed_on=dt.date(2018, 9, 30))
    venture(first, 7, opened_on=dt.date(2018, 10, 1))
    venture(TownshipFactory(), 8)

    masked, seen = (ventures(county.code, DAY, sees=sees) for sees in (False, True))
    assert {row.code: row.total.shown for row in masked.townships} == {
        first.code: 4,
        second.code: "<3",
    }
    assert (masked.total.shown, seen.total.shown) == ("5–6", 5)
    assert seen.by_industry["tourism"].shown == 5


@pytest.mark.django_db
def test_supported_people_are_those_of_the_policys_count():
    county = CountyFactory()
    villages = [VillageFactory(parent__parent=county) for _ in range(2)]
    for number in range(4):
        person = PersonFactory(division=villages[number == 3], id_no=id_no(number))
        SupportFactory(entrepreneur=EntrepreneurFactory(person=person, categories=["veteran"]))
    counted = supported(county.code, DAY)

    seen = people(county.code, DAY, sees=True)
    assert seen.persons.shown == counted.persons == 4
    assert seen.by_category["veteran"].shown == counted.by_category["veteran"] == 4
    masked = people(county.code, DAY, sees=False)
    assert masked.by_category["veteran"].shown == "4–5"
    assert people(villages[1].code[:9], DAY, sees=False).persons.shown == "<3"


@pytest.mark.django_db
def test_distances_are_geodesic_from_where_the_venture_stands():
    township = TownshipFactory()
    village = VillageFactory(parent=township, seat=point(0))
    OutletFactory(village=village, location=point(3_000))
    IncubatorFactory(division=village, location=point(8_000))
    venture(village, 1)
    venture(village, 2, location=point(1_000))
    venture(village, 3, location=point(2_000))
    venture(VillageFactory(parent=township), 4)

    total = distances(township.code, DAY, sees=True).total
    assert total.outlet.median_m == pytest.approx(2_000, rel=0.01)
    assert total.incubator.median_m == pytest.approx(7_000, rel=0.01)
    assert (total.outlet.near, total.incubator.near) == (1, 0)
    assert (total.approximate.shown, total.unlocated.shown) == (1, 1)
    masked = distances(township.code, DAY, sees=False).total
    assert masked.outlet.near == 1
    assert (masked.approximate.shown, masked.unlocated.shown) == ("<3", "<3")
