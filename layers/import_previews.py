"""What becomes of the rows of a file, as its pages show it: tabs, the sheet, a heading."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.importing import ERROR_HEADING, Outcome
from core.models import ImportRun
from core.paging import PAGE_LENGTH
from core.templatetags.measures import count

# Columns that are shown although they tell nothing of what is wrong.
FIRST_COLUMNS = 5
GOOD, WRONG = (Outcome.NEW, Outcome.CHANGED), (Outcome.BAD, Outcome.DUPLICATE)
ALL = "all"


@dataclass(frozen=True)
class Tab:
    """An outcome and how many rows have it."""

    value: str
    label: str | Promise
    number: int


@dataclass(frozen=True)
class Cell:
    """A cell of the sender's sheet. `is_plain`: it only says which row this is."""

    heading: str
    text: str
    problems: Sequence[str] = ()

    @property
    def is_plain(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class Line:
    """A row of the sender's sheet; `problems` are those that belong to none of its cells."""

    label: str
    outcome: str
    cells: Sequence[Cell]
    problems: Sequence[str] = ()
    changes: Sequence[dict[str, str]] = ()


@dataclass(frozen=True)
class Sheet:
    """One page of rows, in the columns that tell something about them."""

    columns: Sequence[str]
    rows: Sequence[Line]
    page: Page
    hidden_columns: int = 0
    left_out: int = 0
    pages: Sequence[int | str] = field(default_factory=tuple)


def number_of(run: ImportRun, *outcomes: Outcome) -> int:
    return sum(run.counts.get(outcome.value, 0) for outcome in outcomes)


def tabs(run: ImportRun) -> list[Tab]:
    """Every outcome that has rows, in the order of the design."""
    found = [Tab(one.value, one.label, number_of(run, one)) for one in Outcome]
    return [tab for tab in found if tab.number or tab.value in (Outcome.NEW, Outcome.CHANGED)]


def heading(run: ImportRun) -> str:
    """`1,350 rows: 1,318 can be written, 27 have problems, 5 are duplicates`, without noughts."""
    said = [
        ngettext("%(n)s row can be written", "%(n)s rows can be written", good) % {"n": count(good)}
        if (good := number_of(run, *GOOD))
        else _("nothing is to be written")
    ]
    if same := number_of(run, Outcome.UNCHANGED):
        said.append(ngettext("%(n)s unchanged", "%(n)s unchanged", same) % {"n": count(same)})
    said += _wrong(run)
    return _sentence(run, said)


def report_heading(run: ImportRun) -> str:
    """What was written: `Written: 486 new, 91 changed; 27 have problems`."""
    said = []
    if new := number_of(run, Outcome.NEW):
        said.append(ngettext("%(n)s added", "%(n)s added", new) % {"n": count(new)})
    if changed := number_of(run, Outcome.CHANGED):
        said.append(ngettext("%(n)s changed", "%(n)s changed", changed) % {"n": count(changed)})
    if not said:
        said.append(_("nothing had to be written"))
    return _sentence(run, [*said, *_wrong(run)])


def _wrong(run: ImportRun) -> list[str]:
    said = []
    if bad := number_of(run, Outcome.BAD):
        text = ngettext("%(n)s has a problem", "%(n)s have problems", bad)
        said.append(text % {"n": count(bad)})
    if twice := number_of(run, Outcome.DUPLICATE):
        text = ngettext("%(n)s is a duplicate", "%(n)s are duplicates", twice)
        said.append(text % {"n": count(twice)})
    return said


def _sentence(run: ImportRun, said: Sequence[str]) -> str:
    rows = number_of(run, *Outcome)
    whole = ngettext("%(n)s row: %(said)s", "%(n)s rows: %(said)s", rows)
    return whole % {"n": count(rows), "said": reduce(_joined, said)}


def _joined(first: str, second: str) -> str:
    return _("%(first)s, %(second)s") % {"first": first, "second": second}


def sheet(run: ImportRun, *, outcome: str, code: str, number: str, is_whole: bool) -> Sheet:
    """One page of the rows that the preview keeps.

    Args:
        outcome: of the rows, or "all".
        code: of a problem that the rows have; "" for any.
        number: of the page.
        is_whole: show every column, not only those that tell something.
    """
    rows = [row for row in run.rows if _is_asked(row, outcome, code)]
    page = Paginator(rows, PAGE_LENGTH).get_page(number)
    shown = list(page.object_list)
    headings = list(dict.fromkeys(heading for row in shown for heading, _text in row["values"]))
    columns = headings if is_whole else _telling(shown, headings)
    kept = len(rows)
    all_rows = number_of(run, *Outcome) if outcome == ALL else run.counts.get(outcome, 0)
    return Sheet(
        columns=columns,
        rows=[_line(row, columns) for row in shown],
        page=page,
        hidden_columns=len(headings) - len(columns),
        left_out=0 if code else max(all_rows - kept, 0),
        pages=list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
    )


def _is_asked(row: dict[str, Any], outcome: str, code: str) -> bool:
    if outcome != ALL and row["outcome"] != outcome:
        return False
    return not code or any(problem["code"] == code for problem in row["problems"])


def _telling(rows: Sequence[dict[str, Any]], headings: Sequence[str]) -> list[str]:
    """The first columns that hold anything, and those with problems or changes."""
    filled = {heading for row in rows for heading, text in row["values"] if text}
    told = {problem["column"] for row in rows for problem in row["problems"]}
    told |= {change["label"] for row in rows for change in row["changes"]}
    first = [heading for heading in headings if heading in filled][:FIRST_COLUMNS]
    return [one for one in headings if one in told or one in first]


def _line(row: dict[str, Any], columns: Sequence[str]) -> Line:
    said: dict[str, list[str]] = {}
    for problem in row["problems"]:
        said.setdefault(problem["column"], []).append(problem["message"])
    texts = dict(row["values"])
    cells = [Cell(one, texts.get(one, ""), said.pop(one, ())) for one in columns]
    elsewhere = [
        f"{column}：{message}" if column and column != ERROR_HEADING else message
        for column, messages in said.items()
        for message in messages
    ]
    number = str(row["row"])
    label = f"{row['sheet']} · {number}" if row.get("sheet") else number
    return Line(label, row["outcome"], cells, elsewhere, row["changes"])
