"""What a promise about people has become: a figure, its counties, and all of them together."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from entrepreneurs.counting.supported import Supported
from entrepreneurs.loans.money import said
from geo.levels import Level
from geo.models import AdministrativeDivision
from targets.policy import Promise

CITY_WIDE, OF_EACH_COUNTY, OF_EACH_BASE = "city", "county", "base"
OF_EACH_MAKERSPACE = "makerspace"
PERSONS = pgettext_lazy("unit", "persons")


@dataclass(frozen=True)
class Cell:
    """A county's part of a figure; `is_met` is null where the county has no target of its own.

    `hidden` is what is shown instead of a small count of persons.
    """

    code: str
    name: str
    value: int
    is_met: bool | None = None
    note: str = ""
    hidden: str = ""

    @property
    def shown(self) -> str:
        return self.hidden or f"{self.value:,}"


@dataclass(frozen=True)
class Figure:
    """A promise and what has become of it.

    Attributes:
        value: what counts; for promises to each county or base, how many of them have it.
        target: what it is compared with; null where nothing can be, see `verdict`.
        scope: whom the promise is made to: the city, each county, each base.
        year: of yearly promises; null where the text states no period.
        beside: what stands beside the number: attendances, the sum lent the year before.
        notes: what was not counted, and why.
        drill: the register and its word for the records that are counted; null for none.
        hidden: what is shown instead of a value that is not told; `least` is what it is at least.
        on: the day of the question.
    """

    key: str
    label: str
    unit: str
    promise: Promise
    value: int | Decimal
    target: int | Decimal | None
    scope: str = CITY_WIDE
    year: int | None = None
    is_met: bool | None = None
    beside: str = ""
    notes: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    drill: tuple[str, str] | None = None
    hidden: str = ""
    least: int = 0
    on: dt.date = dt.date.max

    @property
    def shown(self) -> str:
        return self.hidden or said(self.value)

    @property
    def target_shown(self) -> str:
        if self.target is None:
            return ""
        if self.promise.most is not None and self.promise.most != self.promise.target:
            return f"{self.promise.target}—{self.promise.most}"
        return said(self.target)

    @property
    def comparison(self) -> str:
        """How the number is compared: 以上, 不少于 and 至少 include it; “” for a range."""
        if self.target is None:
            return ""
        if self.promise.most is not None:
            return "=" if self.promise.most == self.promise.target else ""
        return "≥"

    @property
    def period(self) -> str:
        if self.year is None:
            return _("The text sets no deadline")
        return _("%(year)s, up to the day") % {"year": self.year}

    @property
    def verdict(self) -> str:
        if self.hidden and self.target is not None and self.is_met is None:
            return _("not told: small counts")
        if self.is_met is None:
            return _("no base to compare with") if self.key == "yearly.lending" else _("no target")
        if self.is_met:
            return _("met")
        return _("under way") if self.is_under_way else _("not met")

    @property
    def is_under_way(self) -> bool:
        """Whether what is lacking can still come: there is no deadline, or the year is not over.

        A month without an activity stays without one.
        """
        if self.is_met or self.target is None or self.scope == OF_EACH_BASE:
            return False
        return self.year is None or self.on < dt.date(self.year, 12, 31)

    @property
    def share(self) -> float | None:
        """From 0 to 1: how much of the target there is, at least; null where there is none."""
        if not self.target:
            return None
        value = self.least if self.hidden else self.value
        return min(1.0, float(value) / float(self.target))

    def as_dict(self) -> dict[str, Any]:
        """The stable form that scripts read; numbers that are hidden are null."""
        return {
            "key": self.key,
            "clause": self.promise.clause,
            "quote": self.promise.quote,
            "label": self.label,
            "value": None if self.hidden else _number(self.value),
            "shown": self.shown,
            "unit": self.unit,
            "scope": self.scope,
            "target": None if self.target is None else _number(self.target),
            "most": self.promise.most,
            "comparison": self.comparison,
            "year": self.year,
            "is_met": self.is_met,
            "notes": list(self.notes),
            "counties": [
                {
                    "code": cell.code,
                    "name": cell.name,
                    "value": None if cell.hidden else cell.value,
                    "shown": cell.shown,
                    "is_met": cell.is_met,
                }
                for cell in self.cells
            ],
        }


def _number(value: int | Decimal) -> int | float:
    return value if isinstance(value, int) else float(value)


@dataclass(frozen=True)
class Scoreboard:
    """The figures of a division on a day; `persons` are those supported, without repetition."""

    division: AdministrativeDivision
    on: dt.date
    figures: tuple[Figure, ...]
    persons: int
    persons_hidden: str = ""

    @property
    def judged(self) -> int:
        """How many figures have a target here."""
        return sum(figure.target is not None for figure in self.figures)

    @property
    def met(self) -> int:
        return sum(bool(figure.is_met) for figure in self.figures)

    @property
    def persons_shown(self) -> str:
        return self.persons_hidden or f"{self.persons:,}"

    @property
    def counties(self) -> list[Cell]:
        """The counties by which figures are told; none below the city."""
        return next((list(figure.cells) for figure in self.figures if figure.cells), [])

    def of_clause(self) -> list[tuple[str, list[Figure]]]:
        """The figures by clause, in the order of the text."""
        found: dict[str, list[Figure]] = {}
        for figure in self.figures:
            found.setdefault(figure.promise.clause, []).append(figure)
        return list(found.items())

    def as_dict(self) -> dict[str, Any]:
        return {
            "division": self.division.code,
            "on": self.on.isoformat(),
            "persons": None if self.persons_hidden else self.persons,
            "figures": [figure.as_dict() for figure in self.figures],
        }


@dataclass(frozen=True)
class Asked:
    """What every maker of a figure is given: whole queries are asked once.

    `supported` is by the first nine digits of a township's code, `sees` whether small counts of
    persons may be told.
    """

    division: AdministrativeDivision
    on: dt.date
    sees: bool
    counties: Mapping[str, str]
    supported: Mapping[str, Supported]

    @property
    def code(self) -> str:
        return self.division.code

    @property
    def is_city(self) -> bool:
        return self.division.level == Level.CITY
