"""The jobs that time brings, as the worker and the commands run them."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django import app

from outlets import tasks
from outlets.kinds import Stage, Status
from outlets.models import Inspection, Outlet
from tests.factories.geo import VillageFactory
from tests.factories.outlets import OutletFactory
from tests.factories.registration import on_notice, people_of


def run(command: str, *arguments: str) -> str:
    printed = StringIO()
    call_command(command, *arguments, stdout=printed)
    return printed.getvalue().strip()


@pytest.fixture
def on_notice_until_today(db: None) -> Outlet:
    village = VillageFactory()
    outlet = on_notice(village, people_of(village))
    Outlet.objects.filter(pk=outlet.pk).update(notice_ends_on=timezone.localdate())
    return outlet


@pytest.fixture
def found_closed(db: None) -> Outlet:
    outlet = OutletFactory()
    yesterday = timezone.localdate() - dt.timedelta(1)
    Inspection.objects.create(
        outlet=outlet, kind="routine", visited_on=yesterday, found_open=False, result="failed"
    )
    return outlet


def test_the_worker_runs_both_jobs_by_the_clock():
    periodic = {name for name, _id in app.periodic_registry.periodic_tasks}

    assert {tasks.end_due_public_notices.name, tasks.mark_dormant_outlets.name} <= periodic


def test_the_jobs_do_what_is_due(on_notice_until_today, found_closed):
    tasks.end_due_public_notices(0)
    tasks.mark_dormant_outlets(0)

    on_notice_until_today.refresh_from_db()
    assert on_notice_until_today.stage == Stage.ACCEPTANCE
    assert found_closed.statuses.filter(status=Status.DORMANT).exists()


def test_the_commands_say_how_many(on_notice_until_today, found_closed):
    assert "1" in run("end_public_notices")
    assert found_closed.name in run("mark_dormant", "--dry-run")
    assert not found_closed.statuses.filter(status=Status.DORMANT).exists()
    assert "1" in run("mark_dormant")
    assert "0" in run("mark_dormant")
