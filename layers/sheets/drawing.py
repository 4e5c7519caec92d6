"""Draws a planned map: ground, classes, borders, signs, names, frame."""

from math import pi

import shapely

from geo.levels import Level
from layers import styles
from layers.sheets import hatches, symbols
from layers.sheets.facts import Facts
from layers.sheets.fonts import MM_PER_POINT, Face, width
from layers.sheets.frame import draw_frame, draw_graticule
from layers.sheets.furniture import draw_arrow, draw_bar
from layers.sheets.inks import QUIET, TEXT, WHITE, Inks
from layers.sheets.lines import (
    BORDER_DASH,
    BORDER_MM,
    COUNTY_DASH,
    COUNTY_MM,
    TOWNSHIP_DASH,
    TOWNSHIP_MM,
)
from layers.sheets.names import NUMBER, ROW, STACK
from layers.sheets.pen import Pen
from layers.sheets.plan import Label, Plan, RiverName, Sign
from layers.sheets.themes import has_classes
from outlets.kinds import OperatingModel

AROUND_MM, AROUND_DASH = 0.18, (3.0, 0.9, 0.5, 0.9)
AROUND_LINE = "#A3A3A3"
RIBBON_MM = 5.2
RIVER_MM, NAMED_RIVER_MM, MAIN_RIVER_MM = 0.26, 0.38, 0.50
MAIN_RIVERS = ("大凌河",)
LEADER_MM, LEADER_CASING_MM = 0.16, 0.5
HALO = {"county": 1.3, "township": 1.0, "empty": 0.8, "mate": 0.8, "around": 0.8}
VILLAGE_HALO = 0.55
SLANT = 0.22  # of rivers' names
CHANGES = frozenset(symbols.CHANGE_RADII)


def draw_map(pen: Pen, facts: Facts, plan: Plan, inks: Inks) -> None:
    """The map with its frame."""
    grid, view = plan.grid, plan.view
    with pen.within(view.window):
        _draw_ground(pen, facts, plan, inks)
        _draw_unit(pen, facts, plan, inks)
        _draw_rivers(pen, facts, plan, inks)
        _draw_borders(pen, facts, plan, inks)
        draw_graticule(pen, view, grid)
        for label in plan.labels:
            _draw_leader(pen, plan, label)
        for sign in plan.signs:
            _draw_sign(pen, sign, inks)
        for river in plan.rivers:
            _draw_river_name(pen, river, inks)
        for label in plan.labels:
            _draw_label(pen, label, inks)
        draw_bar(pen, grid, view, plan.bar)
        draw_arrow(pen, grid, plan.arrow)
    draw_frame(pen, view, grid)


def _draw_ground(pen: Pen, facts: Facts, plan: Plan, inks: Inks) -> None:
    """What surrounds the unit."""
    view, grid = plan.view, plan.grid
    pen.rectangle(view.window, fill=inks.around)
    line = grid.line_mm(AROUND_MM)
    for around in facts.ground.neighbours:
        shape = view.clipped(around.shape)
        if not shape.is_empty:
            pen.lines(shape, line, AROUND_LINE, AROUND_DASH)
    if facts.level == Level.CITY:
        return
    level = Level.TOWNSHIP if facts.level == Level.TOWNSHIP else Level.COUNTY
    city = facts.ground.below(facts.division.code[:4] + "00", Level.COUNTY)
    for county in city:
        shape = view.clipped(county.area)
        if not shape.is_empty:
            pen.area(shape, inks.mate)
    mates = [u for u in facts.ground.units.values() if u.level == level]
    for mate in mates:
        if mate.code == facts.division.code:
            continue
        shape = view.clipped(mate.area)
        if not shape.is_empty:
            pen.lines(shape, line, AROUND_LINE, AROUND_DASH)


def _draw_unit(pen: Pen, facts: Facts, plan: Plan, inks: Inks) -> None:
    """Its townships by class of coverage."""
    view = plan.view
    if not has_classes(facts):
        pen.area(plan.unit, WHITE if inks.is_mono else styles.PAPER_RAMP[0])
        return
    pen.area(plan.unit, WHITE)
    rates = {row.code: row.rate for row in facts.townships}
    for unit in facts.ground.below(facts.division.code, Level.TOWNSHIP):
        hatches.fill_class(pen, view.shape(unit.area), styles.class_of(rates[unit.code]), inks)


def _draw_rivers(pen: Pen, facts: Facts, plan: Plan, inks: Inks) -> None:
    for river in facts.ground.rivers:
        shape = plan.view.clipped(river.shape)
        if not shape.is_empty:
            width_mm = NAMED_RIVER_MM if river.name else RIVER_MM
            width_mm = MAIN_RIVER_MM if river.name in MAIN_RIVERS else width_mm
            pen.lines(shape, plan.grid.line_mm(width_mm), inks.river)


def _draw_borders(pen: Pen, facts: Facts, plan: Plan, inks: Inks) -> None:
    view, grid, code = plan.view, plan.grid, facts.division.code
    if facts.level != Level.TOWNSHIP:
        townships = view.shape(facts.ground.borders(code, Level.TOWNSHIP))
        pen.lines(townships, grid.line_mm(TOWNSHIP_MM), "#5A5A5A", TOWNSHIP_DASH)
    if facts.level == Level.CITY:
        counties = view.shape(facts.ground.borders(code, Level.COUNTY))
        pen.lines(counties, grid.line_mm(0.9), WHITE)
        pen.lines(counties, grid.line_mm(COUNTY_MM), inks.border, COUNTY_DASH)
    outside = shapely.box(*view.window).difference(plan.unit)
    with pen.within(outside):
        pen.lines(plan.unit, grid.line_mm(RIBBON_MM), inks.ribbon)
    pen.lines(plan.unit, grid.line_mm(BORDER_MM), inks.border, BORDER_DASH)


def _draw_sign(pen: Pen, sign: Sign, inks: Inks) -> None:
    (x, y), size = sign.place, sign.size
    if sign.kind in CHANGES:
        symbols.change(pen, x, y, sign.kind, inks, size=size)
    elif sign.kind == "quiet":
        symbols.quiet(pen, x, y, size=size)
    elif sign.kind == "incubator":
        symbols.incubator(
            pen, x, y, sign.text, sign.form, inks, size=size, is_approximate=sign.is_approximate
        )
    elif sign.kind == "park":
        symbols.park(pen, x, y, sign.text, inks, size=size, is_approximate=sign.is_approximate)
    elif sign.kind == "ventures":
        symbols.ventures(pen, x, y, sign.text, sign.radius, inks)
    elif sign.kind in symbols.SHAPES:
        if sign.dormant:
            aside = sign.radius + 0.1
            symbols.dormant(pen, x + aside, y + aside * 0.75, inks, size=size)
        symbols.village(
            pen, x, y, sign.kind, inks,
            size=size, is_approximate=sign.is_approximate, outlets=sign.number,
        )  # fmt: skip
    else:
        symbols.outlet(
            pen, x, y, OperatingModel(sign.kind) if sign.kind else "", inks,
            size=size, is_approximate=sign.is_approximate, is_operating=sign.is_operating,
        )  # fmt: skip


def _draw_leader(pen: Pen, plan: Plan, label: Label) -> None:
    leader = label.candidate.leader
    if leader is None:
        return
    pen.line(leader, plan.grid.line_mm(LEADER_CASING_MM), WHITE)
    pen.line(leader, plan.grid.line_mm(LEADER_MM), TEXT)
    pen.circle(*leader[0], plan.grid.line_mm(0.35), fill=TEXT)


def _colour(label: Label, inks: Inks) -> str:
    if label.kind in ("uncovered", "lost"):
        return inks.gap
    if label.kind in ("mate", "around", "empty"):
        return QUIET if label.kind == "mate" else "#7A7A7A"
    return TEXT


def _draw_label(pen: Pen, label: Label, inks: Inks) -> None:
    """A name in the box that it was given, in its form."""
    box, form = label.candidate.box, label.candidate.form
    left, top, right, bottom = box
    colour, halo = _colour(label, inks), HALO.get(label.kind, VILLAGE_HALO)
    middle = (left + right) / 2
    first = label.lines[0]
    if form == NUMBER:
        pen.circle(
            middle, (top + bottom) / 2, (bottom - top) / 2 - 0.12,
            fill=WHITE, width=0.2, colour=TEXT,
        )  # fmt: skip
        _one_line(pen, middle, box, label, colour, 0)
    elif label.spacing > 1:
        _spaced(pen, box, label, colour, halo)
    elif form == STACK:
        second = label.lines[1]
        heights = [line.size_pt * MM_PER_POINT for line in label.lines]
        start = (top + bottom) / 2 - sum(heights) / 2
        for line, y in ((first, start + heights[0] * 0.84), (second, bottom - heights[1] * 0.22)):
            pen.text(
                middle, y, line.text, line.size_pt,
                face=line.face, colour=colour, align="middle", halo=halo, kind=label.kind,
            )  # fmt: skip
    elif form == ROW:
        second = label.lines[1]
        whole = right - left - sum(width(li.text, li.size_pt, li.face) for li in label.lines)
        y = (top + bottom) / 2 + 0.34 * first.size_pt * MM_PER_POINT
        pen.text(
            left + 0.15, y, first.text, first.size_pt,
            face=first.face, colour=colour, halo=halo, kind=label.kind,
        )  # fmt: skip
        after = left + 0.15 + width(first.text, first.size_pt, first.face) + max(0.0, whole - 0.3)
        pen.text(
            after, y, second.text, second.size_pt,
            face=second.face, colour=colour, halo=halo, kind=label.kind,
        )  # fmt: skip
    else:
        _one_line(pen, middle, box, label, colour, halo)


def _one_line(
    pen: Pen,
    middle: float,
    box: tuple[float, float, float, float],
    label: Label,
    colour: str,
    halo: float,
) -> None:
    line = label.lines[0]
    y = (box[1] + box[3]) / 2 + 0.34 * line.size_pt * MM_PER_POINT
    pen.text(
        middle, y, line.text, line.size_pt,
        face=line.face, colour=colour, align="middle", halo=halo, kind=label.kind,
    )  # fmt: skip


def _spaced(
    pen: Pen, box: tuple[float, float, float, float], label: Label, colour: str, halo: float
) -> None:
    """Signs apart from one another, as names of what lies around are set."""
    line = label.lines[0]
    y = (box[1] + box[3]) / 2 + 0.34 * line.size_pt * MM_PER_POINT
    step = (box[2] - box[0]) / len(line.text)
    for place, sign in enumerate(line.text):
        pen.text(
            box[0] + (place + 0.5) * step, y, sign, line.size_pt,
            colour=colour, align="middle", halo=halo, kind=label.kind,
        )  # fmt: skip


def _draw_river_name(pen: Pen, river: RiverName, inks: Inks) -> None:
    for sign, x, y, slope in river.signs:
        with pen.turned(x, y, slope if abs(slope) <= pi else 0.0):
            pen.slanted(sign, river.size_pt, SLANT, Face.SERIF, inks.river_name)
