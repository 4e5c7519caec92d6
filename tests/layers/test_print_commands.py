"""`print_map` and `print_atlas`: files, options, errors."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from core.models import AuditEntry
from layers.sheets import atlas_workers
from tests.layers.sheets.small_county import draw_county
from tests.layers.sheets.test_atlas import failing

pytestmark = pytest.mark.django_db

ON = ["--on", "2018-09-30"]


@pytest.fixture(autouse=True)
def county(db: None):
    return draw_county()


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_a_sheet_is_written_and_recorded(county, tmp_path: Path):
    out = tmp_path / "县.pdf"

    said = run("print_map", county.code, *ON, "--paper", "A4", "--mono", "--out", str(out))

    page = PdfReader(out).pages[0]
    sides = sorted(round(float(side) * 25.4 / 72) for side in page.mediabox[2:])
    assert sides == [210, 297]
    assert "柳河县" in page.extract_text() and "柳河县" in said
    entry = AuditEntry.objects.get(action="map.printed")
    assert entry.actor_name == "system" and entry.detail["mono"] == "1"


def test_a_change_needs_its_earlier_day(county, tmp_path: Path):
    out = str(tmp_path / "change.pdf")

    with pytest.raises(CommandError):
        run("print_map", county.code, *ON, "--theme", "change", "--out", out)
    run("print_map", county.code, *ON, "--theme", "change", "--from", "2018-01-01", "--out", out)

    assert PdfReader(out).pages


@pytest.mark.parametrize("command", [["print_map", "219999"], ["print_atlas", "--code", "219999"]])
def test_an_unknown_division_is_said_and_nothing_is_written(command, tmp_path: Path):
    out = tmp_path / "x.pdf"

    with pytest.raises(CommandError):
        run(*command, *ON, "--out", str(out))

    assert not out.exists()


def test_a_file_that_cannot_be_written_is_said(county, tmp_path: Path):
    with pytest.raises(CommandError, match=r"x\.pdf"):
        run("print_map", county.code, *ON, "--out", str(tmp_path / "nowhere" / "x.pdf"))


def test_an_atlas_is_written_and_recorded(tmp_path: Path):
    out = tmp_path / "atlas.pdf"

    said = run("print_atlas", *ON, "--out", str(out))

    assert len(PdfReader(out).pages) >= 7
    assert "5 sheets" in said
    assert AuditEntry.objects.get(action="map.printed").detail["sheets"] == 5


def test_an_atlas_of_one_county_as_a_zip(county, tmp_path: Path):
    out = tmp_path / "atlas.zip"

    run("print_atlas", "--code", county.code, *ON, "--out", str(out))

    with zipfile.ZipFile(out) as archive:
        assert len(archive.namelist()) == 5


def test_failed_sheets_are_listed_at_the_end(county, tmp_path: Path, monkeypatch):
    south = county.children.get(name="南镇")
    monkeypatch.setattr(atlas_workers, "sheet_of", failing(south.code, error=ValueError("x")))

    said = run("print_atlas", *ON, "--out", str(tmp_path / "atlas.pdf"))

    assert "4 sheets" in said and f"{south.code} 南镇" in said


@pytest.mark.parametrize(
    "arguments", [["--out", "atlas.txt"], ["--out", "x.pdf", "--workers", "0"]]
)
def test_options_that_make_no_sense_are_refused(arguments):
    with pytest.raises(CommandError):
        run("print_atlas", *arguments)


@pytest.mark.parametrize(
    ("theme", "title"),
    [("incubators", "朝阳市创业载体与园区图集"), ("ventures", "朝阳市各乡镇创业实体图集")],
)
def test_atlases_of_support_are_named_by_their_theme(tmp_path: Path, theme, title):
    out = tmp_path / "atlas.pdf"

    said = run("print_atlas", *ON, "--theme", theme, "--out", str(out))

    assert "5 sheets" in said
    assert title in PdfReader(out).pages[0].extract_text()
