"""Incubators and parks: by kind, the level in the sign's form, with names."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from entrepreneurs.kinds import IncubatorKind, ParkKind, RecognitionLevel
from geo.levels import Level
from layers import styles
from layers.sheets import symbols
from layers.sheets.facts import Facts
from layers.sheets.gap_list import Item, Listing, capacity, lines_in
from layers.sheets.heading import SEPARATOR, day
from layers.sheets.inks import Inks
from layers.sheets.legend import Drawn, Entry
from layers.sheets.numbers import Number, Numbers, stand
from layers.sheets.papers import Box, Grid
from layers.sheets.pen import Pen
from layers.sheets.plan import Plan, Sign
from layers.sheets.side_table import SideRow, SideTable
from layers.sheets.signs import CITY_SIZE, sign_at
from layers.sheets.support import IncubatorPlace, ParkPlace, Support
from layers.sheets.tables import NOTHING, Column, Table, TableRow, number
from layers.sheets.themes.theme import SheetTheme
from layers.sheets.themes.villages import all_villages, all_villages_entry
from layers.sheets.view import View
from targets.coverage import CoverageRow
from targets.findings import percent
from targets.people_figures import OF_EACH_COUNTY, Figure

INCUBATOR_WEIGHT, PARK_WEIGHT = 12.0, 9.0
NAME_PT = 6.4
CITY_SIGN = 0.95  # on the city's sheet
FIGURES = ("yearly.base_activities", "city.innovation_parks", "county.small_business_parks")
SIGN_PER_LEGEND = 0.85
ENDS = (0.62, 0.81, 1.0)


class Incubators(SheetTheme):
    code = "INC"
    has_definition = False
    has_leaders = True
    has_firm_signs = True
    map_layers = "incubators,parks"

    def title(self, facts: Facts, name: str) -> str:
        found = _support(facts)
        return _(
            "%(name)s: %(count)s incubators are open, %(high)s of them of province level or above"
        ) % {
            "name": name,
            "count": len(found.incubators),
            "high": sum(one.is_high for one in found.incubators),
        }

    def second(self, facts: Facts) -> str:
        found = _support(facts)
        parts = [
            _("%(parks)s parks are open"),
            _("%(tenants)s organizations and teams stay in the incubators"),
        ]
        if found.bases:
            parts.append(
                _(
                    "%(met)s of %(bases)s incubation bases held an activity in every month of"
                    " %(year)s"
                )
            )
        return _("; ").join(parts) % {
            "parks": len(found.parks),
            "tenants": sum(one.tenants for one in found.incubators),
            "met": sum(one.held >= one.asked for one in found.bases),
            "bases": len(found.bases),
            "year": facts.question.on.year,
        } + pgettext("end of a sentence", ".")

    def basis(self, facts: Facts) -> str:
        return SEPARATOR.join(
            [
                _("As of %(day)s") % {"day": day(facts.question.on)},
                _("Verified incubators and parks that are open on the day count"),
                _("Level: the one recognised on the day"),
                _("Activities: held in the year up to the day, at incubation bases"),
            ]
        )

    def count(self, facts: Facts, row: CoverageRow) -> str:
        count = len(_support(facts).under(row.code))
        return str(count) if count else ""

    def names_townships(self, facts: Facts) -> bool:
        """On the city's sheet the names of incubators need the room."""
        return facts.level != Level.CITY

    def name_pt(self, village_pt: float, grid: Grid) -> float:
        return max(village_pt, NAME_PT * grid.paper.type_growth)

    def signs(self, facts: Facts, view: View, grid: Grid, size: float, ranked: int) -> list[Sign]:
        found = _support(facts)
        grown = size * (CITY_SIGN / CITY_SIZE if facts.level == Level.CITY else 1.0)
        quiet = [] if facts.level == Level.CITY else all_villages(facts, view, size)
        parks = [
            sign_at(
                view, park.place, key=f"{park.code}:park{park.id}", kind="park", size=grown,
                name=park.name, weight=PARK_WEIGHT, text=styles.PARK_SIGNS[ParkKind(park.kind)],
                is_approximate=park.is_approximate, radius=symbols.support_radius("thin"),
            )
            for park in found.parks
            if park.place is not None
        ]  # fmt: skip
        incubators = [
            sign_at(
                view, one.place, key=f"{one.code}:{one.id}", kind="incubator", size=grown,
                name=one.name, weight=INCUBATOR_WEIGHT, text=_sign_of(one.kind),
                form=_form_of(one.level), is_approximate=one.is_approximate,
                radius=symbols.support_radius(_form_of(one.level)),
            )
            for one in reversed(found.incubators)
            if one.place is not None
        ]  # fmt: skip
        return [*quiet, *parks, *incubators]

    def legend_note(self, facts: Facts) -> str:
        found = _support(facts)
        return _("incubators: %(incubators)s, parks: %(parks)s") % {
            "incubators": len(found.incubators),
            "parks": len(found.parks),
        }

    def entries(self, facts: Facts, plan: Plan, inks: Inks) -> list[Entry]:
        found = _support(facts)
        size = plan.grid.paper.symbol_growth * SIGN_PER_LEGEND
        return [
            *_kinds(found, inks, size),
            *_levels(found, inks, size),
            *_parks(found, inks, size),
            *_notes(found, inks, size),
            *(
                [all_villages_entry(facts, plan)]
                if facts.villages and facts.level != Level.CITY
                else []
            ),
        ]

    def table(self, facts: Facts) -> Table:
        if facts.level == Level.TOWNSHIP:
            return _each(facts)
        return _by_division(facts)

    def numbers(self, facts: Facts) -> Numbers:
        if facts.level == Level.TOWNSHIP:
            return Numbers(_("In numbers"), "", _of_township(facts), has_key=False)
        found = _support(facts)
        own = {figure.key: figure for figure in found.board.figures}
        city = {figure.key: figure for figure in found.city.figures}
        numbers = [_number(facts, own[key], city[key]) for key in FIGURES if key in own]
        told = dict.fromkeys(city[key].promise.clause for key in FIGURES if key in city)
        clauses = _(", ").join(told)
        note = _("targets: clauses %(clauses)s") % {"clauses": clauses}
        return Numbers(_("Numbers against their targets"), note, numbers)

    def side_tables(self, facts: Facts) -> list[SideTable]:
        return [_by_kind(facts)] if _support(facts).incubators else []

    def listing(self, facts: Facts, grid: Grid, box: Box, *, further_page: int) -> Listing:
        return _list(facts, grid, box)

    def registry_source(self) -> str:
        return _("incubators and parks: this registry")


def _support(facts: Facts) -> Support:
    """What this theme's facts always hold."""
    assert facts.support is not None
    return facts.support


def _sign_of(kind: str) -> str:
    return styles.INCUBATOR_SIGNS[IncubatorKind(kind)]


def _form_of(level: str) -> str:
    return styles.LEVEL_STYLES[RecognitionLevel(level) if level else ""]


def _drawn(text: str, form: str, inks: Inks, size: float, *, is_approximate: bool = False) -> Drawn:
    def draw(pen: Pen, x: float, y: float) -> None:
        symbols.incubator(pen, x, y, text, form, inks, size=size, is_approximate=is_approximate)

    return draw


def _kinds(found: Support, inks: Inks, size: float) -> list[Entry]:
    """Incubators by kind; they add up to all."""
    counts = Counter(one.kind for one in found.incubators)
    return [
        *(
            Entry(str(kind.label), counts[kind], _drawn(_sign_of(kind), "thin", inks, size))
            for kind in IncubatorKind
            if counts[kind]
        ),
        Entry(_("All incubators"), len(found.incubators), is_sum=True),
    ]


def _levels(found: Support, inks: Inks, size: float) -> list[Entry]:
    """The same incubators by level."""
    counts = Counter(one.level for one in found.incubators)
    labels = {level.value: str(level.label) for level in RecognitionLevel}
    labels[""] = _("level not recognised")
    return [
        Entry(label, counts[level], _drawn("", _form_of(level), inks, size), is_counted=False)
        for level, label in labels.items()
        if counts[level]
    ]


def _parks(found: Support, inks: Inks, size: float) -> list[Entry]:
    counts = Counter(park.kind for park in found.parks)

    def draw(kind: ParkKind) -> Drawn:
        text = styles.PARK_SIGNS[kind]
        return lambda pen, x, y: symbols.park(pen, x, y, text, inks, size=size)

    if not found.parks:
        return []
    return [
        *(Entry(str(kind.label), counts[kind], draw(kind)) for kind in ParkKind if counts[kind]),
        Entry(_("All parks"), len(found.parks), is_sum=True),
    ]


def _notes(found: Support, inks: Inks, size: float) -> list[Entry]:
    """How well places are known."""
    every: list[IncubatorPlace | ParkPlace] = [*found.incubators, *found.parks]
    approximate = sum(one.is_approximate for one in every)
    unplaced = sum(one.place is None for one in every)
    notes = []
    if approximate:
        notes.append(
            Entry(
                _("not located"), approximate,
                _drawn("", "filled", inks, size, is_approximate=True),
                note=_("pale; drawn where their division is"), is_counted=False,
            )
        )  # fmt: skip
    if unplaced:
        notes.append(
            Entry(
                _("without any place"), unplaced, note=_("in the sum, not drawn"), is_counted=False
            )
        )
    return notes


def _by_division(facts: Facts) -> Table:
    """Incubators by level, parks, tenants, seats, area and activities of the year."""
    found = _support(facts)
    is_city = facts.level == Level.CITY
    columns = (
        Column(pgettext("head", "incubators"), is_strong=True),
        Column(pgettext("head", "high")),
        Column(pgettext("head", "parks")),
        Column(pgettext("head", "tenants")),
        Column(pgettext("head", "seats")),
        Column(pgettext("head", "m²")),
        Column(pgettext("head", "months")),
    )

    def cells(code: str) -> tuple[str, ...]:
        under = found.under(code)
        high = sum(one.is_high for one in under)
        asked = sum(one.asked for one in under)
        return (
            number(len(under)), number(high),
            number(sum(park.code.startswith(code) for park in found.parks)),
            number(sum(one.tenants for one in under)), number(sum(one.seats for one in under)),
            number(round(sum(one.area_m2 for one in under))),
            f"{sum(one.held for one in under)}/{asked}" if asked else NOTHING,
        )  # fmt: skip

    def order(row: CoverageRow) -> tuple:
        return (-len(found.under(row.code)), row.code)

    rows = sorted(facts.report.rows, key=order)
    return Table(
        title=_("By county") if is_city else _("By township"),
        note=_("activities: months of the year with one, of those that want one"),
        name_head=_("County") if is_city else _("Township"),
        columns=columns,
        rows=[
            TableRow(facts.names[row.code], cells(row.code))
            for row in rows
            if is_city or any(cell != NOTHING for cell in cells(row.code))
        ],
        total=TableRow(_("Total"), cells("")),
    )


def _by_kind(facts: Facts) -> SideTable:
    """Incubators by kind and level."""
    found = _support(facts).incubators

    def row(name: str, ones: list[IncubatorPlace], *, is_strong: bool = False) -> SideRow:
        high = sum(one.is_high for one in ones)
        none = sum(not one.level for one in ones)
        cells = (number(high), number(len(ones) - high - none), number(none))
        return SideRow(name, cells, is_strong)

    kinds = [(kind, [one for one in found if one.kind == kind]) for kind in IncubatorKind]
    rows = [row(str(kind.label), ones) for kind, ones in kinds if ones]
    heads = (
        pgettext("head", "high"),
        pgettext("head", "other level"),
        pgettext("head", "no level"),
    )
    note = _("high: national and province level; other: city and county level")
    title = _("Incubators by kind and level")
    return SideTable(title, heads, ENDS, [*rows, row(_("Total"), found, is_strong=True)], note)


def _each(facts: Facts) -> Table:
    """Every incubator and park of a township."""
    found = _support(facts)
    columns = (
        Column(pgettext("head", "kind")),
        Column(pgettext("head", "level")),
        Column(pgettext("head", "tenants")),
        Column(pgettext("head", "seats")),
    )
    incubators = [
        TableRow(
            one.name,
            (
                str(IncubatorKind(one.kind).label), _level(one) or NOTHING,
                number(one.tenants), number(one.seats),
            ),
        )
        for one in found.incubators
    ]  # fmt: skip
    parks = [
        TableRow(park.name, (str(ParkKind(park.kind).label), NOTHING, NOTHING, NOTHING))
        for park in found.parks
    ]
    return Table(
        title=_("Incubators and parks"),
        note="" if found.incubators or found.parks else _("none"),
        name_head=pgettext("head", "name"),
        columns=columns,
        rows=[*incubators, *parks],
    )


def _level(one: IncubatorPlace) -> str:
    return str(RecognitionLevel(one.level).label) if one.level else ""


def _what(one: IncubatorPlace) -> str:
    """Kind and level."""
    kind = str(IncubatorKind(one.kind).label)
    return _(", ").join([kind, _level(one)]) if one.level else kind


def _number(facts: Facts, own: Figure, city: Figure) -> Number:
    """A promise: what the division has, and how far the city is."""
    is_own = own.scope == OF_EACH_COUNTY and facts.level == Level.COUNTY
    value, whole = int(own.value), int(city.target or 0)
    is_city = facts.level == Level.CITY
    if is_own:
        words = _("target %(whole)s in each county") % {"whole": own.promise.target}
        share = min(1.0, value / (own.promise.target or 1))
        told = _("counties that reached it: %(met)s of %(all)s") % {
            "met": city.value,
            "all": city.target,
        }
        return Number(own.label, str(value), words, told, "", share, share)
    if own.scope == OF_EACH_COUNTY:
        told = _("counties that reached it: %(met)s of %(all)s") % {"met": value, "all": whole}
    else:
        told = stand(int(city.value), whole)
    words = _("target %(whole)s") if is_city else _("target %(whole)s (whole city)")
    return Number(
        name=own.label,
        shown=str(value),
        against=words % {"whole": city.target_shown},
        stand=told,
        share=percent(int(city.value) / whole) if whole and city.promise.most is None else "",
        own=min(1.0, value / whole) if whole else 0.0,
        city=min(1.0, int(city.value) / whole) if whole else 0.0,
    )


def _of_township(facts: Facts) -> list[Number]:
    """Nothing is promised to a township: what there is."""
    found = _support(facts)
    seats = sum(one.seats for one in found.incubators)
    tenants = sum(one.tenants for one in found.incubators)
    return [
        Number(
            _("incubators open"), str(len(found.incubators)), "",
            _("%(high)s of province level or above")
            % {"high": sum(one.is_high for one in found.incubators)},
            has_bar=False,
        ),
        Number(
            _("organizations and teams in them"), str(tenants), "",
            _("seats: %(seats)s") % {"seats": seats},
            has_bar=False,
        ),
    ]  # fmt: skip


def _list(facts: Facts, grid: Grid, box: Box) -> Listing:
    """Every incubator: what it is, how many stay in it, its months."""
    found = _support(facts).incubators
    room, columns = capacity(grid, box, len(found))
    if not grid.is_portrait:
        room, columns = lines_in(grid, box), 1
    shown = found[:room]
    items = [
        Item(
            str(rank), one.name,
            _what(one),
            _("%(tenants)s · %(held)s/%(asked)s")
            % {"tenants": one.tenants, "held": one.held, "asked": one.asked}
            if one.is_base else str(one.tenants),
        )
        for rank, one in enumerate(shown, 1)
    ]  # fmt: skip
    title = _("Incubators, the highest level first")
    if len(shown) < len(found):
        title = _("The first %(count)s of %(whole)s incubators, by level") % {
            "count": len(shown),
            "whole": len(found),
        }
    return Listing(title, _("tenants · months with an activity"), items, columns)
