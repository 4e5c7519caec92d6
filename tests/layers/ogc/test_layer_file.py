"""The layer file for QGIS: connected, in order, with symbols that compare with the API's codes."""

import re
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client

from entrepreneurs.kinds import IncubatorKind, ParkKind, RecognitionLevel
from outlets.kinds import Status
from targets.coverage import STATES
from tests.layers.ogc.conftest import COLLECTIONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def layers(planner_client: Client) -> dict[str, Element]:
    response = planner_client.get("/ogc/registry.qlr")
    assert "registry.qlr" in response["Content-Disposition"]
    root = fromstring(response.content)
    return {
        layer.findtext("id").removeprefix("registry_"): layer for layer in root.iter("maplayer")
    }


def test_every_collection_is_a_layer_connected_to_the_api(layers):
    assert set(layers) == set(COLLECTIONS)
    for name, layer in layers.items():
        source = layer.findtext("datasource")
        assert "url='http://testserver/ogc/'" in source
        assert f"typename='{name}'" in source
        assert layer.findtext("provider") == "OAPIF"


def values(layer: Element) -> set[str]:
    return {category.get("value") for category in layer.iter("category")}


def test_symbols_compare_with_the_codes_of_the_api(layers):
    assert values(layers["villages"]) <= set(STATES)
    assert "uncovered" in values(layers["villages"])
    assert values(layers["townships"]) == {"0", "1", "2", "3", "4", ""}
    assert {Status.DORMANT.value, "public", "semi_public", "commercial"} <= values(
        layers["outlets"]
    )
    assert values(layers["parks"]) == set(ParkKind)
    levels = (*RecognitionLevel, "")
    assert values(layers["incubators"]) == {
        f"{kind}·{level}" for kind in IncubatorKind for level in levels
    }
    (renderer,) = layers["outlets"].iter("renderer-v2")
    assert "'operating'" in renderer.get("attr")


def fields(layer: Element) -> set[str]:
    """What the symbols of a layer ask features for."""
    asked = [option.get("value", "") for option in layer.iter("Option")]
    asked += [renderer.get("attr", "") for renderer in layer.iter("renderer-v2")]
    named = set()
    for label in layer.iter("text-style"):
        if label.get("isExpression") == "1":
            asked.append(label.get("fieldName", ""))
        else:
            named.add(label.get("fieldName", ""))
    return named | set(re.findall(r'"(\w+)"', " ".join(asked)))


def test_symbols_ask_for_no_field_that_features_lack(layers, items, township):
    for name, layer in layers.items():
        (feature, *_rest) = items(name)["features"]
        assert fields(layer) <= set(feature["properties"]), name
    assert "approximate" in fields(layers["villages"])
    assert {"high", "count"} == fields(layers["ventures"])
    assert {"kind", "level", "approximate"} <= fields(layers["incubators"])
