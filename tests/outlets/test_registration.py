"""An outlet's way from draft to the day it is established."""

import datetime as dt
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import close_old_connections, connection
from django.utils import timezone

from accounts.models import Role
from core.errors import ConflictError, DomainError, InvalidQuestionError, NotAllowedError
from outlets import registration
from outlets.forms import OutletEditForm
from outlets.kinds import InspectionResult, Stage, Status, Step
from outlets.models import Inspection, Organization, Outlet, OutletTransition
from outlets.registration import (
    RefusedRecordError,
    UnknownOutletError,
    accept,
    approve,
    approve_batch,
    end_due_notices,
    end_notice,
    object_to,
    open_steps,
    save_draft,
    send_back,
    submit,
    withdraw,
)
from tests.factories.accounts import UserFactory
from tests.factories.geo import TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.factories.registration import (
    People,
    awaiting_acceptance,
    drafted,
    on_notice,
    people_of,
    record,
    submitted,
)
from tests.shapes import point


@pytest.fixture
def village(db: None) -> Any:
    return VillageFactory(name="柳树村民委员会", short_name="柳树")


@pytest.fixture
def people(village: Any) -> People:
    return people_of(village)


def visit(outlet: Outlet, result: str = InspectionResult.PASSED, **facts: Any) -> Inspection:
    said = {"kind": "acceptance", "visited_on": timezone.localdate(), "found_open": True}
    return Inspection.objects.create(outlet=outlet, result=result, **(said | facts))


def approved_days_ago(outlet: Outlet, days: int) -> dt.date:
    then = timezone.now() - dt.timedelta(days)
    outlet.transitions.filter(step=Step.APPROVE).update(at=then)
    return timezone.localdate(then)


def steps_of(outlet: Outlet) -> list[str]:
    return list(outlet.transitions.order_by("at", "pk").values_list("step", flat=True))


class TestDrafts:
    def test_a_draft_needs_no_more_than_a_village(self, village, people):
        draft = save_draft(
            record=record(village, name="", kind="", keeper_phone="138"), actor=people.officer
        )

        assert (draft.stage, draft.outlet_no) == (Stage.DRAFT, None)

    def test_a_draft_without_a_village_is_refused_at_that_field(self, people):
        with pytest.raises(RefusedRecordError) as caught:
            save_draft(record=record(None), actor=people.officer)

        assert caught.value.field == "village"

    def test_a_resend_with_the_same_id_is_the_same_record(self, village, people):
        """What arrives twice, from a weak line or two tabs, is one record, even once submitted."""
        pk = uuid.uuid4()
        said = record(village, location=point(10, 20), service_kinds=("purchase",))
        first = save_draft(record=said, actor=people.officer, id=pk)
        again = save_draft(record=said, actor=people.officer, id=pk)
        submit(outlet=first, seen_at=first.updated_at, actor=people.officer)
        later = save_draft(record=said, actor=people.officer, id=pk)

        assert Outlet.objects.count() == 1
        assert again.updated_at == first.updated_at
        assert later.stage == Stage.COUNTY_REVIEW

    def test_a_resend_that_differs_overwrites_nothing_unseen(self, village, people):
        pk = uuid.uuid4()
        save_draft(record=record(village, name="甲站"), actor=people.officer, id=pk)

        with pytest.raises(ConflictError):
            save_draft(record=record(village, name="乙站"), actor=people.officer, id=pk)

        assert Outlet.objects.get().name == "甲站"

    def test_a_draft_is_edited_from_the_version_that_was_seen(self, village, people):
        draft = drafted(village, officer=people.officer)
        seen_at = draft.updated_at
        changed = save_draft(
            record=record(village, name="新名"), actor=people.officer, outlet=draft, seen_at=seen_at
        )

        assert (changed.name, changed.updated_at > seen_at) == ("新名", True)
        with pytest.raises(ConflictError):
            save_draft(
                record=record(village, name="旧页"),
                actor=people.officer,
                outlet=draft,
                seen_at=seen_at,
            )

    def test_everything_that_was_written_is_kept(self, village, people):
        neighbour = VillageFactory(parent=village.parent)
        organization = Organization.objects.create(name="柳树合作社")
        facts = {
            "keeper_name": "王小明",
            "keeper_phone": "13804215678",
            "location": point(5, 5),
            "location_raw": {"lon": "120.40006", "lat": "41.50005"},
            "location_crs_origin": "wgs84",
            "location_accuracy_m": 180.0,
            "location_reason": "山沟里信号差",
            "organization": organization,
            "venue": "supermarket",
            "is_funded": True,
            "funding_document": "朝商发〔2017〕1号",
        }
        draft = drafted(
            village, officer=people.officer, served_villages=(neighbour, village), **facts
        )
        draft.refresh_from_db()

        assert {name: getattr(draft, name) for name in facts} == facts
        assert draft.served_codes == [neighbour.code]

    def test_a_village_outside_the_jurisdiction_is_refused(self, people):
        with pytest.raises(RefusedRecordError) as caught:
            save_draft(record=record(VillageFactory()), actor=people.officer)

        assert caught.value.problems[0].code == "outside_jurisdiction"

    def test_somebody_elses_record_does_not_exist_for_an_officer(self, village, people):
        elsewhere = VillageFactory(parent=TownshipFactory(parent=village.parent.parent))
        other = drafted(elsewhere, officer=people_of(elsewhere).officer)

        with pytest.raises(UnknownOutletError):
            save_draft(record=record(village), actor=people.officer, id=other.pk)
        with pytest.raises(UnknownOutletError):
            submit(outlet=other, seen_at=other.updated_at, actor=people.officer)

    @pytest.mark.parametrize(
        "role", sorted(set(Role) - {Role.TOWNSHIP_OFFICER, Role.COUNTY_REVIEWER})
    )
    def test_other_roles_register_nothing(self, village, role):
        with pytest.raises(NotAllowedError):
            save_draft(
                record=record(village),
                actor=UserFactory(role=role, jurisdiction=village.parent.parent),
            )

    def test_an_opening_cannot_be_claimed_before_acceptance(self, village, people):
        with pytest.raises(RefusedRecordError) as caught:
            save_draft(record=record(village, opened_on=dt.date(2017, 5, 1)), actor=people.officer)

        assert caught.value.field == "opened_on"

    def test_the_form_for_established_outlets_leaves_alone_what_it_does_not_show(
        self, village, people
    ):
        organization = Organization.objects.create(name="柳树合作社")
        outlet = OutletFactory(village=village, organization=organization, is_funded=True)
        data = {
            "village": village.code,
            "name": outlet.name,
            "kind": outlet.kind,
            "opened_on": "2017-01-01",
            "status": "operating",
            "seen_status": "operating",
            "seen_at": outlet.updated_at.isoformat(),
        }
        form = OutletEditForm(data, outlet=outlet, user=people.officer, villages=[village])

        assert form.is_valid(), form.errors
        assert (form.record().organization, form.record().is_funded) == (organization, True)


class TestSubmitting:
    def test_the_number_is_given_when_submitted_and_kept_when_returned(self, village, people):
        outlet = submitted(village, officer=people.officer)
        number = outlet.outlet_no
        send_back(
            outlet=outlet, seen_at=outlet.updated_at, actor=people.reviewer, reason="照片不清"
        )
        outlet.refresh_from_db()
        again = submit(outlet=outlet, seen_at=outlet.updated_at, actor=people.officer).outlet

        assert number == again.outlet_no == f"{village.code}-01"

    def test_another_village_means_another_number_and_none_is_given_twice(self, village, people):
        outlet = submitted(village, officer=people.officer)
        send_back(outlet=outlet, seen_at=outlet.updated_at, actor=people.reviewer, reason="村不对")
        outlet.refresh_from_db()
        moved = VillageFactory(parent=village.parent)
        outlet = save_draft(
            record=record(moved), actor=people.officer, outlet=outlet, seen_at=outlet.updated_at
        )
        outlet = submit(outlet=outlet, seen_at=outlet.updated_at, actor=people.officer).outlet
        other = submitted(village, officer=people.officer, name="另一家")

        assert outlet.outlet_no == f"{moved.code}-01"
        assert other.outlet_no == f"{village.code}-02"

    def test_a_record_that_breaks_rules_is_refused_with_all_of_them(self, village, people):
        draft = drafted(village, officer=people.officer, name="", keeper_phone="138")

        with pytest.raises(RefusedRecordError) as caught:
            submit(outlet=draft, seen_at=draft.updated_at, actor=people.officer)

        assert {problem.field for problem in caught.value.problems} == {"name", "keeper_phone"}
        draft.refresh_from_db()
        assert (draft.stage, draft.outlet_no) == (Stage.DRAFT, None)

    def test_an_inaccurate_position_needs_a_reason(self, village, people):
        """V23."""
        vague = {"location": point(0, 0), "location_accuracy_m": 180.0}
        with pytest.raises(RefusedRecordError, match="180"):
            submitted(village, officer=people.officer, **vague)

        outlet = submitted(village, officer=people.officer, location_reason="山沟里", **vague)
        assert outlet.stage == Stage.COUNTY_REVIEW

    def test_a_second_funded_outlet_needs_its_document(self, village, people):
        """V31."""
        OutletFactory(village=village, is_funded=True, name="老站")
        with pytest.raises(RefusedRecordError, match="老站") as caught:
            submitted(village, officer=people.officer, name="便民超市", is_funded=True)

        assert caught.value.field == "funding_document"
        submitted(
            village,
            officer=people.officer,
            name="便民超市",
            is_funded=True,
            funding_document="朝商发〔2018〕2号",
        )

    def test_nothing_counts_before_it_is_established(self, village, people):
        outlet = on_notice(village, people)

        assert not outlet.statuses.exists()
        assert not outlet.served_villages.exists()

    def test_an_officer_takes_back_own_submissions_only_and_only_until_approval(
        self, village, people
    ):
        colleague = UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=village.parent)
        outlet = submitted(village, officer=people.officer)
        with pytest.raises(NotAllowedError):
            withdraw(outlet=outlet, seen_at=outlet.updated_at, actor=colleague, reason="错了")
        with pytest.raises(DomainError):
            withdraw(outlet=outlet, seen_at=outlet.updated_at, actor=people.officer)

        gone = withdraw(
            outlet=outlet, seen_at=outlet.updated_at, actor=people.officer, reason="村里不办了"
        )
        assert (gone.stage, gone.outlet_no) == (Stage.WITHDRAWN, f"{village.code}-01")

        approved = on_notice(village, people, name="另一家")
        with pytest.raises(NotAllowedError):
            withdraw(
                outlet=approved, seen_at=approved.updated_at, actor=people.officer, reason="不办"
            )


def test_d05_county_review_and_public_notice(village, people):
    """Of 12 submissions 3 are returned with reasons; 9 pass, wait, are visited and operate."""
    villages = [VillageFactory(parent=village.parent) for _n in range(12)]
    outlets = [submitted(place, officer=people.officer) for place in villages]

    for outlet in outlets[:3]:
        send_back(
            outlet=outlet,
            seen_at=outlet.updated_at,
            actor=people.reviewer,
            reason="请补拍门头照片",
            field="photos",
        )
    results = approve_batch(
        versions=[(outlet.pk, outlet.updated_at) for outlet in outlets],
        actor=people.reviewer,
        document_no="朝商公示〔2018〕3号",
    )
    assert [result.error is None for result in results] == [False] * 3 + [True] * 9
    returned = OutletTransition.objects.filter(to_stage=Stage.RETURNED)
    assert set(returned.values_list("reason", "field")) == {("请补拍门头照片", "photos")}

    nine = [result.outlet for result in results[3:]]
    ends_on = timezone.localdate() + dt.timedelta(7)
    assert {(outlet.stage, outlet.notice_ends_on) for outlet in nine} == {
        (Stage.PUBLIC_NOTICE, ends_on)
    }
    with pytest.raises(DomainError, match=str(ends_on)):
        end_notice(outlet=nine[0], seen_at=nine[0].updated_at, actor=people.reviewer)
    Outlet.objects.filter(stage=Stage.PUBLIC_NOTICE).update(notice_ends_on=timezone.localdate())
    assert end_due_notices() == 9
    assert end_due_notices() == 0

    first, *others = Outlet.objects.filter(stage=Stage.ACCEPTANCE)
    today = timezone.localdate()
    with pytest.raises(DomainError):  # no visit
        accept(outlet=first, seen_at=first.updated_at, opened_on=today, actor=people.reviewer)
    for outlet in (first, *others):
        visit(outlet)
        accept(outlet=outlet, seen_at=outlet.updated_at, opened_on=today, actor=people.reviewer)

    assert Outlet.objects.open_on(today).count() == 9
    trace = first.transitions.values_list("step", "actor_name", "document_no")
    assert list(trace.order_by("at", "pk")) == [
        ("submit", people.officer.username, ""),
        ("approve", people.reviewer.username, "朝商公示〔2018〕3号"),
        ("end_notice", "system", ""),
        ("accept", people.reviewer.username, ""),
    ]


def test_d05_own_submissions_cannot_be_reviewed(village, people):
    outlet = submitted(village, officer=people.reviewer)
    colleague = UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=village.parent.parent)

    for judge in (
        lambda: approve(outlet=outlet, seen_at=outlet.updated_at, actor=people.reviewer),
        lambda: send_back(
            outlet=outlet, seen_at=outlet.updated_at, actor=people.reviewer, reason="再看看"
        ),
    ):
        with pytest.raises(NotAllowedError):
            judge()
    assert Step.APPROVE not in open_steps(outlet=outlet, actor=people.reviewer)
    assert Step.APPROVE in open_steps(outlet=outlet, actor=colleague)
    assert approve(outlet=outlet, seen_at=outlet.updated_at, actor=colleague)


def test_d05_an_objection_moves_it_back_with_the_objection_attached(village, people):
    outlet = on_notice(village, people)
    back = object_to(
        outlet=outlet, seen_at=outlet.updated_at, actor=people.reviewer, reason="与供销社网点重复"
    )

    assert (back.stage, back.notice_ends_on) == (Stage.COUNTY_REVIEW, None)
    step = back.transitions.last()
    assert (step.step, step.reason, step.actor_name) == (
        Step.OBJECT,
        "与供销社网点重复",
        people.reviewer.username,
    )


class TestSteps:
    def test_impossible_and_stale_steps_change_nothing(self, village, people):
        outlet = submitted(village, officer=people.officer)
        with pytest.raises(ConflictError):  # not on notice
            object_to(
                outlet=outlet, seen_at=outlet.updated_at, actor=people.reviewer, reason="有异议"
            )
        with pytest.raises(ConflictError):  # an older page
            approve(
                outlet=outlet,
                seen_at=outlet.updated_at - dt.timedelta(seconds=1),
                actor=people.reviewer,
            )
        approve(outlet=outlet, seen_at=outlet.updated_at, actor=people.reviewer)
        with pytest.raises(ConflictError):  # a second click
            approve(outlet=outlet, seen_at=outlet.updated_at, actor=people.reviewer)

        assert steps_of(outlet) == ["submit", "approve"]

    def test_a_return_needs_a_reason_and_a_field_that_exists(self, village, people):
        outlet = submitted(village, officer=people.officer)
        with pytest.raises(DomainError) as caught:
            send_back(outlet=outlet, seen_at=outlet.updated_at, actor=people.reviewer, reason=" ")
        assert caught.value.field == "reason"
        with pytest.raises(InvalidQuestionError):
            send_back(
                outlet=outlet,
                seen_at=outlet.updated_at,
                actor=people.reviewer,
                reason="改",
                field="colour",
            )

    def test_reviewers_act_in_their_own_county_only(self, village, people):
        outlet = submitted(village, officer=people.officer)
        stranger = people_of(VillageFactory()).reviewer

        with pytest.raises(UnknownOutletError):
            approve(outlet=outlet, seen_at=outlet.updated_at, actor=stranger)
        [result] = approve_batch(versions=[(outlet.pk, outlet.updated_at)], actor=stranger)
        assert (result.outlet, result.error.status) == (None, 404)

    def test_officers_do_not_review(self, village, people):
        outlet = submitted(village, officer=people.officer)
        with pytest.raises(NotAllowedError):
            approve(outlet=outlet, seen_at=outlet.updated_at, actor=people.officer)

    @pytest.mark.parametrize(
        ("days", "is_required", "stage"),
        [(0, True, Stage.ACCEPTANCE), (0, False, Stage.ESTABLISHED)],
    )
    def test_notice_and_acceptance_can_be_switched_off(
        self, village, people, settings, days, is_required, stage
    ):
        settings.PUBLIC_NOTICE_DAYS, settings.ACCEPTANCE_REQUIRED = days, is_required
        outlet = on_notice(village, people)

        assert (outlet.stage, outlet.notice_ends_on) == (stage, None)
        is_open = Outlet.objects.open_on(timezone.localdate()).exists()
        assert is_open == (stage == Stage.ESTABLISHED)

    def test_the_history_names_actor_action_and_reason(self, village, people):
        outlet = submitted(village, officer=people.officer)
        send_back(
            outlet=outlet, seen_at=outlet.updated_at, actor=people.reviewer, reason="电话是空号"
        )
        event = (
            apps.get_model("outlets", "OutletEvent")
            .objects.filter(pgh_obj_id=outlet.pk)
            .latest("pgh_id")
        )

        told = event.pgh_context.metadata
        assert (told["action"], told["reason"], told["actor"]) == (
            "outlet.returned",
            "电话是空号",
            people.reviewer.username,
        )


class TestAcceptance:
    def test_it_operates_and_serves_from_its_opening(self, village, people):
        neighbour = VillageFactory(parent=village.parent)
        outlet = awaiting_acceptance(village, people, served_villages=(neighbour,))
        opened_on = approved_days_ago(outlet, 5)
        visit(outlet)
        outlet = accept(
            outlet=outlet, seen_at=outlet.updated_at, opened_on=opened_on, actor=people.reviewer
        )

        assert list(outlet.statuses.values_list("status", "valid_from", "valid_to")) == [
            (Status.OPERATING, opened_on, None)
        ]
        served = outlet.served_villages.values_list("village", "basis", "valid_from")
        assert set(served) == {
            (village.pk, "own", opened_on),
            (neighbour.pk, "agreement", opened_on),
        }
        assert (outlet.stage, outlet.opened_on) == (Stage.ESTABLISHED, opened_on)

    @pytest.mark.parametrize("days", [-6, 1])
    def test_it_opened_neither_before_its_approval_nor_tomorrow(self, village, people, days):
        """V32."""
        outlet = awaiting_acceptance(village, people)
        approved_days_ago(outlet, 5)
        visit(outlet)

        with pytest.raises(DomainError) as caught:
            accept(
                outlet=outlet,
                seen_at=outlet.updated_at,
                opened_on=timezone.localdate() + dt.timedelta(days),
                actor=people.reviewer,
            )
        assert caught.value.field == "opened_on"

    def test_the_latest_visit_decides(self, village, people):
        outlet = awaiting_acceptance(village, people)
        today = timezone.localdate()
        visit(outlet, visited_on=today - dt.timedelta(3))
        failed = visit(outlet, InspectionResult.TO_MEND, visited_on=today - dt.timedelta(2))
        with pytest.raises(DomainError):
            accept(outlet=outlet, seen_at=outlet.updated_at, opened_on=today, actor=people.reviewer)

        visit(outlet, kind="revisit", revisit_of=failed)
        assert accept(
            outlet=outlet, seen_at=outlet.updated_at, opened_on=today, actor=people.reviewer
        )

    def test_outlets_taken_over_keep_their_dates(self, village):
        outlet = OutletFactory(village=village, opened_on=dt.date(2016, 3, 1))

        assert registration.approved_on(outlet) is None
        assert outlet.stage == Stage.ESTABLISHED


@pytest.mark.usefixtures("committed")
def test_of_32_approvals_at_once_one_wins():
    village = VillageFactory()
    people = people_of(village)
    outlet = submitted(village, officer=people.officer)
    seen_at, ready = outlet.updated_at, threading.Barrier(32)
    outcomes: list[str] = []

    def approve_it() -> None:
        try:
            ready.wait(timeout=60)
            approve(outlet=outlet, seen_at=seen_at, actor=people.reviewer)
            outcomes.append("won")
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    _together(32, approve_it)

    assert sorted(outcomes) == ["ConflictError"] * 31 + ["won"]
    assert outlet.transitions.filter(step=Step.APPROVE).count() == 1
    outlet.refresh_from_db()
    assert outlet.stage == Stage.PUBLIC_NOTICE


@pytest.mark.usefixtures("committed")
def test_of_eight_sendings_of_one_draft_all_get_the_same_record():
    village = VillageFactory()
    officer, pk = people_of(village).officer, uuid.uuid4()
    ready, numbers = threading.Barrier(8), []

    def send() -> None:
        try:
            ready.wait(timeout=60)
            numbers.append(save_draft(record=record(village), actor=officer, id=pk).pk)
        finally:
            connection.close()

    _together(8, send)

    assert numbers == [pk] * 8
    assert Outlet.objects.count() == 1


def _together(number: int, work: Callable[[], None]) -> None:
    threads = [threading.Thread(target=work) for _n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    close_old_connections()
