"""An import from the command line: the same steps as on the page."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from core.models import ImportRun
from outlets.importers.columns import COLUMNS
from outlets.models import Outlet
from tests import sheets
from tests.factories.accounts import UserFactory
from tests.factories.geo import VillageFactory

pytestmark = pytest.mark.django_db

HEADINGS = [column.heading for column in COLUMNS]


@pytest.fixture
def file(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    good = {
        "网点名称": "电商站",
        "行政村代码": VillageFactory().code,
        "网点类型": "便民商店",
        "经营状态": "运营",
        "开业日期": dt.date(2017, 10, 5),
    }
    rows = [good, good | {"网点名称": "另一站", "网点类型": "饭馆"}]
    lines = [[row.get(heading, "") for heading in HEADINGS] for row in rows]
    path = tmp_path / "网点.xlsx"
    path.write_bytes(sheets.xlsx([HEADINGS, *lines]))
    return path


def imports(*words):
    out = io.StringIO()
    call_command("imports", *map(str, words), stdout=out)
    return out.getvalue()


def test_a_file_is_previewed_confirmed_listed_and_undone(file, tmp_path):
    told = imports("preview", file, "--kind", "outlets")
    assert "new=1 changed=0 unchanged=0 bad=1" in told and "饭馆" in told
    assert not Outlet.objects.exists()
    uid = str(ImportRun.objects.get().uid)[:8]
    imports("confirm", uid)
    assert Outlet.objects.get().name == "电商站"
    assert uid in imports("list")
    imports("errors", uid, "--out", tmp_path / "errors.xlsx")
    assert load_workbook(tmp_path / "errors.xlsx").active.max_column == len(HEADINGS) + 1
    imports("undo", uid)
    assert not Outlet.objects.exists()


def test_a_previewed_file_is_given_up(file):
    imports("preview", file, "--kind", "outlets")
    imports("cancel", ImportRun.objects.get().uid)
    assert ImportRun.objects.get().state == "cancelled"


def test_somebody_elses_name_may_be_used_and_their_scope_holds(file):
    officer = UserFactory(username="chen", role="township_officer")
    imports("preview", file, "--kind", "outlets", "--as", officer.username)
    assert ImportRun.objects.get().actor_name == "chen"


@pytest.mark.parametrize(
    "words",
    [
        ("preview", "missing.xlsx", "--kind", "outlets"),
        ("confirm", "00000000"),
    ],
)
def test_what_does_not_exist_ends_with_a_sentence(file, words):
    with pytest.raises(CommandError):
        imports(*words)


def test_unknown_kinds_options_and_accounts_are_named(file):
    for words in (
        ("--kind", "nothing"),
        ("--kind", "outlets", "--option", "colour=red"),
        ("--kind", "outlets", "--option", "colour"),
        ("--kind", "outlets", "--as", "nobody"),
    ):
        with pytest.raises(CommandError):
            imports("preview", file, *words)
    assert not ImportRun.objects.exists()
