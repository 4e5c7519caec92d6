"""Pairs of possible duplicates, as the reviewer meets them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.models import AuditEntry
from outlets import registration
from outlets.kinds import Stage, Step
from outlets.models import DuplicateDecision, Outlet
from tests.factories.geo import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.factories.registration import People, people_of, record, submitted
from tests.shapes import point

QUEUE = reverse("outlets:review")
PHONE = "13804215678"


@pytest.fixture
def village(db: None) -> Any:
    township = TownshipFactory(parent=CountyFactory(name="柳城县"), name="大庙镇")
    return VillageFactory(parent=township, short_name="青山村", seat=point(0, 0))


@pytest.fixture
def people(village: Any) -> People:
    return people_of(village)


@pytest.fixture
def client(people: People, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(people.reviewer)


@pytest.fixture
def twins(village: Any, people: People) -> tuple[Outlet, Outlet]:
    """
    first --- 42 m --- second, with one telephone; two officers sent them offline
    """
    first = submitted(
        village,
        officer=people.officer,
        name="青山村便民网点",
        keeper_phone=PHONE,
        location=point(100, 0),
        address="村部",
    )
    second = submitted(
        village,
        officer=people.officer,
        name="顺发商店",
        keeper_phone=PHONE,
        location=point(142, 0),
        platform="ule",
    )
    return first, second


def url_of(first: Outlet, second: Outlet) -> str:
    return reverse("outlets:duplicates", args=[first.pk, second.pk])


def send(client: Client, first: Outlet, second: Outlet, **said: Any) -> Any:
    """What a browser sends of the page as it shows the pair."""
    form = client.get(url_of(first, second)).context["form"]
    sent = {
        "keep": form["keep"].value(),
        "reason": "同一家店",
        "first_seen_at": first.updated_at.isoformat(),
        "second_seen_at": second.updated_at.isoformat(),
        "tab": "duplicates",
        "decision": "merge",
    }
    return client.post(url_of(first, second), sent | said)


def fresh(outlet: Outlet) -> Outlet:
    return Outlet.objects.get(pk=outlet.pk)


def test_d02_twins_stand_side_by_side_with_distance_and_telephone(client, twins):
    first, second = twins
    row = client.get(QUEUE, {"tab": "duplicates"})
    assert row.url == url_of(first, second) or row.url == url_of(second, first)

    page = client.get(url_of(first, second))

    text = page.content.decode()
    assert "相距42 米" in text and "电话相同" in text
    assert first.outlet_no in text and second.outlet_no in text
    facts = {row.fact.name: [cell.words for cell in row.cells] for row in page.context["rows"]}
    assert facts["name"] == ["青山村便民网点", "顺发商店"]
    assert facts["address"] == ["村部", ""]
    assert page.context["form"]["keep"].value() == str(first.pk)  # it was here before
    assert page.context["queue"].page.object_list[0].pair.distance_m == pytest.approx(42, abs=0.1)


def test_d02_a_merge_takes_each_field_from_where_it_was_chosen_and_keeps_both_ids(
    client, people, twins
):
    first, second = twins

    answer = send(
        client,
        first,
        second,
        take_name=str(second.pk),
        take_platform=str(second.pk),
        take_address=str(first.pk),
    )

    assert answer.url == f"{QUEUE}?tab=duplicates"
    kept, gone = fresh(first), fresh(second)
    assert (kept.name, kept.platform, kept.address) == ("顺发商店", "ule", "村部")
    assert kept.location.x == first.location.x
    assert (gone.stage, gone.merged_into) == (Stage.MERGED, kept)
    assert gone.outlet_no == second.outlet_no and kept.outlet_no == first.outlet_no
    step = gone.transitions.get(step=Step.MERGE)
    assert (step.actor_name, step.reason) == (people.reviewer.username, "同一家店")
    decision = DuplicateDecision.objects.get()
    assert decision.is_same and decision.reason == "同一家店"

    page = client.get(url_of(first, second))
    assert "已合并为同一网点" in page.content.decode()
    assert not page.context["is_open"]


def test_d02_the_other_record_may_stay_just_as_well(client, twins):
    first, second = twins
    send(client, first, second, keep=str(second.pk), take_name=str(first.pk))
    assert fresh(first).merged_into == second
    assert fresh(second).name == "青山村便民网点"


def test_d02_two_that_are_different_are_kept_with_a_reason_and_never_asked_again(
    client, people, twins
):
    first, second = twins
    refused = send(client, first, second, decision="different", reason=" ")
    assert refused.status_code == 400
    assert not DuplicateDecision.objects.exists()

    answer = send(
        client, first, second, decision="different", reason="两家店，同一个老板", tab="review"
    )

    assert answer.url.startswith(f"{QUEUE}?tab=review&outlet=")
    assert fresh(first).stage == fresh(second).stage == Stage.COUNTY_REVIEW
    assert client.get(QUEUE, {"tab": "review"}).context["queue"].numbers["duplicates"] == 0
    page = client.get(url_of(first, second)).content.decode()
    assert "两家店，同一个老板" in page and people.reviewer.username in page
    again = send(client, first, second, decision="merge")
    assert again.status_code in (302, 409)


def test_d02_now_it_can_be_approved(client, people, twins):
    first, second = twins
    send(client, first, second, decision="different", reason="两家店")
    registration.approve(outlet=first, seen_at=first.updated_at, actor=people.reviewer)
    assert fresh(first).stage == Stage.PUBLIC_NOTICE


def test_the_record_that_is_established_stays(client, people, village):
    new = submitted(village, officer=people.officer, keeper_phone=PHONE, name="新报网点")
    known = OutletFactory(village=village, keeper_phone=PHONE, name="老网点")
    page = client.get(url_of(new, known))
    assert page.context["form"]["keep"].value() == str(known.pk)

    refused = send(client, new, known, keep=str(new.pk))
    assert refused.status_code == 400
    assert "老网点" in refused.content.decode()
    assert fresh(known).stage == Stage.ESTABLISHED


def test_after_a_merge_from_the_review_the_next_submission_opens(client, people, village):
    new = submitted(village, officer=people.officer, keeper_phone=PHONE, name="新报网点")
    known = OutletFactory(village=village, keeper_phone=PHONE, name="老网点")
    answer = send(client, new, known, tab="review")
    assert answer.url == f"{QUEUE}?tab=review"
    assert fresh(new).merged_into == known


def test_a_stale_merge_shows_what_both_say_now(client, people, twins):
    first, second = twins
    seen = second.updated_at
    registration.send_back(outlet=second, seen_at=seen, actor=people.reviewer, reason="改名")
    draft = registration.save_draft(
        record=record(second.village, name="改过的名字", keeper_phone=PHONE),
        actor=people.officer,
        outlet=fresh(second),
        seen_at=fresh(second).updated_at,
    )

    answer = send(client, first, second, second_seen_at=seen.isoformat(), reason="同一家")

    assert answer.status_code == 409
    text = answer.content.decode()
    assert "改过的名字" in text and draft.updated_at.isoformat().encode() in answer.content
    assert answer.context["form"]["reason"].value() == "同一家"
    assert fresh(second).stage == Stage.RETURNED and not DuplicateDecision.objects.exists()


def test_keepers_are_masked_until_they_are_asked_for(client, twins):
    first, second = twins
    assert PHONE not in client.get(url_of(first, second)).content.decode()
    page = client.get(url_of(first, second), {"keeper": "whole"})
    assert PHONE in page.content.decode()
    assert AuditEntry.objects.filter(action="outlet.keeper_seen").count() == 2


def test_another_countys_outlet_does_not_exist_here(client, twins):
    other = OutletFactory()
    assert client.get(url_of(twins[0], other)).status_code == 404
    assert client.get(url_of(twins[0], twins[0])).status_code == 404


def test_a_form_that_makes_no_sense_is_refused(client, twins):
    first, second = twins
    for said in ({"keep": "nobody"}, {"first_seen_at": ""}, {"decision": "merge", "reason": ""}):
        assert send(client, first, second, **said).status_code in (400, 409)
    assert {fresh(one).stage for one in twins} == {Stage.COUNTY_REVIEW}
