"""How often the review page asks the database, whatever the record has behind it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from geo.models import AdministrativeDivision
from outlets import registration
from outlets.kinds import Status
from outlets.models import Outlet
from outlets.review_queue import Tab
from tests.factories.geo import BoundaryFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.factories.registration import (
    People,
    awaiting_acceptance,
    on_notice,
    people_of,
    submitted,
)
from tests.shapes import point, square

pytestmark = pytest.mark.django_db

# Session, user and version of the data are asked for by every page.
EVERY_PAGE = 3
PLACED = {"location": point(10), "location_crs_origin": "wgs84"}


@pytest.fixture
def village(db: None) -> AdministrativeDivision:
    county = CountyFactory()
    BoundaryFactory(division=county, geom=square(side_m=40_000))
    village = VillageFactory(parent=TownshipFactory(parent=county), seat=point(0, 0))
    OutletFactory(village=village, location=point(30), name="相邻服务站")
    return village


@pytest.fixture
def people(village: AdministrativeDivision) -> People:
    return people_of(village)


def _fresh(village: AdministrativeDivision, people: People) -> Outlet:
    return submitted(village, officer=people.officer, name="甲站", **PLACED)


def _returned(village: AdministrativeDivision, people: People) -> Outlet:
    outlet = _fresh(village, people)
    said = {"outlet": outlet, "seen_at": outlet.updated_at, "actor": people.reviewer}
    outlet = registration.send_back(**said, reason="名称不全", field="name")
    said = {"outlet": outlet, "seen_at": outlet.updated_at, "actor": people.officer}
    return registration.submit(**said).outlet


def _dormant(village: AdministrativeDivision, people: People) -> Outlet:
    return OutletFactory(village=village, status=Status.DORMANT, location=point(10))


@pytest.mark.parametrize(
    ("tab", "make", "most"),
    [
        (Tab.REVIEW, _fresh, 10),
        (Tab.REVIEW, _returned, 11),
        (Tab.NOTICE, on_notice, 8),
        (Tab.ACCEPTANCE, awaiting_acceptance, 9),
        (Tab.DORMANT, _dormant, 11),
    ],
)
def test_a_record_is_shown_with_few_questions(
    tab: Tab,
    make: Callable[..., Outlet],
    most: int,
    village: AdministrativeDivision,
    people: People,
    signed_in: Callable[[User], Client],
):
    client, outlet = signed_in(people.reviewer), make(village, people)
    asked = {"tab": tab.value, "outlet": str(outlet.pk)}
    client.get(reverse("outlets:review"), asked)  # what is kept as long as the data stay
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("outlets:review"), asked)
    assert page.status_code == 200 and outlet.name in page.content.decode()
    assert len(queries) - EVERY_PAGE <= most
