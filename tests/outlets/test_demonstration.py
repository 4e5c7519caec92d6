"""The invented registry: believable, the same every time, and gone with one command."""

import datetime as dt
import io
from collections import Counter

import pytest
from django.core.management import call_command
from django.utils import timezone

from outlets import demonstration
from outlets.checks import problems_of
from outlets.models import Outlet, OutletStatus, OutletVillage
from tests.factories.geo import CityFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.shapes import point

pytestmark = pytest.mark.django_db

DAY = timezone.localdate()


@pytest.fixture
def city():
    """Two counties of two townships of fifteen villages, and a community in each township."""
    city = CityFactory()
    for east in (0, 1):
        county = CountyFactory(parent=city)
        for north in (0, 1):
            township = TownshipFactory(parent=county)
            for n in range(15):
                seat = point(east * 20_000 + n * 900, north * 9000)
                VillageFactory(parent=township, seat=seat)
            VillageFactory(parent=township, kind="居", name=f"社区{east}{north}")
    return city


def printed(command):
    out = io.StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


def test_the_same_day_gives_the_same_outlets(city):
    assert demonstration.invent(DAY) == demonstration.invent(DAY)


def test_every_invented_record_meets_the_rules(city):
    for record in demonstration.invent(DAY):
        assert problems_of(record, DAY) == []


def test_outlets_stand_in_villages_communities_townships_and_counties(city):
    records = demonstration.invent(DAY)
    kinds = Counter(record.kind for record in records)
    assert kinds["county_centre"] == 2 and kinds["township_station"] == 4
    assert len({record.outlet_no for record in records}) == len(records)
    assert all(record.outlet_no.startswith("DEMO-") for record in records)
    assert all(record.keeper_phone.startswith("1390000") for record in records)
    assert all(DAY - dt.timedelta(920) <= record.opened_on < DAY for record in records)


def test_villages_served_have_no_outlet_and_lie_in_its_township(city):
    records = demonstration.invent(DAY)
    own = {record.village.code for record in records}
    pairs = [(record, village) for record in records for village in record.served_villages]
    assert pairs
    for record, village in pairs:
        assert village.code not in own
        assert village.code[:9] == record.village.code[:9]


def test_it_is_loaded_once_and_removed_whole(city):
    assert str(len(demonstration.invent(DAY))) in printed("load_demonstration")
    assert Outlet.objects.demonstration().count() == Outlet.objects.count() > 20
    assert "已" in printed("load_demonstration")
    printed("remove_demonstration")
    for model in (Outlet, OutletStatus, OutletVillage):
        assert not model.objects.exists()


def test_invented_outlets_are_never_added_to_real_ones(city):
    OutletFactory()
    assert "真实" in printed("load_demonstration")
    assert Outlet.objects.count() == 1


def test_removing_leaves_real_outlets_alone(city):
    demonstration.load(actor=None)
    real = OutletFactory()
    assert demonstration.remove(actor=None) > 20
    assert list(Outlet.objects.all()) == [real]
    assert OutletStatus.objects.get().outlet == real


def test_without_divisions_nothing_is_invented():
    assert demonstration.invent(DAY) == []
    assert "行政区划" in printed("load_demonstration")
