"""Outlets under way on the map: an optional layer, counted nowhere."""

import datetime as dt
import json

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from geo.models import AdministrativeDivision
from outlets.kinds import OutletKind, Stage
from outlets.models import Outlet
from tests.factories.accounts import UserFactory
from tests.factories.geo import TownshipFactory, VillageFactory
from tests.shapes import point

pytestmark = pytest.mark.django_db

SUBMITTED = dt.datetime(2018, 9, 1, 0, 30, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def village() -> AdministrativeDivision:
    village = VillageFactory(seat=point(0))
    for number, stage in enumerate(Stage):
        Outlet.objects.create(
            village=village,
            outlet_no=f"W-{number}",
            name=stage.value,
            kind=OutletKind.SHOP,
            stage=stage,
            submitted_at=SUBMITTED,
            opened_on=dt.date(2018, 9, 2),
            merged_into=Outlet.objects.first() if stage == Stage.MERGED else None,
        )
    return village


def drawn(client: Client, **question: str) -> list[str]:
    response = client.get("/layers/under_way.geojson", {"on": "2018-09-30"} | question)
    return [feature["properties"]["stage"] for feature in json.loads(response.content)["features"]]


def test_those_submitted_and_not_yet_established_are_drawn(village, planner_client):
    assert drawn(planner_client) == ["county_review", "public_notice", "acceptance"]


def test_they_are_drawn_from_the_local_day_of_their_submission(village, planner_client):
    assert len(drawn(planner_client, on="2018-09-01")) == 3
    assert drawn(planner_client, on="2018-08-31") == []


def test_the_filters_of_the_map_hold_for_them(village, planner_client):
    assert drawn(planner_client, kind="delivery") == []


def test_no_figure_counts_them(village, planner_client):
    figures = planner_client.get("/map/figures.json", {"on": "2018-09-30"}).json()
    assert figures["total"]["covered"] == 0
    assert figures["network"] == []


def test_another_township_does_not_see_them(village, signed_in):
    officer = UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=TownshipFactory())
    assert drawn(signed_in(officer)) == []
