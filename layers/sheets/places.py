"""Villages and outlets as a map draws them: where, in which state, how well known."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from core import database
from core.database import valid_on
from layers.sheets.ground import project
from outlets.kinds import Status
from targets import coverage
from targets.definitions import Question

Metres = tuple[float, float]


@dataclass(frozen=True, slots=True)
class VillagePlace:
    """A village on the day.

    Attributes:
        outlets: own outlets that count.
        dormant: own outlets presumed dormant; they count nowhere.
        place: the seat in metres; of one without a seat its outlet's place; null without either.
    """

    code: str
    name: str
    state: str
    is_covered: bool
    is_approximate: bool
    outlets: int
    dormant: int
    place: Metres | None


@dataclass(frozen=True, slots=True)
class OutletPlace:
    """An outlet of the target's kinds that operates or is presumed dormant.

    `is_approximate`: it stands at its village's seat, which only shows the township.
    """

    number: str
    name: str
    village: str
    village_name: str
    model: str
    is_operating: bool
    is_approximate: bool
    place: Metres | None


def village_places(question: Question) -> list[VillagePlace]:
    """The division's administrative villages in order of code."""
    sql = f"""WITH {coverage.village_state(question)},
    door AS (
        SELECT village_id, (array_agg(place ORDER BY id))[1] AS place FROM operating
        WHERE place IS NOT NULL GROUP BY village_id
    ),
    sleeping AS (
        SELECT o.village_id, count(*) AS outlets
        FROM outlets_outlet o JOIN outlets_outletstatus s ON s.outlet_id = o.id
        WHERE s.status = %(dormant)s AND {valid_on("s")} AND {coverage.IN_NETWORK}
        GROUP BY o.village_id
    )
    SELECT v.code, v.name, v.state, v.is_covered, v.outlets,
           COALESCE(v.is_approximate, false) AS is_approximate,
           COALESCE(sleeping.outlets, 0) AS dormant,
           ST_X(COALESCE(v.seat, door.place)::geometry) AS lon,
           ST_Y(COALESCE(v.seat, door.place)::geometry) AS lat
    FROM village_state v
    LEFT JOIN door ON door.village_id = v.id
    LEFT JOIN sleeping ON sleeping.village_id = v.id
    ORDER BY v.code"""
    parameters = coverage.parameters(question) | {"dormant": Status.DORMANT.value}
    return [VillagePlace(**row) for row in placed(database.rows(sql, parameters))]


def outlet_places(question: Question) -> list[OutletPlace]:
    """The division's outlets in order of number."""
    sql = f"""SELECT o.outlet_no AS number, o.name, d.code AS village,
           d.short_name AS village_name, o.operating_model AS model,
           s.status = %(operating)s AS is_operating,
           o.location IS NULL AND d.location_quality = ANY(%(approximate)s) AS is_approximate,
           ST_X(COALESCE(o.location, d.seat)::geometry) AS lon,
           ST_Y(COALESCE(o.location, d.seat)::geometry) AS lat
    FROM outlets_outlet o
    JOIN geo_administrativedivision d ON d.id = o.village_id
    JOIN outlets_outletstatus s ON s.outlet_id = o.id AND {valid_on("s")}
    WHERE d.code LIKE %(under)s AND o.kind = ANY(%(target_kinds)s)
      AND s.status = ANY(%(shown)s) AND {coverage.IN_NETWORK}
    ORDER BY o.outlet_no"""
    shown = {"shown": [Status.OPERATING.value, Status.DORMANT.value]}
    found = database.rows(sql, coverage.parameters(question) | shown)
    return [OutletPlace(**row) for row in placed(found)]


def placed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with `place` in metres instead of degrees."""
    degrees = np.array([(row.pop("lon"), row.pop("lat")) for row in rows], dtype=float)
    if not len(rows):
        return rows
    metres = project(degrees[:, 0], degrees[:, 1])
    for row, (x, y), (lon, _lat) in zip(rows, metres.tolist(), degrees.tolist(), strict=True):
        row["place"] = None if np.isnan(lon) else (x, y)
    return rows
