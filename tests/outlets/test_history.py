"""From any outlet its whole history, whoever made it, and the way back to an earlier version."""

import datetime as dt
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from core import audit
from core.models import AuditEntry
from outlets import history, services
from outlets.kinds import NilReason, Stage
from outlets.models import Inspection, MonthlyReport, Outlet, OutletTransition
from outlets.records import record_of
from tests.factories.accounts import UserFactory
from tests.factories.geo import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.factories.registration import on_notice, people_of
from tests.shapes import point

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def village():
    return VillageFactory(short_name="青山村", name="青山村村民委员会")


@pytest.fixture
def reviewer(village):
    return UserFactory(
        username="shenhe", role=Role.COUNTY_REVIEWER, jurisdiction=village.parent.parent
    )


@pytest.fixture
def reviewer_client(reviewer, signed_in):
    return signed_in(reviewer)


def read(outlet):
    """The outlet as services want it."""
    found = Outlet.objects.select_related("village__parent__parent", "organization")
    return found.prefetch_related("statuses", "served_villages__village").get(pk=outlet.pk)


def revise(outlet, actor, reason="", **changes):
    kept = read(outlet)
    record = replace(record_of(kept, TODAY), **changes)
    services.revise_outlet(outlet=kept, record=record, actor=actor, reason=reason)


def address(outlet):
    return reverse("outlets:history", args=[outlet.pk])


def version_address(outlet, number):
    return reverse("outlets:version", args=[outlet.pk, number])


def versions(outlet):
    """The numbers of the outlet's versions, the oldest first."""
    return list(outlet.events.order_by("pgh_id").values_list("pgh_id", flat=True))


def told(outlet, action, *, is_masked=False):
    """What the acts of this name changed: (subject and label, old, new)."""
    acts = [act for act in history.acts_on(read(outlet), is_masked=is_masked)]
    return [
        (f"{change.subject}{change.label}", change.old, change.new)
        for act in acts
        if act.action == action
        for change in act.changes
    ]


# What is told


def test_d15_a_change_tells_who_what_before_after_and_why(reviewer, reviewer_client, village):
    outlet = OutletFactory(village=village, name="旧名", platform="jd", location=point(0, 0))

    revise(
        outlet, reviewer, "店主更名", name="新名", platform="ule", service_kinds=("sale", "cash")
    )

    assert told(outlet, "修改网点") == [
        ("网点名称", "旧名", "新名"),
        ("平台", "京东", "邮乐购"),
        ("服务项目", "", "代销、小额取现"),
    ]
    page = reviewer_client.get(address(outlet)).content.decode()
    for text in ("修改网点", "shenhe", "店主更名", "旧名", "新名"):
        assert text in page


def test_d15_the_history_names_an_actor_whose_account_is_gone(reviewer_client, village):
    outlet, gone = OutletFactory(village=village), UserFactory(username="yizou")
    revise(outlet, gone, name="新名")
    gone.delete()

    assert "yizou" in reviewer_client.get(address(outlet)).content.decode()


def test_states_villages_reports_and_visits_stand_in_one_history(reviewer, village):
    neighbour = VillageFactory(parent=village.parent, short_name="柳树村")
    outlet = OutletFactory(village=village, opened_on=dt.date(2018, 1, 1))
    revise(outlet, reviewer, served_villages=(neighbour,))
    services.change_status(
        outlet=outlet, status="closed", on=dt.date(2018, 9, 1), reason="歇业", actor=reviewer
    )
    with audit.acting(reviewer, "report.filed"):
        report = MonthlyReport.objects.create(
            outlet=outlet, month=dt.date(2018, 8, 1), purchase_orders=3, submitted_by_name="li"
        )
    with audit.acting(reviewer, "report.corrected"):
        report.purchase_orders, report.nil_reason = 0, NilReason.NO_BUSINESS
        report.save()
    with audit.acting(reviewer, "inspection.recorded"):
        Inspection.objects.create(
            outlet=outlet,
            kind="routine",
            visited_on=dt.date(2018, 8, 5),
            found_open=False,
            result="failed",
        )

    assert ("服务村", "", f"柳树村 · 协议 {TODAY}起") in told(outlet, "修改网点")
    assert told(outlet, "变更经营状态") == [
        ("经营状态", "运营 2018-01-01起", "运营 2018-01-01至2018-09-01"),
        ("经营状态", "", "关闭 2018-09-01起（歇业）"),
    ]
    assert told(outlet, "填报月报")[0] == ("2018年8月月报：代购笔数", "", "3")
    assert told(outlet, "更正月报")[0] == ("2018年8月月报：代购笔数", "3", "0")
    assert ("日常巡查：是否营业", "", "否") in told(outlet, "登记巡查")


def test_every_step_of_a_registration_is_told_with_its_actor(village):
    people = people_of(village)
    outlet = on_notice(village, people, name="青山站")

    acts = history.acts_on(read(outlet), is_masked=False)

    assert {(act.action, act.who) for act in acts} >= {
        ("保存草稿", people.officer.username),
        ("提交登记", people.officer.username),
        ("审核通过", people.reviewer.username),
    }
    assert ("登记环节", "待县级审核", "公示中") in told(outlet, "审核通过")
    assert OutletTransition.objects.filter(outlet=outlet).count() == 2


def test_one_act_is_told_once_whatever_it_wrote(reviewer, village):
    outlet = OutletFactory(village=village)
    revise(outlet, reviewer, name="新名", opened_on=dt.date(2016, 1, 1))

    acts = [act for act in history.acts_on(read(outlet), is_masked=False)]

    assert [act.action for act in acts].count("修改网点") == 1


def test_a_change_by_plain_sql_is_told_too(village):
    outlet = OutletFactory(village=village, name="旧名")
    Outlet.objects.filter(pk=outlet.pk).update(name="新名")

    [act] = [
        act
        for act in history.acts_on(read(outlet), is_masked=False)
        if act.action == "变更（未记录操作）"
    ]
    assert act.who == "未记录操作人"


# Who sees it


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.TOWNSHIP_OFFICER, 200),
        (Role.COUNTY_REVIEWER, 200),
        (Role.CITY_PLANNER, 200),
        (Role.AUDITOR, 200),
        (Role.DEPARTMENT, 403),
        (Role.LEADER, 403),
        (Role.ADMINISTRATOR, 403),
    ],
)
def test_the_history_is_for_those_who_answer_for_records(role, status, signed_in, village):
    outlet = OutletFactory(village=village)
    client = signed_in(UserFactory(role=role, jurisdiction=village.parent))

    assert client.get(address(outlet)).status_code == status
    assert client.get(version_address(outlet, versions(outlet)[0])).status_code == status


def test_an_outlet_elsewhere_has_no_history(signed_in, village):
    outlet = OutletFactory(village=village)
    officer = UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=TownshipFactory())
    client = signed_in(officer)

    assert client.get(address(outlet)).status_code == 404
    number = version_address(outlet, versions(outlet)[0])
    assert client.get(number).status_code == 404
    assert client.post(number).status_code == 404


def test_a_keeper_is_masked_in_the_past_as_in_the_present(signed_in, reviewer, village):
    outlet = OutletFactory(village=village, keeper_name="王小明", keeper_phone="13804215678")
    revise(outlet, reviewer, keeper_name="王建国", keeper_phone="13894215678")
    auditor = signed_in(UserFactory(role=Role.AUDITOR))

    page = auditor.get(address(outlet)).content.decode()
    old = auditor.get(version_address(outlet, versions(outlet)[0])).content.decode()

    for text in ("13804215678", "13894215678", "王小明", "王建国"):
        assert text not in page
        assert text not in old
    assert "138****5678" in page
    assert "隐去部分有改动" in page


def test_thirty_acts_stand_on_a_page(reviewer, reviewer_client, village):
    outlet = OutletFactory(village=village)
    for number in range(31):
        Outlet.objects.filter(pk=outlet.pk).update(name=f"第{number}次")

    assert len(reviewer_client.get(address(outlet)).context["page"]) == 30


def test_a_look_at_whole_telephones_of_the_past_is_recorded(reviewer_client, village):
    outlet = OutletFactory(village=village, keeper_phone="13804215678")

    reviewer_client.get(address(outlet))

    entry = AuditEntry.objects.get(action="outlet.keeper_seen")
    assert (entry.actor_name, entry.subject) == ("shenhe", outlet.outlet_no)


# Going back


def test_an_earlier_version_is_restored_and_says_so(reviewer, reviewer_client, village):
    outlet = OutletFactory(
        village=village, name="旧名", keeper_phone="13804215678", location=point(0, 0)
    )
    revise(outlet, reviewer, name="新名", keeper_phone="13900000000", location=None)
    first = versions(outlet)[0]
    page = reviewer_client.get(version_address(outlet, first))
    assert f'href="{version_address(outlet, first)}"' in (
        reviewer_client.get(address(outlet)).content.decode()
    )

    answer = reviewer_client.post(
        version_address(outlet, first), {"seen_at": page.context["seen_at"]}
    )

    assert answer.status_code == 302
    outlet = read(outlet)
    assert (outlet.name, outlet.keeper_phone) == ("旧名", "13804215678")
    assert outlet.location.coords == pytest.approx(point(0, 0).coords)
    latest = history.acts_on(outlet, is_masked=False)
    assert any(act.reason.startswith("恢复到") and act.reason.endswith("的版本") for act in latest)
    assert [status.status for status in outlet.statuses.all()] == ["operating"]


def test_restoring_over_somebody_elses_change_is_refused_and_shown(
    reviewer, reviewer_client, village
):
    outlet = OutletFactory(village=village, name="旧名")
    revise(outlet, reviewer, name="新名")
    first = versions(outlet)[0]
    seen = reviewer_client.get(version_address(outlet, first)).context["seen_at"]
    revise(outlet, UserFactory(), name="更新的名")

    answer = reviewer_client.post(version_address(outlet, first), {"seen_at": seen})

    assert answer.status_code == 409
    assert "更新的名" in answer.content.decode()
    assert read(outlet).name == "更新的名"
    again = {"seen_at": answer.context["seen_at"]}
    assert reviewer_client.post(version_address(outlet, first), again).status_code == 302


@pytest.mark.parametrize("seen", ["", "yesterday", "2018-01-01", "2018-13-01T00:00:00Z"])
def test_restoring_needs_the_version_that_was_seen(reviewer, reviewer_client, village, seen):
    outlet = OutletFactory(village=village, name="旧名")
    revise(outlet, reviewer, name="新名")

    answer = reviewer_client.post(version_address(outlet, versions(outlet)[0]), {"seen_at": seen})

    assert answer.status_code == 409
    assert read(outlet).name == "新名"


def test_a_version_that_breaks_todays_rules_is_not_restored(reviewer, reviewer_client, village):
    outlet = OutletFactory(village=village, name="旧名", keeper_phone="123")
    revise(outlet, reviewer, keeper_phone="13804215678")
    first = versions(outlet)[0]
    seen = reviewer_client.get(version_address(outlet, first)).context["seen_at"]

    answer = reviewer_client.post(version_address(outlet, first), {"seen_at": seen})

    assert answer.status_code == 422
    assert "11位手机号" in answer.content.decode()
    assert read(outlet).keeper_phone == "13804215678"


@pytest.mark.parametrize("role", [Role.TOWNSHIP_OFFICER, Role.CITY_PLANNER, Role.AUDITOR])
def test_reviewers_alone_restore(role, signed_in, village):
    outlet = OutletFactory(village=village, name="旧名")
    revise(outlet, None, name="新名")
    client = signed_in(UserFactory(role=role, jurisdiction=village.parent))
    first = version_address(outlet, versions(outlet)[0])
    page = client.get(first)

    assert "恢复此版本" not in page.content.decode()
    assert client.post(first, {"seen_at": page.context["seen_at"]}).status_code == 403
    assert read(outlet).name == "新名"


def test_a_registration_under_way_is_not_restored(village, signed_in):
    people = people_of(village)
    outlet = on_notice(village, people)
    client = signed_in(people.reviewer)
    first = version_address(outlet, versions(outlet)[0])
    seen = client.get(first).context["seen_at"]

    assert client.post(first, {"seen_at": seen}).status_code == 409
    assert read(outlet).stage == Stage.PUBLIC_NOTICE


def test_a_version_of_another_outlet_does_not_exist(reviewer_client, village):
    outlet, other = OutletFactory.create_batch(2, village=village)

    assert reviewer_client.get(version_address(outlet, versions(other)[0])).status_code == 404


# The keeper's telephone


def keeper(outlet):
    return reverse("outlets:keeper", args=[outlet.pk])


@pytest.mark.parametrize("role", [Role.CITY_PLANNER, Role.AUDITOR])
def test_d15_a_masked_telephone_is_shown_for_a_purpose_which_is_recorded(role, signed_in, village):
    outlet = OutletFactory(village=village, keeper_name="王小明", keeper_phone="13804215678")
    client = signed_in(UserFactory(username="cha", role=role))
    page = client.get(reverse("outlets:detail", args=[outlet.pk])).content.decode()
    assert "13804215678" not in page
    assert keeper(outlet) in page

    answer = client.post(keeper(outlet), {"purpose": "核实停业"})

    assert "13804215678" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    entry = AuditEntry.objects.get(action="outlet.keeper_seen")
    assert (entry.actor_name, entry.subject) == ("cha", outlet.outlet_no)
    assert entry.detail == {"purpose": "核实停业"}


def test_without_a_purpose_the_telephone_stays_masked(signed_in, village):
    outlet = OutletFactory(village=village, keeper_phone="13804215678")
    client = signed_in(UserFactory(role=Role.AUDITOR))

    answer = client.post(keeper(outlet), {"purpose": "  "})

    assert answer.status_code == 400
    assert "13804215678" not in answer.content.decode()
    assert "请填写查看电话的用途" in answer.content.decode()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("role", [Role.LEADER, Role.DEPARTMENT, Role.ADMINISTRATOR])
def test_other_roles_are_not_shown_the_telephone_for_any_purpose(role, signed_in, village):
    outlet = OutletFactory(village=village, keeper_phone="13804215678")
    client = signed_in(UserFactory(role=role))

    assert keeper(outlet) not in (
        client.get(reverse("outlets:detail", args=[outlet.pk])).content.decode()
    )
    assert client.post(keeper(outlet), {"purpose": "核实"}).status_code == 403
    assert not AuditEntry.objects.exists()


def test_a_telephone_elsewhere_does_not_exist(signed_in, village):
    client = signed_in(UserFactory(role=Role.AUDITOR, jurisdiction=CountyFactory()))

    assert client.post(keeper(OutletFactory(village=village)), {"purpose": "x"}).status_code == 404
