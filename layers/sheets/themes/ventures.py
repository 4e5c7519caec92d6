"""Ventures by township. Small counts are hidden from everybody: a sheet leaves the registry."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from entrepreneurs.counting.distances import NEAR_M, Reach, UnitDistances
from entrepreneurs.counting.small_cells import HIDDEN_HIGH, NOTHING, SMALLEST_SHOWN, Cell
from entrepreneurs.kinds import Industry
from geo.levels import Level
from layers.sheets import symbols
from layers.sheets.facts import Facts
from layers.sheets.gap_list import WIDE_COLUMNS_FEW, Item, Listing, capacity, lines_in
from layers.sheets.heading import SEPARATOR, day
from layers.sheets.inks import Inks
from layers.sheets.legend import Drawn, Entry
from layers.sheets.numbers import Number, Numbers
from layers.sheets.papers import Box, Grid
from layers.sheets.plan import Plan, Sign
from layers.sheets.side_table import SideRow, SideTable
from layers.sheets.signs import sign_at
from layers.sheets.support import Ventures
from layers.sheets.tables import NOTHING as NO_CELL
from layers.sheets.tables import Column, Table, TableRow
from layers.sheets.themes.theme import SheetTheme
from layers.sheets.themes.villages import all_villages, all_villages_entry
from layers.sheets.view import View
from layers.venture_counts import VentureCount
from targets.coverage import CoverageRow
from targets.findings import percent, radius
from targets.people_figures import Figure

CIRCLE, CITY_CIRCLE = 1.25, 0.95  # against the size of the styles
PERSONS = ("people.returning_migrant", "people.graduate", "people.veteran", "people.lead")
# Of the circles in the legend: their size, and the radii they keep within.
SAMPLE, LEAST_SAMPLE, LARGEST_SAMPLE = 0.6, 1.95, 2.15
ENDS = (0.62, 0.81, 1.0)
CLAUSE = "十一"
NAMED_TOWNSHIPS, MOST_TOWNSHIPS = 4, 20


class VenturesByTownship(SheetTheme):
    code = "VEN"
    has_definition = False
    has_firm_signs = True
    map_layers = "ventures"

    def title(self, facts: Facts, name: str) -> str:
        counts = _ventures(facts).counts
        values = {"name": name, "count": counts.total, "townships": len(_with_ventures(facts))}
        if facts.level == Level.TOWNSHIP:
            return _("%(name)s: %(count)s ventures are in operation") % values
        return (
            _("%(name)s: %(count)s ventures are in operation in %(townships)s townships") % values
        )

    def second(self, facts: Facts) -> str:
        total = _ventures(facts).distances.total
        if total.outlet.median_m is None or total.incubator.median_m is None:
            return _("How far ventures are from outlets and incubators is not told: too few.")
        return _(
            "Half of them are within %(outlet)s of an operating outlet, and half within"
            " %(incubator)s of an incubator."
        ) % {"outlet": _km(total.outlet), "incubator": _km(total.incubator)}

    def basis(self, facts: Facts) -> str:
        return SEPARATOR.join(
            [
                _("As of %(day)s") % {"day": day(facts.question.on)},
                _("Verified ventures, each counted once, where its main place is"),
                small_counts(),
            ]
        )

    def count(self, facts: Facts, row: CoverageRow) -> str:
        """Townships' counts stand in their circles."""
        return ""

    def county_count(self, facts: Facts, row: CoverageRow) -> str:
        units = {unit.code: unit for unit in _ventures(facts).distances.rows}
        return str(units[row.code].ventures) if row.code in units else ""

    def signs(self, facts: Facts, view: View, grid: Grid, size: float, ranked: int) -> list[Sign]:
        found = _ventures(facts)
        grown = grid.paper.symbol_growth * (CITY_CIRCLE if facts.level == Level.CITY else CIRCLE)
        signs = [
            sign_at(
                view, found.places[row.code], key=row.code, kind="ventures", size=grown,
                text=str(row.count), is_approximate=row.is_approximate,
                radius=symbols.ventures_radius(row.count.high),
            )
            for row in _with_ventures(facts)
            if row.code in found.places
        ]  # fmt: skip
        quiet = all_villages(facts, view, size) if facts.level == Level.TOWNSHIP else []
        return [*quiet, *sorted(signs, key=lambda sign: -sign.radius)]

    def legend_note(self, facts: Facts) -> str:
        return _("townships: %(count)s") % {"count": len(_ventures(facts).counts.townships)}

    def entries(self, facts: Facts, plan: Plan, inks: Inks) -> list[Entry]:
        counts = _ventures(facts).counts
        size = plan.grid.lead(1)
        small = [row for row in counts.townships if not row.count.is_exact]
        none = [row for row in counts.townships if not row.count.high]
        told = len(counts.townships) - len(small) - len(none)
        most = max((row.count.high for row in counts.townships), default=0)
        large = max(most, SMALLEST_SHOWN)
        entries = [
            Entry(
                _("%(least)s ventures and more") % {"least": SMALLEST_SHOWN}, told,
                _circle(str(large), large, inks, size),
                note=_("area by number"),
            ),
            Entry(
                _("1–%(most)s ventures") % {"most": HIDDEN_HIGH}, len(small),
                _circle(f"<{SMALLEST_SHOWN}", HIDDEN_HIGH, inks, size),
                note=_("written <%(least)s") % {"least": SMALLEST_SHOWN},
            ),
            Entry(_("no venture"), len(none)),
            Entry(_("All townships"), len(counts.townships), is_sum=True),
            Entry(_("Ventures in operation"), str(counts.total), is_counted=False),
        ]  # fmt: skip
        if counts.elsewhere.high:
            entries.append(
                Entry(
                    _("in no township of the day"), str(counts.elsewhere),
                    note=_("in the sum, not drawn"), is_counted=False,
                )
            )  # fmt: skip
        if facts.level == Level.TOWNSHIP and facts.villages:
            entries.append(all_villages_entry(facts, plan))
        approximate = sum(row.is_approximate for row in _with_ventures(facts))
        if approximate:
            entries.append(
                Entry(
                    _("townships' seats approximate"), approximate,
                    note=_("circles may be moved"), is_counted=False,
                )
            )  # fmt: skip
        return entries

    def table(self, facts: Facts) -> Table:
        return _by_industry(facts) if facts.level == Level.TOWNSHIP else _by_division(facts)

    def numbers(self, facts: Facts) -> Numbers:
        total = _ventures(facts).distances.total
        found = [
            Number(
                _("ventures in operation"), str(_ventures(facts).counts.total),
                _("in %(townships)s townships") % {"townships": len(_with_ventures(facts))}
                if facts.level != Level.TOWNSHIP else "",
                small_counts(),
                has_bar=False,
            ),
            _reach(_("to the nearest outlet"), total.outlet),
            _reach(_("to the nearest incubator"), total.incubator),
        ]  # fmt: skip
        note = _("straight lines; the whole city's outlets and incubators")
        return Numbers(_("In numbers"), note, found, has_key=False)

    def side_tables(self, facts: Facts) -> list[SideTable]:
        persons = [_persons(facts)] if facts.policy else []
        return [*persons, *([_all_industries(facts)] if facts.level == Level.CITY else [])]

    def listing(self, facts: Facts, grid: Grid, box: Box, *, further_page: int) -> Listing:
        if facts.level == Level.CITY:
            return _most(facts, grid, box)
        return _industries(facts, grid, box)

    def registry_source(self) -> str:
        return _("ventures and persons: this registry")


def _persons(facts: Facts) -> SideTable:
    """Supported persons against the policy's targets, which are the whole city's."""
    found = _ventures(facts)
    own = {figure.key: figure for figure in found.board.figures}
    city = {figure.key: figure for figure in found.city.figures}
    rows = [
        SideRow(
            own[key].label,
            (
                own[key].shown,
                city[key].target_shown,
                _reached(city[key]),
            ),
        )
        for key in PERSONS
        if key in own
    ]
    heads = (
        pgettext("head", "here"),
        pgettext("head", "city target"),
        pgettext("head", "of it"),
    )
    note = _("Groups overlap and are not added up; verified support counts")
    title = _("Supported persons against the targets (clause %(clause)s)") % {
        "clause": next((city[key].promise.clause for key in PERSONS if key in city), "")
    }
    return SideTable(title, heads, ENDS, rows, note)


def _reached(figure: Figure) -> str:
    """The share of the target; of a range, what it is at least."""
    if figure.share is None:
        return "—"
    return f"{'≥' if figure.hidden else ''}{percent(figure.share)}"


def small_counts() -> str:
    """How small counts are written."""
    return _(
        "1–%(most)s ventures are written <%(least)s; sums are ranges where they would tell"
    ) % {
        "most": HIDDEN_HIGH,
        "least": SMALLEST_SHOWN,
    }


def _ventures(facts: Facts) -> Ventures:
    """What this theme's facts always hold."""
    assert facts.ventures is not None
    return facts.ventures


def _with_ventures(facts: Facts) -> list[VentureCount]:
    return [row for row in _ventures(facts).counts.townships if row.count.high]


def _circle(text: str, most: int, inks: Inks, size: float) -> Drawn:
    reach = symbols.ventures_radius(most, SAMPLE)
    reach = min(max(reach, LEAST_SAMPLE), LARGEST_SAMPLE) * size
    return lambda pen, x, y: symbols.ventures(pen, x, y, text, reach, inks)


def _number(reach: Reach) -> str:
    """The median in kilometres."""
    return "—" if reach.median_m is None else f"{reach.median_m / 1000:.1f}"


def _km(reach: Reach) -> str:
    return _("%(number)s km") % {"number": _number(reach)}


def _share(reach: Reach) -> str:
    return "—" if reach.near is None else percent(reach.near)


def _cell(cell: Cell) -> str:
    return str(cell) if cell.high else NO_CELL


def _reach(name: str, reach: Reach) -> Number:
    near = radius(NEAR_M)
    if reach.near is None:
        told = _("within %(near)s: not told, small counts") % {"near": near}
    else:
        told = _("share within %(near)s") % {"near": near}
    share = reach.near or 0.0
    is_known = reach.median_m is not None
    return Number(
        name, _number(reach), _("km, median") if is_known else "", told,
        share=percent(share) if reach.near is not None else "",
        own=share, city=share, has_bar=reach.near is not None,
    )  # fmt: skip


def _by_division(facts: Facts) -> Table:
    """Ventures and how far they are from outlets and incubators."""
    units = {unit.code: unit for unit in _ventures(facts).distances.rows}
    is_city = facts.level == Level.CITY
    columns = (
        Column(pgettext("head", "ventures"), is_strong=True),
        Column(pgettext("head", "to an outlet")),
        Column(pgettext("head", "≤5 km")),
        Column(pgettext("head", "to an incubator")),
        Column(pgettext("head", "≤5 km")),
    )

    def cells(unit: UnitDistances) -> tuple[str, ...]:
        return (
            _cell(unit.ventures),
            *(
                text
                for reach in (unit.outlet, unit.incubator)
                for text in (
                    _number(reach),
                    _share(reach),
                )
            ),
        )

    order = sorted(units.values(), key=lambda unit: (-unit.ventures.high, unit.code))
    return Table(
        title=_("By county") if is_city else _("By township"),
        note=_("ventures; median km in a straight line, share within 5 km"),
        name_head=_("County") if is_city else _("Township"),
        columns=columns,
        rows=[TableRow(_name(facts, unit.code), cells(unit)) for unit in order],
        total=TableRow(_("Total"), cells(_ventures(facts).distances.total)),
    )


def _name(facts: Facts, code: str) -> str:
    """Of a township or county; what a county has in none of its townships stands under its name."""
    if code == facts.division.code:
        return _("in no township")
    return facts.names.get(code, code)


def _by_industry(facts: Facts) -> Table:
    """A township's ventures by industry, where that gives no small count away."""
    told = _told_industries(facts)
    return Table(
        title=_("By industry"),
        note="" if told else _("not told: small counts"),
        name_head=_("Industry"),
        columns=(Column(pgettext("head", "ventures"), is_strong=True),),
        rows=[TableRow(name, (_cell(cell),)) for name, cell in told],
        total=TableRow(_("Total"), (str(_ventures(facts).counts.total),)),
    )


def _told_industries(facts: Facts) -> list[tuple[str, Cell]]:
    """Industries of a township; none where they are not told."""
    rows = _ventures(facts).counts.townships
    parts = rows[0].by_industry if rows else None
    if parts is None:
        return []
    return [(str(industry.label), parts[industry]) for industry in Industry]


def _industry_totals(facts: Facts) -> list[tuple[Industry, Cell]]:
    """Each industry in the division, as far as its townships allow."""
    parts = _ventures(facts).by_industry
    return [(industry, parts[industry]) for industry in Industry] if parts else []


def _all_industries(facts: Facts) -> SideTable:
    rows = [
        SideRow(str(industry.label), (_cell(cell),)) for industry, cell in _industry_totals(facts)
    ]
    title = _("Ventures by industry (clause %(clause)s)") % {"clause": CLAUSE}
    heads = (pgettext("head", "ventures"),)
    return SideTable(title, heads, ENDS[-1:], rows, _("sums of what townships tell: ranges"))


def _industries(facts: Facts, grid: Grid, box: Box) -> Listing:
    """Industries with the townships where they are told, the most ventures first."""
    townships = _ventures(facts).counts.townships
    items = []
    for industry, cell in _industry_totals(facts):
        told = sorted(
            (
                (row.by_industry[industry], row.name)
                for row in townships
                if row.by_industry and row.by_industry[industry].high
            ),
            key=lambda pair: -pair[0].high,
        )
        where = _(", ").join(f"{name} {count}" for count, name in told[:NAMED_TOWNSHIPS])
        shown = "" if facts.level == Level.TOWNSHIP else where
        items.append(Item("", str(industry.label), shown, _cell(cell)))
    columns = WIDE_COLUMNS_FEW if grid.is_portrait else 1
    title = _("Ventures by industry (clause %(clause)s)") % {"clause": CLAUSE}
    is_sum = facts.level != Level.TOWNSHIP
    note = _("sums of what townships tell: ranges") if is_sum else ""
    return Listing(title, note, items, columns)


def _most(facts: Facts, grid: Grid, box: Box) -> Listing:
    """Townships with most ventures, with their industries as far as those are told."""
    rows = sorted(_with_ventures(facts), key=lambda row: (-row.count.high, row.code))
    room, columns = capacity(grid, box, len(rows))
    if not grid.is_portrait:
        room, columns = min(MOST_TOWNSHIPS, lines_in(grid, box)), 1
    items = [
        Item(str(rank), row.name, _told(row) or facts.names[row.code[:6]], str(row.count))
        for rank, row in enumerate(rows[:room], 1)
    ]
    title = _("The %(count)s townships with most ventures") % {"count": len(items)}
    return Listing(title, _("industries where they give no small count away"), items, columns)


def _told(row: VentureCount) -> str:
    """The industries of a township; empty where they are not told."""
    if row.by_industry is None:
        return ""
    told = sorted(
        ((cell, Industry(name).label) for name, cell in row.by_industry.items() if cell != NOTHING),
        key=lambda pair: -pair[0].high,
    )
    return _(", ").join(f"{label} {cell}" for cell, label in told)
