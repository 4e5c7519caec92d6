"""How each promise about people is counted: one maker of a figure for each.

Every number comes from `entrepreneurs.counting` and `entrepreneurs.loans`; here it meets its
target.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from entrepreneurs.counting import small_cells
from entrepreneurs.counting.counted import FIELDS, PRIORITY_PROJECTS, SPECIAL_TRAININGS
from entrepreneurs.counting.held import BaseMonths, base_months, large_events
from entrepreneurs.counting.kept import kept_by_county, kinds_of
from entrepreneurs.counting.mentoring import CountyTeams, teams_by_county
from entrepreneurs.counting.small_cells import Cell as Told
from entrepreneurs.counting.supported import Supported
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
from outlets.kinds import OperatingModel
from outlets.models import Outlet
from targets.people_figures import (
    OF_EACH_BASE,
    OF_EACH_COUNTY,
    OF_EACH_MAKERSPACE,
    PERSONS,
    Asked,
    Cell,
    Figure,
)
from targets.policy import Promise


def _cells(asked: Asked, numbers: Mapping[str, int]) -> tuple[Cell, ...]:
    return tuple(Cell(code, name, numbers.get(code, 0)) for code, name in asked.counties.items())


def _of_the_city(
    asked: Asked, key: str, promise: Promise, label: str, unit: str, value: int, **facts: Any
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
    asked: Asked,
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


def _own_cells(asked: Asked, numbers: Mapping[str, int]) -> tuple[Cell, ...]:
    """The cells of the city's counties, or the one of the county itself."""
    cells = _cells(asked, numbers)
    return cells or (Cell(asked.code, asked.division.name, numbers.get(asked.code, 0)),)


def told_of(asked: Asked, count: Callable[[Supported], int]) -> tuple[Told, dict[str, Told]]:
    """What is told of a count of persons: of all, and by county; each leaves its townships open."""
    by_county: dict[str, list[int]] = {}
    for code, place in asked.supported.items():
        by_county.setdefault(code[:6], []).append(count(place))
    counties = {
        code: small_cells.total(numbers, sees=asked.sees) for code, numbers in by_county.items()
    }
    return small_cells.added(counties.values()), counties


def instead(told: Told) -> str:
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
    asked: Asked,
    key: str,
    promise: Promise,
) -> Figure:
    whole, by_county = told_of(asked, count)
    numbers: dict[str, int] = {}
    for code, place in asked.supported.items():
        numbers[code[:6]] = numbers.get(code[:6], 0) + count(place)
    cells = tuple(
        replace(cell, hidden=instead(by_county.get(cell.code, small_cells.NOTHING)))
        for cell in _cells(asked, numbers)
    )
    left_out = told_of(asked, lambda place: place.without_support)[0]
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
        hidden=instead(whole),
        least=whole.low,
        is_met=_judged(whole, promise.target if asked.is_city else None),
    )


def _in_category(category: Category) -> Callable[..., Figure]:
    return partial(
        _group, lambda county: county.by_category[category], category.value, category.label
    )


def _events(asked: Asked, key: str, promise: Promise) -> Figure:
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


def _trained(asked: Asked, key: str, promise: Promise) -> Figure:
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


def _attended(cell: Cell, found: Trained | None, asked: Asked) -> Cell:
    """The cell with how often its persons took part, unless that would tell a small count."""
    hidden = instead(small_cells.told(cell.value, sees=asked.sees))
    if hidden:
        return replace(cell, hidden=hidden)
    return replace(
        cell, note=_("%(number)s attendances") % {"number": found.attendances if found else 0}
    )


def _poor_labour(asked: Asked, key: str, promise: Promise) -> Figure:
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
    return replace(figure, hidden=instead(told), least=told.low, is_met=_judged(told, target))


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


def _teams(asked: Asked, key: str, promise: Promise) -> Figure:
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
    asked: Asked,
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
    asked: Asked,
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


def _kinds(
    register: str,
    word: str,
    column: str,
    named: Iterable[TextChoices],
    label: LazyText,
    unit: LazyText,
    asked: Asked,
    key: str,
    promise: Promise,
) -> Figure:
    """How many of the kinds that the text names there are among the records counted by `word`."""
    found = kinds_of(register, word, column, asked.code, asked.on)
    lacking = [str(kind.label) for kind in named if kind not in found]
    figure = _of_the_city(
        asked, key, promise, str(label), str(unit), len(found), drill=(register, word)
    )
    return replace(figure, beside=_lacking(lacking))


def _lacking(names: Iterable[str]) -> str:
    told = "、".join(names)
    return _("lacking: %(names)s") % {"names": told} if told else ""


def _operating_models(asked: Asked, key: str, promise: Promise) -> Figure:
    operating = Outlet.objects.in_division(asked.code).counting_towards_target()
    found = set(operating.open_on(asked.on).values_list("operating_model", flat=True).distinct())
    lacking = [str(model.label) for model in OperatingModel if model not in found]
    figure = _of_the_city(
        asked,
        key,
        promise,
        _("Operating models among the outlets"),
        pgettext("unit", "models"),
        len(found.intersection(OperatingModel.values)),
    )
    return replace(figure, beside=_lacking(lacking))


def _four_spaces(asked: Asked, key: str, promise: Promise) -> Figure:
    """Of the makerspaces open on the day, those that offer all four kinds of space."""
    complete = kept_by_county("incubators", "four_spaces", asked.code, asked.on)
    every = kept_by_county("incubators", "makerspaces", asked.code, asked.on)
    value, target = sum(complete.values()), sum(every.values())
    cells = tuple(
        replace(cell, note=_("of %(number)s") % {"number": every.get(cell.code, 0)})
        for cell in _cells(asked, complete)
    )
    return Figure(
        key=key,
        label=_("Makerspaces that offer all four kinds of space"),
        unit=pgettext("unit", "makerspaces"),
        promise=promise,
        value=value,
        target=target or None,
        scope=OF_EACH_MAKERSPACE,
        is_met=value == target if target else None,
        cells=cells,
        drill=("incubators", "four_spaces"),
    )


def _aid_campaigns(asked: Asked, key: str, promise: Promise) -> Figure:
    numbers = kept_by_county("events", "aid_campaign", asked.code, asked.on)
    return _of_the_city(
        asked,
        key,
        promise,
        _("Special aid campaigns for jobseekers"),
        pgettext("unit", "campaigns"),
        sum(numbers.values()),
        year=asked.on.year,
        cells=_cells(asked, numbers),
        drill=("events", "aid_campaign"),
    )


def _bases(asked: Asked, key: str, promise: Promise) -> Figure:
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


def _lending(asked: Asked, key: str, promise: Promise) -> Figure:
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


Maker = Callable[[Asked, str, Promise], Figure]

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
    "city.operating_models": _operating_models,
    "city.project_fields": partial(
        _kinds,
        "projects",
        "in_fields",
        "industry",
        FIELDS,
        gettext_lazy("Fields of e-commerce startups with a project"),
        pgettext_lazy("unit", "fields"),
    ),
    "city.four_spaces": _four_spaces,
    "city.project_kinds": partial(
        _kinds,
        "projects",
        "priority",
        "kind",
        PRIORITY_PROJECTS,
        gettext_lazy("Kinds of projects to be brought in first"),
        pgettext_lazy("unit", "kinds"),
    ),
    "county.small_business_parks": partial(
        _in_each_county,
        "parks",
        "small_business",
        gettext_lazy("Specialty small business innovation parks"),
        pgettext_lazy("unit", "parks"),
    ),
    "city.second_startup_counties": partial(
        _in_the_city,
        "awards",
        "second_startup_county",
        gettext_lazy("Provincial startup counties of the second batch"),
        pgettext_lazy("unit", "counties"),
    ),
    "people.returning_migrant": _in_category(Category.RETURNING_MIGRANT),
    "people.graduate": _in_category(Category.GRADUATE),
    "people.veteran": _in_category(Category.VETERAN),
    "people.lead": partial(
        _group, lambda county: county.leads, "lead", gettext_lazy("Lead entrepreneurs")
    ),
    "yearly.aid_campaigns": _aid_campaigns,
    "yearly.poor_labour_trained": _poor_labour,
    "city.training_kinds": partial(
        _kinds,
        "trainings",
        "special",
        "kind",
        SPECIAL_TRAININGS,
        gettext_lazy("Kinds of special training held"),
        pgettext_lazy("unit", "kinds"),
    ),
    "county.training_bases": partial(
        _in_each_county,
        "projects",
        "training_base",
        gettext_lazy("Practical training bases of counties, as projects"),
        pgettext_lazy("unit", "projects"),
    ),
    "county.advanced_seminars": partial(
        _in_each_county,
        "trainings",
        "advanced_seminar",
        gettext_lazy("Advanced seminars of counties"),
        pgettext_lazy("unit", "seminars"),
    ),
}
GROUPS = ("people.returning_migrant", "people.graduate", "people.veteran", "people.lead")
OF_TOWNSHIPS = (*GROUPS, "yearly.base_activities")
