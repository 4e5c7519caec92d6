"""Outlets registered twice: who is suspected, and what becomes of them."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from core.errors import ConflictError, DomainError, InvalidQuestionError, NotAllowedError
from outlets.duplicates import (
    Likeness,
    UndecidedDuplicatesError,
    candidates,
    candidates_of,
    similarity,
)
from outlets.kinds import Stage, Status
from outlets.merging import decide_different, final, joined, merge, union
from outlets.models import (
    DuplicateDecision,
    Inspection,
    MonthlyReport,
    Organization,
    Outlet,
    OutletStatus,
    Photo,
)
from outlets.registration import UnknownOutletError, approve, withdraw
from tests.factories.geo import TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.factories.registration import People, drafted, people_of, submitted
from tests.shapes import point

PHONE = "13804215678"
DAY = dt.date(2018, 1, 1)


@pytest.fixture
def village(db: None) -> Any:
    return VillageFactory(name="北沟村民委员会", short_name="北沟")


@pytest.fixture
def people(village: Any) -> People:
    return people_of(village)


def days(number: int) -> dt.date:
    return DAY + dt.timedelta(number)


def merged(keep: Outlet, drop: Outlet, people: People, **arguments: Any) -> Outlet:
    return merge(
        keep=keep,
        drop=drop,
        keep_seen_at=keep.updated_at,
        drop_seen_at=drop.updated_at,
        actor=people.reviewer,
        **({"reason": "同一家店"} | arguments),
    )


def photo(outlet: Outlet, sha256: str, **facts: Any) -> Photo:
    return Photo.objects.create(
        outlet=outlet, sha256=sha256, kind="front", width_px=1, height_px=1, **facts
    )


def test_d02_the_same_outlet_registered_twice_lands_beside_its_twin(village, people):
    """Two officers register one shop, 42 m apart by their phones; the reviewer merges the two."""
    first = submitted(
        village,
        officer=people.officer,
        name="北沟电商服务站",
        keeper_phone=PHONE,
        location=point(0, 0),
    )
    colleague = people_of(village).officer
    second = submitted(
        village,
        officer=colleague,
        name="老王便民超市",
        keeper_phone=PHONE,
        keeper_name="王小明",
        location=point(42, 0),
    )

    [twin] = candidates(outlet=second)
    assert (twin.outlet, round(twin.distance_m)) == (first, 42)
    assert twin.likenesses == (Likeness.PHONE, Likeness.NEAR)
    assert "42" in twin.question and "北沟电商服务站" in twin.question
    with pytest.raises(UndecidedDuplicatesError) as caught:
        approve(outlet=second, seen_at=second.updated_at, actor=people.reviewer)
    assert [one.outlet for one in caught.value.candidates] == [first]

    kept = merged(
        first, second, people, fields={"keeper_name": "drop", "location": "drop", "name": "keep"}
    )
    second.refresh_from_db()
    assert (kept.name, kept.keeper_name) == ("北沟电商服务站", "王小明")
    assert kept.location.coords == point(42, 0).coords
    assert (second.stage, final(second)) == (Stage.MERGED, first)
    assert (second.name, second.outlet_no) == ("老王便民超市", f"{village.code}-02")
    assert candidates(outlet=kept) == []
    assert approve(outlet=kept, seen_at=kept.updated_at, actor=people.reviewer)


def test_d02_two_that_look_alike_may_be_told_apart_with_a_reason(village, people):
    first = submitted(village, officer=people.officer, keeper_phone=PHONE)
    second = submitted(village, officer=people.officer, name="超市", keeper_phone=PHONE)

    with pytest.raises(DomainError) as caught:
        decide_different(first=first, second=second, reason="  ", actor=people.reviewer)
    assert caught.value.field == "reason"
    decide_different(first=second, second=first, reason="夫妻两家店", actor=people.reviewer)

    assert candidates(outlet=first) == candidates(outlet=second) == []
    with pytest.raises(ConflictError, match="夫妻两家店"):
        decide_different(first=first, second=second, reason="另一说法", actor=people.reviewer)
    assert approve(outlet=first, seen_at=first.updated_at, actor=people.reviewer)


class TestSuspicion:
    def test_each_likeness_is_told(self, village, people):
        """
        twin 49 m · one 0 m · 51 m other        only those at most 50 m apart are near
        """
        organization = Organization.objects.create(name="北沟合作社")
        neighbour = VillageFactory(parent=village.parent)
        near = OutletFactory(village=neighbour, location=point(-49, 0))
        OutletFactory(village=neighbour, location=point(51, 0))
        same_organization = OutletFactory(village=village, organization=organization, name="甲")
        OutletFactory(village=neighbour, organization=organization, name="乙")
        similar = OutletFactory(village=village, name="北沟村农村淘宝服务点")
        OutletFactory(village=village, name="北沟邮乐购站")
        OutletFactory(village=neighbour, name="北沟农村淘宝服务站")
        landline = OutletFactory(village=neighbour, keeper_phone="04212812345")
        outlet = submitted(
            village,
            officer=people.officer,
            name="北沟农村淘宝服务站",
            location=point(0, 0),
            organization=organization,
            keeper_phone="0421-2812345",
        )

        found = {one.outlet: one.likenesses for one in candidates(outlet=outlet)}
        assert found == {
            near: (Likeness.NEAR,),
            same_organization: (Likeness.ORGANIZATION,),
            similar: (Likeness.NAME,),
            landline: (Likeness.PHONE,),
        }

    def test_drafts_withdrawn_and_merged_ones_are_not_suspected(self, village, people):
        outlet = submitted(village, officer=people.officer, keeper_phone=PHONE)
        drafted(village, officer=people.officer, keeper_phone=PHONE)
        gone = submitted(village, officer=people.officer, keeper_phone=PHONE)
        withdraw(outlet=gone, seen_at=gone.updated_at, actor=people.officer, reason="重复")

        assert candidates(outlet=outlet) == []

    def test_a_draft_is_told_of_its_twin_before_it_is_submitted(self, village, people):
        twin = OutletFactory(village=village, keeper_phone=PHONE)
        draft = drafted(village, officer=people.officer, keeper_phone=PHONE, name="甲")

        assert [one.outlet for one in candidates(outlet=draft, user=people.officer)] == [twin]

    def test_what_lies_outside_somebodys_jurisdiction_is_not_shown_to_them(self, village, people):
        outlet = submitted(village, officer=people.officer, keeper_phone=PHONE)
        next_township = VillageFactory(parent=TownshipFactory(parent=village.parent.parent))
        twin = OutletFactory(village=next_township, keeper_phone=PHONE)
        OutletFactory(keeper_phone=PHONE)  # in another county

        assert candidates(outlet=outlet, user=people.officer) == []
        assert [one.outlet for one in candidates(outlet=outlet)] == [twin]

    def test_a_whole_queue_takes_two_queries(self, village, people, django_assert_num_queries: Any):
        queue = [
            submitted(village, officer=people.officer, keeper_phone=PHONE, name=f"甲{n}")
            for n in range(3)
        ]
        with django_assert_num_queries(2):
            found = candidates_of(outlets=queue, user=people.reviewer)
            assert {len(found[outlet.pk]) for outlet in queue} == {2}
            assert all(one.question for one in found[queue[0].pk])

    @pytest.mark.parametrize(
        ("name", "other", "is_alike"),
        [
            ("北沟农村淘宝服务站", "北沟村农村淘宝服务点", True),
            ("北沟电商服务站", "北沟 电商服务站", True),
            ("北沟邮乐购站", "北沟京东服务站", False),
            ("北沟站", "北沟村站", True),
        ],
    )
    def test_names_are_compared_without_the_village(self, name, other, is_alike):
        assert (similarity(name, other, "北沟") >= 0.8) == is_alike


class TestMerging:
    def test_the_pair_counts_once_on_every_day(self, village, people):
        """
        keep    |--operating--|closed ...
        drop              |----operating----|dormant ...
        day     0        50  100          150
        """
        keep = OutletFactory(
            village=village, opened_on=days(0), status=Status.CLOSED, status_since=days(100)
        )
        drop = OutletFactory(
            village=village, opened_on=days(50), status=Status.DORMANT, status_since=days(150)
        )
        merged(keep, drop, people)

        for day, number in ((-1, 0), (0, 1), (75, 1), (120, 1), (149, 1), (150, 0)):
            assert Outlet.objects.open_on(days(day)).count() == number
        assert not drop.statuses.exists() and not drop.served_villages.exists()
        assert [row.status for row in keep.statuses.all()] == [Status.OPERATING, Status.CLOSED]
        history = apps.get_model("outlets", "OutletStatusEvent").objects
        assert history.filter(outlet=drop, pgh_label="delete").count() == 2

    def test_it_opened_when_the_first_of_the_two_did(self, village, people):
        keep = OutletFactory(village=village, opened_on=days(50))
        drop = OutletFactory(village=village, opened_on=days(0))

        assert merged(keep, drop, people).opened_on == days(0)
        own = keep.served_villages.get(basis="own")
        assert (own.village, own.valid_from) == (village, days(0))

    def test_villages_served_by_either_are_served(self, village, people):
        one, two = (VillageFactory(parent=village.parent) for _n in range(2))
        keep = OutletFactory(village=village, opened_on=days(0), serves=[one])
        drop = OutletFactory(village=two, opened_on=days(10), serves=[one, village])
        merged(keep, drop, people)

        served = keep.served_villages.values_list("village", "basis", "valid_from", "valid_to")
        assert set(served) == {
            (village.pk, "own", days(0), None),
            (one.pk, "agreement", days(0), None),
        }

    def test_the_villages_own_mistake_can_be_mended_too(self, village, people):
        wrong = VillageFactory(parent=village.parent)
        keep = OutletFactory(village=wrong, opened_on=days(0))
        drop = OutletFactory(village=village, opened_on=days(0))
        kept = merged(keep, drop, people, fields={"village": "drop"})

        assert kept.village == village
        assert [row.village for row in kept.served_villages.all()] == [village]

    def test_reports_visits_and_photos_move_and_none_is_lost(self, village, people):
        keep, drop = OutletFactory(village=village), OutletFactory(village=village)
        MonthlyReport.objects.create(outlet=keep, month=days(0), people_served=10)
        same_month = MonthlyReport.objects.create(outlet=drop, month=days(0), people_served=11)
        MonthlyReport.objects.create(outlet=drop, month=days(31), people_served=12)
        Inspection.objects.create(outlet=drop, kind="routine", due_on=days(40))
        photo(keep, "a")
        photo(drop, "a")
        photo(drop, "b")
        photo(drop, "c", report=same_month)
        merged(keep, drop, people)

        served = keep.monthly_reports.order_by("month").values_list("people_served", flat=True)
        assert list(served) == [10, 12]
        assert drop.monthly_reports.get().people_served == 11
        assert keep.inspections.count() == 1
        assert set(keep.photos.values_list("sha256", flat=True)) == {"a", "b"}
        assert set(drop.photos.values_list("sha256", flat=True)) == {"a", "c"}

    def test_an_established_outlet_is_never_merged_into_a_submission(self, village, people):
        outlet = OutletFactory(village=village)
        new = submitted(village, officer=people.officer)

        with pytest.raises(DomainError):
            merged(new, outlet, people)
        assert merged(outlet, new, people).stage == Stage.ESTABLISHED
        assert not OutletStatus.objects.filter(outlet=new).exists()

    def test_what_was_merged_before_stays_reachable(self, village, people):
        first, second, third = (OutletFactory(village=village) for _n in range(3))
        merged(second, first, people)
        second.refresh_from_db()
        merged(third, second, people)
        first.refresh_from_db()

        assert final(first) == third

    def test_a_merge_is_asked_from_the_versions_that_were_seen(self, village, people):
        keep, drop = OutletFactory(village=village), OutletFactory(village=village)
        stale = drop.updated_at
        drop.save()
        with pytest.raises(ConflictError):
            merge(
                keep=keep,
                drop=drop,
                keep_seen_at=keep.updated_at,
                drop_seen_at=stale,
                reason="同一家",
                actor=people.reviewer,
            )
        assert not DuplicateDecision.objects.exists()

        merged(keep, drop, people)
        keep.refresh_from_db()
        with pytest.raises(ConflictError):  # merged already
            merged(keep, drop, people)

    def test_only_the_countys_reviewers_decide(self, village, people):
        keep, drop = OutletFactory(village=village), OutletFactory(village=village)
        elsewhere = OutletFactory(id=uuid.uuid4())

        with pytest.raises(NotAllowedError):
            decide_different(first=keep, second=drop, reason="两家", actor=people.officer)
        with pytest.raises(UnknownOutletError):
            merged(keep, elsewhere, people)
        with pytest.raises(DomainError):
            merged(keep, keep, people)
        with pytest.raises(InvalidQuestionError):
            merged(keep, drop, people, fields={"outlet_no": "drop"})

    def test_a_decision_can_be_corrected_by_merging(self, village, people):
        keep, drop = OutletFactory(village=village), OutletFactory(village=village)
        decide_different(first=keep, second=drop, reason="两家", actor=people.reviewer)
        merged(keep, drop, people)

        assert DuplicateDecision.objects.get().is_same
        assert drop.transitions.get().to_stage == Stage.MERGED


class TestTimelines:
    def test_gaps_between_two_records_stay_gaps(self):
        kept = [("operating", days(0), days(10), "")]
        gone = [("operating", days(20), None, "")]

        assert union(kept, gone) == [*kept, *gone]

    def test_touching_and_overlapping_spans_become_one(self):
        spans = [(days(5), days(9)), (days(0), days(5)), (days(8), None), (days(12), days(14))]

        assert joined(spans) == [(days(0), None)]

    def test_todays_state_is_operating_when_either_operates(self):
        today = timezone.localdate()
        kept = [("dormant", days(0), None, "无月报")]
        gone = [("operating", days(5), None, "")]

        assert union(kept, gone) == [
            ("dormant", days(0), days(5), "无月报"),
            ("operating", days(5), None, ""),
        ]
        assert today > days(5)
