"""The frame of every importer of tables: rows, problems, dry run and commit, report.

class MentorImporter(Importer[MentorRecord, Mentor]):
    kind = "mentors"
    columns = (Column("name", "姓名", ("导师姓名",), is_required=True), …)
    …

report = run(MentorImporter(), content, file_name="mentors.xlsx", actor=None, commit=False)
"""

import datetime as dt
import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from core import cells
from core.audit import Actor, actor_name
from core.cells import CellError
from core.errors import UnreadableFileError
from core.headings import Column, Header, find_header, key
from core.models import ImportRun
from core.spreadsheets import Cell, Sheet, read

Record = TypeVar("Record")
Existing = TypeVar("Existing")

TOTALS = re.compile(r".{0,12}(合计|总计|小计|共计|累计)[:：]?\s*\d*[个家]?")
SIGNATURES = re.compile(
    r"(审核|审批|经办|填报|填表|制表|复核|统计|报送|主管|分管|单位)(人|人员|单位|日期|时间|负责人|领导)"
    r"|负责人[:：]|联系人[:：]|备注[:：]|注[:：]|说明[:：]|填表说明|以下空白|\(?盖章"
)
MOST_CELLS_OF_A_REMARK = 4
NOTHING = ("", "-", "--", "—", "——", "/", "\\", "无")


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field of a record; `message` names the remedy."""

    field: str
    code: str
    message: str


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with one cell; `row` and `column` as the spreadsheet shows them."""

    sheet: str
    row: int
    column: str
    code: str
    message: str

    def as_dict(self) -> dict[str, Any]:
        """The sheet is named only where a file has several."""
        named = {"sheet": self.sheet} if self.sheet else {}
        return named | {
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "message": self.message,
        }


class Row:
    """A row of a table, asked by field. What cannot be read becomes a problem of the row."""

    def __init__(
        self, sheet: str, number: int, header: Header, cells_: Mapping[str, Cell], names: Mapping
    ) -> None:
        self.sheet, self.number = sheet, number
        self._header, self._cells, self._names = header, cells_, names
        self.problems: list[RowProblem] = []

    @property
    def label(self) -> str:
        """The row's number, after its sheet's name where there are several."""
        return f"{self.sheet}!{self.number}" if self.sheet else str(self.number)

    def has(self, field: str) -> bool:
        """Whether the file has this column at all."""
        return field in self._header.places

    def text(self, field: str) -> str:
        return cells.text(self._cells.get(field, ""))

    def compact(self, field: str) -> str:
        """Half-width and without blanks; a long number that lost its digits is refused."""
        written = cells.compact(self._cells.get(field, ""))
        if cells.is_scientific(written):
            self.refuse(
                field,
                "damaged_number",
                _(
                    "“%(value)s” is what a spreadsheet made of a long number; its last digits are "
                    "lost. Set the column to text and enter the number again."
                )
                % {"value": written},
            )
            return ""
        return written

    def date(self, field: str) -> dt.date | None:
        try:
            return cells.date(self._cells.get(field, ""))
        except CellError as error:
            self.refuse(field, error.code, error.message)
            return None

    def quantity(self, field: str) -> float | None:
        try:
            return cells.number(self._cells.get(field, ""))
        except CellError as error:
            self.refuse(field, error.code, error.message)
            return None

    def choice(self, field: str, words: Mapping[str, Sequence[str]]) -> str:
        """The value one of whose words the cell holds; "" for an empty or refused cell.

        A dash or 无 says that there is nothing to say.

        Args:
            words: for each value the words it goes by, the proper one first.
        """
        written = key(self._cells.get(field, ""))
        for value, names in words.items():
            if written and written in map(key, names):
                return value
        if cells.compact(self._cells.get(field, "")) not in NOTHING:
            self.refuse(
                field,
                "unknown_word",
                _("“%(value)s” is not among the words allowed here: %(allowed)s.")
                % {
                    "value": self.text(field)[:40],
                    "allowed": "、".join(names[0] for names in words.values()),
                },
            )
        return ""

    def refuse(self, field: str, code: str, message: str) -> None:
        """Add a problem at the field's column, once for each field and code."""
        column = self._header.headings.get(field) or self._names.get(field, field)
        problem = RowProblem(self.sheet, self.number, column, code, message)
        if not any((p.column, p.code) == (column, code) for p in self.problems):
            self.problems.append(problem)

    def refuse_all(self, problems: Sequence[Problem]) -> None:
        """Add what a record's checks found; a cell that could not be read is not named twice."""
        unreadable = {problem.column for problem in self.problems}
        for problem in problems:
            column = self._header.headings.get(problem.field)
            if column not in unreadable:
                self.refuse(problem.field, problem.code, problem.message)


class Importer(ABC, Generic[Record, Existing]):
    """What one kind of table is: its columns, how a row is read, and what is written."""

    kind: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]

    @abstractmethod
    def prepare(self, rows: Sequence[Row]) -> None:
        """Fetch at once what all the rows will ask for."""

    @abstractmethod
    def parse(self, row: Row) -> Record:
        """The record that a row describes; whatever is wrong is refused at the row."""

    @abstractmethod
    def match(self, record: Record) -> Existing | None:
        """The registry's own record that the row is about."""

    @abstractmethod
    def revise(self, existing: Existing, record: Record) -> Record | None:
        """What becomes of the existing record; null when nothing changes."""

    @abstractmethod
    def write(
        self,
        new: Sequence[Record],
        changed: Sequence[tuple[Existing, Record]],
        *,
        actor: Actor | None,
        reason: str,
    ) -> None:
        """Write through services. Runs inside a transaction."""


@dataclass
class ImportReport:
    """What a file holds, and what was or would be done with it."""

    kind: str
    file_name: str
    sha256: str
    is_committed: bool
    counts: dict[str, int]
    problems: list[RowProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {
            "counts": self.counts,
            "problems": [problem.as_dict() for problem in self.problems],
            "notes": self.notes,
            "sha256": self.sha256,
            "committed": self.is_committed,
        }


def run(
    importer: Importer[Record, Existing],
    content: bytes,
    *,
    file_name: str,
    actor: Actor | None,
    commit: bool,
) -> ImportReport:
    """Read, check and plan; write the good rows in one transaction when `commit` is set.

    Raises:
        UnreadableFileError: no table with the required columns can be found in the file.
    """
    report = ImportReport(
        kind=importer.kind,
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        is_committed=commit,
        counts={"new": 0, "changed": 0, "unchanged": 0, "bad": 0},
    )
    rows = read_rows(content, importer.columns, report)
    with transaction.atomic():
        new, changed = _plan(importer, rows, report)
        if commit:
            reason = f"{file_name} (sha256 {report.sha256[:12]})"
            importer.write(new, changed, actor=actor, reason=reason)
            keep_run(report, actor)
    return report


def _plan(
    importer: Importer[Record, Existing], rows: Sequence[Row], report: ImportReport
) -> tuple[list[Record], list[tuple[Existing, Record]]]:
    importer.prepare(rows)
    new: list[Record] = []
    changed: list[tuple[Existing, Record]] = []
    for row in rows:
        record = importer.parse(row)
        if row.problems:
            report.problems += row.problems
            report.counts["bad"] += 1
            continue
        existing = importer.match(record)
        if existing is None:
            new.append(record)
        elif revised := importer.revise(existing, record):
            changed.append((existing, revised))
        else:
            report.counts["unchanged"] += 1
    report.counts |= {"new": len(new), "changed": len(changed)}
    return new, changed


def keep_run(report: ImportReport, actor: Actor | None) -> ImportRun:
    return ImportRun.objects.create(
        actor_name=actor_name(actor),
        kind=report.kind,
        file_name=report.file_name[:255],
        sha256=report.sha256,
        counts=report.counts,
        problems=[problem.as_dict() for problem in report.problems],
    )


def read_rows(content: bytes, columns: Sequence[Column], report: ImportReport) -> list[Row]:
    """The data rows of every sheet that has the required columns, in the file's order.

    Title, blank, repeated heading, totals and signature rows are left out. Sheets left out
    although they look like such a table, and columns nobody reads, become notes.
    """
    found, incomplete = [], []
    for sheet in read(content):
        header = find_header(sheet.filled(), columns)
        if header is None:
            continue
        missing = [c.heading for c in columns if c.is_required and c.field not in header.places]
        if not missing:
            found.append((sheet, header))
        elif 2 * len(header.places) >= len(columns):
            incomplete.append((sheet.name, missing))
    notes = [
        _("Sheet %(sheet)s lacks the columns %(columns)s.")
        % {"sheet": name or "CSV", "columns": "、".join(missing)}
        for name, missing in incomplete
    ]
    if not found:
        required = "、".join(column.heading for column in columns if column.is_required)
        raise UnreadableFileError(
            " ".join(notes)
            or _("No row of headings was found. The table needs at least: %(columns)s.")
            % {"columns": required}
        )
    report.notes += notes
    names = {column.field: column.heading for column in columns}
    rows: list[Row] = []
    for sheet, header in found:
        if header.ignored:
            report.notes.append(
                _("Columns that are not taken over: %(names)s.")
                % {"names": "、".join(header.ignored)}
            )
        rows += _rows(sheet, header, names, name=sheet.name if len(found) > 1 else "")
    return rows


def _rows(sheet: Sheet, header: Header, names: Mapping[str, str], *, name: str) -> Iterator[Row]:
    filled = sheet.filled(widest=1)  # a township written once beside all its villages
    for index in range(header.last_row + 1, len(sheet.rows)):
        if _holds_data(sheet.rows[index], header):
            values = {field: filled[index][place] for field, place in header.places.items()}
            yield Row(name, index + 1, header, values, names)


def _holds_data(row: Sequence[Cell], header: Header) -> bool:
    written = [text for cell in row if (text := cells.text(cell))]
    mapped = {field: cells.text(row[place]) for field, place in header.places.items()}
    if not any(mapped.values()):
        return False
    if any(TOTALS.fullmatch(text.replace(" ", "")) for text in written[:2]):
        return False
    if SIGNATURES.match(written[0].replace(" ", "")) and len(written) <= MOST_CELLS_OF_A_REMARK:
        return False
    repeated = sum(text == header.headings[field] for field, text in mapped.items())
    return 2 * repeated < len(mapped)
