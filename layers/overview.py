"""What the first page shows of a division: its figures, its places, its history, its changes.

Four statements answer all of it, whatever the level.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import shapely
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import AsWKB, SnapToGrid, Transform
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from shapely.geometry.base import BaseGeometry

from core.errors import UnknownDivisionError
from geo import codes
from geo.crs import GEOGRAPHIC_SRID, PROJECTED_SRID
from geo.levels import Level
from geo.models import AdministrativeDivision, DivisionBoundary
from targets import coverage, reports
from targets.coverage import Change, CoverageRow
from targets.definitions import Question
from targets.pace import Arrival, Pace, arrival, pace
from targets.reports import CoverageReport, Month

# Outlines are snapped to one grid, so that neighbours keep their common line; below a small map's
# pixel, in metres.
GRID_M = {Level.PROVINCE: 1500, Level.CITY: 300, Level.COUNTY: 120}
FINEST_GRID_M = 25


@dataclass(frozen=True)
class Overview:
    """One division on one day.

    Attributes:
        path: the division and those above it, the highest first.
        below: the divisions of the level below, in order of code.
        months: the history of its outlets, up to the question's day.
        since: the day that `change` compares with.
    """

    report: CoverageReport
    path: list[AdministrativeDivision]
    below: list[AdministrativeDivision]
    months: list[Month]
    since: dt.date
    change: Change

    @property
    def question(self) -> Question:
        return self.report.question

    @property
    def division(self) -> AdministrativeDivision:
        return self.report.division

    @property
    def level(self) -> Level:
        return Level(self.division.level)

    @property
    def missing(self) -> int:
        """Villages that are not covered, those without a position among them."""
        total = self.report.total
        return total.villages - total.covered

    @property
    def has_outlets(self) -> bool:
        """Whether any outlet of the target's kinds is known on the day, whatever its status."""
        return self.report.outlets_by_status.total() > 0

    @cached_property
    def pace(self) -> Pace | None:
        return pace(self.months)

    @property
    def arrival(self) -> Arrival | None:
        """When the target would be met; null without a target, a pace, or anything missing."""
        short = self.report.outlets_short
        if not short or self.pace is None:
            return None
        return arrival(self.pace, short=short, on=self.question.on)

    @cached_property
    def by_code(self) -> dict[str, AdministrativeDivision]:
        """The divisions that rows can be about; a village's own row is about itself."""
        return {division.code: division for division in [self.division, *self.below]}

    def gained_in(self, row: CoverageRow) -> int:
        return sum(code.startswith(codes.prefix(row.code)) for code in self.change.gained)

    def lost_in(self, row: CoverageRow) -> int:
        return sum(code.startswith(codes.prefix(row.code)) for code in self.change.lost)


def overview(question: Question, *, since: dt.date) -> Overview:
    """Everything the first page shows.

    Raises:
        UnknownDivisionError: no division with this code is valid on the day.
    """
    path, below = _places(question)
    months = reports.months(question)
    report = CoverageReport(
        question=question,
        division=path[-1],
        rows=coverage.rows_by(question, reports.level_below(question.division)),
        outlets_by_status=months[-1].by_status if months else Counter(),
    )
    change = coverage.changes(question, since=since)
    return Overview(report, path, below, months, since, change)


def _places(
    question: Question,
) -> tuple[list[AdministrativeDivision], list[AdministrativeDivision]]:
    """The division's path and the divisions below it, with their outlines and spots."""
    own = question.division
    above = [own]
    while codes.level(above[-1]) not in (Level.PROVINCE, Level.CITY):
        above.append(codes.parent(above[-1]))
    level = reports.level_below(own)
    under = Q(level=level, code__startswith=codes.prefix(own))
    found = _with_outlines(question).filter(Q(code__in=above) | under)
    path = [division for division in found if division.code in above]
    if not path or path[-1].code != own:
        raise UnknownDivisionError(field="division")
    return path, [division for division in found if division.code not in above]


def _with_outlines(question: Question) -> QuerySet[AdministrativeDivision]:
    """Divisions of the day, marked `outline_wkb` and `spot_wkb` in projected metres."""
    grid_m = GRID_M.get(codes.level(question.division), FINEST_GRID_M)
    day = question.on
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    going = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    lines = DivisionBoundary.objects.filter(
        begun, going, division=OuterRef("pk"), superseded_by__isnull=True
    )
    drawn = AsWKB(SnapToGrid(Transform("geom", PROJECTED_SRID), grid_m))
    seat = Cast("seat", GeometryField(srid=GEOGRAPHIC_SRID))
    divisions = AdministrativeDivision.objects.as_of(day).defer("seat", "seat_raw")
    return divisions.order_by("code").annotate(
        outline_wkb=Subquery(lines.values(wkb=drawn)[:1]),
        spot_wkb=AsWKB(Transform(seat, PROJECTED_SRID)),
    )


def outline(division: AdministrativeDivision) -> BaseGeometry | None:
    """The area of a division of an overview in projected metres; null when it has none."""
    return _shape(division.outline_wkb)  # type: ignore[attr-defined]


def spot(division: AdministrativeDivision) -> BaseGeometry | None:
    """The seat of a division of an overview in projected metres; null when it has none."""
    return _shape(division.spot_wkb)  # type: ignore[attr-defined]


def _shape(wkb: memoryview | None) -> BaseGeometry | None:
    if wkb is None:
        return None
    shape = shapely.make_valid(shapely.from_wkb(bytes(wkb)))
    return None if shape.is_empty else shape


class Named(Protocol):
    """A division, as far as its name on a map needs to know one."""

    @property
    def level(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def short_name(self) -> str: ...


def short_label(division: Named) -> str:
    """A name that fits a map: 喀左县 for 喀喇沁左翼蒙古族自治县, 柳树村 for its committee."""
    name, short = division.name, division.short_name
    if division.level == Level.VILLAGE:
        return short
    if len(name) <= 6:
        return name
    return short if short.endswith(name[-1]) else short + name[-1]
