"""Which villages the network reaches: the one place that computes coverage.

Tables, map layers, exports and commands all read the relation `village_state`:
one row for each administrative village valid on the day, with what the network does for it.
Villages without any position stay in it: they cannot be judged spatially, and are counted apart
(`unlocated`) wherever they are not covered, never dropped.

The whole network counts, not only the division's part of it: an outlet across a border may serve
a village or lie within its reach. Distances are geodesic, on the spheroid, in metres.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext, gettext_lazy

from core import database
from core.database import valid_on
from geo import codes
from geo.levels import (
    ADMINISTRATIVE_VILLAGE_KIND,
    APPROXIMATE_QUALITIES,
    DEPTH,
    Level,
    LocationQuality,
)
from outlets.kinds import ESSENTIAL_SERVICES, TARGET_KINDS, Status
from targets.definitions import Definition, Question

# The radius is inclusive: a village exactly at its end is not lost to rounding.
ROUNDING_M = 0.001

# The part of the network asked about.
IN_NETWORK = """(%(kind)s = '' OR o.kind = %(kind)s)
      AND (%(model)s = '' OR o.operating_model = %(model)s)
      AND (%(platform)s = '' OR o.platform = %(platform)s)"""

# Outlets operating on the day. One without a position stands at its village's seat.
OPERATING = f"""
operating AS MATERIALIZED (
    SELECT o.id, o.name, o.village_id, o.kind, d.code AS village_code,
           COALESCE(o.location, d.seat) AS place, o.location IS NULL AS is_at_seat
    FROM outlets_outlet o
    JOIN outlets_outletstatus s ON s.outlet_id = o.id
    JOIN geo_administrativedivision d ON d.id = o.village_id
    WHERE s.status = %(operating)s AND {valid_on("s")}
      AND {IN_NETWORK}
)"""

# Operating outlets with evidence: a report on one of the last two closed months, or a visit of the
# last 90 days whose latest found the door open; and two services or more, parcels or buying among
# them.
EVIDENT = """
evident AS MATERIALIZED (
    SELECT operating.* FROM operating JOIN outlets_outlet o ON o.id = operating.id
    WHERE cardinality(o.service_kinds) >= 2 AND o.service_kinds && %(essential_services)s
      AND (
        EXISTS (
            SELECT FROM outlets_monthlyreport r
            WHERE r.outlet_id = o.id AND r.month < date_trunc('month', %(on)s::date)
              AND r.month >= date_trunc('month', %(on)s::date) - interval '2 months'
        ) OR (
            SELECT i.found_open FROM outlets_inspection i
            WHERE i.outlet_id = o.id
              AND i.visited_on BETWEEN %(on)s::date - 90 AND %(on)s::date
            ORDER BY i.visited_on DESC, i.id DESC LIMIT 1
        )
      )
)"""

_IS_COVERED = {
    Definition.ADMINISTRATIVE: "own.village_id IS NOT NULL",
    Definition.SERVICE: "own.village_id IS NOT NULL OR served.village_id IS NOT NULL",
    Definition.SPATIAL: "reached.village_id IS NOT NULL",
    Definition.EFFECTIVE: "own.village_id IS NOT NULL OR served.village_id IS NOT NULL",
}

# Villages within the radius of an operating outlet: one look into the seats' index per outlet.
_REACHED = """
reached AS (
    SELECT DISTINCT d.id AS village_id
    FROM operating o
    JOIN geo_administrativedivision d
      ON d.level = 'village' AND ST_DWithin(d.seat, o.place, %(radius_m)s)
)"""
_NOT_ASKED = "reached AS (SELECT NULL::bigint AS village_id WHERE false)"


def village_state(question: Question) -> str:
    """The common table expressions `operating … village_state`, to be put behind WITH.

    Columns of `village_state`: id, code, name (the village's, not its committee's), seat,
    location_quality, outlets (number of own outlets that count), is_covered, is_approximate, and
    state: `own`, `served`, `reached`, `uncovered` or `unlocated`. States are exclusive, so their
    counts add up to all villages. For the effective definition only outlets with evidence count.
    """
    is_spatial = question.definition is Definition.SPATIAL
    is_effective = question.definition is Definition.EFFECTIVE
    counted = "evident" if is_effective else "operating"
    is_covered = _IS_COVERED[question.definition]
    states = (
        "WHEN reached.village_id IS NOT NULL THEN 'reached'"
        if is_spatial
        else "WHEN own.village_id IS NOT NULL THEN 'own' "
        "WHEN served.village_id IS NOT NULL THEN 'served'"
    )
    return f"""{OPERATING},{EVIDENT + "," if is_effective else ""}
own AS (SELECT village_id, count(*) AS outlets FROM {counted} GROUP BY village_id),
served AS (
    SELECT DISTINCT sv.village_id
    FROM outlets_outletvillage sv JOIN {counted} o ON o.id = sv.outlet_id
    WHERE {valid_on("sv")}
),
{_REACHED if is_spatial else _NOT_ASKED},
village_state AS (
    SELECT v.id, v.code, v.short_name AS name, v.seat, v.location_quality,
           COALESCE(own.outlets, 0) AS outlets,
           ({is_covered}) AS is_covered,
           v.location_quality = ANY(%(approximate)s) AS is_approximate,
           CASE {states}
                WHEN v.seat IS NULL THEN 'unlocated'
                ELSE 'uncovered' END AS state
    FROM geo_administrativedivision v
    LEFT JOIN own ON own.village_id = v.id
    LEFT JOIN served ON served.village_id = v.id
    LEFT JOIN reached ON reached.village_id = v.id
    WHERE v.level = 'village' AND v.kind = %(village_kind)s AND v.code LIKE %(under)s
      AND {valid_on("v")}
)"""


def parameters(question: Question) -> dict[str, Any]:
    """What the placeholders of `village_state` and of the questions over it stand for."""
    return {
        "on": question.on,
        "under": codes.prefix(question.division) + "%",
        "named": (codes.prefix(question.asker) if question.asker else "") + "%",
        "radius_m": question.radius_m + ROUNDING_M,
        "kind": question.outlets.kind,
        "model": question.outlets.operating_model,
        "platform": question.outlets.platform,
        "operating": Status.OPERATING.value,
        "village_kind": ADMINISTRATIVE_VILLAGE_KIND,
        "approximate": [quality.value for quality in APPROXIMATE_QUALITIES],
        "essential_services": [service.value for service in ESSENTIAL_SERVICES],
        "target_kinds": [kind.value for kind in TARGET_KINDS],
    }


@dataclass(frozen=True)
class CoverageRow:
    """The villages of one division: covered + uncovered + unlocated = villages.

    `own`, `served`, `reached` say how; `approximate` counts villages whose position only shows
    their township; `outlets` counts operating outlets among the target's kinds.
    """

    code: str
    name: str
    villages: int
    covered: int
    uncovered: int
    unlocated: int
    approximate: int
    own: int
    served: int
    reached: int
    outlets: int

    @property
    def rate(self) -> float | None:
        """Covered share of the villages, 0 to 1; null where there is no village."""
        return self.covered / self.villages if self.villages else None


_SUMMED = ("villages", "covered", "unlocated", "approximate", "own", "served", "reached")


def unit_count(question: Question) -> str:
    """`village_state` and, behind it, `unit_count`: a row for each division of the level `%(by)s`.

    Its columns are those of `CoverageRow`; `%(digits)s` is how many digits of a village's code
    name the division.
    """
    return f"""{village_state(question)},
units AS (
    SELECT d.id, d.code, CASE d.level WHEN 'village' THEN d.short_name ELSE d.name END AS name
    FROM geo_administrativedivision d
    WHERE d.level = %(by)s AND d.code LIKE %(under)s AND {valid_on("d")}
      AND (d.level <> 'village' OR d.kind = %(village_kind)s)
),
villages AS (
    SELECT left(code, %(digits)s) AS unit,
           count(*) AS villages,
           count(*) FILTER (WHERE is_covered) AS covered,
           count(*) FILTER (WHERE NOT is_covered AND seat IS NULL) AS unlocated,
           count(*) FILTER (WHERE is_approximate) AS approximate,
           count(*) FILTER (WHERE state = 'own') AS own,
           count(*) FILTER (WHERE state = 'served') AS served,
           count(*) FILTER (WHERE state = 'reached') AS reached
    FROM village_state GROUP BY 1
),
network AS (
    SELECT left(village_code, %(digits)s) AS unit, count(*) AS outlets
    FROM operating WHERE kind = ANY(%(target_kinds)s) AND village_code LIKE %(under)s GROUP BY 1
),
unit_count AS (
    SELECT units.id, units.code, units.name,
           {", ".join(f"COALESCE(villages.{name}, 0) AS {name}" for name in _SUMMED)},
           COALESCE(villages.villages - villages.covered - villages.unlocated, 0) AS uncovered,
           COALESCE(network.outlets, 0) AS outlets
    FROM units
    LEFT JOIN villages ON villages.unit = left(units.code, %(digits)s)
    LEFT JOIN network ON network.unit = left(units.code, %(digits)s)
)"""


_DIGITS = {Level.CITY: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}


def unit_parameters(question: Question, level: Level) -> dict[str, Any]:
    """What the placeholders of `unit_count` stand for."""
    return parameters(question) | {"by": level.value, "digits": _DIGITS[level]}


def rows_by(question: Question, level: Level) -> list[CoverageRow]:
    """One row for each division of `level` in the division asked about, in order of code.

    A level above that of the division asked about gives the division's own row.
    """
    level = max(level, codes.level(question.division), key=DEPTH.__getitem__)
    columns = ", ".join(CoverageRow.__dataclass_fields__)
    sql = f"WITH {unit_count(question)} SELECT {columns} FROM unit_count ORDER BY code"
    return [CoverageRow(**row) for row in database.rows(sql, unit_parameters(question, level))]


def total(code: str, name: str, rows: Iterable[CoverageRow]) -> CoverageRow:
    """The sum of rows that share no village."""
    rows = list(rows)
    counts = [field for field in CoverageRow.__dataclass_fields__ if field not in ("code", "name")]
    sums = {field: sum(getattr(row, field) for row in rows) for field in counts}
    return CoverageRow(code=code, name=name, **sums)


class Part(models.TextChoices):
    """Which of a division's villages a list holds; each stands behind a figure."""

    GAPS = "gaps", gettext_lazy("not covered")
    UNCOVERED = "uncovered", gettext_lazy("not covered, position known")
    UNLOCATED = "unlocated", gettext_lazy("not covered, no position")
    COVERED = "covered", gettext_lazy("covered")
    APPROXIMATE = "approximate", gettext_lazy("position approximate")
    ALL = "all", gettext_lazy("all villages")
    GAINED = "gained", gettext_lazy("newly covered")
    LOST = "lost", gettext_lazy("no longer covered")


_IN_PART = {
    Part.GAPS: "NOT is_covered",
    Part.UNCOVERED: "NOT is_covered AND seat IS NOT NULL",
    Part.UNLOCATED: "NOT is_covered AND seat IS NULL",
    Part.COVERED: "is_covered",
    Part.APPROXIMATE: "is_approximate",
    Part.ALL: "true",
    Part.GAINED: "is_covered AND code IN (SELECT code FROM past WHERE NOT is_covered)",
    Part.LOST: "NOT is_covered AND code IN (SELECT code FROM past WHERE is_covered)",
}


STATES = ("own", "served", "reached", "uncovered", "unlocated")


def state_counts(question: Question) -> dict[str, int]:
    """Villages by their exclusive state; the counts add up to all villages."""
    sql = f"WITH {village_state(question)} SELECT state, count(*) FROM village_state GROUP BY state"
    found = {row["state"]: row["count"] for row in database.rows(sql, parameters(question))}
    return {state: found.get(state, 0) for state in STATES}


@dataclass(frozen=True)
class Gap:
    """A village of a list, as a rule one that is not covered, and the nearest operating outlet.

    `nearest_m` is null when the village, or every outlet, has no position at all;
    `nearest_outlet` also when it stands outside the asker's jurisdiction.
    """

    code: str
    name: str
    township: str
    county: str
    nearest_outlet: str | None
    nearest_m: float | None
    location_quality: str

    @property
    def nearest(self) -> str:
        """The nearest outlet in words; empty when there is none."""
        if self.nearest_outlet is None and self.nearest_m is not None:
            return gettext("an outlet outside your jurisdiction")
        return self.nearest_outlet or ""

    @property
    def quality(self) -> str:
        """Where the village's position comes from, in words."""
        value = self.location_quality
        return str(LocationQuality(value).label) if value else gettext("no position")


# Every pair is measured on the plane tangent at the village, which is cheap and wrong by a few per
# mille; of the three nearest so found, the geodesic distance decides and is the one told.
def listed(question: Question, part: Part) -> str:
    """`village_state` and, behind it, `listed_village`: the villages of `part`.

    Its columns are those of `Gap`, and `seat`. The parts GAINED and LOST need `%(since)s`.
    """
    past = f"{_past(question)}, " if part in (Part.GAINED, Part.LOST) else ""
    return f"""{past}{village_state(question)},
listed AS MATERIALIZED (
    SELECT *, ST_X(seat::geometry) AS lon, ST_Y(seat::geometry) AS lat,
           cos(radians(ST_Y(seat::geometry))) AS shrink
    FROM village_state WHERE {_IN_PART[part]}
),
door AS MATERIALIZED (
    SELECT CASE WHEN village_code LIKE %(named)s THEN name END AS name, place,
           ST_X(place::geometry) AS lon, ST_Y(place::geometry) AS lat
    FROM operating WHERE place IS NOT NULL
),
listed_village AS (
SELECT v.code, v.name, t.name AS township, c.name AS county, v.location_quality, v.seat,
       nearest.name AS nearest_outlet, nearest.m AS nearest_m
FROM listed v
LEFT JOIN geo_administrativedivision t ON t.code = left(v.code, 9) AND t.level = 'township'
  AND {valid_on("t")}
LEFT JOIN geo_administrativedivision c ON c.code = left(v.code, 6) AND c.level = 'county'
  AND {valid_on("c")}
LEFT JOIN LATERAL (
    SELECT near.name, ST_Distance(v.seat, near.place) AS m
    FROM (
        SELECT name, place FROM door
        WHERE v.seat IS NOT NULL
        ORDER BY (door.lon - v.lon) * (door.lon - v.lon) * v.shrink * v.shrink
               + (door.lat - v.lat) * (door.lat - v.lat)
        LIMIT 3
    ) near
    ORDER BY m, near.name LIMIT 1
) nearest ON true
)"""


def _past(question: Question) -> str:
    """`past`: code and is_covered of the same villages on the day `%(since)s`."""
    state = village_state(question).replace("%(on)s", "%(since)s")
    return f"past AS (WITH {state} SELECT code, is_covered FROM village_state)"


def villages(question: Question, part: Part, *, since: dt.date | None = None) -> list[Gap]:
    """The villages of the division that belong to `part`, the farthest from any outlet first.

    Args:
        since: the day that the parts GAINED and LOST are seen from.
    """
    columns = ", ".join(Gap.__dataclass_fields__)
    sql = f"""WITH {listed(question, part)}
    SELECT {columns} FROM listed_village ORDER BY nearest_m DESC NULLS LAST, code"""
    found = database.rows(sql, parameters(question) | {"since": since})
    return [Gap(**row) for row in found]


def gaps(question: Question) -> list[Gap]:
    """The villages of the division that are not covered, the farthest from any outlet first."""
    return villages(question, Part.GAPS)


@dataclass(frozen=True)
class Change:
    """Villages newly covered and newly lost between two days; never only the net.

    Villages of both days only: one that was set up or dissolved in between changes the
    denominator, not the network.
    """

    gained: tuple[str, ...]
    lost: tuple[str, ...]


def changes(question: Question, *, since: dt.date) -> Change:
    """What changed from the day `since` to the question's own, by the same definition."""
    sql = f"""WITH {_past(question)}, {village_state(question)}
    SELECT code, village_state.is_covered FROM village_state JOIN past USING (code)
    WHERE village_state.is_covered <> past.is_covered ORDER BY code"""
    found = database.rows(sql, parameters(question) | {"since": since})
    return Change(
        gained=tuple(row["code"] for row in found if row["is_covered"]),
        lost=tuple(row["code"] for row in found if not row["is_covered"]),
    )
