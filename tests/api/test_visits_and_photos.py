"""Visits and photos for programs."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import Role
from core.models import AuditEntry
from outlets.models import Inspection, Photo
from tests.api.conftest import codes
from tests.factories.accounts import UserFactory
from tests.factories.geo import TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.factories.outlets_reports import InspectionFactory, VisitFactory, picture, upload
from tests.factories.registration import people_of
from tests.shapes import point

pytestmark = pytest.mark.django_db

VISITS, PHOTOS = "/inspections/", "/photos/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def village():
    return VillageFactory()


@pytest.fixture
def outlet(village):
    return OutletFactory(village=village, location=point(0))


@pytest.fixture
def people(village):
    return people_of(village)


@pytest.fixture
def officer(people, program):
    return program(people.officer)


@pytest.fixture
def reviewer(people, program):
    return program(people.reviewer)


def found(**changes):
    return {
        "visited_on": timezone.localdate().isoformat(),
        "inspector_name": "王巡查",
        "found_open": True,
        "result": "passed",
    } | changes


def test_a_visit_is_recorded_with_where_it_was_noted_down(officer, outlet):
    place = {"lon": str(point(300).x), "lat": str(point(300).y), "crs": "wgs84"}
    answer = officer.post(VISITS, found(outlet=str(outlet.pk), kind="routine", location=place))
    assert answer.status_code == 201, answer.content
    assert answer.json()["distance_m"] == pytest.approx(300, abs=1)
    assert Inspection.objects.get().recorded_by_name


def test_a_planned_visit_is_recorded_once_from_the_version_read(officer, outlet):
    plan = InspectionFactory(outlet=outlet)
    path = f"{VISITS}{plan.pk}/"
    assert officer.post(f"{path}findings/", found()).status_code == 428
    version = officer.version(path)
    answer = officer.post(f"{path}findings/", found(), version=version)
    assert (answer.status_code, answer.json()["result"]) == (200, "passed")
    assert officer.post(f"{path}findings/", found(), version=version).status_code == 412
    again = officer.post(f"{path}findings/", found(), version=officer.version(path))
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"visited_on": "2999-01-01"}, "visited_on"),
        ({"visited_on": "2010-01-01"}, "visited_on"),
        ({"result": "to_mend"}, "mend_by"),
        ({"found_open": False}, "result"),
        ({"found_open": 1}, "found_open"),
        ({"recorded_by": "x"}, "recorded_by"),
    ],
)
def test_findings_that_break_a_rule_are_named(officer, outlet, change, field):
    answer = officer.post(VISITS, found(outlet=str(outlet.pk), kind="routine", **change))
    assert answer.status_code == 400
    assert set(codes(answer)) == {field}
    assert not Inspection.objects.exists()


def test_kinds_of_visits_belong_to_roles(officer, reviewer, outlet, planner, program):
    unannounced = found(outlet=str(outlet.pk), kind="unannounced")
    assert officer.post(VISITS, unannounced).status_code == 403
    assert program(planner).post(VISITS, unannounced).status_code == 403
    assert reviewer.post(VISITS, unannounced).status_code == 201


def test_visits_are_filtered_within_the_jurisdiction(
    officer, outlet, django_assert_max_num_queries
):
    VisitFactory(outlet=outlet, visited_on=dt.date(2018, 3, 1), result="failed")
    VisitFactory(outlet=outlet)
    InspectionFactory(outlet=outlet)
    elsewhere = OutletFactory(village=VillageFactory(parent=TownshipFactory()))
    other = VisitFactory(outlet=elsewhere)

    def number(**question):
        return officer.get(VISITS, **question).json()["count"]

    with django_assert_max_num_queries(5):
        assert number() == 3
    assert number(is_made="false") == 1
    assert number(is_made="true") == 2
    assert number(result="failed") == 1
    assert number(until="2018-12-31") == 1
    assert officer.get(f"{VISITS}{other.pk}/").status_code == 404
    answer = officer.post(VISITS, found(outlet=str(elsewhere.pk), kind="routine"))
    assert answer.status_code == 404


# Photos


def test_a_photo_is_added_listed_and_fetched(officer, outlet):
    answer = officer.send(PHOTOS, outlet=str(outlet.pk), kind="front", file=upload(picture()))
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["width_px"], told["kind"]) == (640, "front")
    assert [row["id"] for row in officer.get(PHOTOS, outlet=str(outlet.pk)).json()["results"]] == [
        told["id"]
    ]
    file = officer.client.get(told["file"])
    assert (file.status_code, file["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(file.streaming_content)[:2] == b"\xff\xd8"


def test_a_photo_of_a_visit_names_a_visit_of_this_outlet(officer, outlet):
    visit = VisitFactory(outlet=outlet)
    other = VisitFactory(outlet=OutletFactory())
    said = {"outlet": str(outlet.pk), "kind": "indoor"}
    answer = officer.send(PHOTOS, **said, inspection=other.pk, file=upload(picture()))
    assert codes(answer) == {"inspection": "does_not_exist"}
    answer = officer.send(PHOTOS, **said, inspection=visit.pk, file=upload(picture()))
    assert answer.json()["inspection"] == visit.pk


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"file": "no file"}, "file", "invalid"),
        ({"kind": "selfie"}, "kind", "invalid_choice"),
        ({"caption": "x"}, "caption", "unknown_field"),
        ({"sha256": "x"}, "sha256", "read_only"),
    ],
)
def test_a_form_that_is_no_photo_is_refused_by_field(officer, outlet, changes, field, code):
    said = {"outlet": str(outlet.pk), "kind": "front", "file": upload(picture())} | changes
    answer = officer.send(PHOTOS, **said)
    assert answer.status_code == 400
    assert codes(answer) == {field: code}


def test_what_is_no_picture_and_what_is_known_is_refused(officer, outlet):
    said = {"outlet": str(outlet.pk), "kind": "front"}
    bad = officer.send(PHOTOS, **said, file=upload(b"no picture at all"))
    assert (bad.status_code, codes(bad)) == (400, {"file": "unreadable_photo"})
    officer.send(PHOTOS, **said, file=upload(picture()))
    again = officer.send(PHOTOS, **said, file=upload(picture()))
    assert (again.status_code, codes(again)) == (409, {"file": "known_photo"})
    assert Photo.objects.count() == 1


def test_a_ledger_is_for_some_roles_and_every_look_is_kept(officer, outlet, program):
    said = {"outlet": str(outlet.pk), "kind": "ledger", "file": upload(picture())}
    address = officer.send(PHOTOS, **said).json()["file"]
    leader = program(UserFactory(role=Role.LEADER))
    assert leader.client.get(address).status_code == 403
    assert officer.client.get(address).status_code == 200
    assert AuditEntry.objects.filter(action="photo.ledger_seen").count() == 1


def test_a_photo_elsewhere_does_not_exist(officer):
    other = OutletFactory(village=VillageFactory(parent=TownshipFactory()))
    photo = Photo.objects.create(
        outlet=other, kind="front", file="x.jpg", sha256="0", width_px=1, height_px=1
    )
    for path in (f"{PHOTOS}{photo.pk}/", f"{PHOTOS}{photo.pk}/file/"):
        assert officer.get(path).status_code == 404
    said = {"outlet": str(other.pk), "kind": "front", "file": upload(picture())}
    assert officer.send(PHOTOS, **said).status_code == 404
