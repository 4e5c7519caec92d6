"""The API read by GDAL, as QGIS and others read it, over HTTP from a running server."""

from collections.abc import Callable
from typing import Any

import pyogrio
import pytest

from entrepreneurs.models import Incubator
from geo.models import AdministrativeDivision
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.entrepreneurs import IncubatorFactory, VentureFactory
from tests.factories.geo import TownshipFactory, VillageFactory
from tests.layers.ogc import gdal_reading
from tests.layers.ogc.conftest import COLLECTIONS
from tests.shapes import point

pytestmark = pytest.mark.django_db(transaction=True)

if "OAPIF" not in pyogrio.list_drivers():
    pytest.skip("this GDAL cannot read OGC APIs", allow_module_level=True)

SYSTEMS = ("EPSG:4490", "OGC:CRS84")
HELD = {
    **{"cities": 1, "counties": 1, "townships": 1, "villages": 4, "outlets": 2, "gaps": 3},
    **{"incubators": 1, "parks": 1, "ventures": 1},
}


@pytest.fixture
def read(township, live_server) -> Callable[..., list[dict[str, Any]]]:
    """What GDAL reads of the running server for each of some options."""
    user = UserFactory()
    address = f"OAPIF:{live_server.url}/ogc/"
    return lambda *readings: gdal_reading.read(
        address, f"{user.username}:{PASSWORD}", list(readings)
    )


def names(answer: dict[str, Any]) -> set[str]:
    return {feature["properties"]["name"] for feature in answer["features"]}


def test_gdal_finds_counts_and_reads_every_collection(read):
    answers = dict(zip(HELD, read(*({"layer": name} for name in HELD)), strict=True))

    assert tuple(answers["cities"]["layers"]) == COLLECTIONS
    assert {name: answer["count"] for name, answer in answers.items()} == HELD
    assert {name: len(answer["features"]) for name, answer in answers.items()} == HELD


def test_gdal_reads_counts_of_ventures_as_they_are_told(township, read):
    VentureFactory(division=township, industry="culture")
    VentureFactory(division=TownshipFactory(parent=township.parent, name="小镇"))

    (answer,) = read({"layer": "ventures"})
    told = {row["name"]: row for row in (one["properties"] for one in answer["features"])}
    assert (told["柳城镇"]["count"], told["柳城镇"]["high"]) == ("4", 4)
    assert told["柳城镇"]["tourism"] is told["柳城镇"]["culture"] is None
    assert (told["小镇"]["count"], told["小镇"]["low"], told["小镇"]["high"]) == ("<3", 1, 2)


def test_gdal_filters_incubators_by_their_kind(township, read):
    IncubatorFactory(division=township, name="众创空间", kind="makerspace")

    every, bases, recognised = read(
        *(
            {"layer": "incubators"} | more
            for more in ({}, {"where": "kind = 'base'"}, {"where": "level = 'city'"})
        )
    )
    assert len(every["features"]) == 2
    assert names(bases) == names(recognised) == {"柳城孵化基地"}


def test_gdal_reads_positions_right_in_either_order_of_axes(read):
    seats = {
        village.short_name: village.seat.coords
        for village in AdministrativeDivision.objects.filter(seat__isnull=False)
    }

    base = Incubator.objects.get().location.coords

    layers = [(layer, crs) for layer in ("villages", "incubators") for crs in SYSTEMS]
    answers = read(*({"layer": layer, "CRS": crs} for layer, crs in layers))
    for (layer, crs), answer in zip(layers, answers, strict=True):
        assert answer["crs"] == crs
        places = {one["properties"]["name"]: one["geometry"] for one in answer["features"]}
        for name, seat in (seats if layer == "villages" else {"柳城孵化基地": base}).items():
            assert places[name]["coordinates"] == pytest.approx(seat, abs=1e-6)


def test_gdal_turns_pages_and_asks_for_boxes_and_values(township, read):
    for number in range(20):
        VillageFactory(parent=township, seat=point(-100 * number, 5000))
    box = (*point(1500, -500).coords, *point(9500, 500).coords)

    paged, valued, *boxed = read(
        {"layer": "villages", "PAGE_SIZE": 7},
        {"layer": "villages", "where": "name = '丙村'"},
        *({"layer": "villages", "bbox": box, "CRS": crs} for crs in SYSTEMS),
    )
    assert len(paged["features"]) == len(names(paged)) == 24
    assert names(valued) == {"丙村"}
    assert [names(answer) for answer in boxed] == [{"乙村", "丙村"}] * 2
