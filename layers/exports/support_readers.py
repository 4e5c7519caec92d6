"""Reads incubators, parks and ventures for an export.

Whatever the one who takes it away may see on pages: an export holds no single venture, and counts
of one or two are not told.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as _

from core import database
from entrepreneurs.counting import places
from entrepreneurs.counting.distances import Reach, UnitDistances, distances
from entrepreneurs.counting.ventures import TOWNSHIP_DIGITS
from entrepreneurs.kinds import IncubatorKind, ParkKind, RecognitionLevel
from geo import codes
from geo.levels import Level
from layers.exports.columns import INCUBATORS, INDUSTRIES, PARKS, VENTURES
from layers.exports.layer import Layer, Row, layer_of
from layers.exports.questions import ExportQuestion
from layers.venture_counts import VentureCount, VentureCounts, venture_counts
from targets.definitions import Question


def incubators(asked: ExportQuestion) -> Iterator[Layer]:
    """Incubators open on the day, with the level recognised on it."""
    found = _places(places.INCUBATORS, asked.question)
    yield layer_of("incubators", _("Incubators"), "Point", INCUBATORS, found, _incubator)


def parks(asked: ExportQuestion) -> Iterator[Layer]:
    found = _places(places.PARKS, asked.question)
    yield layer_of("parks", _("Parks"), "Point", PARKS, found, _park)


def _places(relation: str, question: Question) -> list[Row]:
    sql = f"""SELECT r.*, ST_AsBinary(r.place::geometry) AS wkb FROM ({relation}) r
    ORDER BY r.code COLLATE "C", r.name, r.id"""
    return database.rows(sql, places.parameters(question.division, question.on))


def _incubator(row: Row) -> Row:
    level = str(RecognitionLevel(row["level"]).label) if row["level"] else ""
    return _common(row) | {"kind": str(IncubatorKind(row["kind"]).label), "level": level}


def _park(row: Row) -> Row:
    return _common(row) | {"kind": str(ParkKind(row["kind"]).label)}


def _common(row: Row) -> Row:
    return {
        "key": str(row["id"]),
        "name": row["name"],
        "opened_on": row["opened_on"],
        "div_code": row["code"],
        "division": row["division"],
        "approx": row["is_approximate"],
    }


def ventures(asked: ExportQuestion) -> Iterator[Layer]:
    """A row for each township: how many ventures, of which industries, how far from help."""
    question = asked.question
    division = question.division[:TOWNSHIP_DIGITS]  # a village is told what its township is
    counts = venture_counts(question, sees=False)
    far = _distances(division, question.on)
    yield Layer(
        "ventures",
        str(_("Ventures by township")),
        "Point",
        VENTURES,
        [_township(row, far.get(row.code)) for row in counts.townships],
        [None if row.place is None else _wkb(row.place) for row in counts.townships],
        tuple(_notes(counts, distances(division, question.on, sees=False).total)),
    )


def _notes(counts: VentureCounts, far: UnitDistances) -> Iterator[tuple[str, str]]:
    yield str(_("All ventures")), str(counts.total)
    if counts.elsewhere.high:
        yield str(_("In no township of the day")), str(counts.elsewhere)
    if far.outlet.median_m is not None:
        yield (
            str(_("Median distance to the nearest outlet")),
            f"{far.outlet.median_m / 1000:.1f} km",
        )
    if far.incubator.median_m is not None:
        away = f"{far.incubator.median_m / 1000:.1f} km"
        yield str(_("Median distance to the nearest incubator")), away
    yield (
        str(_("Small counts")),
        str(
            _(
                "Counts of one or two ventures are not told, and sums that would give them away"
                " are told as ranges. No file holds single ventures or people."
            )
        ),
    )


def _wkb(place: tuple[float, float]) -> bytes:
    return bytes(shapely.to_wkb(shapely.Point(*place)))


def _distances(division: str, on: dt.date) -> dict[str, UnitDistances]:
    """Of each township, by code."""
    if codes.level(division) is Level.CITY:
        counties = [row.code for row in distances(division, on, sees=False).rows]
    else:
        counties = [division]
    rows = (row for code in counties for row in distances(code, on, sees=False).rows)
    return {row.code: row for row in rows}


def _township(row: VentureCount, far: UnitDistances | None) -> Row:
    return {
        "code": row.code,
        "name": row.name,
        "count": str(row.count),
        "low": row.count.low,
        "high": row.count.high,
        **_industries(row),
        **_reach("outlet", far.outlet if far else None),
        **_reach("incub", far.incubator if far else None),
        "approx": row.is_approximate,
    }


def _industries(row: VentureCount) -> dict[str, str]:
    """The count of each industry as text; empty where it is not told."""
    told = row.by_industry
    return {name: "" if told is None else str(told[value]) for value, name in INDUSTRIES.items()}


def _reach(name: str, reach: Reach | None) -> dict[str, Any]:
    median = reach.median_m if reach else None
    return {
        f"{name}_m": None if median is None else round(median),
        f"{name}_5km": reach.near if reach else None,
    }
