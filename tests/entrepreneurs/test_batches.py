"""Tens of records at once: ticked on a list, handed in by officers, verified by the county."""

from types import SimpleNamespace

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.models import Role
from entrepreneurs.kinds import Stage
from entrepreneurs.models import Park, SupportRecord
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import EntrepreneurFactory, ParkFactory, SupportFactory
from tests.factories.geo import CountyFactory, TownshipFactory, VillageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def township():
    return TownshipFactory(parent=CountyFactory())


@pytest.fixture
def officer(township):
    return UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township)


@pytest.fixture
def department(township):
    return UserFactory(role=Role.DEPARTMENT, jurisdiction=township.parent, department="县人社局")


def sent(client, slug, step, records, **address):
    picks = [f"{record.pk}@{record.updated_at.isoformat()}" for record in records]
    where = reverse(f"entrepreneurs:{slug}_batch")
    return client.post(where, {"step": step, "chosen": picks}, query_params=address)


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_drafts_are_handed_in_together_and_the_list_comes_again(officer, township, signed_in):
    drafts = [ParkFactory(division=township, stage=Stage.DRAFT) for _ in range(12)]
    client = signed_in(officer)
    page = client.get(reverse("entrepreneurs:parks_list"), {"stage": "draft"})
    assert page.content.decode().count('name="chosen"') == 12

    response = sent(client, "parks", "submit", drafts, stage="draft")

    assert response["Location"].endswith("/parks/?stage=draft")
    assert "12" in said(response)
    assert set(Park.objects.values_list("stage", "submitted_by")) == {(Stage.SUBMITTED, officer.pk)}


def test_the_county_verifies_together_what_is_not_its_own(department, township, signed_in):
    village = VillageFactory(parent=township)
    person = EntrepreneurFactory(division=village)
    waiting = [SupportFactory(entrepreneur=person, stage=Stage.SUBMITTED) for _ in range(3)]
    own = SupportFactory(entrepreneur=person, stage=Stage.SUBMITTED, submitted_by=department)
    response = sent(signed_in(department), "supports", "verify", [*waiting, own])
    assert SupportRecord.objects.verified().count() == 3
    own.refresh_from_db()
    assert own.stage == Stage.SUBMITTED
    assert "**" in said(response)  # which one stays, masked


def test_one_that_was_changed_meanwhile_holds_up_no_other(officer, township, signed_in):
    first, stale = (ParkFactory(division=township, stage=Stage.DRAFT) for _ in range(2))
    seen = SimpleNamespace(pk=stale.pk, updated_at=stale.updated_at)
    stale.save()
    response = sent(signed_in(officer), "parks", "submit", [first, seen])
    assert dict(Park.objects.values_list("pk", "stage")) == {
        first.pk: Stage.SUBMITTED,
        stale.pk: Stage.DRAFT,
    }
    assert stale.name in said(response)


def test_a_batch_reaches_no_record_of_another_township(officer, signed_in):
    foreign = ParkFactory(stage=Stage.DRAFT)
    sent(signed_in(officer), "parks", "submit", [foreign])
    foreign.refresh_from_db()
    assert foreign.stage == Stage.DRAFT


def test_an_officer_verifies_nothing_together(officer, township, signed_in):
    park = ParkFactory(division=township, stage=Stage.SUBMITTED)
    sent(signed_in(officer), "parks", "verify", [park])
    park.refresh_from_db()
    assert park.stage == Stage.SUBMITTED
    page = signed_in(officer).get(reverse("entrepreneurs:parks_list"), {"stage": "submitted"})
    assert 'name="chosen"' not in page.content.decode()


@pytest.mark.parametrize("chosen", [[], ["nonsense"], ["x@2018-09-30T00:00:00+00:00"]])
def test_what_was_not_ticked_properly_is_asked_for_again(chosen, officer, signed_in):
    address = reverse("entrepreneurs:parks_batch")
    response = signed_in(officer).post(address, {"step": "submit", "chosen": chosen})
    assert response.status_code == 302 and said(response)


def test_the_first_page_of_the_registers_says_what_was_returned_and_why(
    officer, township, signed_in
):
    ParkFactory(
        division=township, name="特色园", stage=Stage.RETURNED, return_reason="缺少批准文号"
    )
    ParkFactory(division=township, stage=Stage.DRAFT)
    page = signed_in(officer).get(reverse("entrepreneurs:overview")).content.decode()
    assert "特色园" in page and "缺少批准文号" in page
    assert "/parks/?stage=draft" in page and "/parks/?stage=returned" in page


def test_who_verifies_is_asked_to_verify_not_to_mend_what_is_the_officers(
    department, township, signed_in
):
    ParkFactory(division=township, stage=Stage.RETURNED, return_reason="缺少批准文号")
    ParkFactory(division=township, stage=Stage.SUBMITTED)
    page = signed_in(department).get(reverse("entrepreneurs:overview")).content.decode()
    waiting = page[: page.index("<table")]
    assert "/parks/?stage=submitted" in waiting and "缺少批准文号" not in waiting


def test_after_saving_a_draft_the_page_says_what_comes_next(officer, township, signed_in):
    ParkFactory(division=township, stage=Stage.DRAFT)
    client = signed_in(officer)
    given = {"name": "特色园", "kind": "small_business", "division": township.pk}
    page = client.post(reverse("entrepreneurs:parks_add"), given, follow=True).content.decode()
    assert 'value="submit"' in page and "/parks/?stage=draft" in page


def test_a_return_that_is_refused_keeps_the_page_and_what_was_typed(
    department, township, signed_in
):
    park = ParkFactory(division=township, stage=Stage.SUBMITTED)
    given = {
        "step": "return",
        "reason": "请打 13804215678",
        "seen_at": park.updated_at.isoformat(),
    }
    page = signed_in(department).post(reverse("entrepreneurs:parks_step", args=[park.pk]), given)
    park.refresh_from_db()
    assert (page.status_code, park.stage) == (422, Stage.SUBMITTED)


def test_a_reason_is_kept_without_signs_that_cannot_be_seen(department, township, signed_in):
    park = ParkFactory(division=township, stage=Stage.SUBMITTED)
    given = {"step": "return", "reason": " 缺\u200b证\u202e件 "}
    given["seen_at"] = park.updated_at.isoformat()
    signed_in(department).post(reverse("entrepreneurs:parks_step", args=[park.pk]), given)
    park.refresh_from_db()
    assert park.return_reason == "缺证件"
