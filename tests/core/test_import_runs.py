"""An import's way: received, previewed, confirmed, written once, begun again when it broke off."""

import datetime as dt
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.db import connection, connections
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import Role
from core import import_kinds, import_runs, tasks
from core.errors import ConflictError, DomainError, NotAllowedError, UnreadableFileError
from core.import_kinds import ImportKind, Option
from core.importing import ImportReport, Plan, Question
from core.models import ImportRun
from outlets.importers.columns import COLUMNS
from outlets.models import Outlet
from tests import sheets
from tests.factories.accounts import UserFactory
from tests.factories.geo import CityFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.factories.imports import confirmed, sent

HEADINGS = [column.heading for column in COLUMNS]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def kind(monkeypatch):
    """A kind that only notes what it is told to write; `checks` may be replaced."""
    kinds = dict(import_kinds._kinds)
    monkeypatch.setattr(import_kinds, "_kinds", kinds)
    wrote = []

    class Kind:
        questions: list[Question] = []
        written = wrote

        @staticmethod
        def during(sent):
            """What happens while it is written."""

        @classmethod
        def read(cls, sent):
            sent.tell(0.4)
            report = ImportReport(
                "notes", sent.name, sent.sha256, False, {"new": 1}, questions=cls.questions
            )

            def write(actor, reason):
                cls.during(sent)
                wrote.append((actor, reason, dict(sent.options)))

            return Plan(report, write)

    option = Option("crs", "坐标系", (("gcj02", "GCJ-02"), ("wgs84", "WGS-84")))
    import_kinds.register(
        ImportKind("notes", "笔记", "", (".txt",), lambda user: True, Kind.read, (option,))
    )
    return Kind


def note(actor, **options):
    return sent("notes", b"text", actor=actor, name="a.txt", **options)


@pytest.mark.django_db
class TestSteps:
    @pytest.fixture
    def planner(self):
        return UserFactory()

    def test_a_preview_writes_nothing_and_a_confirmation_writes_once(self, kind, planner):
        run = note(planner)
        assert (run.state, run.counts, kind.written) == ("previewed", {"new": 1}, [])
        run = confirmed(run, actor=planner)
        assert (run.state, run.progress, len(kind.written)) == ("done", 1, 1)
        import_runs.carry_out(uid=run.uid)
        assert len(kind.written) == 1

    def test_confirming_leaves_a_job_for_the_worker(self, kind, planner):
        run = import_runs.confirm(run=note(planner), actor=planner)
        job = ProcrastinateJob.objects.get()
        assert (run.state, job.task_name, job.args) == (
            "running",
            import_runs.TASK,
            {"uid": str(run.uid)},
        )

    def test_a_second_confirmation_is_told_that_it_comes_late(self, kind, planner):
        run = note(planner)
        import_runs.confirm(run=run, actor=planner)
        with pytest.raises(ConflictError):
            import_runs.confirm(run=run, actor=planner)
        assert ProcrastinateJob.objects.count() == 1

    def test_nobody_else_confirms_or_cancels(self, kind, planner):
        run = note(planner)
        other = UserFactory()
        for step in (import_runs.confirm, import_runs.cancel):
            with pytest.raises(NotAllowedError):
                step(run=run, actor=other)

    def test_a_preview_that_ends_after_the_confirmation_changes_nothing(self, kind, planner):
        run = note(planner)
        stale = ImportRun.objects.get(pk=run.pk)
        import_runs.confirm(run=run, actor=planner)
        with pytest.raises(ConflictError):
            import_runs.preview(run=stale)
        run.refresh_from_db()
        assert run.state == "running"

    def test_an_open_question_stops_the_confirmation_until_it_is_answered(self, kind, planner):
        kind.questions = [Question("crs", "哪个坐标系？", is_open=True)]
        run = note(planner)
        with pytest.raises(DomainError, match="哪个坐标系"):
            import_runs.confirm(run=run, actor=planner)
        run = import_runs.choose(run=run, options={"crs": "gcj02"}, actor=planner)
        confirmed(run, actor=planner)
        assert kind.written[0][2] == {"crs": "gcj02"}

    def test_a_choice_that_is_none_is_refused(self, kind, planner):
        with pytest.raises(DomainError):
            note(planner, crs="mars")

    def test_a_file_that_cannot_be_read_is_rejected_with_the_reason(self, planner):
        run = sent("outlets", b"\xff\xfe\x00", actor=planner, name="网点.csv")
        assert (run.state, run.rows) == ("rejected", [])
        assert run.message
        with pytest.raises(ConflictError):
            import_runs.confirm(run=run, actor=planner)

    @pytest.mark.parametrize("name, content", [("网点.exe", b"x"), ("网点.xlsx", b"")])
    def test_other_endings_and_empty_files_are_not_received(self, planner, name, content):
        with pytest.raises(UnreadableFileError):
            sent("outlets", content, actor=planner, name=name)
        assert not ImportRun.objects.exists()

    def test_a_file_is_kept_under_a_name_that_nobody_can_guess(self, kind, planner, settings):
        file = ContentFile(b"text", name="..\\..\\秘密.txt")
        run = import_runs.receive(kind="notes", file=file, actor=planner)
        kept = Path(run.file.path)
        assert kept.is_relative_to(settings.MEDIA_ROOT) and "秘密" not in kept.name
        assert run.file_name == "秘密.txt"

    def test_cancelling_removes_the_file(self, kind, planner, django_capture_on_commit_callbacks):
        run = note(planner)
        path = Path(run.file.path)
        with django_capture_on_commit_callbacks(execute=True):
            run = import_runs.cancel(run=run, actor=planner)
        assert (run.state, run.file.name, path.exists()) == ("cancelled", "", False)

    def test_what_goes_wrong_while_writing_is_told_and_nothing_is_kept(self, kind, planner):
        def fall(sent):
            Outlet.objects.update(name="写了一半")
            raise ConflictError("同时有人修改")

        kind.during = staticmethod(fall)
        run = confirmed(note(planner), actor=planner)
        assert (run.state, run.message) == ("failed", "同时有人修改")
        assert import_runs.preview(run=run).state == "previewed"

    def test_a_fault_of_the_program_ends_the_run_too(self, kind, planner):
        def fall(sent):
            raise ZeroDivisionError

        kind.during = staticmethod(fall)
        run = import_runs.confirm(run=note(planner), actor=planner)
        with pytest.raises(ZeroDivisionError):
            import_runs.carry_out(uid=run.uid)
        run.refresh_from_db()
        assert run.state == "failed" and run.message

    def test_an_account_that_was_closed_meanwhile_writes_nothing(self, kind, planner):
        run = import_runs.confirm(run=note(planner), actor=planner)
        planner.is_active = False
        planner.save()
        import_runs.carry_out(uid=run.uid)
        run.refresh_from_db()
        assert (run.state, kind.written) == ("failed", [])

    def test_files_are_removed_after_their_time_and_the_run_stays(
        self, kind, planner, settings, django_capture_on_commit_callbacks
    ):
        done, waiting, fresh = confirmed(note(planner), actor=planner), note(planner), note(planner)
        old = timezone.now() - dt.timedelta(settings.IMPORT_FILE_DAYS + 1)
        ImportRun.objects.filter(pk__in=[done.pk, waiting.pk]).update(at=old)
        with django_capture_on_commit_callbacks(execute=True):
            assert import_runs.remove_old_files() == 2
        states = dict(ImportRun.objects.values_list("pk", "state"))
        assert (states[done.pk], states[waiting.pk]) == ("done", "cancelled")
        assert not Path(done.file.path).exists() and Path(fresh.file.path).exists()


@pytest.mark.django_db
def test_runs_are_seen_by_their_sender_and_those_who_answer_for_the_place(kind):
    city = CityFactory()
    county, other = CountyFactory(parent=city), CountyFactory(parent=city)
    township = TownshipFactory(parent=county)
    officer = UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township)
    note(officer)

    def sees(role, place):
        viewer = UserFactory(role=role, jurisdiction=place)
        return ImportRun.objects.visible_to(viewer).exists()

    assert ImportRun.objects.visible_to(officer).exists()
    assert sees(Role.COUNTY_REVIEWER, county) and not sees(Role.COUNTY_REVIEWER, other)
    assert sees(Role.CITY_PLANNER, city) and sees(Role.AUDITOR, city)
    assert sees(Role.ADMINISTRATOR, city)
    assert not sees(Role.TOWNSHIP_OFFICER, township) and not sees(Role.LEADER, city)
    assert not sees(Role.DEPARTMENT, city)


@pytest.mark.django_db
def test_what_the_office_wrote_by_a_command_is_the_citys(kind):
    city = CityFactory()
    note(None)
    planner = UserFactory(jurisdiction=city)
    county = CountyFactory(parent=city)
    reviewer = UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=county)
    assert ImportRun.objects.visible_to(planner).exists()
    assert not ImportRun.objects.visible_to(reviewer).exists()


def outlets_of(village, number):
    rows = [
        [
            {
                "网点名称": f"第{n}电商站",
                "行政村代码": village.code,
                "网点类型": "便民商店",
                "经营状态": "运营",
                "开业日期": dt.date(2017, 10, 5),
            }.get(heading, "")
            for heading in HEADINGS
        ]
        for n in range(number)
    ]
    return sheets.xlsx([HEADINGS, *rows])


@pytest.mark.django_db(transaction=True)
class TestSeveralConnections:
    @pytest.fixture
    def village(self):
        return VillageFactory()

    @pytest.fixture
    def planner(self, village):
        return UserFactory(jurisdiction=village.parent.parent.parent)

    def test_six_copies_confirmed_at_once_are_stored_once(self, village, planner):
        content = outlets_of(village, 3)
        runs = [sent("outlets", content, actor=planner) for _ in range(6)]
        assert {run.counts["new"] for run in runs} == {3}
        for run in runs:
            import_runs.confirm(run=run, actor=planner)

        def write(run):
            try:
                import_runs.carry_out(uid=run.uid)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(write, runs))
        assert Outlet.objects.count() == 3
        counts = [run.counts["new"] for run in ImportRun.objects.all()]
        assert sorted(counts) == [0, 0, 0, 0, 0, 3]
        assert set(ImportRun.objects.values_list("state", flat=True)) == {"done"}

    def test_lists_are_planned_by_what_was_written(self, village, planner, monkeypatch):
        monkeypatch.setattr(import_runs, "MANY_ROWS", 3)
        confirmed(sent("outlets", outlets_of(village, 3), actor=planner), actor=planner)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT reltuples FROM pg_class WHERE relname = ANY(%s)",
                [["outlets_outlet", "outlets_outletevent"]],
            )
            assert cursor.fetchall() == [(3,), (3,)]

    def test_progress_is_seen_before_the_transaction_ends(self, kind, planner, monkeypatch):
        monkeypatch.setattr(import_runs, "TELL_EVERY_S", 0)
        seen = []

        def during(sent):
            sent.tell(0.7)
            other = connection.copy()
            with other.cursor() as cursor:
                cursor.execute("SELECT progress, state FROM core_importrun")
                seen.append(cursor.fetchone())
            other.close()

        kind.during = staticmethod(during)
        confirmed(note(planner), actor=planner)
        assert seen == [(0.7, "running")]

    def test_a_run_whose_job_is_lost_is_begun_again(self, kind, planner):
        run = import_runs.confirm(run=note(planner), actor=planner)
        assert import_runs.recover() == 0  # its job still waits
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
        assert import_runs.recover() == 1
        assert ProcrastinateJob.objects.get().args == {"uid": str(run.uid)}

    def test_a_run_that_breaks_off_every_time_is_given_up(self, kind, planner):
        run = import_runs.confirm(run=note(planner), actor=planner)
        ImportRun.objects.update(attempts=import_runs.MOST_ATTEMPTS)
        import_runs.carry_out(uid=run.uid)
        run.refresh_from_db()
        assert (run.state, kind.written) == ("failed", [])

    def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_import_runs_again(
        self, village, planner, tmp_path
    ):
        run = sent("outlets", outlets_of(village, 3), actor=planner)
        import_runs.confirm(run=run, actor=planner)
        holder = connection.copy()
        holder.set_autocommit(False)
        worker = None
        try:
            with holder.cursor() as cursor:  # outlets are written, their states have to wait
                cursor.execute("LOCK TABLE outlets_outletstatus IN EXCLUSIVE MODE")
            worker = self.worker(tmp_path)
            self.wait_until(lambda: self.waiting_backends())
            (backend,) = self.waiting_backends()
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
        finally:
            holder.rollback()
            holder.close()
            if worker and worker.poll() is None:
                worker.kill()
        self.wait_until(lambda: not self.is_alive(backend))
        run.refresh_from_db()
        assert (run.state, run.attempts, Outlet.objects.count()) == ("running", 1, 0)

        with connection.cursor() as cursor:  # half a minute without a sign of life
            cursor.execute(
                "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
            )
        with ThreadPoolExecutor(
            1
        ) as apart:  # the browser of other tests keeps a loop in this thread
            apart.submit(self.recover).result()
        again = self.worker(tmp_path, "--one-shot")
        assert again.wait(timeout=60) == 0
        run.refresh_from_db()
        assert (run.state, run.counts["new"], Outlet.objects.count()) == ("done", 3, 3)

    @staticmethod
    def recover():
        tasks.recover_imports(timestamp=0)
        connection.close()

    @staticmethod
    def worker(media, *options):
        kept = connection.settings_dict
        place = f"{quote(kept['HOST'], safe='')}:{kept['PORT']}"
        address = f"postgis://{kept['USER']}:{quote(kept['PASSWORD'])}@{place}/{kept['NAME']}"
        environment = os.environ | {"DATABASE_URL": address, "MEDIA_ROOT": str(media)}
        command = [sys.executable, "manage.py", "procrastinate", "worker", *options]
        return subprocess.Popen(command, cwd=django_settings.BASE_DIR, env=environment)

    @staticmethod
    def waiting_backends():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_locks WHERE NOT granted"
                " AND relation = 'outlets_outletstatus'::regclass"
            )
            return [pid for (pid,) in cursor.fetchall()]

    @staticmethod
    def is_alive(backend):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [backend])
            return cursor.fetchone() is not None

    @staticmethod
    def wait_until(happened, seconds=60):
        until = monotonic() + seconds
        while not happened():
            assert monotonic() < until, "it did not happen in time"
            sleep(0.1)
