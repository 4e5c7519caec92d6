"""The two commands that make accounts, and the file they leave."""

import io
import stat

import pytest
from django.core.management import CommandError, call_command

from accounts import passwords_file
from accounts.models import Role, User
from tests.factories.geo import CityFactory, VillageFactory

pytestmark = pytest.mark.django_db


def run(*arguments, **options) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "kept" / "accounts.txt"


def test_the_passwords_are_readable_to_the_owner_alone(file):
    VillageFactory()

    said = run("create_accounts", out=file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert str(file) in said
    assert "密码 password" in file.read_text()


def test_every_line_of_the_file_signs_in(file):
    VillageFactory()

    run("create_accounts", out=file)

    rows = passwords_file.read_rows(file)
    assert {row[0] for row in rows} == set(Role.values)
    for name, _role, _place, password in rows:
        assert User.objects.get(username=name).check_password(password)


def test_a_second_run_changes_nothing(file):
    VillageFactory()
    run("create_accounts", out=file)
    before = file.read_bytes()

    assert "没有改动" in run("create_accounts", out=file)
    assert file.read_bytes() == before


def test_an_account_made_anew_replaces_its_stale_line_and_no_other(file):
    VillageFactory()
    run("create_accounts", out=file)
    before = {row[0]: row for row in passwords_file.read_rows(file)}
    User.objects.get(username=Role.LEADER).delete()

    run("create_accounts", out=file)

    after = {row[0]: row for row in passwords_file.read_rows(file)}
    assert set(after) == set(before)
    assert after[Role.AUDITOR] == before[Role.AUDITOR]
    assert after[Role.LEADER][3] != before[Role.LEADER][3]


def test_accounts_whose_passwords_cannot_be_written_down_are_not_made(tmp_path):
    VillageFactory()
    (tmp_path / "taken").write_text("a file, not a folder")

    with pytest.raises(CommandError, match="无法把密码写入"):
        run("create_accounts", out=tmp_path / "taken" / "accounts.txt")

    assert not User.objects.exists()


def test_without_divisions_the_command_names_the_one_to_run_first(file):
    with pytest.raises(CommandError, match="load_divisions"):
        run("create_accounts", out=file)

    assert not file.exists()


def test_a_generated_password_is_printed_once_and_signs_in():
    CityFactory()

    said = run("create_user", "li", role="leader", division="2113", generate=True)

    assert User.objects.get().check_password(said.strip().split("：")[-1])


def test_a_password_is_read_from_standard_input(monkeypatch):
    CityFactory()
    monkeypatch.setattr("sys.stdin", io.StringIO("Read-from-a-pipe-7\n"))

    run("create_user", "li", role="department", division="211300", password_stdin=True)

    assert User.objects.get().check_password("Read-from-a-pipe-7")


def test_a_typed_password_is_asked_for_twice(monkeypatch):
    CityFactory()
    answers = iter(["Typed-by-hand-7", "Typed-otherwise-7"])
    monkeypatch.setattr(
        "accounts.management.commands.create_user.getpass", lambda _prompt: next(answers)
    )

    with pytest.raises(CommandError, match="两次输入的密码不同"):
        run("create_user", "li", role="leader", division="2113")


@pytest.mark.parametrize(
    ("division", "sentence"),
    [
        ("21x", "不是区划代码"),
        ("2.11321E+11", "不是区划代码"),
        ("211399", "没有代码为211399的区划"),
    ],
)
def test_a_division_that_does_not_exist_is_named(division, sentence):
    CityFactory()

    with pytest.raises(CommandError, match=sentence):
        run("create_user", "li", role="leader", division=division, generate=True)


def test_a_name_in_use_is_refused():
    CityFactory()
    run("create_user", "li", role="leader", division="2113", generate=True)

    with pytest.raises(CommandError):
        run("create_user", "li", role="auditor", division="2113", generate=True)

    assert User.objects.get().role == Role.LEADER
