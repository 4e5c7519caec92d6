"""What the API says of itself, held against the standard."""

import json
from typing import Any

import jsonschema
import pytest
from django.test import Client
from drf_spectacular.validation import validate_schema

from layers.ogc.asking import NETWORK, items_parameters
from layers.ogc.collections import COLLECTIONS
from tests.factories.entrepreneurs import IncubatorFactory, ParkFactory
from tests.layers.ogc import standard
from tests.shapes import point

pytestmark = pytest.mark.django_db

PERSONAL = ("keeper", "phone", "address", "id_number", "person", "submitted")


def document(client: Client, path: str) -> dict[str, Any]:
    response = client.get(f"/ogc/{path}")
    assert response.status_code == 200
    return json.loads(response.content)


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("", standard.LANDING),
        ("conformance", standard.CONFORMANCE),
        ("collections", standard.COLLECTIONS),
        *((f"collections/{name}", standard.COLLECTION) for name in COLLECTIONS),
        *((f"collections/{name}/items?limit=2", standard.FEATURES) for name in COLLECTIONS),
    ],
)
def test_documents_have_the_form_of_the_standard(township, planner_client: Client, path, schema):
    jsonschema.validate(document(planner_client, path), schema)


def test_one_feature_has_the_form_of_the_standard(township, planner_client: Client):
    feature = document(planner_client, f"collections/townships/items/{township.code}")

    jsonschema.validate(feature, standard.FEATURE)
    assert {link["rel"] for link in feature["links"]} == {"self", "collection"}


def test_the_landing_page_leads_to_everything(planner_client: Client):
    rels = {link["rel"] for link in document(planner_client, "")["links"]}

    assert rels >= {"self", "service-desc", "service-doc", "conformance", "data"}


def test_every_link_leads_somewhere_and_is_what_it_says(township, planner_client: Client):
    documents = ["", "collections", "collections/villages", "collections/villages/items?limit=1"]
    links = [link for path in documents for link in document(planner_client, path)["links"]]
    for each in document(planner_client, "collections")["collections"]:
        links += each["links"]

    for link in links:
        response = planner_client.get(link["href"])
        assert response.status_code == 200, link
        assert response["Content-Type"].split(";")[0] == link["type"].split(";")[0], link


def test_the_definition_is_openapi_and_names_every_parameter(planner_client: Client):
    definition = document(planner_client, "api")

    validate_schema(definition)
    for collection in COLLECTIONS.values():
        path = definition["paths"][f"/collections/{collection.name}/items"]["get"]
        told = {parameter["name"] for parameter in path["parameters"]}
        names = {each.name for each in collection.properties}
        assert told == {*items_parameters(collection), *names}


def test_a_property_is_called_as_a_parameter_only_where_both_mean_the_same():
    for collection in COLLECTIONS.values():
        shared = set(items_parameters(collection)) & {each.name for each in collection.properties}
        assert shared <= set(NETWORK), collection.name


def test_an_extent_holds_the_viewers_own_places(township, planner_client: Client):
    extent = document(planner_client, "collections/villages")["extent"]

    west, south, east, north = extent["spatial"]["bbox"][0]
    assert west < 120.4 < east
    assert south < 41.5 < north
    assert extent["temporal"]["interval"][0][1] is None


@pytest.mark.parametrize("place", [IncubatorFactory, ParkFactory])
def test_an_extent_holds_incubators_and_parks_beyond_every_line(township, planner_client, place):
    far = point(200_000)
    place(division=township, location=far)
    place(division=township, location=point(400_000), stage="submitted")

    extent = document(planner_client, "collections/villages")["extent"]
    assert extent["spatial"]["bbox"][0][2] == pytest.approx(far.x)


def test_nothing_personal_is_a_property_of_any_feature():
    for collection in COLLECTIONS.values():
        for each in collection.properties:
            said = f"{each.name} {each.column}"
            assert not [word for word in PERSONAL if word in said], (collection.name, each.name)


def test_filters_are_told_to_programs(planner_client: Client):
    told = document(planner_client, "collections/villages/queryables")

    jsonschema.Draft202012Validator.check_schema(told)
    assert told["properties"]["state"]["enum"] == [
        "own",
        "served",
        "reached",
        "uncovered",
        "unlocated",
    ]


def test_people_get_a_page(planner_client: Client):
    response = planner_client.get("/ogc/", headers={"Accept": "text/html,*/*"})

    assert response["Content-Type"].startswith("text/html")
    assert "http://testserver/ogc/" in response.content.decode()
    assert planner_client.get("/ogc/?f=html").content.decode().lstrip().startswith("<!")
