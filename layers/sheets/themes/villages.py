"""What the themes of villages share: signs, words, legends, tables and lists."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from geo.levels import Level
from layers import styles
from layers.sheets import symbols
from layers.sheets.facts import Facts
from layers.sheets.gap_list import WIDE_COLUMNS_FEW, Item, Listing, capacity
from layers.sheets.inks import Inks
from layers.sheets.legend import Drawn, Entry
from layers.sheets.papers import Box, Grid
from layers.sheets.pen import Pen
from layers.sheets.plan import Plan, Sign
from layers.sheets.signs import sign_at
from layers.sheets.tables import NOTHING, Column, Table, TableRow
from layers.sheets.view import View
from outlets.kinds import OperatingModel
from targets import findings
from targets.coverage import CoverageRow, Gap
from targets.definitions import Definition
from targets.findings import percent

Cells = Callable[[CoverageRow], tuple[str, ...]]
Key = Callable[[CoverageRow], tuple]
Shape = tuple[tuple[Column, ...], Cells, Key]


def state_label(state: str) -> str:
    return next(str(style.label) for style in styles.VILLAGE_STYLES if style.state == state)


def state_word(state: str) -> str:
    """The state of a village in a word."""
    return {
        "own": pgettext("head", "own"),
        "reached": pgettext("head", "near"),
        "served": pgettext("head", "served"),
        "uncovered": pgettext("head", "open"),
    }.get(state, pgettext("head", "unlocated"))


def states_known(definition: Definition) -> tuple[str, ...]:
    """The states that a definition tells apart."""
    served = ("reached",) if definition is Definition.SPATIAL else ("own", "served")
    return (*served, "uncovered", "unlocated")


def village_sign(facts: Facts, plan: Plan, inks: Inks, state: str, **how: object) -> Drawn:
    size = next((sign.size for sign in plan.signs if sign.kind == state), plan.sign_size)

    def draw(pen: Pen, x: float, y: float) -> None:
        symbols.village(pen, x, y, state, inks, size=size, **how)  # type: ignore[arg-type]

    return draw


def division_table(facts: Facts, note: str, shape: Shape, *, has_classes: bool = False) -> Table:
    """By county or township, in the order of the shape's key, with the sum."""
    columns, cells, key = shape
    title, name = table_titles(facts)
    whole = facts.report.total
    return Table(
        title=title,
        note=note,
        name_head=name,
        columns=columns,
        rows=[
            TableRow(facts.names[row.code], cells(row), row.rate)
            for row in sorted(facts.report.rows, key=key)
        ],
        total=TableRow(_("Total"), cells(whole), whole.rate),
        has_classes=has_classes,
    )


def table_titles(facts: Facts) -> tuple[str, str]:
    if facts.level == Level.CITY:
        return _("By county"), _("County")
    return _("By township"), _("Township")


def all_villages(facts: Facts, view: View, size: float) -> list[Sign]:
    """Every village as a dot, for themes that do not speak of villages."""
    return [
        sign_at(
            view, village.place, key=village.code, kind="quiet", size=size,
            is_approximate=village.is_approximate, radius=symbols.QUIET_RADIUS,
        )
        for village in facts.villages
        if village.place is not None
    ]  # fmt: skip


def all_villages_entry(facts: Facts, plan: Plan) -> Entry:
    """What the legend says of these dots."""
    return Entry(
        _("Administrative villages"),
        len(facts.villages),
        lambda pen, x, y: symbols.quiet(pen, x, y, size=plan.sign_size),
        is_counted=False,
    )


def village_table(facts: Facts) -> Table:
    """Every village of a township: its state and its outlets, or how far the next one is."""
    models: dict[str, list[str]] = {}
    for outlet in facts.outlets:
        if outlet.is_operating:
            label = OperatingModel(outlet.model).label if outlet.model else _("model not stated")
            models.setdefault(outlet.village, []).append(str(label))
    nearest = {gap.code: gap for gap in facts.gaps}
    rows = []
    for village in facts.villages:
        told = _(", ").join(models.get(village.code, []))
        gap = nearest.get(village.code)
        if not told and gap is not None and gap.nearest_m is not None:
            told = _("%(km)s km to %(nearest)s") % {
                "km": f"{gap.nearest_m / 1000:.1f}",
                "nearest": gap.nearest,
            }
        rows.append(
            TableRow(village.name, (state_word(village.state), told or NOTHING), None, village.code)
        )
    return Table(
        title=_("By village"),
        note=_("straight line to the nearest outlet"),
        name_head=_("Village"),
        columns=(
            Column(pgettext("head", "state")),
            Column(pgettext("head", "outlets, or the nearest")),
        ),
        rows=rows,
        has_villages=True,
    )


def second_of(facts: Facts) -> str:
    """What the title leaves out, so that all villages are accounted for."""
    states, total = facts.state_total, facts.report.total
    values = {
        "served": states["served"],
        "uncovered": states["uncovered"],
        "unlocated": states["unlocated"],
        "villages": total.villages,
        "covered": total.covered,
        "reached": states["reached"],
        "radius": findings.radius(facts.question.radius_m),
    }
    if not total.villages:
        return _("No administrative village is registered here.")
    service = facts.other(Definition.SERVICE).total
    values |= {"service": service.covered, "service_rate": percent(service.rate or 0)}
    if facts.question.definition is Definition.SPATIAL:
        parts = [
            _("%(reached)s villages lie within %(radius)s of an outlet"),
            _("%(uncovered)s farther away"),
        ]
    else:
        parts = []
        if states["served"]:
            parts.append(
                _(
                    "Another %(served)s villages are served by a neighbour's outlet (served:"
                    " %(service)s÷%(villages)s=%(service_rate)s)"
                )
            )
        parts.append(_("%(uncovered)s villages have neither outlet nor service"))
    if states["unlocated"]:
        parts.append(_("%(unlocated)s villages have no position"))
    return _("; ").join(parts) % values + pgettext("end of a sentence", ".")


def gap_listing(facts: Facts, grid: Grid, box: Box, further_page: int) -> Listing:
    whole = facts.untouched
    room, count = capacity(grid, box, len(whole))
    shown = whole[:room]
    unlocated = [gap for gap in facts.gaps if facts.by_code[gap.code].state == "unlocated"]
    values = {"count": len(shown), "whole": len(whole), "unlocated": len(unlocated)}
    if len(shown) < len(whole):
        title = _("The %(count)s villages farthest from an outlet") % values
    else:
        title = _("The %(count)s villages that nobody serves, farthest first") % values
    note = _("km in a straight line")
    if further_page:
        note += _("; all %(whole)s open and %(unlocated)s unlocated villages: page %(page)s") % (
            values | {"page": further_page}
        )
    is_wide = count == WIDE_COLUMNS_FEW and grid.is_portrait
    items = [_item(rank, gap, facts, is_wide) for rank, gap in enumerate(shown, 1)]
    foot = ""
    if unlocated and not further_page:
        names = _(", ").join(
            _("%(village)s (%(township)s)")
            % {"village": gap.name, "township": facts.names[gap.code[:9]]}
            for gap in unlocated
        )
        foot = _("No position: %(names)s") % {"names": names}
    return Listing(title, note, items, count, foot)


def _item(rank: int, gap: Gap, facts: Facts, is_wide: bool) -> Item:
    township = facts.names.get(gap.code[:9], "")
    end = "—" if gap.nearest_m is None else f"{gap.nearest_m / 1000:.1f}"
    middle = township if facts.level != Level.TOWNSHIP else ""
    if is_wide and gap.nearest:
        middle = f"{middle} → {gap.nearest}" if middle else f"→ {gap.nearest}"
    return Item(str(rank), gap.name, middle, end, "uncovered")
