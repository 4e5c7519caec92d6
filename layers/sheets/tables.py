"""The table of a sheet: by county, township or village, the best covered first, with its sum."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import shapely
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from geo.levels import Level
from layers import styles
from layers.sheets import fonts, hatches, symbols
from layers.sheets.facts import Facts, Past
from layers.sheets.fonts import MM_PER_POINT, Face
from layers.sheets.inks import QUIET, TEXT, Inks
from layers.sheets.options import Theme
from layers.sheets.papers import Box, Grid
from layers.sheets.pen import Pen
from layers.sheets.setting import BODY, NOTE, TOTAL_RULE_MM, fitted, hairline, heading
from outlets.kinds import OperatingModel, Status
from targets.coverage import CoverageRow
from targets.definitions import Definition
from targets.findings import percent

ROW_MM, LEAST_ROW_MM = 4.9, 2.9
SIZE_TO_ROW = 0.70  # of type to the row's height
NOTHING = "–"
GAP_MM = 1.3  # between columns
HEAD_ROW_MM = 4.2
USUAL = 0.9  # of the names are no longer than what the columns leave room for


@dataclass(frozen=True)
class Column:
    """Attributes:
    is_gap: its numbers are in the colour of what is missing; `is_strong`: in bold.
    """

    head: str
    is_gap: bool = False
    is_strong: bool = False


@dataclass(frozen=True)
class TableRow:
    """Attributes:
    cells: text for each column; the first stands beside the name.
    rate: the share that its class shows; null where there is no village.
    village: code of the village that it is about, where it is about one.
    """

    name: str
    cells: tuple[str, ...]
    rate: float | None = None
    village: str = ""


@dataclass(frozen=True)
class Table:
    title: str
    note: str
    name_head: str
    columns: tuple[Column, ...]
    rows: list[TableRow]
    total: TableRow | None = None
    has_classes: bool = True


def table_of(facts: Facts) -> Table:
    """The table of the theme."""
    if facts.level == Level.TOWNSHIP:
        return _villages(facts)
    title, name = _titles(facts)
    theme = facts.options.theme
    if theme is Theme.MODELS:
        columns, cells, key = _model_columns(facts)
    elif theme is Theme.CHANGE and facts.past:
        columns, cells, key = _change_columns(facts, facts.past)
    else:
        columns, cells, key = _coverage_columns(facts)
    order = sorted(facts.report.rows, key=key)
    rows = [TableRow(facts.names[row.code], cells(row), row.rate) for row in order]
    whole = facts.report.total
    return Table(
        title=title,
        note=_order_note(theme),
        name_head=name,
        columns=columns,
        rows=rows,
        total=TableRow(_("Total"), cells(whole), whole.rate),
        has_classes=theme in (Theme.COVERAGE, Theme.GAPS),
    )


def _titles(facts: Facts) -> tuple[str, str]:
    if facts.level == Level.CITY:
        return _("By county"), _("County")
    return _("By township"), _("Township")


def _order_note(theme: Theme) -> str:
    return {
        Theme.MODELS: _("outlets; most first"),
        Theme.GAPS: _("villages; most gaps first"),
        Theme.CHANGE: _("villages; most newly covered first"),
    }.get(theme, _("villages; best covered first"))


def _number(value: int) -> str:
    return str(value) if value else NOTHING


Cells = Callable[[CoverageRow], tuple[str, ...]]
Key = Callable[[CoverageRow], tuple]
Shape = tuple[tuple[Column, ...], Cells, Key]


def _coverage_columns(facts: Facts) -> Shape:
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
        shown = [_number(states[state]) for state, _column in by_state]
        return (
            str(row.villages), *shown, _number(states["uncovered"]), _number(states["unlocated"]),
            _number(row.outlets), rate,
        )  # fmt: skip

    def worst_first(row: CoverageRow) -> tuple:
        return (-(row.villages - row.covered), row.code)

    def best_first(row: CoverageRow) -> tuple:
        return (row.rate is None, -(row.rate or 0), -row.villages, row.code)

    return columns, cells, worst_first if facts.options.theme is Theme.GAPS else best_first


def _model_columns(facts: Facts) -> Shape:
    """Operating outlets by model, and those presumed dormant, which count nowhere."""
    columns = (
        *(Column(str(model.label)) for model in OperatingModel),
        Column(pgettext("head", "not stated")),
        Column(pgettext("head", "operating"), is_strong=True),
        Column(pgettext("head", "dormant"), is_gap=True),
    )

    def cells(row: CoverageRow) -> tuple[str, ...]:
        counts = facts.models_of(row.code)
        models = [counts[model, Status.OPERATING.value] for model in (*OperatingModel.values, "")]
        dormant = sum(n for (_m, status), n in counts.items() if status == Status.DORMANT)
        return (*map(_number, models), _number(sum(models)), _number(dormant))

    return columns, cells, lambda row: (-row.outlets, row.code)


def _change_columns(facts: Facts, past: Past) -> Shape:
    """Covered on both days, what came, what went; never only the net."""
    then = {row.code: row for row in past.report.rows} | {facts.division.code: past.report.total}
    columns = (
        Column(pgettext("head", "villages")),
        Column(pgettext("head", "before")),
        Column(pgettext("head", "gained"), is_strong=True),
        Column(pgettext("head", "lost"), is_gap=True),
        Column(pgettext("head", "now")),
        Column(pgettext("head", "coverage")),
    )

    def counts(row: CoverageRow) -> tuple[int, int]:
        start = row.code if row.code != facts.division.code else ""
        gained = sum(code.startswith(start) for code in past.change.gained)
        return gained, sum(code.startswith(start) for code in past.change.lost)

    def cells(row: CoverageRow) -> tuple[str, ...]:
        gained, lost = counts(row)
        before = then[row.code].covered if row.code in then else 0
        rate = "—" if row.rate is None else percent(row.rate)
        return (
            str(row.villages), _number(before), _number(gained), _number(lost),
            _number(row.covered), rate,
        )  # fmt: skip

    return columns, cells, lambda row: (-counts(row)[0], counts(row)[1], row.code)


def _villages(facts: Facts) -> Table:
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
        has_classes=False,
    )


def state_word(state: str) -> str:
    """The state of a village in a word."""
    return {
        "own": pgettext("head", "own"),
        "reached": pgettext("head", "near"),
        "served": pgettext("head", "served"),
        "uncovered": pgettext("head", "open"),
    }.get(state, pgettext("head", "unlocated"))


def table_height(grid: Grid, table: Table) -> float:
    """What the table takes when nothing presses it."""
    rows = len(table.rows) + (1 if table.total else 0)
    return grid.lead(7.2 + HEAD_ROW_MM + ROW_MM * rows + 2)


def draw_table(pen: Pen, grid: Grid, box: Box, table: Table, facts: Facts, inks: Inks) -> float:
    """The table, its rows as far apart as there is room; gives the y below it."""
    left, _top, right, bottom = box
    y = heading(pen, grid, box, table.title, table.note)
    if facts.level == Level.TOWNSHIP:
        return _draw_villages(pen, grid, (left, y, right, bottom), table, facts, inks)
    count = len(table.rows) + (1 if table.total else 0)
    room = bottom - y - grid.lead(HEAD_ROW_MM)
    pitch = min(grid.lead(ROW_MM), room / max(1, count))
    size = min(grid.size_pt(BODY), pitch / MM_PER_POINT * SIZE_TO_ROW)
    chip = pitch * 0.62 if table.has_classes else 0.0
    name_left = left + (chip * 1.25 + 0.9 if chip else 0.0)
    names = sorted(fonts.width(row.name, size) for row in table.rows)
    usual = names[int(len(names) * USUAL)] if names else 0.0
    head_size = _head_size(grid, table, size, right - name_left - usual - 1.0)
    widths = _widths(table, size, head_size)
    ends = _ends(right, widths, grid.lead(GAP_MM))
    name_room = ends[0] - widths[0] - name_left - 1.0
    y += grid.lead(2.2)
    _draw_heads(pen, left, y, table, ends, head_size)
    y += grid.lead(0.9)
    pen.line([(left, y), (right, y)], grid.line_mm(0.15), TEXT)
    for row in table.rows:
        base = y + pitch * 0.72
        if chip:
            _draw_chip(pen, left, y + (pitch - chip) / 2, chip, row.rate, inks)
        fitted(pen, name_left, base, row.name, size, name_room, kind="row")
        _draw_cells(pen, base, table, row, ends, size, inks)
        y += pitch
        hairline(pen, grid, left, right, y)
    if table.total:
        pen.line([(left, y), (right, y)], grid.line_mm(TOTAL_RULE_MM), TEXT)
        base = y + pitch * 0.76
        pen.text(left, base, table.total.name, size, face=Face.BOLD, kind="total")
        for column, end, cell in zip(table.columns, ends, table.total.cells, strict=True):
            colour = inks.gap if column.is_gap else TEXT
            pen.text(
                end, base, cell, size, face=Face.BOLD, colour=colour, align="right", kind="total"
            )
        y += pitch
    return y


def _widths(table: Table, size: float, head_size: float) -> list[float]:
    """Of each column: its widest cell, or its head."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    return [
        max(
            fonts.width(column.head, head_size),
            *(fonts.width(row.cells[number], size, Face.BOLD) for row in rows),
        )
        for number, column in enumerate(table.columns)
    ]


def _head_size(grid: Grid, table: Table, size: float, room: float) -> float:
    """The largest size of all heads that leaves the names their room."""
    largest = grid.size_pt(NOTE) * 0.9
    gaps = grid.lead(GAP_MM) * len(table.columns)
    for share in (1.0, 0.93, 0.86, 0.8, 0.74, 0.68, 0.62):
        if sum(_widths(table, size, largest * share)) + gaps <= room:
            break
    return largest * share


def _ends(right: float, widths: Sequence[float], gap: float) -> list[float]:
    """The right edges of the columns."""
    ends, end = [], right
    for wide in reversed(widths):
        ends.append(end)
        end -= wide + gap
    return ends[::-1]


def _draw_heads(
    pen: Pen, left: float, y: float, table: Table, ends: Sequence[float], size: float
) -> None:
    pen.text(left, y, table.name_head, size, colour=QUIET)
    for column, end in zip(table.columns, ends, strict=True):
        pen.text(end, y, column.head, size, colour=QUIET, align="right")


def _draw_cells(
    pen: Pen,
    base: float,
    table: Table,
    row: TableRow,
    ends: Sequence[float],
    size: float,
    inks: Inks,
) -> None:
    for column, end, cell in zip(table.columns, ends, row.cells, strict=True):
        is_empty = cell in (NOTHING, "0", "—")
        colour = inks.gap if column.is_gap and not is_empty else TEXT
        face = Face.BOLD if column.is_strong or (column.is_gap and inks.is_mono) else Face.SANS
        pen.text(
            end, base, cell, size,
            face=Face.SANS if is_empty else face, colour="#9A9A9A" if is_empty else colour,
            align="right", kind="cell",
        )  # fmt: skip


def _draw_chip(pen: Pen, x: float, y: float, side: float, rate: float | None, inks: Inks) -> None:
    """The class of a row, as the map fills it."""
    box = shapely.box(x, y, x + side * 1.15, y + side)
    hatches.fill_class(pen, box, styles.class_of(rate), inks, spacing=0.5)
    pen.lines(box, 0.12, TEXT)


def _draw_villages(pen: Pen, grid: Grid, box: Box, table: Table, facts: Facts, inks: Inks) -> float:
    """Rows of villages, each with its sign."""
    left, y, right, bottom = box
    pitch = min(grid.lead(ROW_MM), (bottom - y) / max(1, len(table.rows)))
    size = min(grid.size_pt(BODY), pitch / MM_PER_POINT * SIZE_TO_ROW)
    grown = min(1.0, pitch / 3.6)
    name_left = left + 4.2 * grown
    wide = right - left
    state_left = left + wide * 0.36
    for row in table.rows:
        base = y + pitch * 0.68
        village = facts.by_code[row.village]
        symbols.village(
            pen, left + 1.7 * grown, y + pitch / 2, village.state, inks,
            size=grown * 0.9, is_approximate=village.is_approximate, outlets=village.outlets,
        )  # fmt: skip
        is_gap = village.state == "uncovered"
        fitted(
            pen, name_left, base, row.name, size, state_left - name_left - 0.8,
            face=Face.BOLD if is_gap else Face.SANS, colour=inks.gap if is_gap else TEXT,
            kind="row",
        )  # fmt: skip
        used = fitted(pen, state_left, base, row.cells[0], size * 0.92, wide * 0.2, colour=QUIET)
        room = right - state_left - used - 1.2
        fitted(pen, right, base, row.cells[1], size * 0.92, room, colour=QUIET, align="right")
        y += pitch
        hairline(pen, grid, left, right, y)
    return y
