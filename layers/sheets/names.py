"""The names on a map: how each may be written, and where the placing puts it."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from geo.levels import Level
from layers.overview import short_label
from layers.sheets import fonts
from layers.sheets.facts import Facts
from layers.sheets.fonts import MM_PER_POINT, Face
from layers.sheets.ground import Unit
from layers.sheets.papers import Box, Grid
from layers.sheets.placement import (
    Candidate,
    Form,
    LabelRequest,
    around_point,
    for_area,
    inside_area,
    place,
    with_leader,
)
from layers.sheets.plan import Label, Line, Sign
from layers.sheets.themes import theme_of
from layers.sheets.view import View

COUNTY_WEIGHT, TOWNSHIP_WEIGHT, EMPTY_WEIGHT, AROUND_WEIGHT = 300.0, 100.0, 30.0, 1.0
SWEEPS, CITY_SWEEPS, VILLAGE_SWEEPS = 220, 500, 60
# How much farther from the middle a county's name may stand, in cost; the same among firm signs.
COUNTY_SPREAD, FIRM_SPREAD = 2.5, 9.0
COUNTY_PT, RATE_PT, CITY_TOWNSHIP_PT = 12.5, 8.5, 7.0
TOWNSHIP_PT, TOWNSHIP_MOST_PT, TOWNSHIP_GROWTH = 8.6, 11.0, 0.14
VILLAGE_PT, VILLAGE_MOST_PT, VILLAGE_GROWTH = 5.6, 8.0, 0.16
TOWNSHIP_LEAST_PT = 7.0
COUNT_SHARE = 6.8 / 8.6  # of the township's size
EMPTY_PT = 7.0
AROUND_PT = (9.5, 8.4, 7.2)
AROUND_SPACING = 1.35
PITCH_MM = 9.0
ROOM_MM = 0.3  # of white around a name
BETWEEN_MM = 0.7  # the name and the count behind it
ROW_COST, NAME_ONLY_COST = 0.6, 5.0
LEAST_PART_MM2 = 250.0  # of a neighbour that is worth a name
STACK, ROW, NAME, NUMBER = "stack", "row", "name", "number"


@dataclass(frozen=True)
class TypeSizes:
    """In points on this map: type grows where there is room."""

    township: float
    village: float


def type_sizes(grid: Grid, pitch_mm: float, level: Level) -> TypeSizes:
    grown = grid.paper.type_growth
    room = max(0.0, pitch_mm / grown - PITCH_MM)
    township = min(TOWNSHIP_MOST_PT, TOWNSHIP_PT + TOWNSHIP_GROWTH * room) * grown
    if level == Level.CITY:
        return TypeSizes(max(CITY_TOWNSHIP_PT * grown, 5.6), 0.0)
    village = min(VILLAGE_MOST_PT, VILLAGE_PT + VILLAGE_GROWTH * room) * grown
    return TypeSizes(max(TOWNSHIP_LEAST_PT, township), village)


def forms_of(lines: Sequence[Line], *, spacing: float = 1.0) -> list[Form]:
    """How a name with a count may be written: one over the other, in a row, the name alone."""
    sizes = [fonts.measure(line.text, line.size_pt, line.face) for line in lines]
    height = max(h for _w, h in sizes) + ROOM_MM
    name_width = sizes[0][0] * spacing + ROOM_MM
    alone = Form(NAME, name_width, height, NAME_ONLY_COST if len(lines) > 1 else 0.0)
    if len(lines) == 1:
        return [alone]
    stack = Form(STACK, max(w for w, _h in sizes) + ROOM_MM, sum(h for _w, h in sizes) + ROOM_MM)
    row_width = sum(w for w, _h in sizes) + BETWEEN_MM + ROOM_MM
    return [stack, Form(ROW, row_width, height, ROW_COST), alone]


@dataclass(frozen=True)
class AreaNames:
    """Labels of areas, and the units that got a number instead."""

    labels: list[Label]
    numbered: list[Unit]


def area_names(
    facts: Facts,
    view: View,
    grid: Grid,
    sizes: TypeSizes,
    signs: Sequence[Sign],
    obstacles: Sequence[Box],
) -> AreaNames:
    """The names of counties and townships. None is left out: where there is no room, a number
    stands that the sheet's key explains."""
    asked = [*_counties(facts, grid), *_townships(facts, sizes, grid)]
    drawn = [sign.box for sign in signs]
    is_firm = theme_of(facts).has_firm_signs
    if is_firm:
        obstacles = [*obstacles, *(sign.box for sign in signs if sign.kind != "quiet")]
    number_mm = 1.7 * sizes.township * MM_PER_POINT
    number = Form(NUMBER, number_mm, number_mm)
    requests = []
    for unit, kind, lines, weight in asked:
        shape = view.shape(unit.area)
        forms = forms_of(lines)
        if kind == "county":
            # Larger than the room between signs: these step aside as far as they may.
            places = inside_area(shape, forms[:1])
            spread = FIRM_SPREAD if is_firm else COUNTY_SPREAD
            candidates = [c for c in places if c.cost <= places[0].cost + spread]
        else:
            candidates = for_area(shape, forms, number=number, symbols=drawn, frame=view.window)
        requests.append(LabelRequest(unit.code, weight, candidates))
    sweeps = CITY_SWEEPS if facts.level == Level.CITY else SWEEPS
    placement = place(requests, obstacles, view.window, sweeps=sweeps)
    labels, numbered = [], []
    for unit, kind, lines, _weight in asked:
        candidate = placement.chosen.get(unit.code)
        if candidate is None:
            continue
        if candidate.form == NUMBER:
            numbered.append(unit)
            lines = (Line(str(len(numbered)), sizes.township * 0.9, Face.SANS),)
        labels.append(Label(unit.code, kind, lines, candidate))
    return AreaNames(labels, numbered)


Asked = tuple[Unit, str, tuple[Line, ...], float]


def _counties(facts: Facts, grid: Grid) -> list[Asked]:
    if facts.level != Level.CITY:
        return []
    grown = grid.paper.type_growth
    rows = {row.code: row for row in facts.report.rows}
    found = []
    for unit in facts.ground.below(facts.division.code, Level.COUNTY):
        row = rows[unit.code]
        told = theme_of(facts).county_count(facts, row)
        lines = (
            Line(facts.names[unit.code], COUNTY_PT * grown, Face.BOLD),
            *([Line(told, RATE_PT * grown, Face.BOLD)] if told else []),
        )
        found.append((unit, "county", lines, COUNTY_WEIGHT))
    return found


def _townships(facts: Facts, sizes: TypeSizes, grid: Grid) -> list[Asked]:
    if facts.level == Level.TOWNSHIP or not theme_of(facts).names_townships(facts):
        return []
    rows = {row.code: row for row in facts.townships}
    is_city = facts.level == Level.CITY
    found: list[Asked] = []
    for unit in facts.ground.below(facts.division.code, Level.TOWNSHIP):
        row = rows[unit.code]
        if not row.villages:
            size = min(sizes.township, max(EMPTY_PT * grid.paper.type_growth, TOWNSHIP_LEAST_PT))
            lines: tuple[Line, ...] = (Line(unit.name, size, Face.SANS),)
            found.append((unit, "empty", lines, EMPTY_WEIGHT))
            continue
        name = Line(unit.name, sizes.township, Face.SANS if is_city else Face.BOLD)
        count = Line(theme_of(facts).count(facts, row), sizes.township * COUNT_SHARE, Face.SANS)
        lines = (name,) if is_city or not count.text else (name, count)
        found.append((unit, "township", lines, TOWNSHIP_WEIGHT))
    return found


def around_names(
    facts: Facts, view: View, grid: Grid, taken: Sequence[Candidate], obstacles: Sequence[Box]
) -> list[Label]:
    """The names of what lies around the unit, as large as there is room for."""
    own = facts.unit.area
    found = []
    for key, name, kind, area in _around(facts):
        part = view.clipped(area, room_mm=-1.0)
        part = part.difference(view.shape(own).buffer(3.0)) if not part.is_empty else part
        polygons = [p for p in shapely.get_parts(part) if p.geom_type == "Polygon"]
        largest = max(polygons, key=lambda polygon: polygon.area, default=None)
        if largest is None or largest.area < LEAST_PART_MM2 * grid.paper.growth:
            continue
        found.append((key, name, kind, largest))
    requests, lines_of = [], {}
    for key, name, kind, area in found:
        candidates = []
        for rank, size in enumerate(AROUND_PT):
            line = Line(name, size * grid.paper.type_growth, Face.SANS)
            (form,) = forms_of([line], spacing=AROUND_SPACING)
            form = Form(f"{NAME}{rank}", form.width, form.height, 1.5 * rank)
            inside = inside_area(area, [form])
            candidates += [c for c in inside if c.cost < form.cost + 2.4]
        if candidates:
            requests.append(LabelRequest(key, AROUND_WEIGHT, candidates))
            lines_of[key] = (name, kind)
    placement = place(requests, obstacles, view.window, taken=taken)
    labels = []
    for key, (name, kind) in lines_of.items():
        if (candidate := placement.chosen.get(key)) is None:
            continue
        size = AROUND_PT[int(candidate.form.removeprefix(NAME))] * grid.paper.type_growth
        line = Line(name, size, Face.SANS)
        labels.append(Label(key, kind, (line,), candidate, AROUND_SPACING))
    return labels


def _around(facts: Facts) -> list[tuple[str, str, str, BaseGeometry]]:
    """Key, name, kind and area of the neighbours: townships around a township, else counties."""
    level = Level.TOWNSHIP if facts.level == Level.TOWNSHIP else Level.COUNTY
    found = []
    if facts.level != Level.CITY:
        found = [
            (unit.code, _mate_name(unit), "mate", unit.area)
            for unit in facts.ground.units.values()
            if unit.level == level and unit.code != facts.division.code
        ]
    found += [
        (f"around{place}", one.name, "around", one.shape)
        for place, one in enumerate(facts.ground.neighbours)
        if one.name
    ]
    return found


def _mate_name(unit: Unit) -> str:
    return unit.name if unit.level == Level.TOWNSHIP else short_label(unit)


def village_names(
    signs: Sequence[Sign],
    view: View,
    taken: Sequence[Candidate],
    obstacles: Sequence[Box],
    *,
    size_pt: float,
    has_leaders: bool,
    is_mono: bool,
) -> tuple[list[Label], int]:
    """Names beside signs, and how many found no room. Signs and earlier names are never covered.

    Args:
        has_leaders: whether a name without room beside its sign may stand away from it.
    """
    requests, lines_of = [], {}
    drawn = [_core(sign) for sign in signs]
    for sign in signs:
        if not sign.name:
            continue
        face = Face.BOLD if is_mono and is_stressed(sign) else Face.SANS
        line = Line(sign.name, size_pt, face)
        (form,) = forms_of([line])
        # Signs are circles or diamonds: the name may come as near as their casing.
        candidates = around_point(*sign.place, [form], radius=sign.radius, gap=0.1)
        if has_leaders:
            candidates += with_leader(
                sign.place, [form], symbols=drawn, frame=view.window, best=LEADERS
            )
        requests.append(LabelRequest(sign.key, sign.weight, candidates))
        lines_of[sign.key] = (line, sign.kind)
    placement = place(
        requests,
        [*obstacles, *drawn],
        view.window,
        taken=taken,
        sweeps=SWEEPS if has_leaders else VILLAGE_SWEEPS,
    )
    labels = [
        Label(key, kind, (line,), placement.chosen[key])
        for key, (line, kind) in lines_of.items()
        if key in placement.chosen
    ]
    return labels, len(placement.unplaced)


def is_stressed(sign: Sign) -> bool:
    """What stands out by its colour in colour stands out by its weight in black."""
    return sign.kind in ("uncovered", "lost")


LEADERS = 192  # places away from a sign that its name may have
CORE = 0.8  # of a sign's square: its corners are empty


def _core(sign: Sign) -> Box:
    (x, y), reach = sign.place, sign.radius * CORE
    return x - reach, y - reach, x + reach, y + reach


def baseline(box: Box, size_pt: float) -> float:
    """Where a single line stands in its box."""
    _left, top, _right, bottom = box
    return (top + bottom) / 2 + 0.34 * size_pt * MM_PER_POINT
