"""The first page's table: a row for each division of the level below, sorted by the server."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geo.levels import Level
from geo.models import AdministrativeDivision
from layers.links import Links
from layers.overview import Overview, short_label
from layers.styles import VILLAGE_STYLES, VillageStyle
from targets.coverage import CoverageRow, Part
from targets.definitions import Definition


@dataclass(frozen=True)
class TableRow:
    """A division's counts, its names, and where each of its numbers leads."""

    row: CoverageRow
    division: AdministrativeDivision
    links: Links
    since: dt.date
    gained: int
    lost: int

    @property
    def label(self) -> str:
        return short_label(self.division)

    @property
    def state(self) -> VillageStyle:
        """How a single village stands; asked of rows of village level only."""
        row = self.row
        found = next((name for name in ("own", "served", "reached") if getattr(row, name)), None)
        name = found or ("unlocated" if row.unlocated else "uncovered")
        return next(style for style in VILLAGE_STYLES if style.state == name)

    @property
    def quality(self) -> str:
        """Where the village's position comes from, in words."""
        return self.division.get_location_quality_display() or _("no position")

    @property
    def missing(self) -> int:
        """Villages that are not covered, with a position or without."""
        return self.row.villages - self.row.covered

    @property
    def page(self) -> str:
        return self.links.division(self.row.code)

    @property
    def map(self) -> str:
        return self.links.map(self.row.code)

    @property
    def outlets(self) -> str:
        return self.links.outlets(self.row.code)

    def _villages(self, part: Part) -> str:
        since = self.since if part in (Part.GAINED, Part.LOST) else None
        return self.links.villages(self.row.code, part, since)

    @property
    def all_villages(self) -> str:
        return self._villages(Part.ALL)

    @property
    def covered_villages(self) -> str:
        return self._villages(Part.COVERED)

    @property
    def uncovered_villages(self) -> str:
        return self._villages(Part.UNCOVERED)

    @property
    def unlocated_villages(self) -> str:
        return self._villages(Part.UNLOCATED)

    @property
    def approximate_villages(self) -> str:
        return self._villages(Part.APPROXIMATE)

    @property
    def gained_villages(self) -> str:
        return self._villages(Part.GAINED)

    @property
    def lost_villages(self) -> str:
        return self._villages(Part.LOST)


SORTS: dict[str, Callable[[TableRow], float | str]] = {
    "code": lambda row: row.row.code,
    "outlets": lambda row: row.row.outlets,
    "covered": lambda row: row.row.covered,
    "rate": lambda row: -1 if row.row.rate is None else row.row.rate,
    "state": lambda row: row.state.state,
    "change": lambda row: row.gained - row.lost,
    "uncovered": lambda row: row.row.uncovered,
    "unlocated": lambda row: row.row.unlocated,
    "missing": lambda row: row.missing,
    "approximate": lambda row: row.row.approximate,
}


@dataclass(frozen=True)
class Sort:
    """The order of a table, `rate` or, descending, `-rate`."""

    text: str

    @classmethod
    def read(cls, text: str | None, default: str) -> "Sort":
        """The order that an address asks for; an unknown one is the default."""
        known = text is not None and text.removeprefix("-") in SORTS
        return cls(text if text and known else default)

    @property
    def column(self) -> str:
        return self.text.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        return self.text.startswith("-")

    @property
    def state(self) -> str:
        """The value of aria-sort."""
        return "descending" if self.is_descending else "ascending"

    @property
    def sign(self) -> str:
        return "▼" if self.is_descending else "▲"

    def apply(self, rows: list[TableRow]) -> list[TableRow]:
        return sorted(rows, key=SORTS[self.column], reverse=self.is_descending)


@dataclass(frozen=True)
class Heading:
    """A column's head, in one or two lines, and what a click on it asks for."""

    label: str
    asks: str
    is_current: bool


_COVERED = {
    Definition.ADMINISTRATIVE: gettext_lazy("With outlet\n/ villages"),
    Definition.SERVICE: gettext_lazy("Served\n/ villages"),
    Definition.SPATIAL: gettext_lazy("Within reach\n/ villages"),
    Definition.EFFECTIVE: gettext_lazy("Effectively served\n/ villages"),
}


def default_sort(page: Overview) -> str:
    """Divisions by rate, the highest first; villages by code, as lists of them are kept."""
    return "code" if is_of_villages(page) else "-rate"


def headings(sort: Sort, definition: Definition, months: int) -> dict[str, Heading]:
    """Heads by column. The first click on figures asks for the largest first.

    Args:
        months: how far back the column of changes looks.
    """
    labels = {
        "code": _("Division"),
        "village": _("Administrative village"),
        "outlets": _("Operating\noutlets"),
        "covered": str(_COVERED[definition]),
        "rate": _("Coverage\nrate"),
        "state": _("Cover"),
        "change": _("%(months)s months\ngained, lost") % {"months": months},
        "uncovered": _("Not\ncovered"),
        "unlocated": _("No\nposition"),
        "approximate": _("Rough\nposition"),
    }
    return {
        name: Heading(label, _asks(sort, column), sort.column == column)
        for name, label in labels.items()
        for column in ["code" if name == "village" else name]
    }


def _asks(sort: Sort, column: str) -> str:
    if sort.column == column:
        return column if sort.is_descending else f"-{column}"
    return column if column in ("code", "state") else f"-{column}"


def table_rows(page: Overview, links: Links) -> list[TableRow]:
    """A row for each division below; at village level the administrative villages alone."""
    return [
        _table_row(page, links, row, page.by_code[row.code])
        for row in page.report.rows
        if row.code in page.by_code
    ]


def total_row(page: Overview, links: Links) -> TableRow:
    """The division's own row: the sum of the others."""
    return _table_row(page, links, page.report.total, page.division)


def _table_row(
    page: Overview, links: Links, row: CoverageRow, division: AdministrativeDivision
) -> TableRow:
    return TableRow(row, division, links, page.since, page.gained_in(row), page.lost_in(row))


EXPORTED = (
    ("code", gettext_lazy("code")),
    ("name", gettext_lazy("name")),
    ("outlets", gettext_lazy("operating outlets")),
    ("villages", gettext_lazy("administrative villages")),
    ("covered", gettext_lazy("covered")),
    ("uncovered", gettext_lazy("not covered, position known")),
    ("unlocated", gettext_lazy("not covered, no position")),
    ("approximate", gettext_lazy("position approximate")),
    ("rate", gettext_lazy("coverage rate")),
)


def exported(page: Overview, rows: list[TableRow]) -> Iterator[list[object]]:
    """The table as it stands on the page, with its question in every row, and the total last."""
    question = page.question
    told = [question.on.isoformat(), str(question.definition.label), _radius(page)]
    asked = [_("as of"), _("definition"), _("radius in metres")]
    yield [*(str(label) for _name, label in EXPORTED), *asked]
    for row in [*(row.row for row in rows), page.report.total]:
        yield [*(_cell(getattr(row, name)) for name, _label in EXPORTED), *told]


def _radius(page: Overview) -> object:
    return page.question.radius_m if page.question.definition is Definition.SPATIAL else ""


def _cell(value: object) -> object:
    if value is None:
        return ""
    return f"{value:.4f}" if isinstance(value, float) else value


def is_of_villages(page: Overview) -> bool:
    """Whether the table lists villages, which have states, not counts."""
    return page.level == Level.TOWNSHIP
