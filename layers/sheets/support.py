"""Incubators, parks and ventures as sheets show them, and the policy's promises about them.

What is printed leaves the registry: small counts of people are hidden from every reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from core import database
from core.database import valid_on
from entrepreneurs.counting import places
from entrepreneurs.counting.distances import Distances, distances
from entrepreneurs.counting.held import base_months
from entrepreneurs.counting.small_cells import Cell
from entrepreneurs.counting.ventures import ventures
from entrepreneurs.kinds import IncubatorKind, RecognitionLevel
from geo.models import AdministrativeDivision
from layers.sheets.ground import project
from layers.sheets.places import Metres, placed
from layers.venture_counts import VentureCounts, venture_counts
from targets.definitions import Question, city_code
from targets.people import Scoreboard, scoreboard

HIGH_LEVELS = (RecognitionLevel.NATIONAL, RecognitionLevel.PROVINCE)


@dataclass(frozen=True, slots=True)
class IncubatorPlace:
    """An incubator open on the day.

    Attributes:
        level: recognised on the day; empty for none.
        tenants: who stays in it on the day.
        held, asked: of a base, months of the year with an activity, of those that want one.
    """

    id: int
    name: str
    kind: str
    level: str
    code: str
    is_approximate: bool
    place: Metres | None
    tenants: int
    seats: int
    area_m2: float
    held: int = 0
    asked: int = 0

    @property
    def is_high(self) -> bool:
        """Whether it is recognised at province level or above."""
        return self.level in HIGH_LEVELS

    @property
    def is_base(self) -> bool:
        return self.kind == IncubatorKind.BASE


@dataclass(frozen=True, slots=True)
class ParkPlace:
    """A park open on the day."""

    id: int
    name: str
    kind: str
    code: str
    is_approximate: bool
    place: Metres | None


@dataclass(frozen=True)
class Support:
    """What houses ventures in a division.

    Attributes:
        incubators: the highest level first.
        board: the promises about people of the division, and of the whole city.
    """

    incubators: list[IncubatorPlace]
    parks: list[ParkPlace]
    board: Scoreboard
    city: Scoreboard

    @cached_property
    def bases(self) -> list[IncubatorPlace]:
        return [one for one in self.incubators if one.is_base]

    def under(self, code: str) -> list[IncubatorPlace]:
        """Incubators of a county or township."""
        return [one for one in self.incubators if one.code.startswith(code)]


@dataclass(frozen=True)
class Ventures:
    """The ventures of a division, small counts hidden.

    Attributes:
        places: where each township's circle stands, in metres.
        by_industry: null where it would give small counts away.
    """

    counts: VentureCounts
    places: dict[str, Metres]
    by_industry: Mapping[str, Cell] | None
    distances: Distances
    board: Scoreboard
    city: Scoreboard


def support_of(question: Question, division: AdministrativeDivision) -> Support:
    """Incubators and parks open on the day, and what the policy promises of them."""
    months = {
        base.base.pk: base
        for base in base_months(question.division, question.on.year, today=question.on)
    }
    incubators = [
        IncubatorPlace(
            **row,
            held=months[row["id"]].months_held if row["id"] in months else 0,
            asked=months[row["id"]].months_asked if row["id"] in months else 0,
        )
        for row in _incubators(question)
    ]
    return Support(incubators, _parks(question), *_boards(question, division))


def ventures_of(question: Question, division: AdministrativeDivision) -> Ventures:
    """Counts by township, distances, and the persons supported."""
    counts = venture_counts(question, sees=False)
    located = [row for row in counts.townships if row.place]
    degrees = np.array([row.place for row in located], dtype=float).reshape(-1, 2)
    metres = project(degrees[:, 0], degrees[:, 1]).tolist() if located else []
    return Ventures(
        counts,
        {row.code: (x, y) for row, (x, y) in zip(located, metres, strict=True)},
        _by_industry(question),
        distances(question.division, question.on, sees=False),
        *_boards(question, division),
    )


def _by_industry(question: Question) -> Mapping[str, Cell] | None:
    return ventures(question.division, question.on, sees=False).by_industry


def _boards(question: Question, division: AdministrativeDivision) -> tuple[Scoreboard, Scoreboard]:
    """Of the division and of the city."""
    own = scoreboard(division, question.on, sees_persons=False)
    if division.code == city_code():
        return own, own
    city = AdministrativeDivision.objects.as_of(question.on).get(code=city_code())
    return own, scoreboard(city, question.on, sees_persons=False)


def _incubators(question: Question) -> list[dict[str, Any]]:
    sql = f"""SELECT i.id, i.name, i.kind, COALESCE(i.level, '') AS level, i.code,
           i.is_approximate, COALESCE(r.seats, 0) AS seats,
           COALESCE(r.area_m2, 0)::float AS area_m2, (
               SELECT count(*) FROM entrepreneurs_tenancy t
               WHERE t.incubator_id = i.id AND {valid_on("t")}
           ) AS tenants,
           ST_X(i.place::geometry) AS lon, ST_Y(i.place::geometry) AS lat
    FROM ({places.INCUBATORS}) i JOIN entrepreneurs_incubator r ON r.id = i.id
    ORDER BY array_position(%(levels)s, i.level::text) NULLS LAST, i.name, i.id"""
    levels = {"levels": [*RecognitionLevel.values]}
    return placed(database.rows(sql, places.parameters(question.division, question.on) | levels))


def _parks(question: Question) -> list[ParkPlace]:
    sql = f"""SELECT p.id, p.name, p.kind, p.code, p.is_approximate,
           ST_X(p.place::geometry) AS lon, ST_Y(p.place::geometry) AS lat
    FROM ({places.PARKS}) p ORDER BY p.name, p.id"""
    found = database.rows(sql, places.parameters(question.division, question.on))
    return [ParkPlace(**row) for row in placed(found)]
