"""Signs on a map: how large they are, and where they stand once none lies on another."""

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt
from typing import Any

import numpy as np

from geo.levels import Level
from layers.sheets.facts import Facts
from layers.sheets.papers import Box, Grid
from layers.sheets.placement import Symbol, push_apart
from layers.sheets.places import Metres
from layers.sheets.plan import Sign
from layers.sheets.view import View

# How far a sign may be moved, in millimetres: one whose position is approximate, and another.
APPROXIMATE_REACH, CITY_REACH, REACH = 4.0, 3.0, 1.0
CITY_SIZE = 0.54  # on the city's sheet signs are small
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


def village_name(name: str) -> str:
    """Without 村 where the rest still is a name."""
    return name.removesuffix("村") if len(name) > 2 else name


def sign_at(view: View, metres: Metres, *, size: float, radius: float, **fields: Any) -> Sign:
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


def unnamed(sign: Sign) -> Sign:
    """The sign with nothing written beside it."""
    return replace(sign, name="", weight=0.0)
