"""The frame of every importer: rows, problems, what becomes of each row, dry run and commit.

class MentorImporter(Importer[MentorRecord, Mentor]):
    kind = "mentors"
    columns = (Column("name", "姓名", ("导师姓名",), is_required=True), …)
    …

report = run(MentorImporter(), content, file_name="mentors.xlsx", actor=None, commit=False)

Pages and programs reach the same importers through `core.import_kinds` and `core.import_runs`.
"""

import datetime as dt
import hashlib
import re
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Generic, TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import cells
from core.audit import Actor, actor_name, part_of_import
from core.cells import CellError
from core.errors import UnreadableFileError
from core.headings import SEARCHED_ROWS, Column, Header, find_header, key
from core.masking import no_numbers_in, without_numbers
from core.models import ImportRun, ImportState
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
# The column that the error workbook adds; a file that comes back with it is read without it.
ERROR_HEADING = "错误说明"
# How many rows a preview keeps. Bad ones come first, then changed, new and unchanged ones.
MOST_OUTCOMES = 1000
MOST_PROBLEMS = 20_000
TOLD_EVERY = 200  # rows
Tell = Callable[[float], None]


class Outcome(models.TextChoices):
    """What becomes of a row."""

    NEW = "new", gettext_lazy("new")
    CHANGED = "changed", gettext_lazy("changed")
    UNCHANGED = "unchanged", gettext_lazy("unchanged")
    BAD = "bad", gettext_lazy("refused")
    DUPLICATE = "duplicate", gettext_lazy("duplicate")


SHOWN_FIRST = (
    Outcome.BAD,
    Outcome.DUPLICATE,
    Outcome.CHANGED,
    Outcome.NEW,
    Outcome.UNCHANGED,
)
# Problems of a row that only says again what another one says.
REPETITIONS = frozenset({"repeated"})


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


@dataclass(frozen=True)
class FieldChange:
    """What a row would change of a known record, in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class RowOutcome:
    """A row of the preview: what becomes of it, what it says (by heading), and why."""

    outcome: Outcome
    sheet: str
    row: int
    values: Sequence[tuple[str, str]] = ()
    changes: Sequence[FieldChange] = ()
    problems: Sequence[RowProblem] = ()

    def as_dict(self) -> dict[str, Any]:
        """`values` stays a list of pairs: their order is the file's."""
        named = {"sheet": self.sheet} if self.sheet else {}
        return named | {
            "row": self.row,
            "outcome": self.outcome.value,
            "values": [list(pair) for pair in self.values],
            "changes": [vars(change) for change in self.changes],
            "problems": [problem.as_dict() for problem in self.problems],
        }


@dataclass(frozen=True)
class Reading:
    """One way to understand a file, and what speaks for it."""

    value: str
    label: str | Promise
    evidence: str = ""


@dataclass(frozen=True)
class Question:
    """What the sender is shown or asked before a file is written.

    Args:
        option: the option of the kind that answers it.
        suggested: the reading that was taken; "" where nothing tells the readings apart.
        is_open: the file is not written before the option is chosen.
    """

    option: str
    message: str
    readings: Sequence[Reading] = ()
    suggested: str = ""
    is_open: bool = False

    def as_dict(self) -> dict[str, Any]:
        readings = [vars(r) | {"label": str(r.label)} for r in self.readings]
        return vars(self) | {"readings": readings}


@dataclass(frozen=True)
class Table:
    """Where a table stands in a file: rows and columns from 1, the heading row's last."""

    sheet: str
    heading_row: int
    columns: int


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

    def heading(self, field: str) -> str:
        """What the file calls the field's column; "" where it has none."""
        return self._header.headings.get(field, "")

    def has(self, field: str) -> bool:
        """Whether the file has this column at all."""
        return field in self._header.places

    def written(self, masks: Mapping[str, Callable[[str], str]]) -> list[tuple[str, str]]:
        """What the row says under each heading, personal details masked."""
        said = []
        for name, heading in self._header.headings.items():
            text = self.text(name)[:100]
            said.append((heading, masks[name](text) if name in masks else text))
        return said

    def text(self, field: str) -> str:
        return cells.text(self._cells.get(field, ""))

    def compact(self, field: str) -> str:
        """Half-width and without blanks; a long number that lost its digits is refused."""
        cell = self._cells.get(field, "")
        written = cells.compact(cell)
        if cells.is_scientific(written) or cells.has_lost_digits(cell):
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
    # How a preview shows what identifies a person, by field.
    masks: ClassVar[Mapping[str, Callable[[str], str]]] = {}
    # Told how much of the writing is done, from 0 to 1, by importers that write in several steps.
    tell: Tell = staticmethod(lambda share: None)

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

    def changes(self, existing: Existing, revised: Record) -> Sequence[FieldChange]:
        """What the preview says of a row that changes a known record."""
        return ()

    def questions(self) -> Sequence[Question]:
        """What the sender is shown or asked, now that every row was read."""
        return ()

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
    """What a file holds, and what was or would be done with it.

    `counts` says it as commands print it, where `bad` counts every row that is left out;
    `shown_counts` tells those that are only repeated apart.
    """

    kind: str
    file_name: str
    sha256: str
    is_committed: bool
    counts: dict[str, int]
    problems: list[RowProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    outcomes: list[RowOutcome] = field(default_factory=list)
    duplicates: int = 0
    questions: list[Question] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    uid: uuid.UUID = field(default_factory=uuid.uuid4)

    def as_dict(self) -> dict[str, Any]:
        return {
            "counts": self.counts,
            "problems": [problem.as_dict() for problem in self.problems],
            "notes": self.notes,
            "sha256": self.sha256,
            "committed": self.is_committed,
        }

    @property
    def shown_counts(self) -> dict[str, int]:
        if "bad" not in self.counts:
            return self.counts
        bad = self.counts["bad"] - self.duplicates
        return self.counts | {"bad": bad, "duplicate": self.duplicates}

    @property
    def reason(self) -> str:
        """What the history of each record says of where a change came from."""
        return f"{without_numbers(self.file_name)} (sha256 {self.sha256[:12]})"

    def kept(self) -> dict[str, Any]:
        """What an `ImportRun` keeps of it, by field."""
        notes = self.notes
        if len(self.problems) > MOST_PROBLEMS:
            notes = [*notes, _("Only the first %(most)s problems are listed.")]
            notes[-1] %= {"most": MOST_PROBLEMS}
        return {
            "counts": self.shown_counts,
            # Numbers of persons stand in other columns than they should, too.
            "problems": no_numbers_in([p.as_dict() for p in self.problems[:MOST_PROBLEMS]]),
            "notes": no_numbers_in(notes),
            "rows": no_numbers_in([outcome.as_dict() for outcome in self.outcomes]),
            "questions": [question.as_dict() for question in self.questions],
            "tables": [vars(table) for table in self.tables],
        }


@dataclass(frozen=True)
class Plan:
    """A file that was read and checked. Nothing is written until `write` is called, inside a
    transaction, with who acts and the reason that each record's history is to name."""

    report: ImportReport
    write: Callable[[Actor | None, str], None]


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
    with transaction.atomic():
        planned = plan(importer, content, file_name=file_name)
        return carry_out(planned, actor=actor) if commit else planned.report


def carry_out(planned: Plan, *, actor: Actor | None) -> ImportReport:
    """Write a plan at once, as commands of the office do, and keep its run."""
    report = planned.report
    report.is_committed = True
    with transaction.atomic(), part_of_import(report.uid):
        planned.write(actor, report.reason)
        keep_run(report, actor)
    return report


def plan(
    importer: Importer[Record, Existing],
    content: bytes,
    *,
    file_name: str,
    tell: Tell = lambda share: None,
) -> Plan:
    """Read and check a table.

    Args:
        tell: called with how much is done: planning is the first half, writing the second.

    Raises:
        UnreadableFileError: no table with the required columns can be found in the file.
    """
    report = ImportReport(
        kind=importer.kind,
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        is_committed=False,
        counts={"new": 0, "changed": 0, "unchanged": 0, "bad": 0},
    )
    rows = read_rows(content, importer.columns, report)
    new, changed = _plan(importer, rows, report, tell)
    report.questions += importer.questions()

    def write(actor: Actor | None, reason: str) -> None:
        importer.tell = lambda share: tell(0.5 + share / 2)
        importer.write(new, changed, actor=actor, reason=reason)

    return Plan(report, write)


def _plan(
    importer: Importer[Record, Existing],
    rows: Sequence[Row],
    report: ImportReport,
    tell: Tell,
) -> tuple[list[Record], list[tuple[Existing, Record]]]:
    importer.prepare(rows)
    new: list[Record] = []
    changed: list[tuple[Existing, Record]] = []
    found: dict[Outcome, list[tuple[Row, tuple[Existing, Record] | None]]]
    found = {outcome: [] for outcome in SHOWN_FIRST}
    for number, row in enumerate(rows):
        if number % TOLD_EVERY == 0:
            tell(0.5 * number / len(rows))
        record = importer.parse(row)
        if row.problems:
            report.problems += row.problems
            is_repeated = all(problem.code in REPETITIONS for problem in row.problems)
            found[Outcome.DUPLICATE if is_repeated else Outcome.BAD].append((row, None))
            continue
        existing = importer.match(record)
        if existing is None:
            new.append(record)
            found[Outcome.NEW].append((row, None))
        elif revised := importer.revise(existing, record):
            changed.append((existing, revised))
            found[Outcome.CHANGED].append((row, changed[-1]))
        else:
            found[Outcome.UNCHANGED].append((row, None))
    counts = {outcome.value: len(found[outcome]) for outcome in SHOWN_FIRST}
    report.duplicates = counts.pop(Outcome.DUPLICATE)
    report.counts |= counts | {"bad": counts["bad"] + report.duplicates}
    chosen = [(outcome, *one) for outcome in SHOWN_FIRST for one in found[outcome]]
    report.outcomes = [
        RowOutcome(
            outcome,
            row.sheet,
            row.number,
            row.written(importer.masks),
            importer.changes(*change) if change else (),
            row.problems,
        )
        for outcome, row, change in chosen[:MOST_OUTCOMES]
    ]
    return new, changed


def keep_run(report: ImportReport, actor: Actor | None) -> ImportRun:
    """Keep what a command wrote at once. The file itself stays where it came from."""
    now = timezone.now()
    return ImportRun.objects.create(
        uid=report.uid,
        actor_name=actor_name(actor),
        created_by_id=str(actor.pk) if actor else "",
        scope=getattr(actor, "jurisdiction_code", ""),
        kind=report.kind,
        file_name=without_numbers(report.file_name)[:255],
        sha256=report.sha256,
        state=ImportState.DONE,
        progress=1,
        confirmed_at=now,
        finished_at=now,
        **report.kept(),
    )


def read_rows(content: bytes, columns: Sequence[Column], report: ImportReport) -> list[Row]:
    """The data rows of every sheet that has the required columns, in the file's order.

    Title, blank, repeated heading, totals and signature rows are left out. Sheets left out
    although they look like such a table, and columns nobody reads, become notes.
    """
    found, incomplete = [], []
    for sheet in map(_without_remarks, read(content)):
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
        report.tables.append(Table(sheet.name, header.last_row + 1, len(sheet.rows[0])))
        if header.ignored:
            report.notes.append(
                _("Columns that are not taken over: %(names)s.")
                % {"names": "、".join(header.ignored)}
            )
        rows += _rows(sheet, header, names, name=sheet.name if len(found) > 1 else "")
    return rows


def _without_remarks(sheet: Sheet) -> Sheet:
    """The sheet without the column that an error workbook added."""
    heads = enumerate(zip(*sheet.rows[:SEARCHED_ROWS], strict=True))
    remarks = {place for place, column in heads if ERROR_HEADING in map(cells.text, column)}
    if not remarks:
        return sheet
    rows = [["" if n in remarks else cell for n, cell in enumerate(row)] for row in sheet.rows]
    return replace(sheet, rows=rows)


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
