"""A registry small enough to count, and the API asked as a program asks it."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from entrepreneurs.models import IncubatorLevel
from geo.models import AdministrativeDivision
from outlets.kinds import Status
from tests.factories.entrepreneurs import IncubatorFactory, ParkFactory, VentureFactory
from tests.factories.geo import BoundaryFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.shapes import point, square

DAY = "2018-09-30"
NETWORK = ("cities", "counties", "townships", "villages", "outlets", "gaps")
SUPPORT = ("incubators", "parks", "ventures")
COLLECTIONS = (*NETWORK, *SUPPORT)


@pytest.fixture
def township(db: None) -> AdministrativeDivision:
    """
    甲 □        乙 (served)          丙        丁 (no position)
    0          2000                9000 m east; the township is 20 km wide, the county 40 km

    An incubator 300 m east of 甲, a park in 甲, three ventures in 乙.
    """
    township = TownshipFactory(name="柳城镇")
    a = VillageFactory(parent=township, short_name="甲村", seat=point(0))
    b = VillageFactory(parent=township, short_name="乙村", seat=point(2000))
    VillageFactory(parent=township, short_name="丙村", seat=point(9000))
    VillageFactory(parent=township, short_name="丁村")
    OutletFactory(village=a, name="甲村站", serves=[b], location=point(100))
    OutletFactory(village=b, status=Status.SUSPENDED)
    BoundaryFactory(division=township, geom=square(side_m=20_000))
    BoundaryFactory(division=township.parent, geom=square(side_m=40_000))
    BoundaryFactory(division=township.parent.parent, geom=square(side_m=90_000))
    base = IncubatorFactory(division=township, name="柳城孵化基地", location=point(300))
    IncubatorLevel.objects.create(
        incubator=base, level="city", document_no="1", valid_from=dt.date(2018, 1, 1)
    )
    ParkFactory(division=a, name="甲村产业园", opened_on=dt.date(2018, 1, 1))
    for _n in range(3):
        VentureFactory(division=b, industry="tourism")
    return township


@pytest.fixture
def items(planner_client: Client) -> Callable[..., dict[str, Any]]:
    """The answer for items of a collection on the day of the tests."""

    def ask(name: str, /, *, client: Client = planner_client, **query: Any) -> dict[str, Any]:
        given = {key.replace("bbox_crs", "bbox-crs"): value for key, value in query.items()}
        asked = {"datetime": DAY} | given
        response = client.get(f"/ogc/collections/{name}/items", asked)
        assert response.status_code == 200, response.content.decode()
        assert response["Content-Type"] == "application/geo+json"
        return json.loads(response.content)

    return ask


def names(answer: dict[str, Any]) -> list[str]:
    return [feature["properties"]["name"] for feature in answer["features"]]
