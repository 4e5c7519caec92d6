"""Reads areas of divisions: polygons as shapefile, GeoPackage or GeoJSON, in any declared system.

A row is taken when code and name agree (`geo.importers.registered.agrees`); several rows with the
same code are parts of one area. A line that is worse than the present one is left out.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import shapely
from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from core.audit import Actor
from core.importing import ImportReport, Outcome, Row, carry_out
from core.importing import Plan as ImportPlan
from geo import frames, geometries, repair, services
from geo.importers import quality, vectors
from geo.importers.cells import spread_villages
from geo.importers.columns import BOUNDARY_COLUMNS, vector_rows
from geo.importers.outcomes import Outcomes
from geo.importers.registered import Registered
from geo.levels import Level, LocationQuality
from geo.models import AdministrativeDivision, BoundaryRelease
from geo.services import Seat

COUNTED = (
    *(f"boundaries_{what}" for what in ("laid", "unchanged", "kept", "refused", "repaired")),
    "villages_spread",
)


@dataclass(frozen=True)
class Line:
    """An area of a division as the file draws it."""

    area: MultiPolygon
    quality: LocationQuality


@dataclass(frozen=True)
class Terms:
    """What the sender says about the whole file.

    Args:
        default_quality: of rows that do not say theirs in a word we know.
        valid_from: the day the border itself changed; left out, the lines are better drawings of
            the present border.
        level: take rows of this level only.
    """

    default_quality: LocationQuality = LocationQuality.OFFICIAL
    valid_from: dt.date | None = None
    level: Level | None = None


@transaction.atomic
def import_boundaries(
    *,
    path: Path,
    source: str = "",
    default_quality: LocationQuality = LocationQuality.OFFICIAL,
    valid_from: dt.date | None = None,
    level: Level | None = None,
    crs: str | None = None,
    chosen: Mapping[str, str] | None = None,
    actor: Actor | None = None,
    commit: bool = False,
) -> ImportReport:
    """Read a file of polygons and lay the boundaries of the divisions that it names.

    Args:
        crs: the system of a file that declares none.
        commit: write; otherwise the same report about what would be written.
        source, default_quality, valid_from, level, chosen: see `plan_boundaries`.

    Raises:
        UnreadableFileError: no such kind of file, damaged, or without the columns needed.
    """
    sha256 = hashlib.sha256(vectors.read_bytes(path)).hexdigest()
    frame = vectors.read_vectors(path, crs=crs)
    terms = Terms(default_quality, valid_from, level)
    plan = plan_boundaries(
        frame, name=path.name, sha256=sha256, source=source, terms=terms, chosen=chosen
    )
    return carry_out(plan, actor=actor) if commit else plan.report


def plan_boundaries(
    frame: gpd.GeoDataFrame,
    *,
    name: str,
    sha256: str,
    terms: Terms,
    source: str = "",
    chosen: Mapping[str, str] | None = None,
) -> ImportPlan:
    """Check areas in the registry's coordinates, and plan the boundaries that they give.

    Approximate villages that would lie outside their township's new line move inside it.

    Args:
        name: the file's, for messages and history.
        source: who drew the lines; the file's name when left out.
        chosen: the file's own names for the fields `code`, `name` and `quality`.

    Raises:
        UnreadableFileError: without the columns needed.
    """
    report = ImportReport(
        kind="boundaries",
        file_name=name,
        sha256=sha256,
        is_committed=False,
        counts=dict.fromkeys(COUNTED, 0),
    )
    rows = vector_rows(frame, BOUNDARY_COLUMNS, chosen or {}, shown=name)
    registered = Registered(settings.CITY_CODE)
    plan = Plan(registered, terms, report)
    for row, shape in zip(rows, frame.geometry, strict=True):
        plan.add(row, shape)
    lines = plan.lines()
    moved = _moved_villages(registered, lines)
    report.counts["boundaries_laid"] = len(lines)
    report.counts["villages_spread"] = len(moved)

    def write(actor: Actor | None, reason: str) -> None:
        _apply(registered, lines, moved, source or name, terms.valid_from, report, actor, reason)

    return ImportPlan(report, write)


class Plan:
    """The areas that will be laid, gathered row by row."""

    def __init__(self, registered: Registered, terms: Terms, report: ImportReport) -> None:
        self.registered, self.terms, self.report = registered, terms, report
        self._parts: dict[str, list[Line]] = {}
        self._rows: list[tuple[Row, str]] = []  # with the code; "" for a refused one

    def add(self, row: Row, shape: BaseGeometry | None) -> None:
        """Take the row's area as a part of its division's, or refuse the row."""
        division = self.registered.find(row)
        line = self._line(row, shape)
        if division and not row.problems:
            self._check(row, division)
        if row.problems or division is None or line is None:
            self.report.problems += row.problems
            self.report.counts["boundaries_refused"] += 1
            self._rows.append((row, ""))
            return
        self._rows.append((row, division.code))
        self._parts.setdefault(division.code, []).append(line)

    def lines(self) -> dict[str, Line]:
        """The new lines by code: those that differ from the present ones and are not worse."""
        new = {}
        for code, parts in self._parts.items():
            line = self._joined(code, parts)
            present = self.registered.lines.get(code)
            old_quality = present.release.quality if present else ""
            if line.quality == old_quality and self.registered.shape(code) == line.area:
                self.report.counts["boundaries_unchanged"] += 1
            elif quality.is_worse(line.quality, old_quality):
                self.report.counts["boundaries_kept"] += 1
            else:
                new[code] = line
        self._tell(new)
        return new

    def _tell(self, new: Mapping[str, Line]) -> None:
        """What becomes of each row, for the preview."""
        outcomes = Outcomes()
        for row, code in self._rows:
            if not code:
                outcome = Outcome.BAD
            elif code not in new:
                outcome = Outcome.UNCHANGED
            else:
                outcome = Outcome.CHANGED if code in self.registered.lines else Outcome.NEW
            outcomes.add(outcome, row)
        outcomes.put(self.report)

    def _line(self, row: Row, shape: BaseGeometry | None) -> Line | None:
        try:
            area, was_repaired = repair.as_area(geometries.check(shape))
        except geometries.GeometryError as error:
            row.refuse("geometry", error.code, error.message)
            return None
        except repair.NotAnAreaError as error:
            row.refuse("geometry", error.reason, geometries.words(error.reason))
            return None
        middle = area.representative_point()
        self.registered.refuse_outside(row, "geometry", middle.x, middle.y)
        if was_repaired and not row.problems:
            self.report.counts["boundaries_repaired"] += 1
            note = _("Row %(row)s, %(name)s: the line crosses itself and was repaired.")
            self.report.notes.append(note % {"row": row.number, "name": row.text("name")})
        return Line(area, quality.from_words(row.text("quality")) or self.terms.default_quality)

    def _check(self, row: Row, division: AdministrativeDivision) -> None:
        level, valid_from = self.terms.level, self.terms.valid_from
        if level and division.level != level:
            message = _("%(name)s is of another level: %(level)s.")
            facts = {"name": division.name, "level": division.get_level_display()}
            row.refuse("code", "other_level", message % facts)
        earliest = services.earliest_begin(self.registered.lines.get(division.code))
        if valid_from and earliest and valid_from < earliest:
            message = _("A boundary of %(name)s begins or ends on %(day)s; a new one begins later.")
            facts = {"name": division.name, "day": date_format(earliest, "Y-m-d")}
            row.refuse("code", "period_taken", message % facts)

    def _joined(self, code: str, parts: list[Line]) -> Line:
        """One area of all rows with the same code, as good as the worst of them."""
        if len(parts) == 1:
            return parts[0]
        note = _("%(code)s has %(count)s rows, read as parts of one area.")
        self.report.notes.append(note % {"code": code, "count": len(parts)})
        area = repair.as_area(shapely.union_all([part.area for part in parts])).geom
        return Line(area, max((part.quality for part in parts), key=quality.RANK.__getitem__))


def _moved_villages(registered: Registered, lines: Mapping[str, Line]) -> dict[str, Seat]:
    moved: dict[str, Seat] = {}
    for code, line in lines.items():
        if registered.divisions[code].level == Level.TOWNSHIP:
            moved |= spread_villages(registered, code, line.area, {}, only_outside=True)
    return moved


def _apply(
    registered: Registered,
    lines: Mapping[str, Line],
    moved: Mapping[str, Seat],
    source: str,
    valid_from: dt.date | None,
    report: ImportReport,
    actor: Actor | None,
    reason: str,
) -> None:
    keys = {code: division.pk for code, division in registered.divisions.items()}
    for said in LocationQuality:
        areas = {
            keys[code]: frames.to_multipolygon(line.area)
            for code, line in lines.items()
            if line.quality == said
        }
        release = BoundaryRelease(
            name=report.file_name[:100], source=source, quality=said, sha256=report.sha256
        )
        services.lay_boundaries(areas=areas, release=release, valid_from=valid_from, actor=actor)
    services.place_seats(
        seats={keys[code]: seat for code, seat in moved.items()},
        actor=actor,
        reason=reason,
    )
