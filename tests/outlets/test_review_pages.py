"""The county's queue, as its reviewer meets it."""

import datetime as dt
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import close_old_connections, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Role, User
from core.models import AuditEntry
from outlets import registration
from outlets.kinds import InspectionKind, InspectionResult, Stage, Status, Step
from outlets.models import Inspection, MonthlyReport, Outlet, OutletTransition
from outlets.records import record_of
from outlets.review_queue import Tab, queue
from tests.browser import OpenPage
from tests.factories.accounts import UserFactory
from tests.factories.geo import BoundaryFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.factories.registration import (
    People,
    awaiting_acceptance,
    on_notice,
    people_of,
    record,
    submitted,
)
from tests.shapes import point, square

QUEUE = reverse("outlets:review")
BATCH = reverse("outlets:review_batch")


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


def decision(outlet: Outlet, step: Step, **said: Any) -> dict[str, Any]:
    """What a browser sends of the page as it shows the outlet."""
    tabs = {Stage.PUBLIC_NOTICE: Tab.NOTICE, Stage.ACCEPTANCE: Tab.ACCEPTANCE}
    tab = tabs.get(Stage(outlet.stage), Tab.REVIEW)
    return {
        "step": step.value,
        "tab": tab.value,
        "seen_at": outlet.updated_at.isoformat(),
    } | said


def decide(client: Client, outlet: Outlet, step: Step, **said: Any) -> Any:
    url = reverse("outlets:review_decide", args=[outlet.pk])
    return client.post(url, decision(outlet, step, **said))


def fresh(outlet: Outlet) -> Outlet:
    return Outlet.objects.get(pk=outlet.pk)


def twelve(village: Any, people: People) -> list[Outlet]:
    """Twelve submissions of a township, the oldest first, each in a village of its own."""
    found = []
    for number in range(12):
        other = VillageFactory(parent=village.parent, short_name=f"第{number}村")
        outlet = submitted(other, officer=people.officer, name=f"{number}号站")
        at = timezone.now() - dt.timedelta(20 - number)
        Outlet.objects.filter(pk=outlet.pk).update(submitted_at=at)
        found.append(fresh(outlet))
    return found


def passed_visit(outlet: Outlet, result: str = InspectionResult.PASSED) -> Inspection:
    return Inspection.objects.create(
        outlet=outlet,
        kind=InspectionKind.ACCEPTANCE,
        visited_on=timezone.localdate(),
        found_open=result == InspectionResult.PASSED,
        result=result,
        inspector_name="刘洋",
    )


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# D5


def test_d05_three_of_twelve_are_returned_and_nine_come_to_operate(
    client, people, village, signed_in
):
    outlets = twelve(village, people)
    reasons = [
        ({"cause": "position"}, "位置不准", "location"),
        ({"cause": "photos", "reason": "看不清门头"}, "照片不清：看不清门头", "photos"),
        ({"reason": "电话是空号", "field": "keeper_phone"}, "电话是空号", "keeper_phone"),
    ]
    for outlet, (said, reason, field) in zip(outlets[:3], reasons, strict=True):
        answer = decide(client, outlet, Step.RETURN, **said)
        assert answer.status_code == 302
        back = OutletTransition.objects.get(outlet=outlet, step=Step.RETURN)
        assert (back.reason, back.field) == (reason, field)
    for outlet in outlets[3:]:
        answer = decide(client, outlet, Step.APPROVE, document_no="朝审〔2026〕1号")
        assert answer.status_code == 302
    stages = Outlet.objects.values_list("stage", flat=True).order_by("stage")
    assert sorted(stages) == [Stage.PUBLIC_NOTICE] * 9 + [Stage.RETURNED] * 3

    # The officer sees the reason at the field concerned.
    form = signed_in(people.officer).get(reverse("outlets:registration_edit", args=[outlets[0].pk]))
    assert form.context["returned"].reason == "位置不准"
    assert form.context["form"].returned_field == "position"
    assert "位置不准" in form.content.decode()

    # The days of notice pass, a visit is made, and it operates.
    yesterday = timezone.localdate() - dt.timedelta(1)
    Outlet.objects.filter(stage=Stage.PUBLIC_NOTICE).update(notice_ends_on=yesterday)
    for outlet in outlets[3:]:
        assert decide(client, fresh(outlet), Step.END_NOTICE).status_code == 302
        passed_visit(outlet)
        today = timezone.localdate()
        assert decide(client, fresh(outlet), Step.ACCEPT, opened_on=today).status_code == 302
    established = Outlet.objects.established().open_on(timezone.localdate())
    assert established.count() == 9

    # Each step carries who, when, and the document.
    steps = list(outlets[3].transitions.order_by("at", "pk"))
    assert [step.step for step in steps] == ["submit", "approve", "end_notice", "accept"]
    assert {step.actor_name for step in steps[1:]} == {people.reviewer.username}
    assert steps[1].document_no == "朝审〔2026〕1号"
    page = text_of(client.get(QUEUE, {"outlet": outlets[3].pk}))
    assert "朝审〔2026〕1号" in page and people.officer.username in page


def test_d05_passing_without_a_visit_of_acceptance_is_impossible(client, people, village):
    outlet = awaiting_acceptance(village, people)
    page = client.get(QUEUE, {"tab": "acceptance"}).content.decode()
    assert reverse("outlets:inspection_add", args=[outlet.pk]) + "?kind=acceptance" in page
    assert "验收通过，开始运营" not in page

    for result in (None, InspectionResult.FAILED):
        if result:
            passed_visit(outlet, result)
        answer = decide(client, outlet, Step.ACCEPT, opened_on=timezone.localdate())
        assert answer.status_code == 400
        assert "验收" in text_of(answer)
        assert fresh(outlet).stage == Stage.ACCEPTANCE


def test_d05_own_submissions_are_shown_and_cannot_be_judged(client, people, village):
    own = submitted(village, officer=people.reviewer)
    page = client.get(QUEUE)

    assert page.context["outlet"] == own and page.context["is_own"]
    assert not page.context["forms"]
    assert "这条由您本人提交" in page.content.decode()
    for step, said in ((Step.APPROVE, {}), (Step.RETURN, {"cause": "photos"})):
        answer = decide(client, own, step, **said)
        assert answer.status_code == 403
    result = client.post(BATCH, {"chosen": f"{own.pk}@{own.updated_at.isoformat()}"})
    assert result.context["failed"] == 1
    assert fresh(own).stage == Stage.COUNTY_REVIEW


def test_d05_an_objection_moves_it_back_and_stays_attached(client, people, village):
    outlet = on_notice(village, people)
    page = client.get(QUEUE, {"tab": "notice"})
    assert set(page.context["forms"]) == {"object", "end_notice"}

    empty = decide(client, outlet, Step.OBJECT, reason=" ")
    assert empty.status_code == 400 and fresh(outlet).stage == Stage.PUBLIC_NOTICE

    said = {"reason": "村民反映该户无营业场所", "document_no": "信访12号"}
    assert decide(client, outlet, Step.OBJECT, **said).status_code == 302
    assert fresh(outlet).stage == Stage.COUNTY_REVIEW
    page = text_of(client.get(QUEUE))
    assert "村民反映该户无营业场所" in page and "信访12号" in page and "公示异议" in page


# The queue


def test_the_longest_wait_comes_first_and_the_next_opens_after_a_decision(client, people, village):
    outlets = twelve(village, people)
    page = client.get(QUEUE)
    assert [row.pk for row in page.context["queue"].page] == [outlet.pk for outlet in outlets]
    assert page.context["outlet"] == outlets[0]

    answer = decide(client, outlets[4], Step.APPROVE)
    assert answer.url == f"{QUEUE}?tab=review&outlet={outlets[5].pk}"
    answer = decide(client, outlets[11], Step.APPROVE)
    assert answer.url == f"{QUEUE}?tab=review&outlet={outlets[10].pk}"


def test_when_nothing_is_left_the_page_says_so_and_leads_on(client, people, village):
    outlet = submitted(village, officer=people.officer)
    answer = decide(client, outlet, Step.APPROVE)
    assert answer.url == f"{QUEUE}?tab=review"
    page = client.get(answer.url)
    assert "没有待审核的提交" in page.content.decode()
    assert f"{QUEUE}?tab=notice" in page.content.decode()


def test_the_queue_is_of_the_own_county_and_others_do_not_exist(client, people, village):
    elsewhere = VillageFactory()
    other = submitted(elsewhere, officer=people_of(elsewhere).officer)

    assert not list(client.get(QUEUE).context["queue"].page)
    assert client.get(QUEUE, {"outlet": other.pk}).status_code == 404
    assert decide(client, other, Step.APPROVE).status_code == 404
    results = client.post(BATCH, {"chosen": f"{other.pk}@{other.updated_at.isoformat()}"})
    assert results.context["failed"] == 1
    assert other.name not in results.content.decode()
    assert fresh(other).stage == Stage.COUNTY_REVIEW


def test_drafts_are_nobodys_business_yet(client, people, village):
    draft = registration.save_draft(record=record(village), actor=people.officer)
    assert client.get(QUEUE, {"outlet": draft.pk}).status_code == 404


@pytest.mark.parametrize(
    "role",
    [
        Role.TOWNSHIP_OFFICER,
        Role.CITY_PLANNER,
        Role.LEADER,
        Role.AUDITOR,
        Role.DEPARTMENT,
        Role.ADMINISTRATOR,
    ],
)
def test_nobody_else_sees_the_queue_or_decides(role, people, village, signed_in):
    outlet = submitted(village, officer=people.officer)
    user = UserFactory(role=role, jurisdiction=village.parent.parent)
    client = signed_in(user)

    page = client.get(QUEUE)
    assert page.status_code == 403 and "您的角色" in page.content.decode()
    assert QUEUE not in client.get(reverse("outlets:list")).content.decode()
    assert decide(client, outlet, Step.APPROVE).status_code == 403
    assert client.post(BATCH).status_code == 403
    pair = reverse("outlets:duplicates", args=[outlet.pk, outlet.pk])
    assert client.get(pair).status_code == 403


def test_the_navigation_counts_what_waits_and_only_then(client, people, village):
    assert "count-pill" not in client.get(reverse("outlets:list")).content.decode()
    outlet = submitted(village, officer=people.officer)
    page = client.get(reverse("outlets:list"))
    assert page.context["review_waiting"] == 1
    assert "count-pill" in page.content.decode()
    decide(client, outlet, Step.APPROVE)
    assert "count-pill" not in client.get(reverse("outlets:list")).content.decode()


@pytest.mark.parametrize("tab", list(Tab))
def test_the_queue_takes_four_queries_however_long_it_is(
    tab, people, village, django_assert_max_num_queries
):
    for number in range(55):
        outlet = OutletFactory(
            village=village,
            stage=Stage.COUNTY_REVIEW if number % 2 else Stage.ESTABLISHED,
            status=Status.OPERATING if number % 3 else Status.DORMANT,
            submitted_at=timezone.now(),
            location=point(number, 0),
        )
        if number % 2:
            outlet.statuses.all().delete()
    with django_assert_max_num_queries(4):
        found = queue(tab=tab, page="1", user=people.reviewer, version=1)
        for row in found.page:
            str(getattr(row, "village", row).__dict__.get("parent"))
    if tab == Tab.TWINS:
        assert len(found.page) == 50 < found.numbers[tab]


def test_long_queues_are_paged_and_decisions_stay_on_the_page(client, people, village):
    now = timezone.now()
    rows = [
        OutletFactory(
            village=VillageFactory(parent=village.parent),
            stage=Stage.COUNTY_REVIEW,
            submitted_at=now - dt.timedelta(100 - number),
        )
        for number in range(53)
    ]
    second = client.get(QUEUE, {"page": 2})
    assert [row.pk for row in second.context["queue"].page] == [row.pk for row in rows[50:]]

    answer = decide(client, rows[51], Step.RETURN, cause="photos")
    assert answer.url == f"{QUEUE}?tab=review&outlet={rows[52].pk}&page=2"


@pytest.mark.parametrize("question", [{"tab": "nonsense"}, {"outlet": "7"}])
def test_an_impossible_question_is_answered_as_such(question, client):
    assert client.get(QUEUE, question).status_code == 400


# What a decision rests on


def test_what_changed_since_it_was_sent_back_stands_side_by_side(client, people, village):
    outlet = submitted(
        village, officer=people.officer, name="旧名", keeper_phone="13804210001", keeper_name="王明"
    )
    decide(client, outlet, Step.RETURN, cause="position", reason="请重新取点")
    changed = registration.save_draft(
        record=record(
            village,
            name="新名",
            keeper_phone="13899990001",
            keeper_name="王亮",
            location=point(300, 0),
            location_crs_origin="wgs84",
        ),
        actor=people.officer,
        outlet=fresh(outlet),
        seen_at=fresh(outlet).updated_at,
    )
    registration.submit(outlet=changed, seen_at=changed.updated_at, actor=people.officer)

    page = client.get(QUEUE)

    facts = {fact.name: fact for fact in page.context["facts"]}
    assert (facts["name"].before, facts["name"].now) == ("旧名", "新名")
    assert facts["keeper_phone"].before == facts["keeper_phone"].now == "138****0001"
    assert facts["keeper_phone"].is_hidden and facts["keeper_name"].is_hidden
    assert not facts["kind"].is_changed
    assert page.context["changes"] == 4
    text = text_of(page)
    assert "请重新取点" in text and "隐去部分有改动" in text and "13899990001" not in text
    assert "第2次提交" in text


def test_a_keeper_shown_whole_leaves_a_record(client, people, village):
    outlet = submitted(village, officer=people.officer, keeper_phone="13804215678")
    assert "13804215678" not in client.get(QUEUE).content.decode()
    assert not AuditEntry.objects.filter(action="outlet.keeper_seen").exists()

    page = client.get(QUEUE, {"outlet": outlet.pk, "keeper": "whole"})

    assert "13804215678" in page.content.decode()
    seen = AuditEntry.objects.get(action="outlet.keeper_seen")
    assert (seen.actor_name, seen.subject) == (people.reviewer.username, outlet.outlet_no)


def test_the_place_is_drawn_with_its_distance_from_the_seat(client, people, village):
    """
    seat --- 400 m --- outlet --- 300 m --- neighbour, in an official square of 2 km
    """
    BoundaryFactory(division=village, geom=square(side_m=2000))
    neighbour = OutletFactory(village=village, name="邻居网点", location=point(700, 0))
    submitted(village, officer=people.officer, name="电商站", location=point(400, 0))

    page = client.get(QUEUE)

    scene = page.context["scene"]
    assert round(page.context["seat_m"]) == 400
    assert page.context["area"] == village and page.context["metres_outside"] == 0
    assert [spot.outlet for spot in scene.outlets] == [neighbour]
    assert scene.villages[0].is_own and scene.villages[0].label == "青山村"
    assert [link.text for link in scene.links] == ["400 米"]
    east_px = scene.outlets[0].x - scene.here.x
    assert east_px == pytest.approx((scene.here.x - scene.villages[0].x) * 300 / 400, abs=0.2)
    assert "在" in text_of(page) and "400 米" in text_of(page)


def test_without_any_position_nothing_is_drawn_and_said_so(client, people, village):
    lost = VillageFactory(parent=village.parent, seat=None)
    submitted(lost, officer=people.officer)
    page = client.get(QUEUE)
    assert page.context["scene"] is None
    assert "没有定位" in page.content.decode()


def test_a_possible_duplicate_is_compared_before_anything_is_approved(client, people, village):
    known = OutletFactory(village=village, name="老站", keeper_phone="13804215678")
    outlet = submitted(village, officer=people.officer, keeper_phone="13804215678")

    page = client.get(QUEUE).content.decode()
    assert reverse("outlets:duplicates", args=[outlet.pk, known.pk]) in page
    assert "通过，进入公示" not in page

    answer = decide(client, outlet, Step.APPROVE)
    assert answer.status_code == 409
    assert "老站" in text_of(answer)
    assert fresh(outlet).stage == Stage.COUNTY_REVIEW


def test_a_return_without_a_reason_keeps_what_was_chosen(client, people, village):
    outlet = submitted(village, officer=people.officer)
    answer = decide(client, outlet, Step.RETURN, field="photos")
    assert answer.status_code == 400
    assert "请说明需要改什么" in answer.content.decode()
    assert answer.context["forms"]["return"]["field"].value() == "photos"
    assert fresh(outlet).stage == Stage.COUNTY_REVIEW


# Two people at once


def test_a_stale_decision_shows_both_versions_and_three_ways_on(client, people, village, signed_in):
    outlet = submitted(village, officer=people.officer, name="电商站")
    other = submitted(
        VillageFactory(parent=village.parent), officer=people.officer, name="下一个站"
    )
    colleague = UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=village.parent.parent)
    decide(signed_in(colleague), outlet, Step.APPROVE)

    answer = decide(client, outlet, Step.RETURN, cause="photos", reason="模糊")

    assert answer.status_code == 409
    facts = {fact.name: (fact.before, fact.now) for fact in answer.context["facts"]}
    assert facts["stage"] == ("待县级审核", "公示中")
    assert not answer.context["may_still"]
    text = text_of(answer)
    assert colleague.username in text and "模糊" in text
    assert answer.context["there"] == f"{QUEUE}?tab=notice&outlet={outlet.pk}"
    assert answer.context["next"] == f"{QUEUE}?tab=review&outlet={other.pk}"
    assert fresh(outlet).stage == Stage.PUBLIC_NOTICE


def test_a_decision_on_a_changed_record_can_be_taken_all_the_same(client, people, village):
    outlet = submitted(village, officer=people.officer, name="旧名")
    registration.send_back(
        outlet=outlet, seen_at=outlet.updated_at, actor=people.reviewer, reason="改名"
    )
    draft = registration.save_draft(
        record=record(village, name="新名"),
        actor=people.officer,
        outlet=fresh(outlet),
        seen_at=fresh(outlet).updated_at,
    )
    registration.submit(outlet=draft, seen_at=draft.updated_at, actor=people.officer)

    stale = decide(client, outlet, Step.APPROVE, document_no="7号")
    assert stale.status_code == 409 and stale.context["may_still"]
    facts = {fact.name: (fact.before, fact.now) for fact in stale.context["facts"]}
    assert facts["name"] == ("旧名", "新名")

    form = stale.context["form"]
    again = {field.html_name: field.value() or "" for field in form}
    answer = client.post(
        reverse("outlets:review_decide", args=[outlet.pk]),
        again | {"step": "approve", "tab": "review"},
    )
    assert answer.status_code == 302
    assert fresh(outlet).transitions.get(step=Step.APPROVE).document_no == "7号"


@pytest.mark.parametrize("seen_at", ["", "yesterday", "2026-01-01T00:00:00"])
def test_a_decision_without_a_version_is_a_conflict(seen_at, client, people, village):
    outlet = submitted(village, officer=people.officer)
    assert decide(client, outlet, Step.APPROVE, seen_at=seen_at).status_code == 409
    assert fresh(outlet).stage == Stage.COUNTY_REVIEW


def test_an_impossible_step_is_a_conflict(client, people, village):
    outlet = submitted(village, officer=people.officer)
    for step, said in (
        (Step.END_NOTICE, {}),
        (Step.ACCEPT, {"opened_on": timezone.localdate()}),
        (Step.OBJECT, {"reason": "异议"}),
    ):
        assert decide(client, outlet, step, **said).status_code == 409
    assert (
        client.post(
            reverse("outlets:review_decide", args=[outlet.pk]), {"step": "merge"}
        ).status_code
        == 400
    )


def test_a_notice_that_still_runs_is_not_ended(client, people, village):
    outlet = on_notice(village, people)
    answer = decide(client, outlet, Step.END_NOTICE)
    assert answer.status_code == 400
    assert "公示" in text_of(answer)
    assert fresh(outlet).stage == Stage.PUBLIC_NOTICE


@pytest.mark.usefixtures("committed")
def test_of_two_reviewers_at_once_one_wins_and_the_other_is_told(signed_in):
    village = VillageFactory(parent=TownshipFactory(parent=CountyFactory()))
    people = people_of(village)
    outlet = submitted(village, officer=people.officer)
    other = UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=village.parent.parent)
    clients = [signed_in(people.reviewer), signed_in(other)]
    ready, answers = threading.Barrier(2), []

    def decide_it(client: Client) -> None:
        try:
            ready.wait(timeout=60)
            answers.append(decide(client, outlet, Step.APPROVE).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide_it, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    close_old_connections()

    assert sorted(answers) == [302, 409]
    assert outlet.transitions.filter(step=Step.APPROVE).count() == 1


# Many at once


def test_a_batch_approves_what_it_can_and_says_why_not_the_rest(client, people, village):
    good, stale, twin, *_rest = twelve(village, people)
    known = OutletFactory(village=twin.village, keeper_phone="13804215678")
    Outlet.objects.filter(pk=twin.pk).update(keeper_phone=known.keeper_phone)
    seen = [(one.pk, one.updated_at.isoformat()) for one in (good, stale, twin)]
    stale.save()

    page = client.post(
        BATCH, {"chosen": [f"{pk}@{at}" for pk, at in seen], "document_no": "朝审9号"}
    )

    assert (page.context["approved"], page.context["failed"]) == (1, 2)
    assert fresh(good).transitions.get(step=Step.APPROVE).document_no == "朝审9号"
    assert fresh(stale).stage == fresh(twin).stage == Stage.COUNTY_REVIEW
    text = text_of(page)
    assert "通过1条" in text and "未通过2条" in text and known.name in text


def test_a_batch_takes_no_document_number_that_is_somebodys(client, people, village):
    outlet, *_rest = twelve(village, people)
    chosen = f"{outlet.pk}@{outlet.updated_at.isoformat()}"
    page = client.post(BATCH, {"chosen": [chosen], "document_no": "电话13804215678"}, follow=True)

    assert "电话号码" in text_of(page)
    assert fresh(outlet).stage == Stage.COUNTY_REVIEW


def test_a_batch_of_nothing_asks_to_tick_some(client):
    answer = client.post(BATCH, follow=True)
    assert "请先勾选" in answer.content.decode()
    assert client.post(BATCH, {"chosen": "nonsense"}).status_code == 400


# Acceptance and status


def test_the_opening_lies_between_approval_and_today(client, people, village):
    outlet = awaiting_acceptance(village, people)
    passed_visit(outlet)
    for day in (timezone.localdate() - dt.timedelta(1), timezone.localdate() + dt.timedelta(1)):
        answer = decide(client, outlet, Step.ACCEPT, opened_on=day)
        assert answer.status_code == 400
        assert "opened_on" in answer.context["forms"]["accept"].errors
    assert decide(client, outlet, Step.ACCEPT, opened_on="").status_code == 400


def change(client: Client, outlet: Outlet, **said: Any) -> Any:
    sent = {"status": "closed", "on": timezone.localdate(), "cause": "", "reason": ""} | said
    return client.post(
        reverse("outlets:status", args=[outlet.pk]),
        {(name if name == "tab" else f"status-{name}"): value for name, value in sent.items()},
    )


def dormant(village: Any, days: int = 10, **fields: Any) -> Outlet:
    return OutletFactory(
        village=village,
        status=Status.DORMANT,
        status_since=timezone.localdate() - dt.timedelta(days),
        **fields,
    )


def test_dormant_outlets_are_listed_with_the_rule_that_found_them(client, village):
    outlet = dormant(village)
    outlet.statuses.filter(status=Status.DORMANT).update(reason="规则：连续2个月未报")
    dormant(village, days=3)

    page = client.get(QUEUE, {"tab": "dormant"})

    assert next(row.pk for row in page.context["queue"].page) == outlet.pk
    text = text_of(page)
    assert "规则：连续2个月未报" in text and "10 天" in text
    assert "恢复运营" in text and "关闭" in text


def test_a_dormant_outlet_is_closed_with_its_cause_and_the_next_opens(client, village):
    first, second = dormant(village, days=9), dormant(village, days=5)
    refused = change(client, first, seen_status="dormant", tab="dormant")
    assert refused.status_code == 400 and "请说明原因" in refused.content.decode()

    answer = change(
        client, first, seen_status="dormant", tab="dormant", cause="owner", reason="外出务工"
    )

    assert answer.url == f"{QUEUE}?tab=dormant&outlet={second.pk}"
    last = first.statuses.order_by("valid_from").last()
    assert (last.status, last.reason) == (Status.CLOSED, "业主退出：外出务工")


def test_a_dormant_outlet_comes_back_by_a_report_and_a_visit_only(client, village):
    outlet = dormant(village)
    refused = change(client, outlet, status="operating", seen_status="dormant", tab="dormant")
    assert refused.status_code == 400 and "月报" in refused.content.decode()
    MonthlyReport.objects.create(outlet=outlet, month=dt.date(2026, 1, 1), parcel_in=3)
    Inspection.objects.create(
        outlet=outlet,
        kind="routine",
        visited_on=timezone.localdate(),
        found_open=True,
        result="passed",
    )

    answer = change(client, outlet, status="operating", seen_status="dormant", tab="dormant")

    assert answer.status_code == 302
    assert outlet.statuses.order_by("valid_from").last().status == Status.OPERATING


def test_the_outlets_page_offers_those_who_may_a_change_of_status(
    client, people, village, signed_in
):
    outlet = OutletFactory(village=village)
    page = reverse("outlets:detail", args=[outlet.pk])
    url = reverse("outlets:status", args=[outlet.pk])
    assert url in client.get(page).content.decode()
    assert url not in signed_in(people.officer).get(page).content.decode()
    assert change(signed_in(people.officer), outlet).status_code == 403

    answer = change(client, outlet, status="suspended", seen_status="operating", reason="装修")
    assert answer.url == page
    assert outlet.statuses.order_by("valid_from").last().status == Status.SUSPENDED

    stale = change(client, outlet, status="closed", seen_status="operating", reason="装修")
    assert stale.status_code == 409 and "停业" in stale.content.decode()


def test_the_outlets_page_leads_the_reviewer_to_the_queue(client, people, village):
    outlet = awaiting_acceptance(village, people)
    page = client.get(reverse("outlets:detail", args=[outlet.pk])).content.decode()
    assert f"{QUEUE}?tab=acceptance&amp;outlet={outlet.pk}" in page


def test_a_closed_outlet_stays_closed(client, village):
    outlet = OutletFactory(village=village, status=Status.CLOSED)
    page = client.get(reverse("outlets:status", args=[outlet.pk]))
    assert "重新登记" in page.content.decode()
    answer = change(client, outlet, status="operating", seen_status="closed", reason="重开")
    assert answer.status_code == 400


# In a browser


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_two_clicks_return_a_submission_and_keys_approve_the_next(open_page: OpenPage):
    village = VillageFactory(parent=TownshipFactory(parent=CountyFactory()), seat=point(0, 0))
    people = people_of(village)
    first = submitted(village, officer=people.officer, name="甲电商站")
    second = submitted(
        VillageFactory(parent=village.parent), officer=people.officer, name="乙供销部"
    )
    page = open_page(people.reviewer, QUEUE)
    expect(page.locator("#subject-title")).to_contain_text("甲电商站")

    page.get_by_text("位置不准").click()
    assert page.locator("select[name=field]").input_value() == "location"
    page.get_by_role("button", name="退回").click()

    expect(page.locator("#subject-title")).to_contain_text("乙供销部")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("没有待审核的提交")).to_be_visible()
    assert fresh(first).stage == Stage.RETURNED and fresh(second).stage == Stage.PUBLIC_NOTICE


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_several_are_ticked_and_approved_together(open_page: OpenPage):
    village = VillageFactory(parent=TownshipFactory(parent=CountyFactory()))
    people = people_of(village)
    for name in "甲乙丙":
        other = VillageFactory(parent=village.parent)
        submitted(other, officer=people.officer, name=f"{name}站")
    page = open_page(people.reviewer, QUEUE)
    expect(page.get_by_role("button", name="批量通过")).to_be_hidden()

    page.get_by_label("勾选甲站").check()
    page.get_by_label("勾选丙站").check()
    expect(page.get_by_text("已选2个")).to_be_visible()
    page.get_by_role("button", name="批量通过").click()

    expect(page.get_by_role("heading", name="通过2条")).to_be_visible()
    assert Outlet.objects.filter(stage=Stage.PUBLIC_NOTICE).count() == 2


def test_every_decision_is_in_the_history_with_its_actor(client, people, village):
    outlet = submitted(village, officer=people.officer)
    decide(client, outlet, Step.APPROVE)
    events = apps.get_model("outlets", "OutletEvent").objects.filter(pgh_obj_id=outlet.pk)
    context = events.order_by("pgh_id").last().pgh_context.metadata
    assert (context["action"], context["actor"]) == ("outlet.approved", people.reviewer.username)
    assert record_of(fresh(outlet), timezone.localdate()).name == outlet.name
