"""The ventures of a division township by township, each with the point that stands for it on maps.

Maps, files and sheets show ventures by this and nothing finer, but for the single ventures that
pages show to those who may see people. The counts are those of `entrepreneurs.counting.ventures`;
a circle stands at the township's seat, else inside its area.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core import database
from core.database import valid_on
from core.errors import InvalidQuestionError
from entrepreneurs.counting.small_cells import Cell
from entrepreneurs.counting.ventures import TOWNSHIP_DIGITS, ventures
from entrepreneurs.kinds import Industry
from geo import codes
from geo.levels import APPROXIMATE_QUALITIES, Level
from layers.sources import DECIMALS
from targets.definitions import Question


@dataclass(frozen=True)
class VentureCount:
    """The ventures of one township.

    Attributes:
        by_industry: null where it would give small counts away.
        place: longitude and latitude in CGCS2000; null where neither seat nor area is known.
        is_approximate: whether the place only shows roughly where the township is.
    """

    code: str
    name: str
    count: Cell
    by_industry: Mapping[str, Cell] | None
    place: tuple[float, float] | None
    is_approximate: bool


@dataclass(frozen=True)
class VentureCounts:
    """All of them; `elsewhere` are those that their county has in no township of the day."""

    total: Cell
    townships: Sequence[VentureCount]
    elsewhere: Cell


def venture_counts(question: Question, *, sees: bool, industry: str = "") -> VentureCounts:
    """The ventures of an industry, or of all, for a division and day.

    Of a village, those of its township are told: village by village, what is told of one would
    give small counts of the others away.

    Args:
        sees: whether small counts may be told: never in what leaves the registry.
        industry: of `Industry`; empty for all.
    """
    division = question.division[:TOWNSHIP_DIGITS]
    found = ventures(division, question.on, sees=sees)
    places = _places(division, question.on)
    inside = [row for row in found.townships if row.code in places]
    outside = [row for row in found.townships if row.code not in places]
    total = found.total
    if industry:
        total = sum((row.of(industry) for row in found.townships), Cell(0, 0))
    return VentureCounts(
        total=total,
        townships=[
            VentureCount(row.code, row.name, row.of(industry), row.by_industry, *places[row.code])
            for row in inside
        ],
        elsewhere=sum((row.of(industry) for row in outside), Cell(0, 0)),
    )


def industry_of(text: str | None) -> str:
    """The industry that an address names; empty for all.

    Raises:
        InvalidQuestionError: there is none of that name.
    """
    if text and text not in Industry.values:
        message = _("“%(text)s” is not one of: %(known)s.") % {
            "text": text[:40],
            "known": ", ".join(Industry.values),
        }
        raise InvalidQuestionError(message, field="industry")
    return text or ""


def collection(counts: VentureCounts) -> str:
    """The counts as the text of a FeatureCollection; townships without ventures are left out."""
    features = [
        {
            "type": "Feature",
            "id": row.code,
            "geometry": _point(row.place),
            "properties": {
                "name": row.name,
                "count": str(row.count),
                "low": row.count.low,
                "high": row.count.high,
                "industries": _told(row.by_industry),
                "approximate": row.is_approximate,
            },
        }
        for row in counts.townships
        if row.count.high
    ]
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": features,
            "total": str(counts.total),
            "elsewhere": str(counts.elsewhere),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _told(by_industry: Mapping[str, Cell] | None) -> dict[str, str] | None:
    if by_industry is None:
        return None
    return {industry: str(cell) for industry, cell in by_industry.items() if cell.high}


def _point(place: tuple[float, float] | None) -> dict | None:
    if place is None:
        return None
    return {"type": "Point", "coordinates": [round(number, DECIMALS) for number in place]}


def _places(division: str, on: dt.date) -> dict[str, tuple[tuple[float, float] | None, bool]]:
    """The point of each township of the day, and whether it is approximate, by code."""
    rows = database.rows(
        _PLACES,
        {
            "under": codes.prefix(division) + "%",
            "on": on,
            "township": Level.TOWNSHIP.value,
        },
    )
    return {
        row["code"]: (
            None if row["x"] is None else (row["x"], row["y"]),
            row["quality"] in APPROXIMATE_QUALITIES,
        )
        for row in rows
    }


_PLACES = f"""
SELECT d.code, ST_X(p.place) AS x, ST_Y(p.place) AS y,
       CASE WHEN d.seat IS NULL THEN b.quality ELSE d.location_quality END AS quality
FROM geo_administrativedivision d
LEFT JOIN LATERAL (
    SELECT b.geom, r.quality FROM geo_divisionboundary b
    JOIN geo_boundaryrelease r ON r.id = b.release_id
    WHERE b.division_id = d.id AND b.superseded_by_id IS NULL AND {valid_on("b")}
) b ON true
CROSS JOIN LATERAL (SELECT COALESCE(d.seat::geometry, ST_PointOnSurface(b.geom)) AS place) p
WHERE d.level = %(township)s AND d.code LIKE %(under)s AND {valid_on("d")}"""
