"""Imports for programs: sent and previewed, then confirmed, cancelled or undone."""

import pytest

from accounts.models import Role
from core import import_runs
from core.models import ImportRun
from outlets.importers.columns import COLUMNS
from outlets.models import Outlet
from tests import sheets
from tests.api.conftest import codes
from tests.factories.accounts import UserFactory
from tests.factories.geo import VillageFactory
from tests.factories.outlets_reports import upload

pytestmark = pytest.mark.django_db

IMPORTS = "/imports/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def village():
    return VillageFactory(name="柳树村民委员会", short_name="柳树")


@pytest.fixture
def asking(planner, program):
    return program(planner)


def rows(*outlets):
    headings = [column.heading for column in COLUMNS]
    return [headings, *([row.get(heading, "") for heading in headings] for row in outlets)]


def row(village, **changes):
    return {
        "行政村代码": village.code,
        "网点名称": "柳树电商服务站",
        "网点类型": "便民商店",
        "开业日期": "2017-10-05",
        "经营状态": "运营",
    } | changes


def send(asking, *outlets, **fields):
    file = upload(sheets.xlsx(rows(*outlets)), "网点.xlsx")
    return asking.send(IMPORTS, **({"kind": "outlets", "file": file} | fields))


def test_a_file_is_previewed_and_written_when_it_is_confirmed(asking, village):
    answer = send(asking, row(village))
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["state"], told["counts"]["new"], told["errors"]) == ("previewed", 1, [])
    assert not Outlet.objects.exists()

    path = f"{IMPORTS}{told['id']}/"
    assert asking.post(f"{path}confirm/").json()["state"] == "running"
    import_runs.carry_out(uid=told["id"])
    done = asking.get(path).json()
    assert (done["state"], done["progress"], done["may_undo"]) == ("done", 1, True)
    assert Outlet.objects.count() == 1
    assert asking.post(f"{path}confirm/").status_code == 409

    assert asking.post(f"{path}undo/").json()["state"] == "undone"
    assert not Outlet.objects.exists()
    assert asking.post(f"{path}undo/").status_code == 409


def test_every_bad_cell_is_named_and_told_in_a_workbook(asking, village):
    told = send(asking, row(village), row(village, 网点名称="乙站", 开业日期="2018-13-05")).json()
    [error] = told["errors"]
    assert error["row"] == 3
    assert error["column"] == "开业日期"
    assert (error["code"], bool(error["message"])) == ("impossible_date", True)

    workbook = asking.get(f"{IMPORTS}{told['id']}/errors.xlsx/")
    assert workbook.status_code == 200
    assert workbook.content[:2] == b"PK"


def test_a_file_is_given_up(asking, village):
    pk = send(asking, row(village)).json()["id"]
    assert asking.post(f"{IMPORTS}{pk}/cancel/").json()["state"] == "cancelled"
    assert asking.post(f"{IMPORTS}{pk}/confirm/").status_code == 409


def test_what_cannot_be_read_ends_as_rejected(asking):
    told = asking.send(IMPORTS, kind="outlets", file=upload(b"no workbook", "网点.xlsx")).json()
    assert told["state"] == "rejected"
    assert told["message"]


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"kind": "boundaries"}, 404, None),
        ({"kind": "nothing"}, 404, None),
        ({"file": "x"}, 400, "file"),
        ({"commit": "1"}, 400, "commit"),
        ({"state": "done"}, 400, "state"),
        ({"options": "[1]"}, 400, "options"),
        ({"options": '{"speed": "fast"}'}, 400, "speed"),
        ({"crs": "mars"}, 400, "crs"),
    ],
)
def test_what_cannot_be_sent_is_refused_by_name(village, program, fields, status, field):
    officer = program(UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=village.parent))
    answer = send(officer, row(village), **fields)
    assert answer.status_code == status
    assert list(codes(answer)) == ([field] if field else [])
    assert not ImportRun.objects.exists()


def test_roles_that_send_nothing_are_offered_nothing(village, program):
    leader = program(UserFactory(role=Role.LEADER))
    assert leader.get(f"{IMPORTS}kinds/").json() == []
    assert send(leader, row(village)).status_code == 404


def test_kinds_say_which_files_and_options_they_take(asking):
    kinds = {kind["name"]: kind for kind in asking.get(f"{IMPORTS}kinds/").json()}
    assert ".xlsx" in kinds["outlets"]["suffixes"]
    [option] = kinds["monthly_reports"]["options"]
    assert option["choices"]


def test_others_imports_are_seen_by_those_who_look_after_them(asking, village, program):
    pk = send(asking, row(village)).json()["id"]
    officer = program(UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=village.parent))
    assert officer.get(f"{IMPORTS}{pk}/").status_code == 404
    assert officer.get(IMPORTS).json()["count"] == 0

    administrator = program(UserFactory(role=Role.ADMINISTRATOR))
    assert administrator.get(IMPORTS).json()["count"] == 1
    assert administrator.post(f"{IMPORTS}{pk}/confirm/").status_code == 403


def test_a_choice_that_is_none_is_refused(asking, village):
    pk = send(asking, row(village)).json()["id"]
    answer = asking.post(f"{IMPORTS}{pk}/choose/", {"options": {"crs": "mars"}})
    assert (answer.status_code, list(codes(answer))) == (400, ["crs"])
    assert asking.post(f"{IMPORTS}{pk}/choose/", {"options": {}}).json()["state"] == "previewed"
