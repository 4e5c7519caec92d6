"""Coverage: villages by state, townships by class."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from geo.levels import Level
from layers.sheets import symbols
from layers.sheets.facts import Facts
from layers.sheets.gap_list import HEAD_ROOM_MM, WIDE_COLUMNS, Item, Listing
from layers.sheets.inks import Inks
from layers.sheets.legend import PAIR_MM, Drawn, Entry
from layers.sheets.papers import Box, Grid, Paper
from layers.sheets.pen import Pen
from layers.sheets.plan import Plan, Sign
from layers.sheets.signs import sign_at, unnamed, village_name
from layers.sheets.tables import Column, Table, number
from layers.sheets.themes import villages
from layers.sheets.themes.theme import SheetTheme
from layers.sheets.themes.villages import Shape, state_label, states_known, village_sign
from layers.sheets.view import View
from outlets.kinds import Status
from targets import findings
from targets.coverage import CoverageRow
from targets.definitions import Definition
from targets.findings import percent

FAR_GAP_WEIGHT, GAP_WEIGHT, OWN_WEIGHT, SERVED_WEIGHT = 9.0, 6.0, 3.2, 2.4
FAR_GAPS = 40
WEIGHTS = {
    "own": OWN_WEIGHT,
    "reached": OWN_WEIGHT,
    "served": SERVED_WEIGHT,
    "uncovered": GAP_WEIGHT,
}
# On the city's sheet signs of villages without an outlet are smaller still.
CITY_GAP, CITY_SERVED = 0.82, 0.8
ORDER = ("served", "uncovered", "reached", "own")


class Coverage(SheetTheme):
    code = "COV"
    has_classes = True

    def title(self, facts: Facts, name: str) -> str:
        finding = findings.finding(facts.report)
        if finding.startswith(name):
            return finding
        return _("%(name)s: %(finding)s") % {"name": name, "finding": finding}

    def second(self, facts: Facts) -> str:
        return villages.second_of(facts)

    def count(self, facts: Facts, row: CoverageRow) -> str:
        return f"{row.covered}/{row.villages}"

    def county_count(self, facts: Facts, row: CoverageRow) -> str:
        return self.count(facts, row) if row.rate is None else percent(row.rate)

    def signs(self, facts: Facts, view: View, grid: Grid, size: float, ranked: int) -> list[Sign]:
        found = village_signs(facts, view, size)
        if facts.level == Level.CITY:
            return [unnamed(sign) for sign in found]
        if facts.level == Level.COUNTY and grid.paper is Paper.A4:
            # On small paper there is room for the names that matter.
            return [sign if sign.kind == "uncovered" else unnamed(sign) for sign in found]
        return found

    def entries(self, facts: Facts, plan: Plan, inks: Inks) -> list[Entry]:
        return [*state_entries(facts, plan, inks), *quality_entries(facts, plan, inks)]

    def classes_title(self, facts: Facts) -> str:
        if facts.level == Level.CITY:
            return super().classes_title(facts)
        return _("townships by coverage (figures: covered/villages)")

    def table(self, facts: Facts) -> Table:
        if facts.level == Level.TOWNSHIP:
            return villages.village_table(facts)
        note = _("villages; best covered first")
        return villages.division_table(facts, note, coverage_shape(facts), has_classes=True)

    def listing(self, facts: Facts, grid: Grid, box: Box, *, further_page: int) -> Listing:
        if facts.level == Level.CITY:
            return lowest_townships(facts, grid, box)
        return villages.gap_listing(facts, grid, box, further_page)

    def needs_further(self, facts: Facts, ranked: int) -> bool:
        """The city's sheet lists townships; its counties' sheets list the villages."""
        return facts.level == Level.COUNTY and ranked < len(facts.untouched)


def village_signs(facts: Facts, view: View, size: float, ranked: int = 0) -> list[Sign]:
    ranks = {gap.code: rank for rank, gap in enumerate(facts.untouched, 1)}
    is_city = facts.level == Level.CITY
    city = {"uncovered": CITY_GAP, "served": CITY_SERVED} if is_city else {}
    found = []
    for village in facts.villages:
        if village.place is None or village.state == "unlocated":
            continue
        rank = ranks.get(village.code, 0)
        weight = FAR_GAP_WEIGHT if 0 < rank <= FAR_GAPS else WEIGHTS[village.state]
        name = village_name(village.name)
        if ranked:
            name = f"{rank} {name}" if 0 < rank <= ranked else name
            if village.state != "uncovered":
                name, weight = "", 0.0
        found.append(
            sign_at(
                view, village.place, key=village.code, kind=village.state, name=name,
                weight=weight, size=size * city.get(village.state, 1.0),
                is_approximate=village.is_approximate, number=village.outlets,
                dormant=0 if is_city else village.dormant,
                radius=symbols.radius(symbols.SHAPES[village.state]),
            )
        )  # fmt: skip
    return sorted(found, key=lambda sign: ORDER.index(sign.kind))


def state_entries(facts: Facts, plan: Plan, inks: Inks) -> list[Entry]:
    counts = facts.state_total
    notes = {"unlocated": _("counted, not drawn")}
    found = [
        Entry(
            state_label(state), counts[state], village_sign(facts, plan, inks, state),
            note=notes.get(state, ""),
        )
        for state in states_known(facts.question.definition)
    ]  # fmt: skip
    found.append(Entry(_("All administrative villages"), sum(counts.values()), is_sum=True))
    return found


def quality_entries(facts: Facts, plan: Plan, inks: Inks) -> list[Entry]:
    """How well positions are known, and signs that count nowhere."""
    drawn = [v for v in facts.villages if v.place is not None and v.state != "unlocated"]
    approximate = sum(village.is_approximate for village in drawn)
    near = "reached" if facts.question.definition is Definition.SPATIAL else "own"

    def pair(is_approximate: bool) -> Drawn:
        one = village_sign(facts, plan, inks, near, is_approximate=is_approximate)
        two = village_sign(facts, plan, inks, "uncovered", is_approximate=is_approximate)
        apart = PAIR_MM * plan.sign_size

        def draw(pen: Pen, x: float, y: float) -> None:
            one(pen, x - apart, y)
            two(pen, x + apart, y)

        return draw

    growth = plan.grid.paper.symbol_growth
    reach = f"{(3.0 if facts.level == Level.CITY else 4.0) * growth:.1f}".removesuffix(".0")
    moved = _("moved by %(mm)s mm at most") % {"mm": reach}
    found = [
        Entry(_("position known"), len(drawn) - approximate, pair(False), is_counted=False),
        Entry(_("position approximate"), approximate, pair(True), moved, is_counted=False),
    ]
    several = sum(village.outlets > 1 for village in facts.villages)
    if several:
        found.append(
            Entry(
                _("several outlets in the village"), several,
                village_sign(facts, plan, inks, near, outlets=2), is_counted=False,
            )
        )  # fmt: skip
    dormant = facts.report.outlets_by_status[Status.DORMANT]
    if dormant and facts.level != Level.CITY:
        found.append(
            Entry(
                _("outlet presumed dormant"), dormant,
                lambda pen, x, y: symbols.dormant(pen, x, y, inks, size=plan.sign_size),
                note=_("not counted"), is_counted=False,
            )
        )  # fmt: skip
    return found


def coverage_shape(facts: Facts, *, is_worst_first: bool = False) -> Shape:
    """Villages by state; the states add up to the villages."""
    is_spatial = facts.question.definition is Definition.SPATIAL
    by_state = (
        (("reached", Column(pgettext("head", "near"), is_strong=True)),)
        if is_spatial
        else (
            ("own", Column(pgettext("head", "own"), is_strong=True)),
            ("served", Column(pgettext("head", "served"))),
        )
    )
    columns = (
        Column(pgettext("head", "villages")),
        *(column for _state, column in by_state),
        Column(pgettext("head", "open"), is_gap=True),
        Column(pgettext("head", "unlocated")),
        Column(pgettext("head", "outlets")),
        Column(pgettext("head", "coverage")),
    )

    def cells(row: CoverageRow) -> tuple[str, ...]:
        states = facts.states_of(row.code)
        rate = "—" if row.rate is None else percent(row.rate)
        shown = [number(states[state]) for state, _column in by_state]
        return (
            str(row.villages), *shown, number(states["uncovered"]), number(states["unlocated"]),
            number(row.outlets), rate,
        )  # fmt: skip

    def worst_first(row: CoverageRow) -> tuple:
        return (-(row.villages - row.covered), row.code)

    def best_first(row: CoverageRow) -> tuple:
        return (row.rate is None, -(row.rate or 0), -row.villages, row.code)

    return columns, cells, worst_first if is_worst_first else best_first


def lowest_townships(facts: Facts, grid: Grid, box: Box, *, is_by_gaps: bool = False) -> Listing:
    """On the city's sheet: the townships that lack most."""
    rows = [row for row in facts.townships if row.villages > row.covered]
    rows.sort(key=lambda row: (row.rate or 0, -(row.villages - row.covered), row.code))
    if is_by_gaps:
        rows.sort(key=lambda row: (-(row.villages - row.covered), row.code))
    height = box[3] - box[1] - grid.lead(HEAD_ROOM_MM)
    count = WIDE_COLUMNS if grid.is_portrait else 1
    shown = rows[: int(height / grid.lead(4.1)) * count]
    items = [
        Item(
            str(rank), row.name, facts.names[row.code[:6]],
            f"{row.covered}/{row.villages}　{row.villages - row.covered}",
        )
        for rank, row in enumerate(shown, 1)
    ]  # fmt: skip
    title = _("The %(count)s townships least covered") % {"count": len(shown)}
    if is_by_gaps:
        title = _("The %(count)s townships with most gaps") % {"count": len(shown)}
    return Listing(title, _("covered/villages, open"), items, count)
