"""Taking an import back as a whole, except what somebody edited or built on since."""

import datetime as dt
from dataclasses import replace

import pghistory.models
import pytest
from django.utils import timezone

from accounts.models import Role
from core import import_runs
from core.audit import acting
from core.errors import ConflictError, NotAllowedError
from core.models import AuditEntry, ImportRun
from outlets import services
from outlets.importers.columns import COLUMNS
from outlets.kinds import Status
from outlets.models import Outlet, OutletStatus, OutletVillage
from outlets.records import record_of
from tests import sheets
from tests.factories.accounts import UserFactory
from tests.factories.geo import VillageFactory
from tests.factories.imports import written
from tests.factories.outlets import OutletFactory
from tests.factories.outlets_reports import MonthlyReportFactory
from tests.factories.registration import people_of

pytestmark = pytest.mark.django_db

HEADINGS = [column.heading for column in COLUMNS]
OPENED = dt.date(2017, 10, 5)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def village():
    return VillageFactory()


@pytest.fixture
def planner(village):
    return UserFactory(jurisdiction=village.parent.parent.parent)


def workbook(*rows):
    return sheets.xlsx([HEADINGS, *([row.get(h, "") for h in HEADINGS] for row in rows)])


def row(village, number=1, **cells):
    return {
        "网点名称": f"第{number}电商站",
        "行政村代码": village.code,
        "网点类型": "便民商店",
        "经营状态": "运营",
        "开业日期": OPENED,
    } | cells


def everything():
    """What the tables say, times included."""
    models = (Outlet, OutletStatus, OutletVillage)
    return [list(model.objects.order_by("pk").values()) for model in models]


def edited(outlet, actor=None, **facts):
    outlet = Outlet.objects.get(pk=outlet.pk)
    record = replace(record_of(outlet, timezone.localdate()), **facts)
    services.revise_outlet(outlet=outlet, record=record, actor=actor)


def test_what_was_added_goes_with_all_that_belongs_to_it(village, planner):
    run = written("outlets", workbook(row(village), row(village, 2)), actor=planner)
    assert Outlet.objects.count() == 2 and OutletStatus.objects.count() == 2
    run = import_runs.undo(run=run, actor=planner)
    assert everything() == [[], [], []]
    assert (run.state, run.undo["kept"], run.undo["removed"]) == ("undone", [], 6)
    assert run.undone_at


def test_what_was_changed_says_again_what_it_said(village, planner):
    OutletFactory(village=village, outlet_no="N-1", name="旧名", opened_on=OPENED)
    before = everything()
    closed = row(village, 网点编号="N-1", 经营状态="关闭", 停业日期="2018-03-01", 地址="村口")
    run = written("outlets", workbook(closed), actor=planner)
    assert Outlet.objects.get().name == "第1电商站" and OutletStatus.objects.count() == 2
    import_runs.undo(run=run, actor=planner)
    assert everything() == before


def test_what_was_removed_comes_back(village, planner):
    neighbour = VillageFactory(parent=village.parent)
    OutletFactory(village=village, outlet_no="N-1", name="第1电商站", opened_on=OPENED)
    before = everything()
    run = written("outlets", workbook(row(neighbour, 网点编号="N-1")), actor=planner)
    assert Outlet.objects.get().village == neighbour
    import_runs.undo(run=run, actor=planner)
    assert everything() == before


def test_an_outlet_edited_since_is_left_whole_and_listed(village, planner):
    run = written("outlets", workbook(row(village), row(village, 2)), actor=planner)
    _first, second = Outlet.objects.order_by("name")
    edited(second, keeper_name="王五")
    run = import_runs.undo(run=run, actor=planner)
    assert list(Outlet.objects.all()) == [second]
    assert OutletStatus.objects.get().outlet == second
    assert OutletVillage.objects.get().outlet == second
    listed = {(one["subject"], one["reason"]) for one in run.undo["kept"]}
    assert ("第2电商站", "导入后又被修改过。") in listed
    assert run.undo["kept_rows"] == 3


def test_a_state_that_changed_since_keeps_its_outlet(village, planner):
    run = written("outlets", workbook(row(village)), actor=planner)
    services.change_status(
        outlet=Outlet.objects.get(),
        status=Status.SUSPENDED,
        on=timezone.localdate(),
        reason="装修",
        actor=None,
    )
    with pytest.raises(ConflictError):
        import_runs.undo(run=run, actor=planner)
    assert Outlet.objects.exists()


def test_an_outlet_that_reported_since_is_left(village, planner):
    run = written("outlets", workbook(row(village), row(village, 2)), actor=planner)
    reporting = Outlet.objects.get(name="第2电商站")
    with acting(None, "report.filed"):
        MonthlyReportFactory(outlet=reporting)
    plan = import_runs.undo_plan(run)
    assert {kept.subject for kept in plan.outcome.kept} >= {"第2电商站"}
    import_runs.undo(run=run, actor=planner)
    assert list(Outlet.objects.all()) == [reporting]


def test_what_a_later_import_changed_is_left(village, planner):
    first = written("outlets", workbook(row(village), row(village, 2)), actor=planner)
    written("outlets", workbook(row(village, 2, 地址="村口")), actor=planner)
    import_runs.undo(run=first, actor=planner)
    assert Outlet.objects.get().address == "村口"


def test_the_file_can_be_imported_again_afterwards(village, planner):
    content = workbook(row(village))
    import_runs.undo(run=written("outlets", content, actor=planner), actor=planner)
    assert written("outlets", content, actor=planner).counts["new"] == 1
    # The number once given is not given again.
    assert Outlet.objects.get().outlet_no == f"{village.code}-02"


def test_submissions_are_taken_back_while_nobody_reviewed_them(village):
    people = people_of(village)
    run = written("outlets", workbook(row(village)), actor=people.officer)
    assert import_runs.may_undo(run, people.reviewer)
    import_runs.undo(run=run, actor=people.reviewer)
    assert not Outlet.objects.exists()


def test_undoing_is_told_in_the_history_and_in_the_audit(village, planner):
    run = written("outlets", workbook(row(village)), actor=planner)
    import_runs.undo(run=run, actor=planner)
    told = pghistory.models.Context.objects.filter(metadata__action="import.undone").get()
    assert (told.metadata["actor"], told.metadata["subject"]) == (planner.username, str(run.uid))
    assert "import_run" not in told.metadata
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["import.confirmed", "import.undone"]


def test_it_is_undone_once_and_in_time(village, planner, settings):
    run = written("outlets", workbook(row(village)), actor=planner)
    late = timezone.now() - dt.timedelta(settings.IMPORT_UNDO_DAYS + 1)
    ImportRun.objects.update(finished_at=late)
    run.refresh_from_db()
    assert not import_runs.may_undo(run, planner)
    with pytest.raises(ConflictError):
        import_runs.undo(run=run, actor=planner)
    ImportRun.objects.update(finished_at=timezone.now())
    run = import_runs.undo(run=run, actor=planner)
    with pytest.raises(ConflictError):
        import_runs.undo(run=run, actor=planner)


def test_only_the_sender_reviewers_and_administrators_may_undo(village, planner):
    run = written("outlets", workbook(row(village)), actor=planner)
    city = planner.jurisdiction
    with pytest.raises(NotAllowedError):
        import_runs.undo(run=run, actor=UserFactory(jurisdiction=city))
    administrator = UserFactory(role=Role.ADMINISTRATOR, jurisdiction=city)
    import_runs.undo(run=run, actor=administrator)
    assert not Outlet.objects.exists()
