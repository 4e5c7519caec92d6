"""How far ventures are from the nearest operating outlet and the nearest incubator.

Distances are geodesic, in metres. The nearest is found on the plane, where no index is needed, and
measured on the spheroid. Where ventures and incubators stand is told by `places`; a venture
without any place is counted apart. The whole city's outlets and incubators count, not only the
division's.

For those who may not see people a median needs three ventures, and a share is told only where it
gives no small count away: neither of those within reach nor of those beyond.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from core import database
from core.database import valid_on
from entrepreneurs.counting import places, small_cells
from entrepreneurs.counting.small_cells import SMALLEST_SHOWN, Cell
from entrepreneurs.counting.ventures import COUNTY_DIGITS, TOWNSHIP_DIGITS
from geo import codes
from geo.crs import PROJECTED_SRID
from geo.levels import Level
from outlets.kinds import Status

NEAR_M = 5_000


@dataclass(frozen=True)
class Reach:
    """How far a unit's ventures are from one kind of place; null where it is not told.

    `near` is the share, 0 to 1, of those within `NEAR_M`, inclusive.
    """

    median_m: float | None
    near: float | None


@dataclass(frozen=True)
class UnitDistances:
    """A county or township; `code` is that of the division asked about for its total."""

    code: str
    ventures: Cell
    approximate: Cell
    unlocated: Cell
    outlet: Reach
    incubator: Reach


@dataclass(frozen=True)
class Distances:
    rows: Sequence[UnitDistances]
    total: UnitDistances


def distances(division: str, on: dt.date, *, sees: bool) -> Distances:
    """Of a city by county, of a county by township, of a township as a whole."""
    found = database.rows(_NEAREST, _parameters(division, on))
    digits = COUNTY_DIGITS if codes.level(division) is Level.CITY else TOWNSHIP_DIGITS
    by_unit: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in found:
        by_unit[row["code"][:digits]].append(row)
    rows = [_unit(code, by_unit[code], sees) for code in sorted(by_unit)]
    return Distances(rows, _unit(division, found, sees))


def _unit(code: str, rows: list[dict[str, Any]], sees: bool) -> UnitDistances:
    return UnitDistances(
        code=code,
        ventures=_counted(rows, sees, lambda row: True),
        approximate=_counted(rows, sees, lambda row: row["is_approximate"]),
        unlocated=_counted(rows, sees, lambda row: not row["has_place"]),
        outlet=_reach(rows, "outlet_m", sees),
        incubator=_reach(rows, "incubator_m", sees),
    )


def _counted(
    rows: list[dict[str, Any]], sees: bool, wanted: Callable[[dict[str, Any]], bool]
) -> Cell:
    """How many rows are wanted: of each county as its townships allow, added up."""
    by_county: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        code = row["code"]
        by_county[code[:COUNTY_DIGITS]][code[:TOWNSHIP_DIGITS]] += wanted(row)
    return small_cells.added(
        small_cells.total(list(townships.values()), sees=sees) for townships in by_county.values()
    )


def _reach(rows: list[dict[str, Any]], name: str, sees: bool) -> Reach:
    known = [row for row in rows if row[name] is not None]
    if not known or (not sees and len(known) < SMALLEST_SHOWN):
        return Reach(None, None)
    near = _counted(known, sees, lambda row: row[name] <= NEAR_M)
    far = _counted(known, sees, lambda row: row[name] > NEAR_M)
    is_told = near.is_exact and far.is_exact
    return Reach(
        median_m=median(row[name] for row in known),
        near=near.low / len(known) if is_told else None,
    )


def _parameters(division: str, on: dt.date) -> dict[str, Any]:
    return places.parameters(division, on) | {"operating": Status.OPERATING.value}


def _flat(place: str) -> str:
    return f"ST_Transform(({place})::geometry, {PROJECTED_SRID})"


_NEAREST = f"""
WITH venture AS MATERIALIZED (
    SELECT v.*, {_flat("place")} AS flat FROM ({places.VENTURES}) v
), outlet AS MATERIALIZED (
    SELECT COALESCE(o.location, d.seat) AS place, {_flat("COALESCE(o.location, d.seat)")} AS flat
    FROM outlets_outlet o JOIN geo_administrativedivision d ON d.id = o.village_id
    JOIN outlets_outletstatus s ON s.outlet_id = o.id AND {valid_on("s")}
    WHERE s.status = %(operating)s AND COALESCE(o.location, d.seat) IS NOT NULL
), incubator AS MATERIALIZED (
    SELECT place, {_flat("place")} AS flat FROM ({places.ALL_INCUBATORS}) i WHERE place IS NOT NULL
)
SELECT v.code, v.is_approximate, v.place IS NOT NULL AS has_place,
       ST_Distance(v.place, near_outlet.place) AS outlet_m,
       ST_Distance(v.place, near_incubator.place) AS incubator_m
FROM venture v
LEFT JOIN LATERAL (
    SELECT place FROM outlet ORDER BY ST_Distance(v.flat, flat) LIMIT 1) near_outlet ON true
LEFT JOIN LATERAL (
    SELECT place FROM incubator ORDER BY ST_Distance(v.flat, flat) LIMIT 1) near_incubator
    ON true"""
