"""Where incubators, parks and ventures stand on a day: the relations behind maps, sheets and files.

Verified ones that are open on the day. One without a position of its own stands at the seat of its
division, else inside the division's area, and is approximate; its place is null where neither is
known. Each relation is the text of one SELECT with the columns

    id, name, kind (industry of a venture), opened_on, code, division (of where it stands),
    place (geography), is_approximate

and, of incubators, `level`: the one recognised on the day, or null.
"""

import datetime as dt
from typing import Any

from core import database
from core.database import valid_on
from entrepreneurs.kinds import RecognitionLevel, Stage
from geo import codes


def parameters(division: str, on: dt.date) -> dict[str, Any]:
    """What the placeholders of the relations stand for; `under` is the division asked about."""
    return {"under": codes.prefix(division) + "%", "on": on, "verified": Stage.VERIFIED.value}


def _placed(columns: str, table: str) -> str:
    """Open rows `r` of a table in their division `d`."""
    return f"""
    SELECT r.id, {columns}, r.opened_on, d.code, d.name AS division, p.place,
           r.location IS NULL AND p.place IS NOT NULL AS is_approximate
    FROM {table} JOIN geo_administrativedivision d ON d.id = r.division_id
    LEFT JOIN LATERAL (
        SELECT b.geom FROM geo_divisionboundary b
        WHERE b.division_id = d.id AND b.superseded_by_id IS NULL AND {valid_on("b")}
    ) b ON r.location IS NULL AND d.seat IS NULL
    CROSS JOIN LATERAL (
        SELECT COALESCE(r.location, d.seat, ST_PointOnSurface(b.geom)::geography) AS place
    ) p
    WHERE r.stage = %(verified)s AND (r.opened_on IS NULL OR r.opened_on <= %(on)s)
      AND (r.closed_on IS NULL OR r.closed_on > %(on)s)"""


_INSIDE = " AND d.code LIKE %(under)s"

# Of the whole registry: for what is nearest, wherever it stands.
ALL_INCUBATORS = _placed(
    "r.name, r.kind, l.level",
    f"""entrepreneurs_incubator r
    LEFT JOIN entrepreneurs_incubatorlevel l ON l.incubator_id = r.id AND {valid_on("l")}""",
)
INCUBATORS = ALL_INCUBATORS + _INSIDE
PARKS = _placed("r.name, r.kind", "entrepreneurs_park r") + _INSIDE
VENTURES = (
    _placed(
        "o.name, r.industry AS kind",
        "entrepreneurs_venture r JOIN outlets_organization o ON o.id = r.organization_id",
    )
    + _INSIDE
)

# Incubators of the highest level first.
_RANK = "array_position(%(levels)s, level::text) NULLS LAST, name, id"


def incubators(division: str, on: dt.date) -> list[dict[str, Any]]:
    """The rows of `INCUBATORS`, the highest level first."""
    asked = parameters(division, on) | {"levels": [*RecognitionLevel.values]}
    return database.rows(f"SELECT * FROM ({INCUBATORS}) i ORDER BY {_RANK}", asked)


def parks(division: str, on: dt.date) -> list[dict[str, Any]]:
    """The rows of `PARKS` by name."""
    return database.rows(f"SELECT * FROM ({PARKS}) p ORDER BY name, id", parameters(division, on))
