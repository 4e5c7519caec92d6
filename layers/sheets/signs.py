"""Which sign each village or outlet gets on a map of a theme, and what may be written beside it."""

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt
from typing import Any

import numpy as np

from geo.levels import Level
from layers.sheets import symbols
from layers.sheets.facts import Facts
from layers.sheets.options import Theme
from layers.sheets.papers import Box, Grid, Paper
from layers.sheets.placement import Symbol, push_apart
from layers.sheets.places import Metres
from layers.sheets.plan import Sign
from layers.sheets.view import View

# How far a sign may be moved, in millimetres: one whose position is approximate, and another.
APPROXIMATE_REACH, CITY_REACH, REACH = 4.0, 3.0, 1.0
FAR_GAP_WEIGHT, GAP_WEIGHT, OWN_WEIGHT, SERVED_WEIGHT = 9.0, 6.0, 3.2, 2.4
FAR_GAPS = 40
# On the city's sheet signs are small, those of villages without an outlet more so.
CITY_SIZE, CITY_GAP, CITY_SERVED, CITY_OUTLET = 0.54, 0.82, 0.8, 0.74
WEIGHTS = {
    "own": OWN_WEIGHT,
    "reached": OWN_WEIGHT,
    "served": SERVED_WEIGHT,
    "uncovered": GAP_WEIGHT,
}
SMALLEST, LARGEST = 0.82, 1.25
TOWNSHIP_DIGITS = 9
PITCH_MM = 9.0  # between villages, where signs have their own size
GROWTH = 0.02  # of signs, for each millimetre more


def sign_size(grid: Grid, pitch_mm: float, level: Level) -> float:
    """How large signs are drawn against their size at A3, by the distance between villages."""
    grown = grid.paper.symbol_growth
    if level == Level.CITY:
        return CITY_SIZE * grown
    return grown * min(LARGEST, max(SMALLEST, 1 + GROWTH * (pitch_mm / grown - PITCH_MM)))


def pitch(facts: Facts, view: View) -> float:
    """The mean distance between villages on the map, in millimetres."""
    area = facts.unit.area.area * (1000 / view.scale) ** 2
    return sqrt(area / max(1, len(facts.villages)))


def signs_of(facts: Facts, view: View, grid: Grid, size: float, ranked: int) -> list[Sign]:
    """The signs of the theme where they stand before any is moved; the last are drawn on top.

    Args:
        ranked: how many gaps the list on the sheet numbers.
    """
    theme = facts.options.theme
    if theme is Theme.MODELS:
        found = [*_quiet_villages(facts, view, size), *_outlets(facts, view, size)]
    elif theme is Theme.CHANGE:
        found = _changes(facts, view, size)
    else:
        found = _villages(facts, view, size, ranked if theme is Theme.GAPS else 0)
    if facts.level == Level.CITY:
        return [replace(sign, name="", weight=0.0) for sign in found]
    if facts.level == Level.COUNTY and grid.paper is Paper.A4 and theme is Theme.COVERAGE:
        return [_unnamed_unless_gap(sign) for sign in found]
    return found


def _unnamed_unless_gap(sign: Sign) -> Sign:
    """On small paper there is room for the names that matter."""
    return sign if sign.kind == "uncovered" else replace(sign, name="", weight=0.0)


def village_name(name: str) -> str:
    """Without 村 where the rest still is a name."""
    return name.removesuffix("村") if len(name) > 2 else name


ORDER = ("served", "uncovered", "reached", "own")


def _villages(facts: Facts, view: View, size: float, ranked: int) -> list[Sign]:
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
            _sign(
                view, village.place, key=village.code, kind=village.state, name=name,
                weight=weight, size=size * city.get(village.state, 1.0),
                is_approximate=village.is_approximate, number=village.outlets,
                dormant=0 if is_city else village.dormant,
                radius=symbols.radius(symbols.SHAPES[village.state]),
            )
        )  # fmt: skip
    return sorted(found, key=lambda sign: ORDER.index(sign.kind))


def _quiet_villages(facts: Facts, view: View, size: float) -> list[Sign]:
    """Villages without an outlet, as dots: the theme is the outlets."""
    return [
        _sign(
            view, village.place, key=village.code, kind="quiet", size=size,
            is_approximate=village.is_approximate, radius=symbols.QUIET_RADIUS,
        )
        for village in facts.villages
        if village.place is not None and not village.outlets
    ]  # fmt: skip


def _outlets(facts: Facts, view: View, size: float) -> list[Sign]:
    grown = CITY_OUTLET / CITY_SIZE if facts.level == Level.CITY else 1.0
    found = [
        _sign(
            view, outlet.place, key=outlet.number, kind=outlet.model, size=size * grown,
            name=village_name(outlet.village_name), weight=OWN_WEIGHT,
            is_approximate=outlet.is_approximate, is_operating=outlet.is_operating,
            radius=symbols.radius("square"),
        )
        for outlet in facts.outlets
        if outlet.place is not None
    ]  # fmt: skip
    named: set[str] = set()
    village_of = {outlet.number: outlet.village for outlet in facts.outlets}
    for place, sign in enumerate(found):
        if village_of[sign.key] in named:  # one name for all outlets of a village
            found[place] = replace(sign, name="", weight=0.0)
        named.add(village_of[sign.key])
    return found


CHANGE_ORDER = ("open", "kept", "new", "lost", "gained")


def _changes(facts: Facts, view: View, size: float) -> list[Sign]:
    found = []
    for code, kind in changes_of(facts).items():
        village = facts.by_code[code]
        if village.place is None or kind == "unlocated":
            continue
        is_told = kind in ("gained", "lost")
        found.append(
            _sign(
                view, village.place, key=code, kind=kind, size=size,
                name=village_name(village.name) if is_told else "",
                weight=GAP_WEIGHT if is_told else 0.0,
                is_approximate=village.is_approximate, radius=symbols.CHANGE_RADII[kind],
            )
        )  # fmt: skip
    return sorted(found, key=lambda sign: CHANGE_ORDER.index(sign.kind))


def changes_of(facts: Facts) -> dict[str, str]:
    """What became of each village between the two days: exclusive, so that counts add up."""
    past = facts.past
    if past is None:
        return {}
    gained, lost = set(past.change.gained), set(past.change.lost)
    found = {}
    for village in facts.villages:
        if village.code in gained:
            kind = "gained"
        elif village.code in lost:
            kind = "lost"
        elif village.code not in past.states:
            kind = "new"
        elif village.is_covered:
            kind = "kept"
        else:
            kind = "unlocated" if village.place is None else "open"
        found[village.code] = kind
    return found


def _sign(view: View, metres: Metres, *, size: float, radius: float, **fields: Any) -> Sign:
    ((x, y),) = view.place(np.array([metres])).tolist()
    return Sign(place=(x, y), radius=radius * size, size=size, **fields)


def apart(
    signs: Sequence[Sign], facts: Facts, view: View, grid: Grid, boxes: Sequence[Box] = ()
) -> list[Sign]:
    """The signs, moved where they lie on one another or under the boxes of names.

    A sign never leaves its township, which is all that an approximate position tells.
    """
    growth = grid.paper.symbol_growth
    far = growth * (CITY_REACH if facts.level == Level.CITY else APPROXIMATE_REACH)
    areas = {
        unit.code: view.shape(unit.area)
        for unit in facts.ground.below(facts.division.code, Level.TOWNSHIP)
    }
    drawn = [
        Symbol(
            *sign.place,
            radius=sign.radius,
            reach=far if sign.is_approximate else REACH * growth,
            within=areas.get(sign.key[:TOWNSHIP_DIGITS]),
        )
        for sign in signs
    ]
    places = push_apart(drawn, boxes=boxes)
    return [replace(sign, place=place) for sign, place in zip(signs, places, strict=True)]
