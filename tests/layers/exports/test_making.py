"""Asking for an export: at once or in the background, within one's scope, recorded."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from core.models import AuditEntry
from layers import preparing
from layers.exports.formats import FORMATS
from layers.models import PreparedFile
from tests.factories.accounts import UserFactory
from tests.layers.exports.conftest import ON


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def take(planner_client: Client, registry) -> Callable:
    address = reverse("layers:take_away")

    def post(client: Client = planner_client, headers: dict | None = None, **values: str):
        return client.post(address, {"on": ON} | values, headers=headers)

    return post


@pytest.mark.parametrize("form", FORMATS)
def test_a_small_export_comes_at_once(form, take):
    response = take(format=form, division="211321")
    assert response.status_code == 200
    assert response["Content-Disposition"].endswith(FORMATS[form].suffix)
    assert "no-store" in response["Cache-Control"]
    assert len(response.getvalue()) > 1000


def test_it_is_recorded_with_question_format_and_rows(take, planner):
    take(format="gpkg", division="211321", definition="service").getvalue()
    entry = AuditEntry.objects.get(action="map.exported")
    assert (entry.actor_name, entry.subject) == (planner.username, "211321")
    assert entry.detail["format"] == "gpkg"
    assert entry.detail["rows"] == 3 + 4 + 2 + 2  # divisions, villages, gaps, outlets
    assert ".service." in entry.detail["question"]


def test_a_large_one_is_made_in_the_background(take, settings, planner, tmp_path, signed_in):
    settings.EXPORT_AT_ONCE_ROWS = 3
    response = take(format="gpkg", division="211321", headers={"accept": "application/json"})
    assert (response.status_code, response.json()["state"]) == (202, "waiting")

    preparing.prepare(response.json()["uid"])
    file = PreparedFile.objects.get()
    assert (file.state, file.message) == ("done", "")
    assert AuditEntry.objects.filter(action="map.exported").count() == 1
    fetched = signed_in(planner).get(reverse("layers:prepared_file", args=[file.uid]))
    kept = tmp_path / "kept.gpkg"
    kept.write_bytes(fetched.getvalue())
    with closing(sqlite3.connect(kept)) as database:
        assert database.execute("SELECT count(*) FROM villages").fetchone() == (4,)


def test_without_scripts_a_large_one_leads_to_ones_files(take, settings):
    settings.EXPORT_AT_ONCE_ROWS = 3
    response = take(format="shp", division="211321")
    file = PreparedFile.objects.get()
    assert response["Location"] == f"/prepared/#file-{file.uid}"


def test_a_job_asks_again_what_its_requester_may_see(take, settings, planner, registry):
    settings.EXPORT_AT_ONCE_ROWS = 3
    uid = take(format="gpkg", division="211321", headers={"accept": "application/json"}).json()[
        "uid"
    ]
    planner.jurisdiction = registry.children.get(name="空镇")
    planner.save()
    preparing.prepare(uid)
    assert PreparedFile.objects.get().state == "failed"


def test_another_division_cannot_be_taken_away(take, registry, signed_in):
    officer = UserFactory(
        role=Role.TOWNSHIP_OFFICER, jurisdiction=registry.children.get(name="空镇")
    )
    assert take(signed_in(officer), format="gpkg", division="211321").status_code == 404
    own = take(signed_in(officer), format="geojson").getvalue()
    assert "甲村".encode() not in own


@pytest.mark.parametrize(
    "values",
    [{"format": "dwg"}, {}, {"format": "gpkg", "on": "soon"}, {"format": "gpkg", "layers": "x"}],
)
def test_what_cannot_be_understood_is_refused(values, take):
    assert take(**values).status_code == 400


def test_only_a_form_takes_away(planner_client):
    assert planner_client.get(reverse("layers:take_away")).status_code == 405


def test_map_division_and_list_offer_the_formats(planner_client, registry):
    for address in ("/map/", f"/divisions/{registry.code}/", "/gaps/?show=covered"):
        page = planner_client.get(address, {"on": ON}).content.decode()
        assert 'id="take-away"' in page
        assert 'name="format" value="gpkg"' in page


def test_a_list_is_taken_away_as_its_page_shows_it(planner_client, registry):
    page = planner_client.get("/gaps/", {"on": ON, "show": "covered"}).content.decode()
    assert '<input type="hidden" form="take-away" name="show" value="covered">' in page
