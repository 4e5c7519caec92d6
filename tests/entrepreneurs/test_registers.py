"""Every register keeps the same promises; shown on parks, the plainest of them."""

import pytest
from django.urls import reverse

from accounts.models import Role
from entrepreneurs.kinds import Stage
from entrepreneurs.models import Park
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import ParkFactory
from tests.factories.geo import CountyFactory, TownshipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return CountyFactory()


@pytest.fixture
def township(county):
    return TownshipFactory(parent=county, name="本乡")


@pytest.fixture
def officer(township):
    return UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township)


@pytest.fixture
def department(county):
    return UserFactory(role=Role.DEPARTMENT, jurisdiction=county, department="县发改局")


def step(client, park, name, **values):
    address = reverse("entrepreneurs:parks_step", args=[park.pk])
    values = {"step": name, "seen_at": park.updated_at.isoformat()} | values
    response = client.post(address, values)
    park.refresh_from_db()
    return response


def test_an_officer_enters_and_submits_and_the_county_verifies(
    officer, department, township, signed_in
):
    given = {"name": "特色园", "kind": "small_business", "division": township.pk, "submit": "1"}
    signed_in(officer).post(reverse("entrepreneurs:parks_add"), given)
    park = Park.objects.get()
    assert (park.stage, park.submitted_by_name) == (Stage.SUBMITTED, officer.username)

    step(signed_in(officer), park, "verify")
    assert park.stage == Stage.SUBMITTED  # not their task

    step(signed_in(department), park, "verify")
    assert (park.stage, park.verified_by_name) == (Stage.VERIFIED, department.username)


def test_nobody_verifies_their_own_submission(department, township, signed_in):
    given = {"name": "特色园", "kind": "small_business", "division": township.pk, "submit": "1"}
    signed_in(department).post(reverse("entrepreneurs:parks_add"), given)
    park = Park.objects.get()
    step(signed_in(department), park, "verify")
    assert park.stage == Stage.SUBMITTED


def test_what_is_returned_says_why_and_counts_no_longer(department, township, signed_in):
    park = ParkFactory(division=township, stage=Stage.VERIFIED)
    step(signed_in(department), park, "return", reason="缺批准文号")
    assert (park.stage, park.return_reason) == (Stage.RETURNED, "缺批准文号")
    page = signed_in(department).get(reverse("entrepreneurs:parks_record", args=[park.pk]))
    assert "缺批准文号" in page.content.decode()


def test_a_return_without_a_reason_changes_nothing(department, township, signed_in):
    park = ParkFactory(division=township, stage=Stage.SUBMITTED)
    step(signed_in(department), park, "return", reason="  ")
    assert park.stage == Stage.SUBMITTED


def test_a_stale_page_changes_nothing(department, township, signed_in):
    park = ParkFactory(division=township, stage=Stage.SUBMITTED)
    seen = park.updated_at
    park.save()
    step(signed_in(department), park, "verify", seen_at=seen.isoformat())
    assert park.stage == Stage.SUBMITTED


def test_a_verified_record_changed_by_an_officer_has_to_be_verified_again(
    officer, township, signed_in
):
    park = ParkFactory(division=township, stage=Stage.VERIFIED)
    given = {
        "name": "改名园",
        "kind": park.kind,
        "division": township.pk,
        "seen_at": park.updated_at.isoformat(),
    }
    signed_in(officer).post(reverse("entrepreneurs:parks_edit", args=[park.pk]), given)
    park.refresh_from_db()
    assert (park.name, park.stage) == ("改名园", Stage.SUBMITTED)


def test_a_record_elsewhere_does_not_exist(officer, signed_in):
    park = ParkFactory(name="外乡园")
    client = signed_in(officer)
    for name in ("record", "edit", "history"):
        page = client.get(reverse(f"entrepreneurs:parks_{name}", args=[park.pk]))
        assert page.status_code == 404
    listed = client.get(reverse("entrepreneurs:parks_list")).content.decode()
    assert "外乡园" not in listed


def test_a_record_cannot_be_entered_elsewhere(officer, signed_in):
    elsewhere = TownshipFactory()
    given = {"name": "外乡园", "kind": "small_business", "division": elsewhere.pk}
    page = signed_in(officer).post(reverse("entrepreneurs:parks_add"), given)
    assert page.status_code == 422
    assert not Park.objects.exists()


def test_the_same_record_twice_is_told_as_the_form_says(officer, township, signed_in):
    ParkFactory(division=township, name="特色园")
    given = {"name": "特色园", "kind": "small_business", "division": township.pk}
    page = signed_in(officer).post(reverse("entrepreneurs:parks_add"), given)
    assert page.status_code == 422
    assert Park.objects.count() == 1


def test_a_list_asks_four_questions_at_most_however_long(
    department, township, signed_in, django_assert_max_num_queries
):
    for _ in range(60):
        ParkFactory(division=township)
    client = signed_in(department)
    client.get(reverse("entrepreneurs:parks_list"))
    with django_assert_max_num_queries(4 + 3):  # and session, user, data version
        page = client.get(reverse("entrepreneurs:parks_list"))
    assert page.status_code == 200


def test_the_history_tells_who_did_what(officer, department, township, signed_in):
    given = {"name": "特色园", "kind": "small_business", "division": township.pk, "submit": "1"}
    signed_in(officer).post(reverse("entrepreneurs:parks_add"), given)
    park = Park.objects.get()
    step(signed_in(department), park, "verify")
    page = signed_in(department).get(reverse("entrepreneurs:parks_history", args=[park.pk]))
    told = page.content.decode()
    assert officer.username in told and department.username in told


def test_the_export_holds_what_the_list_shows(department, township, signed_in):
    ParkFactory(division=township, name="特色园", kind="innovation")
    ParkFactory(division=township, name="别的园", kind="small_business")
    address = reverse("entrepreneurs:parks_export_csv") + "?kind=innovation"
    body = b"".join(signed_in(department).get(address)).decode("utf-8-sig")
    assert "特色园" in body and "别的园" not in body


def test_a_question_nobody_can_answer_is_refused(department, signed_in):
    page = signed_in(department).get(reverse("entrepreneurs:parks_list") + "?kind=nonsense")
    assert page.status_code == 400
