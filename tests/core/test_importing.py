"""The frame of every importer, tried with one that keeps names in a dictionary."""

import hashlib

import pytest

from core.errors import UnreadableFileError
from core.headings import Column
from core.importing import Importer, run
from core.models import ImportRun
from tests import sheets

pytestmark = pytest.mark.django_db


class Notebook(Importer[tuple[str, str], str]):
    kind = "notebook"
    columns = (
        Column("number", "编号", is_required=True),
        Column("name", "名称", is_required=True),
        Column("town", "乡镇"),
    )

    def __init__(self, known=()):
        self.known = dict(known)

    def prepare(self, rows):
        self.prepared = len(rows)

    def parse(self, row):
        if not row.text("name"):
            row.refuse("name", "required", "名称必填")
        return row.compact("number"), row.text("name") + row.text("town")

    def match(self, record):
        return record[0] if record[0] in self.known else None

    def revise(self, existing, record):
        return None if self.known[existing] == record[1] else record

    def write(self, new, changed, *, actor, reason):
        self.known |= dict(new) | {number: name for number, (_n, name) in changed}


HEAD = ["编号", "名称", "乡镇"]


def go(importer, rows, *, commit=True, make=sheets.xlsx, **options):
    content = rows if isinstance(rows, bytes) else make(rows, **options)
    return run(importer, content, file_name="表.xlsx", actor=None, commit=commit)


def test_rows_are_new_changed_unchanged_or_bad():
    importer = Notebook({"1": "甲", "2": "乙"})
    report = go(importer, [HEAD, ["1", "甲", ""], ["2", "丙", ""], ["3", "丁", ""], ["4", "", ""]])
    assert report.counts == {"new": 1, "changed": 1, "unchanged": 1, "bad": 1}
    assert importer.known == {"1": "甲", "2": "丙", "3": "丁"}


def test_nothing_is_written_without_commit():
    importer = Notebook()
    report = go(importer, [HEAD, ["1", "甲", ""]], commit=False)
    assert (report.counts["new"], report.is_committed) == (1, False)
    assert importer.known == {} and not ImportRun.objects.exists()


def test_a_commit_leaves_a_run_with_checksum_counts_and_problems():
    content = sheets.xlsx([HEAD, ["1", "甲", ""], ["2", "", ""]])
    go(Notebook(), content)
    kept = ImportRun.objects.get()
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert (kept.kind, kept.file_name, kept.actor_name) == ("notebook", "表.xlsx", "system")
    assert kept.counts == {"new": 1, "changed": 0, "unchanged": 0, "bad": 1, "duplicate": 0}
    assert (kept.state, kept.progress) == ("done", 1)
    assert kept.problems == [
        {"row": 3, "column": "名称", "code": "required", "message": "名称必填"}
    ]


def test_a_failing_write_leaves_no_run():
    class Failing(Notebook):
        def write(self, new, changed, *, actor, reason):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        go(Failing(), [HEAD, ["1", "甲", ""]])
    assert not ImportRun.objects.exists()


def test_titles_blanks_totals_signatures_and_repeated_headings_are_no_rows():
    importer = Notebook()
    go(
        importer,
        [
            ["登记表", "", ""],
            ["填报单位：商务局", "", ""],
            HEAD,
            ["1", "甲", ""],
            ["", "", ""],
            HEAD,
            ["2", "乙", ""],
            ["合 计", 2, ""],
            ["朝阳县小计：2", "", ""],
            ["审核人：", "", "经办人："],
            ["注：以上为初步统计", "", ""],
        ],
    )
    assert importer.known == {"1": "甲", "2": "乙"}


def test_rows_keep_the_numbers_that_the_spreadsheet_shows():
    report = go(Notebook(), [["标题", "", ""], ["", "", ""], HEAD, ["", "", ""], ["1", "", ""]])
    assert [problem.row for problem in report.problems] == [5]


def test_a_town_written_once_beside_its_rows_counts_for_all_of_them():
    importer = Notebook()
    go(importer, [HEAD, ["1", "甲", "北镇"], ["2", "乙", ""]], merged=["C2:C3"])
    assert importer.known == {"1": "甲北镇", "2": "乙北镇"}


def test_every_sheet_with_the_columns_is_read_and_named_in_problems():
    importer = Notebook()
    report = go(
        importer,
        [HEAD, ["1", "甲", ""]],
        北乡=[HEAD, ["2", "", ""]],
        说明=[["怎样填写"], ["如实填写"]],
    )
    assert importer.known == {"1": "甲"}
    assert report.problems[0].as_dict()["sheet"] == "北乡"


def test_a_sheet_that_lacks_a_required_column_is_named():
    class Wider(Notebook):
        columns = (*Notebook.columns, Column("phone", "电话"))

    lacking = [["编号", "乡镇", "电话"], ["1", "北镇", ""]]
    report = go(Wider(), [HEAD, ["1", "甲", ""]], 南乡=lacking)
    assert "南乡" in report.notes[0] and "名称" in report.notes[0]
    with pytest.raises(UnreadableFileError, match="名称"):
        go(Wider(), lacking)


def test_a_file_without_headings_is_refused_naming_what_it_needs():
    with pytest.raises(UnreadableFileError, match="编号、名称"):
        go(Notebook(), [["甲", "乙"], ["1", "2"]])


def test_columns_that_nobody_reads_are_named():
    report = go(Notebook(), [[*HEAD, "备注"], ["1", "甲", "", "好"]])
    assert "备注" in report.notes[0]


def test_a_damaged_number_is_refused_and_not_guessed():
    report = go(Notebook(), [HEAD, ["2.11321E+11", "甲", ""]])
    assert [(p.column, p.code) for p in report.problems] == [("编号", "damaged_number")]


def test_the_table_is_the_same_from_every_kind_of_file():
    rows = [["标题", "", ""], HEAD, ["1", "甲", "北镇"]]
    results = []
    for make in (sheets.xlsx, sheets.xls, sheets.text):
        importer = Notebook()
        go(importer, rows, make=make)
        results.append(importer.known)
    assert results == [{"1": "甲北镇"}] * 3
