"""The outside of a file, checked before anything reads it. Bad ones: tests/hostile."""

import io
from pathlib import Path

import pytest

from core import uploads
from core.errors import UnreadableFileError
from tests import sheets

ROWS = [["区划代码", "名称"], ["211321100", "甲镇"]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", sheets.xlsx(ROWS)),
        ("a.xls", sheets.xls(ROWS)),
        ("a.csv", sheets.text(ROWS)),
        ("a.csv", sheets.text(ROWS, encoding="utf-16")),
        ("A.CSV", sheets.text(ROWS, encoding="gb18030")),
        # Offices rename workbooks: what counts is that a table can be read from it.
        ("a.xls", sheets.xlsx(ROWS)),
    ],
)
def test_tables_of_every_kind_pass_from_bytes_files_and_paths(
    name: str, content: bytes, tmp_path: Path
):
    uploads.check(content, uploads.TABLES, name=name)
    path = tmp_path / name
    path.write_bytes(content)
    uploads.check(path, uploads.TABLES)
    opened = io.BytesIO(content)
    opened.seek(3)
    uploads.check(opened, uploads.TABLES, name=name)
    assert opened.tell() == 3


def test_a_name_of_another_kind_is_refused_whatever_it_holds():
    with pytest.raises(UnreadableFileError):
        uploads.check(sheets.xlsx(ROWS), (".csv",), name="a.xlsx")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(UnreadableFileError):
        uploads.check(tmp_path / "none.csv", uploads.TABLES)


def test_a_mark_before_the_first_sign_is_none_of_the_content():
    uploads.check(b"\xef\xbb\xbf {}", (".geojson",), name="a.geojson")
