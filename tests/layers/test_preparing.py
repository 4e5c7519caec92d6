"""Files made in the background: asked for, made, watched, withdrawn, kept for a while."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone, translation
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import Role, User
from core.errors import ConflictError, InvalidQuestionError
from core.models import AuditEntry
from layers import preparing, tasks
from layers.models import PreparedFile
from layers.preparing import Made, Progress
from tests.factories.accounts import UserFactory
from tests.factories.geo import CountyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path / "prepared"


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Callable:
    """Registers what makes files of the kind `probe`."""
    return lambda function: monkeypatch.setitem(preparing._makers, "probe", function)


def write(question: dict, actor: User, progress: Progress) -> Made:
    path = progress.folder / "any"
    progress(0.5, "halfway")
    path.write_text(f"{question['code']} for {actor.username}", encoding="utf-8")
    return Made(path, "朝阳县图集.pdf", note="第3幅没有画出")


def ask(user: User, **question) -> PreparedFile:
    return preparing.request(
        kind="probe", question={"code": "211321"} | question, actor=user, title="朝阳县图集"
    )


def made(user: User, make: Callable) -> PreparedFile:
    make(write)
    file = ask(user)
    preparing.prepare(file.uid)
    file.refresh_from_db()
    return file


def test_a_request_is_a_job_for_the_worker(planner, make):
    make(write)
    file = ask(planner)
    job = ProcrastinateJob.objects.get(task_name=preparing.TASK)
    assert job.args == {"uid": str(file.uid)}
    assert job.task_name in app.tasks
    assert file.state == "waiting"


def test_the_file_is_made_and_can_be_taken_away_by_who_asked(planner, make, signed_in):
    file = made(planner, make)
    assert (file.state, file.progress, file.message) == ("done", 1, "第3幅没有画出")

    response = signed_in(planner).get(reverse("layers:prepared_file", args=[file.uid]))
    assert response.getvalue().decode() == f"211321 for {planner.username}"
    assert "%E6%9C%9D%E9%98%B3" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]


def test_asking_and_taking_away_are_recorded(planner, make, signed_in):
    file = made(planner, make)
    signed_in(planner).get(reverse("layers:prepared_file", args=[file.uid]))
    entries = AuditEntry.objects.filter(subject=str(file.uid)).order_by("pk")
    assert [entry.action for entry in entries] == ["file.requested", "file.taken"]
    assert {entry.actor_name for entry in entries} == {planner.username}


def test_nobody_else_finds_the_file(planner, make, signed_in):
    file = made(planner, make)
    other = signed_in(UserFactory(role=Role.CITY_PLANNER))
    assert other.get(reverse("layers:prepared_file", args=[file.uid])).status_code == 404
    assert other.post(reverse("layers:prepared_cancel", args=[file.uid])).status_code == 404
    assert other.post(reverse("layers:prepared_remove", args=[file.uid])).status_code == 404
    assert other.get(reverse("layers:prepared_states")).json() == {"files": []}
    assert "朝阳县图集" not in other.get(reverse("layers:prepared")).content.decode()


@pytest.mark.parametrize("change", ["jurisdiction", "role"])
def test_who_may_see_less_than_then_has_the_file_no_longer(change, planner, make, signed_in):
    file = made(planner, make)
    if change == "role":
        planner.role = Role.LEADER
    else:
        planner.jurisdiction = CountyFactory()
    planner.save()
    address = reverse("layers:prepared_file", args=[file.uid])
    assert signed_in(planner).get(address).status_code == 404


@pytest.mark.parametrize("change", ["jurisdiction", "inactive"])
def test_nothing_is_made_for_who_lost_the_right_while_waiting(change, planner, make):
    make(write)
    file = ask(planner)
    if change == "inactive":
        planner.is_active = False
    else:
        planner.jurisdiction = CountyFactory()
    planner.save()
    preparing.prepare(file.uid)
    file.refresh_from_db()
    assert (file.state, file.file.name) == ("failed", "")


def test_progress_is_seen_while_the_file_is_made(planner, make, signed_in):
    seen = []

    def watch(question, actor, progress):
        progress(0.25, "第3幅,共12幅")
        seen.extend(signed_in(planner).get(reverse("layers:prepared_states")).json()["files"])
        return write(question, actor, progress)

    make(watch)
    preparing.prepare(ask(planner).uid)
    (file,) = seen
    assert (file["state"], file["progress"]) == ("running", 0.25)
    assert file["message"] == "第3幅,共12幅"


def test_a_maker_speaks_the_language_of_who_asked(planner, make):
    spoken = []

    def listen(question, actor, progress):
        spoken.append(translation.get_language())
        return write(question, actor, progress)

    make(listen)
    with translation.override("en"):
        file = ask(planner)
    with translation.override("zh-hans"):
        preparing.prepare(file.uid)
    assert spoken == ["en"]


def test_a_cancelled_request_is_never_begun(planner, make, signed_in):
    make(lambda *_: pytest.fail("it was begun"))
    file = ask(planner)
    signed_in(planner).post(reverse("layers:prepared_cancel", args=[file.uid]))
    preparing.prepare(file.uid)
    file.refresh_from_db()
    assert file.state == "cancelled"


def test_a_maker_at_work_stops_when_the_request_is_withdrawn(planner, make, private_folder):
    steps = []

    def cancelled_halfway(question, actor, progress):
        steps.append("before")
        preparing.cancel(file=PreparedFile.objects.get(), actor=actor)
        progress(0.5)
        steps.append("after")
        return write(question, actor, progress)

    make(cancelled_halfway)
    file = ask(planner)
    preparing.prepare(file.uid)
    file.refresh_from_db()
    assert steps == ["before"]
    assert file.state == "cancelled"
    assert files_in(private_folder) == []


def test_what_is_finished_after_the_withdrawal_is_thrown_away(planner, make, private_folder):
    def cancelled_late(question, actor, progress):
        answer = write(question, actor, progress)
        preparing.cancel(file=PreparedFile.objects.get(), actor=actor)
        return answer

    make(cancelled_late)
    file = ask(planner)
    preparing.prepare(file.uid)
    file.refresh_from_db()
    assert (file.state, file.file.name) == ("cancelled", "")
    assert files_in(private_folder) == []


def test_a_file_that_has_ended_cannot_be_cancelled(planner, make, signed_in):
    file = made(planner, make)
    response = signed_in(planner).post(reverse("layers:prepared_cancel", args=[file.uid]))
    assert response.status_code == 409


def test_an_error_of_the_domain_is_told_in_its_own_words(planner, make):
    def refuse(*_):
        raise InvalidQuestionError("选小一点的范围")

    make(refuse)
    file = ask(planner)
    preparing.prepare(file.uid)
    file.refresh_from_db()
    assert (file.state, file.message) == ("failed", "选小一点的范围")


def test_an_error_of_ours_is_logged_and_told_without_its_inside(planner, make, caplog):
    make(lambda *_: 1 / 0)
    file = ask(planner)
    preparing.prepare(file.uid)
    file.refresh_from_db()
    assert file.state == "failed"
    assert "division" not in file.message
    assert "ZeroDivisionError" in caplog.text


def test_the_work_of_a_dead_worker_is_done_again(planner, make, private_folder):
    """The row says that it is being made, the job that somebody does it; nobody does."""
    make(write)
    file = ask(planner)
    PreparedFile.objects.update(state="running", run=1, progress=0.4)
    preparing.prepare(file.uid)
    file.refresh_from_db()
    assert (file.state, file.run, file.progress) == ("done", 2, 1)
    assert len(files_in(private_folder)) == 1


def test_a_run_that_was_taken_over_stops(planner, make):
    def taken_over(question, actor, progress):
        PreparedFile.objects.update(run=2)
        progress(0.5)
        pytest.fail("it went on")

    make(taken_over)
    file = ask(planner)
    preparing.prepare(file.uid)
    file.refresh_from_db()
    assert (file.state, file.run) == ("running", 2)


def test_what_ends_its_worker_again_and_again_is_given_up(planner, make):
    make(lambda *_: pytest.fail("it was begun once more"))
    file = ask(planner)
    PreparedFile.objects.update(state="running", run=preparing.MOST_RUNS)
    preparing.prepare(file.uid)
    file.refresh_from_db()
    assert file.state == "failed"


@pytest.mark.django_db(transaction=True)
def test_jobs_of_dead_workers_are_given_to_living_ones(planner, make):
    make(write)
    ask(planner)
    job = ProcrastinateJob.objects.get(task_name=preparing.TASK)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL WHERE id = %s",
            [job.pk],
        )

    def resume() -> None:
        tasks.resume_prepared_files(0)
        connection.close()

    with ThreadPoolExecutor(1) as apart:  # the browser of other tests keeps a loop in this thread
        apart.submit(resume).result()
    job.refresh_from_db()
    assert job.status == "todo"


def test_the_same_request_under_way_is_made_once(planner, make):
    make(write)
    assert ask(planner).uid == ask(planner).uid
    assert ask(planner).uid != ask(planner, code="211322").uid
    assert ProcrastinateJob.objects.filter(task_name=preparing.TASK).count() == 2


def test_one_person_has_only_a_few_under_way(planner, make):
    make(write)
    for number in range(preparing.MOST_UNDER_WAY):
        ask(planner, code=str(number))
    with pytest.raises(ConflictError):
        ask(planner, code="one more")
    assert ask(UserFactory()).state == "waiting"


def test_files_go_when_their_time_is_over(planner, make, private_folder, settings):
    settings.PREPARED_FILES_KEPT_HOURS = 24
    file = made(planner, make)
    assert file.expires_at - file.finished_at == dt.timedelta(hours=24)
    assert preparing.remove_expired() == 0

    PreparedFile.objects.update(expires_at=timezone.now())
    with transaction_committed():
        assert preparing.remove_expired() == 1
    assert files_in(private_folder) == []
    assert not PreparedFile.objects.exists()


def test_what_dead_workers_left_is_cleared_away(planner, make, private_folder):
    make(write)
    file = ask(planner)
    PreparedFile.objects.update(state="running", run=2)
    left, at_work = (private_folder / "unfinished" / f"{file.uid}-{run}" for run in (1, 2))
    left.mkdir(parents=True)
    at_work.mkdir()
    preparing.remove_expired()
    assert (left.exists(), at_work.exists()) == (False, True)


def test_a_file_can_be_removed_before_its_time(planner, make, signed_in, private_folder):
    file = made(planner, make)
    with transaction_committed():
        signed_in(planner).post(reverse("layers:prepared_remove", args=[file.uid]))
    assert not PreparedFile.objects.exists()
    assert files_in(private_folder) == []


def test_a_file_that_was_lost_from_the_disk_is_not_found(planner, make, signed_in):
    file = made(planner, make)
    Path(file.file.path).unlink()
    address = reverse("layers:prepared_file", args=[file.uid])
    assert signed_in(planner).get(address).status_code == 404


def test_the_page_names_each_file_with_its_state(planner_client: Client, planner, make):
    made(planner, make)
    page = planner_client.get(reverse("layers:prepared")).content.decode()
    assert "朝阳县图集" in page
    assert "第3幅没有画出" in page


def test_a_page_that_waits_says_when_nobody_works(planner, make, signed_in):
    make(write)
    ask(planner)
    client, address = signed_in(planner), reverse("layers:prepared")
    told = "后台服务没有运行"
    assert told in client.get(address).content.decode()

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    assert told not in client.get(address).content.decode()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - '1 min'::interval"
        )
    assert told in client.get(address).content.decode()


def test_the_page_is_there_without_files(planner_client: Client):
    assert planner_client.get(reverse("layers:prepared")).status_code == 200


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def transaction_committed():
    """What waits for the end of the transaction is done, as it is outside tests."""
    return TestCase.captureOnCommitCallbacks(execute=True)
