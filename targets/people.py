"""How far the policy's promises about people and what supports them are.

Every number comes from `entrepreneurs.counting` and `entrepreneurs.loans`; here it meets its
target. Groups of persons overlap (clause 十四): they are never added up.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from entrepreneurs.counting import small_cells
from entrepreneurs.counting.held import BaseMonths, base_months, large_events
from entrepreneurs.counting.kept import kept_by_county
from entrepreneurs.counting.mentoring import CountyTeams, teams_by_county
from entrepreneurs.counting.small_cells import Cell as Told
from entrepreneurs.counting.supported import Supported, supported_by_township
from entrepreneurs.counting.thresholds import threshold
from entrepreneurs.counting.trained import (
    Trained,
    poor_labour_by_county,
    poor_labour_trained,
    trained,
    trained_by_county,
)
from entrepreneurs.kinds import Category
from entrepreneurs.loans.money import said
from entrepreneurs.loans.totals import lent_in
from geo import codes
from geo.levels import Level
from geo.models import AdministrativeDivision
from targets.policy import Promise, read_policy

CITY_WIDE, OF_EACH_COUNTY, OF_EACH_BASE = "city", "county", "base"
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
        if self.promise.most is not None:
            return f"{self.promise.target}—{self.promise.most}"
        return said(self.target) if self.target is not None else ""

    @property
    def comparison(self) -> str:
        """How the number is compared: 以上, 不少于 and 至少 include it."""
        if self.promise.most is not None or self.target is None:
            return ""
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
class _Asked:
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


def scoreboard(
    division: AdministrativeDivision, on: dt.date, *, sees_persons: bool = True
) -> Scoreboard:
    """Every promise of the policy file about people, for a city, county or township.

    A city's targets are compared in the city only, those of each county also in the county. In a
    township only what can stand there is told.

    Args:
        sees_persons: whether small counts of persons are told, see `small_cells`.
    """
    keys = OF_TOWNSHIPS if division.level == Level.TOWNSHIP else tuple(MAKERS)
    return _board(division, on, keys, _counties(division), sees_persons)


def groups(division: AdministrativeDivision, on: dt.date, *, sees_persons: bool) -> Scoreboard:
    """The groups of persons of clause 十四 alone and as a whole, as first pages show them."""
    return _board(division, on, GROUPS, {}, sees_persons)


def _board(
    division: AdministrativeDivision,
    on: dt.date,
    keys: Iterable[str],
    counties: Mapping[str, str],
    sees: bool,
) -> Scoreboard:
    asked = _Asked(
        division=division,
        on=on,
        sees=sees,
        counties=counties,
        supported=supported_by_township(division.code, on),
    )
    policy = read_policy()
    promises = policy.promises if policy else {}
    return Scoreboard(
        division=division,
        on=on,
        figures=tuple(
            replace(MAKERS[key](asked, key, promises[key]), on=on)
            for key in keys
            if key in promises
        ),
        persons=sum(place.persons for place in asked.supported.values()),
        persons_hidden=_instead(_told(asked, lambda place: place.persons)[0]),
    )


def _counties(division: AdministrativeDivision) -> dict[str, str]:
    """The counties of a city by code; none for what lies below."""
    if division.level != Level.CITY:
        return {}
    rows = AdministrativeDivision.objects.filter(
        level=Level.COUNTY, valid_to=None, code__startswith=codes.prefix(division.code)
    )
    return {row.code: row.short_name or row.name for row in rows.order_by("code")}


def _cells(asked: _Asked, numbers: Mapping[str, int]) -> tuple[Cell, ...]:
    return tuple(Cell(code, name, numbers.get(code, 0)) for code, name in asked.counties.items())


def _of_the_city(
    asked: _Asked, key: str, promise: Promise, label: str, unit: str, value: int, **facts: Any
) -> Figure:
    """A figure whose target is the whole city's."""
    target = promise.target if asked.is_city else None
    is_met = value >= target if target is not None else None
    return Figure(
        key=key,
        label=label,
        unit=unit,
        promise=promise,
        value=value,
        target=target,
        is_met=is_met,
        **facts,
    )


def _of_each_county(
    asked: _Asked,
    key: str,
    promise: Promise,
    label: str,
    unit: str,
    cells: Iterable[Cell],
    **facts: Any,
) -> Figure:
    """A figure whose target is each county's: of the city, how many counties met it."""
    judged = tuple(
        cell
        if cell.is_met is not None
        else replace(cell, is_met=cell.value >= (promise.target or 0))
        for cell in cells
    )
    if asked.is_city:
        met = sum(bool(cell.is_met) for cell in judged)
        return Figure(
            key=key,
            label=label,
            unit=pgettext("unit", "counties"),
            promise=promise,
            value=met,
            target=len(judged),
            scope=OF_EACH_COUNTY,
            is_met=met == len(judged) if judged else None,
            cells=judged,
            **facts,
        )
    (own,) = judged
    return Figure(
        key=key,
        label=label,
        unit=unit,
        promise=promise,
        value=own.value,
        target=promise.target,
        scope=OF_EACH_COUNTY,
        is_met=own.is_met,
        **({"beside": own.note} | facts),
    )


def _own_cells(asked: _Asked, numbers: Mapping[str, int]) -> tuple[Cell, ...]:
    """The cells of the city's counties, or the one of the county itself."""
    cells = _cells(asked, numbers)
    return cells or (Cell(asked.code, asked.division.name, numbers.get(asked.code, 0)),)


def _told(asked: _Asked, count: Callable[[Supported], int]) -> tuple[Told, dict[str, Told]]:
    """What is told of a count of persons: of all, and by county; each leaves its townships open."""
    by_county: dict[str, list[int]] = {}
    for code, place in asked.supported.items():
        by_county.setdefault(code[:6], []).append(count(place))
    counties = {
        code: small_cells.total(numbers, sees=asked.sees) for code, numbers in by_county.items()
    }
    return small_cells.added(counties.values()), counties


def _instead(told: Told) -> str:
    """What is shown instead of a count that is not told; "" where it is."""
    return "" if told.is_exact else str(told)


def _judged(told: Told, target: int | None) -> bool | None:
    """Whether a count reaches the target, as far as what is told of it says."""
    if target is None or told.low < target <= told.high:
        return None
    return told.low >= target


def _group(
    count: Callable[[Supported], int],
    word: str,
    label: LazyText,
    asked: _Asked,
    key: str,
    promise: Promise,
) -> Figure:
    whole, by_county = _told(asked, count)
    numbers: dict[str, int] = {}
    for code, place in asked.supported.items():
        numbers[code[:6]] = numbers.get(code[:6], 0) + count(place)
    cells = tuple(
        replace(cell, hidden=_instead(by_county.get(cell.code, small_cells.NOTHING)))
        for cell in _cells(asked, numbers)
    )
    left_out = _told(asked, lambda place: place.without_support)[0]
    notes = []
    if left_out.high:
        notes.append(
            ngettext(
                "%(number)s registered entrepreneur without verified support is not counted.",
                "%(number)s registered entrepreneurs without verified support are not counted.",
                left_out.high,
            )
            % {"number": left_out}
        )
    figure = _of_the_city(
        asked,
        key,
        promise,
        str(label),
        str(PERSONS),
        sum(numbers.values()),
        cells=cells,
        notes=tuple(notes),
        drill=("entrepreneurs", word),
    )
    return replace(
        figure,
        hidden=_instead(whole),
        least=whole.low,
        is_met=_judged(whole, promise.target if asked.is_city else None),
    )


def _in_category(category: Category) -> Callable[..., Figure]:
    return partial(
        _group, lambda county: county.by_category[category], category.value, category.label
    )


def _events(asked: _Asked, key: str, promise: Promise) -> Figure:
    found = large_events(asked.code, asked.on.year, until=asked.on)
    numbers: dict[str, int] = {}
    for large in found:
        county = large.event.division.code[:6]
        numbers[county] = numbers.get(county, 0) + large.counts
    notes = tuple(
        _("%(day)s %(name)s: %(reason)s")
        % {"day": large.event.held_on, "name": large.event.name, "reason": large.reason}
        for large in found
        if not large.counts
    )
    return _of_the_city(
        asked,
        key,
        promise,
        _("Events of more than %(limit)s people") % {"limit": threshold("large_events").over},
        pgettext("unit", "events"),
        sum(large.counts for large in found),
        year=asked.on.year,
        cells=_cells(asked, numbers),
        notes=notes,
        drill=("events", "large"),
    )


def _trained(asked: _Asked, key: str, promise: Promise) -> Figure:
    year, on = asked.on.year, asked.on
    by_county = trained_by_county(asked.code, year, until=on)
    numbers = {code: found.persons for code, found in by_county.items()}
    cells = tuple(
        _attended(cell, by_county.get(cell.code), asked) for cell in _own_cells(asked, numbers)
    )
    facts: dict[str, Any] = {}
    if asked.is_city:
        every = trained(asked.code, year, until=on)
        told = small_cells.persons_in_any(every.persons, numbers.values(), sees=asked.sees)
        if told.is_exact:
            facts["beside"] = _("%(persons)s persons, %(attendances)s attendances in all") % {
                "persons": every.persons,
                "attendances": every.attendances,
            }
    else:
        facts["hidden"] = cells[0].hidden
    return _of_each_county(
        asked,
        key,
        promise,
        _("Entrepreneurs trained"),
        str(PERSONS),
        cells,
        year=year,
        drill=("trainings", "startup"),
        **facts,
    )


def _attended(cell: Cell, found: Trained | None, asked: _Asked) -> Cell:
    """The cell with how often its persons took part, unless that would tell a small count."""
    hidden = _instead(small_cells.told(cell.value, sees=asked.sees))
    if hidden:
        return replace(cell, hidden=hidden)
    return replace(
        cell, note=_("%(number)s attendances") % {"number": found.attendances if found else 0}
    )


def _poor_labour(asked: _Asked, key: str, promise: Promise) -> Figure:
    year, on = asked.on.year, asked.on
    found = poor_labour_trained(asked.code, year, until=on)
    by_county = poor_labour_by_county(asked.code, year, until=on)
    numbers = [county.persons for county in by_county.values()]
    told = small_cells.persons_in_any(found.persons, numbers, sees=asked.sees)
    figure = _of_the_city(
        asked,
        key,
        promise,
        _("Poor rural workers trained"),
        str(PERSONS),
        found.persons,
        year=year,
        drill=("trainings", "poor_labour"),
    )
    if told.is_exact:
        beside = _("%(number)s attendances") % {"number": found.attendances}
        return replace(figure, beside=beside)
    target = promise.target if asked.is_city else None
    return replace(figure, hidden=_instead(told), least=told.low, is_met=_judged(told, target))


def team_note(county: CountyTeams) -> str:
    """What the strongest team of a county has and lacks: 现有19人，差1人达标."""
    if not county.teams:
        return _("no team")
    best = county.teams[0]
    if best.counts:
        return _("%(members)s members") % {"members": best.members}
    return _("%(members)s members at most, %(lacking)s lacking") % {
        "members": best.members,
        "lacking": best.lacking,
    }


def _teams(asked: _Asked, key: str, promise: Promise) -> Figure:
    found = teams_by_county(asked.code, asked.on)
    least = threshold("mentor_team").least
    cells = [
        Cell(
            county.county.code,
            county.county.short_name or county.county.name,
            sum(team.counts for team in county.teams),
            county.is_met,
            team_note(county),
        )
        for county in found
    ]
    too_small = sum(not team.counts for county in found for team in county.teams)
    notes = []
    if too_small:
        notes.append(
            ngettext(
                "%(number)s team of fewer than %(least)s is not counted; teams are not added up.",
                "%(number)s teams of fewer than %(least)s are not counted; teams are not added up.",
                too_small,
            )
            % {"number": too_small, "least": least}
        )
    return _of_each_county(
        asked,
        key,
        promise,
        _("Mentor teams of %(least)s or more") % {"least": least},
        pgettext("unit", "teams"),
        cells,
        notes=tuple(notes),
        drill=("mentor-teams", "active"),
    )


def _in_each_county(
    register: str,
    word: str,
    label: LazyText,
    unit: LazyText,
    asked: _Asked,
    key: str,
    promise: Promise,
) -> Figure:
    numbers = kept_by_county(register, word, asked.code, asked.on)
    return _of_each_county(
        asked,
        key,
        promise,
        str(label),
        str(unit),
        _own_cells(asked, numbers),
        drill=(register, word),
    )


def _in_the_city(
    register: str,
    word: str,
    label: LazyText,
    unit: LazyText,
    asked: _Asked,
    key: str,
    promise: Promise,
) -> Figure:
    numbers = kept_by_county(register, word, asked.code, asked.on)
    figure = _of_the_city(
        asked,
        key,
        promise,
        str(label),
        str(unit),
        sum(numbers.values()),
        cells=_cells(asked, numbers),
        drill=(register, word),
    )
    if promise.most is not None and figure.value > promise.most and figure.is_met:
        told = _("More than the %(most)s that the text names.") % {"most": promise.most}
        figure = replace(figure, notes=(told,))
    return figure


def _bases(asked: _Asked, key: str, promise: Promise) -> Figure:
    found = base_months(asked.code, asked.on.year, today=asked.on)
    met = [base for base in found if base.is_met]
    by_county: dict[str, list[BaseMonths]] = {}
    for base in found:
        by_county.setdefault(base.base.division.code[:6], []).append(base)
    cells = tuple(
        Cell(
            code,
            name,
            sum(base.is_met for base in by_county.get(code, ())),
            note=_("of %(number)s") % {"number": len(by_county.get(code, ()))},
        )
        for code, name in asked.counties.items()
    )
    return Figure(
        key=key,
        label=_("Incubation bases with an activity in every month"),
        unit=pgettext("unit", "bases"),
        promise=promise,
        value=len(met),
        target=len(found) if found else None,
        scope=OF_EACH_BASE,
        year=asked.on.year,
        is_met=len(met) == len(found) if found else None,
        beside=_("%(held)s of %(asked)s months")
        % {
            "held": sum(base.months_held for base in found),
            "asked": sum(base.months_asked for base in found),
        },
        cells=cells,
    )


def _lending(asked: _Asked, key: str, promise: Promise) -> Figure:
    found = lent_in(asked.code, asked.on.year, until=asked.on)
    if found.rate is None:
        beside = _("nothing was lent the year before: no base to compare with")
    else:
        beside = _("%(rate)s%% of %(before)s yuan the year before") % {
            "rate": f"{found.rate * 100:.1f}",
            "before": said(found.before_yuan),
        }
    return Figure(
        key=key,
        label=_("Guaranteed loans paid out"),
        unit=pgettext("unit", "yuan"),
        promise=promise,
        value=found.amount_yuan,
        target=found.before_yuan or None,
        year=asked.on.year,
        is_met=found.is_met,
        beside=_("%(loans)s loans; %(compared)s") % {"loans": found.loans, "compared": beside},
        drill=("loans", "lent"),
    )


Maker = Callable[[_Asked, str, Promise], Figure]

# In the order of the text.
MAKERS: Mapping[str, Maker] = {
    "county.mentor_teams": _teams,
    "yearly.large_events": _events,
    "yearly.trained_per_county": _trained,
    "city.youth_pioneers": partial(
        _in_the_city,
        "awards",
        "youth_pioneer",
        gettext_lazy("Youth startup pioneers"),
        PERSONS,
    ),
    "yearly.base_activities": _bases,
    "city.innovation_parks": partial(
        _in_the_city,
        "parks",
        "innovation",
        gettext_lazy("Innovation parks"),
        pgettext_lazy("unit", "parks"),
    ),
    "city.technology_transfers": partial(
        _in_the_city,
        "projects",
        "tech_transfer",
        gettext_lazy("Technology transfer projects"),
        pgettext_lazy("unit", "projects"),
    ),
    "yearly.lending": _lending,
    "county.funds": partial(
        _in_each_county,
        "funds",
        "founded",
        gettext_lazy("Startup and innovation funds of counties"),
        pgettext_lazy("unit", "funds"),
    ),
    "county.small_business_parks": partial(
        _in_each_county,
        "parks",
        "small_business",
        gettext_lazy("Specialty small business innovation parks"),
        pgettext_lazy("unit", "parks"),
    ),
    "people.returning_migrant": _in_category(Category.RETURNING_MIGRANT),
    "people.graduate": _in_category(Category.GRADUATE),
    "people.veteran": _in_category(Category.VETERAN),
    "people.lead": partial(
        _group, lambda county: county.leads, "lead", gettext_lazy("Lead entrepreneurs")
    ),
    "yearly.poor_labour_trained": _poor_labour,
}
GROUPS = ("people.returning_migrant", "people.graduate", "people.veteran", "people.lead")
OF_TOWNSHIPS = (*GROUPS, "yearly.base_activities")
