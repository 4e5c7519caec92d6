"""Who may read the API, and what of it."""

import base64
import datetime as dt
import json

import pytest
from django.test import Client

from accounts.models import Role
from accounts.tokens import make_token
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.entrepreneurs import IncubatorFactory, ParkFactory, VentureFactory
from tests.factories.geo import BoundaryFactory, CountyFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.layers.ogc.conftest import COLLECTIONS
from tests.shapes import point, square

pytestmark = pytest.mark.django_db


def basic(name: str, password: str) -> dict[str, str]:
    written = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {written}"}


@pytest.mark.parametrize(
    "path", ["", "api", "collections", "collections/villages/items", "odd/one"]
)
def test_a_program_that_nobody_signed_in_is_asked_who_it_is(client: Client, path):
    response = client.get(f"/ogc/{path}")

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Basic realm=")
    assert response.json()["code"] == "not_signed_in"


def test_a_browser_is_led_to_sign_in(client: Client):
    response = client.get("/ogc/", headers={"Accept": "text/html"})

    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/ogc/"


def test_a_name_and_a_password_open_it(client: Client, planner):
    allowed = client.get("/ogc/collections", headers=basic(planner.username, PASSWORD))
    refused = client.get("/ogc/collections", headers=basic(planner.username, "wrong"))

    assert allowed.status_code == 200
    assert (refused.status_code, refused.json()["code"]) == (401, "bad_credentials")
    assert refused.has_header("WWW-Authenticate")


def test_a_token_opens_it(client: Client, planner):
    until = dt.date.today() + dt.timedelta(30)
    secret = make_token(user=planner, name="QGIS", expires_on=until).secret

    response = client.get("/ogc/collections", headers={"Authorization": f"Bearer {secret}"})
    assert response.status_code == 200
    assert "Authorization" in response["Vary"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_only_read(planner_client: Client, method):
    response = getattr(planner_client, method)("/ogc/collections/villages/items")

    assert response.status_code == 405
    assert "GET" in response["Allow"]


@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_collection_ends_at_the_viewers_jurisdiction(township, signed_in, items, name):
    other = CountyFactory(name="他县")
    BoundaryFactory(division=other, geom=square(70_000))
    far = VillageFactory(parent__parent=other, seat=point(70_000))
    BoundaryFactory(division=far.parent, geom=square(70_000))
    VillageFactory(parent=far.parent, seat=point(71_000))
    OutletFactory(village=far)
    IncubatorFactory(division=far)
    ParkFactory(division=far.parent)
    VentureFactory(division=far)
    user = UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=township.parent)
    client = signed_in(user)

    found = items(name, client=client)
    if name == "cities":
        assert found["numberMatched"] == 0
    else:
        assert found["numberMatched"] > 0
        assert other.code not in json.dumps(found)
    asked = {"division": other.code}
    assert client.get(f"/ogc/collections/{name}/items", asked).status_code == 404
    foreign = items(name, division=other.code)["features"]
    for feature in foreign:
        address = f"/ogc/collections/{name}/items/{feature['id']}"
        assert client.get(address).status_code == 404


def test_an_outlet_beyond_the_jurisdiction_is_measured_and_not_named(township, signed_in, items):
    far = VillageFactory(parent__parent=CountyFactory(), seat=point(9500))
    OutletFactory(village=far, name="外乡站")
    user = UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=township.parent)

    found = items("gaps", client=signed_in(user))["features"]
    (gap,) = [one["properties"] for one in found if one["properties"]["name"] == "丙村"]
    assert gap["nearest_outlet"] is None
    assert gap["nearest_m"] == pytest.approx(500, abs=0.1)


def test_what_has_not_changed_is_not_sent_again(township, planner_client: Client):
    first = planner_client.get("/ogc/collections/villages/items")
    headers = {"If-None-Match": first["ETag"]}
    again = planner_client.get("/ogc/collections/villages/items", headers=headers)
    assert again.status_code == 304

    OutletFactory(village=township.children.get(short_name="丙村"))
    changed = planner_client.get("/ogc/collections/villages/items", headers=headers)
    assert changed.status_code == 200


def test_a_page_is_one_statement(township, planner_client: Client, django_assert_num_queries):
    planner_client.get("/ogc/collections/villages/items")
    OutletFactory()
    with django_assert_num_queries(4):  # session, user, version, page
        planner_client.get("/ogc/collections/villages/items")
