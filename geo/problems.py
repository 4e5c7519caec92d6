"""What is wrong with divisions, as lists that somebody works through."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.gis.db.models import PointField
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.database import rows
from geo import codes
from geo.crs import GEOGRAPHIC_SRID
from geo.levels import Level
from geo.models import DivisionBoundary
from geo.querysets import DivisionQuerySet

# Lines of neighbours that were drawn apart differ by less than this along a border.
NEGLIGIBLE_M2 = 10_000


@dataclass(frozen=True)
class Kind:
    """A problem: what it says of a division, and which of the divisions on a day have it."""

    name: str
    sentence: str | Promise
    among: Callable[[DivisionQuerySet, dt.date], DivisionQuerySet]


def without_boundary(divisions: DivisionQuerySet, day: dt.date) -> DivisionQuerySet:
    """Divisions above village level that no boundary in force shows."""
    lines = _in_force(day).filter(division=OuterRef("pk"))
    return divisions.exclude(level=Level.VILLAGE).filter(~Exists(lines))


def without_seat(divisions: DivisionQuerySet, day: dt.date) -> DivisionQuerySet:
    """Villages without any position; they stay in every denominator, as a count of their own."""
    return divisions.villages().filter(seat__isnull=True)


def seat_outside_boundary(divisions: DivisionQuerySet, day: dt.date) -> DivisionQuerySet:
    """Divisions whose seat lies outside their own boundary, or outside their parent's."""
    seat = Cast("seat", PointField(srid=GEOGRAPHIC_SRID))
    lines = _in_force(day).filter(
        Q(division=OuterRef("pk")) | Q(division=OuterRef("parent")),
        ~Q(geom__covers=OuterRef("place")),
    )
    return divisions.filter(seat__isnull=False).annotate(place=seat).filter(Exists(lines))


KINDS = (
    Kind("without_boundary", _("It has no boundary."), without_boundary),
    Kind("without_seat", _("Nobody has said where it lies."), without_seat),
    Kind(
        "seat_outside_boundary",
        _("Its seat lies outside its boundary, or outside that of the division above it."),
        seat_outside_boundary,
    ),
)


def _in_force(day: dt.date) -> QuerySet[DivisionBoundary]:
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    goes_on = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return DivisionBoundary.objects.filter(begun, goes_on, superseded_by__isnull=True)


@dataclass(frozen=True)
class Overlap:
    """Ground that two divisions of one level both claim."""

    first: str
    second: str
    area_m2: float


@dataclass(frozen=True)
class Gap:
    """Ground of a division that none of those below it covers, and theirs beyond it."""

    code: str
    uncovered_m2: float
    beyond_m2: float


def overlaps(*, under: str, level: Level, on: dt.date) -> list[Overlap]:
    """Pairs of divisions of one level at or under a code that share more than a hectare."""
    found = rows(OVERLAPS, _parameters(under, level, on))
    return [Overlap(row["first"], row["second"], row["area_m2"]) for row in found]


def gaps(*, under: str, level: Level, on: dt.date) -> list[Gap]:
    """Divisions of a level whose children do not fill them, or reach beyond them.

    Those none of whose children has a boundary are left out.
    """
    found = rows(GAPS, _parameters(under, level, on))
    return [Gap(row["code"], row["uncovered_m2"], row["beyond_m2"]) for row in found]


def _parameters(under: str, level: Level, on: dt.date) -> dict[str, object]:
    return {
        "codes": f"{codes.prefix(under)}%",
        "level": level,
        "day": on,
        "negligible_m2": NEGLIGIBLE_M2,
    }


IN_FORCE = """
    line AS (
        SELECT division.id, division.code, division.level, division.parent_id, boundary.geom
        FROM geo_divisionboundary boundary
        JOIN geo_administrativedivision division ON division.id = boundary.division_id
        WHERE division.code LIKE %(codes)s
          AND boundary.superseded_by_id IS NULL
          AND daterange(boundary.valid_from, boundary.valid_to) @> %(day)s::date
    )"""

OVERLAPS = f"""
WITH {IN_FORCE}
SELECT first.code AS first, second.code AS second, shared.area_m2
FROM line first
JOIN line second ON first.code < second.code AND first.geom && second.geom
CROSS JOIN LATERAL (
    SELECT ST_Area(ST_Intersection(first.geom, second.geom)::geography) AS area_m2
) shared
WHERE first.level = %(level)s AND second.level = %(level)s
  AND shared.area_m2 > %(negligible_m2)s
ORDER BY shared.area_m2 DESC, first.code, second.code
"""

GAPS = f"""
WITH {IN_FORCE}, below AS (
    SELECT parent_id, ST_Union(geom) AS geom FROM line GROUP BY parent_id
), compared AS (
    SELECT line.code,
           ST_Area(ST_Difference(line.geom, below.geom)::geography) AS uncovered_m2,
           ST_Area(ST_Difference(below.geom, line.geom)::geography) AS beyond_m2
    FROM line JOIN below ON below.parent_id = line.id
    WHERE line.level = %(level)s
)
SELECT * FROM compared
WHERE uncovered_m2 > %(negligible_m2)s OR beyond_m2 > %(negligible_m2)s
ORDER BY code
"""
