"""Reads positions of divisions: points as shapefile, GeoPackage or GeoJSON, or a table.

A row is taken when code and name agree (`geo.importers.registered.agrees`). What is known better
stays. When township seats change, the approximate cells of their counties are derived anew and
the approximate villages move with them.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from core import cells
from core.audit import Actor
from core.errors import UnreadableFileError
from core.importing import ImportReport, Outcome, Row, carry_out, read_rows
from core.importing import Plan as ImportPlan
from geo import codes, frames, geometries, services
from geo.crs import CoordinateSystem, to_cgcs2000
from geo.importers import quality, vectors
from geo.importers.cells import Derived, derive_cells
from geo.importers.columns import SEAT_COLUMNS, TABLE_COLUMNS, vector_rows
from geo.importers.outcomes import Outcomes
from geo.importers.registered import Registered
from geo.judging import Placed, judge_pairs
from geo.levels import Level, LocationQuality
from geo.models import AdministrativeDivision, BoundaryRelease
from geo.services import Seat

COUNTED = (
    *(f"seats_{what}" for what in ("placed", "unchanged", "kept", "refused")),
    "cells_derived",
    "villages_spread",
)
SHIFTED = (CoordinateSystem.GCJ02, CoordinateSystem.BD09)


class Given(NamedTuple):
    """A row and its pair as the file gives it."""

    row: Row
    lon: float
    lat: float


class Source(NamedTuple):
    """A file, and what it is called where it is kept under another name."""

    path: Path
    name: str
    sha256: str

    @property
    def is_vector(self) -> bool:
        return self.path.suffix.lower() in vectors.SUFFIXES


class Terms(NamedTuple):
    """What the sender says about the whole file.

    Args:
        system: what the file's numbers are in. A vector file that declares a system of its own is
            reprojected, unless the numbers are shifted ones (GCJ-02, BD-09), which no file can
            declare. Left out, it is judged by where the rows lie, and the judgement becomes a
            question of the report.
        default_quality: of rows that do not say theirs in a word we know.
        replace: let a worse position take the place of a better one.
    """

    system: CoordinateSystem | None = None
    default_quality: LocationQuality = LocationQuality.MATCHED
    replace: bool = False


@transaction.atomic
def import_seats(
    *,
    path: Path,
    system: CoordinateSystem,
    default_quality: LocationQuality = LocationQuality.MATCHED,
    replace: bool = False,
    actor: Actor | None = None,
    commit: bool = False,
) -> ImportReport:
    """Read a file of points and place the seats of the divisions that it names.

    Args:
        commit: write; otherwise the same report about what would be written.
        system, default_quality, replace: see `Terms`.

    Raises:
        UnreadableFileError: no such kind of file, damaged, or without the columns needed.
    """
    source = Source(path, path.name, hashlib.sha256(vectors.read_bytes(path)).hexdigest())
    plan = plan_seats(source, Terms(system, default_quality, replace))
    return carry_out(plan, actor=actor) if commit else plan.report


def plan_seats(source: Source, terms: Terms) -> ImportPlan:
    """Read and check a file, and plan the seats that it gives.

    Raises:
        UnreadableFileError: no such kind of file, damaged, or without the columns needed.
    """
    report = ImportReport(
        kind="seats",
        file_name=source.name,
        sha256=source.sha256,
        is_committed=False,
        counts=dict.fromkeys(COUNTED, 0),
    )
    given, system = _given(source, terms.system, report)
    registered = Registered(settings.CITY_CODE)
    plan = Plan(registered, system, terms.default_quality, terms.replace, report)
    for entry in given:
        plan.add(entry)
    plan.outcomes.put(report)
    derived = derive_cells(registered, plan.counties_reseated(), plan.seats)
    report.counts["cells_derived"] = len(derived.areas)
    report.counts["villages_spread"] = len(derived.seats)
    report.notes += _notes(registered, derived)

    def write(actor: Actor | None, reason: str) -> None:
        _apply(registered, plan.seats, derived, report, actor, reason)

    return ImportPlan(report, write)


def _given(
    source: Source, system: CoordinateSystem | None, report: ImportReport
) -> tuple[list[Given], CoordinateSystem]:
    """The rows with their pairs, and the system that the pairs are in."""
    if source.is_vector:
        frame = vectors.read_as_given(source.path, shown=source.name)
        if system is None and frame.crs is not None:
            system = CoordinateSystem.CGCS2000
        given = list(_from_vectors(frame, system or CoordinateSystem.CGCS2000, source.name))
    else:
        given = list(_from_table(vectors.read_bytes(source.path), report))
    if system is None:
        system = _judged(given, report)
    return given, system


def _judged(given: Sequence[Given], report: ImportReport) -> CoordinateSystem:
    """The system by which most rows lie where they belong; the report asks about it."""
    rows = [
        Placed(cells.compact(entry.row.text("code")), entry.lon, entry.lat)
        for entry in given
        if not entry.row.problems
    ]
    judgement = judge_pairs(rows)
    report.questions.append(judgement.question("crs"))
    return CoordinateSystem(judgement.suggested or CoordinateSystem.CGCS2000)


class Plan:
    """The positions that will be written, by code, gathered row by row."""

    def __init__(
        self,
        registered: Registered,
        system: CoordinateSystem,
        default_quality: LocationQuality,
        replace: bool,
        report: ImportReport,
    ) -> None:
        self.registered, self.system, self.replace = registered, system, replace
        self.default_quality, self.report = default_quality, report
        self.seats: dict[str, Seat] = {}
        self.outcomes = Outcomes()
        self._seen: set[str] = set()

    def add(self, entry: Given) -> None:
        """Place what the row names, keep what is better, or refuse the row."""
        row = entry.row
        division = self.registered.find(row)
        seat = self._seat(entry)
        if division and division.code in self._seen:
            message = _("%(code)s stands in the file twice; the first row was read.")
            row.refuse("code", "repeated", message % {"code": division.code})
        if row.problems or division is None:
            self.report.problems += row.problems
            self.report.counts["seats_refused"] += 1
            self.outcomes.add(Outcome.BAD, row)
            return
        self._seen.add(division.code)
        outcome = Outcome.UNCHANGED
        if _is_placed(division, seat):
            self.report.counts["seats_unchanged"] += 1
        elif not self.replace and quality.is_worse(seat.quality, division.location_quality):
            self.report.counts["seats_kept"] += 1
        else:
            self.seats[division.code] = seat
            self.report.counts["seats_placed"] += 1
            outcome = Outcome.CHANGED if division.seat else Outcome.NEW
        self.outcomes.add(outcome, row)

    def _seat(self, entry: Given) -> Seat:
        """The position in the registry's coordinates; outside the city it is refused."""
        row = entry.row
        lon, lat = to_cgcs2000(entry.lon, entry.lat, self.system)
        if not row.problems:
            self.registered.refuse_outside(row, "lon", lon, lat)
        said = row.text("quality")
        known = quality.from_words(said)
        if said and known is None:
            note = _("The quality “%(word)s” is not known; such rows were taken as “%(quality)s”.")
            note %= {"word": said, "quality": self.default_quality.label}
            if note not in self.report.notes:
                self.report.notes.append(note)
        return Seat(
            lon=lon,
            lat=lat,
            quality=known or self.default_quality,
            accuracy_m=row.quantity("accuracy_m"),
            system=self.system,
            raw=(entry.lon, entry.lat),
        )

    def counties_reseated(self) -> set[str]:
        """Codes of the counties of which a township gets another seat."""
        return {codes.parent(code) for code in self.seats if codes.level(code) is Level.TOWNSHIP}


def _from_table(content: bytes, report: ImportReport) -> Iterator[Given]:
    for row in read_rows(content, TABLE_COLUMNS, report):
        lon, lat = row.quantity("lon"), row.quantity("lat")
        if (lon is None or lat is None) and not row.problems:
            row.refuse("lon", "no_position", _("The row gives no position."))
        yield Given(row, lon or 0.0, lat or 0.0)


def _from_vectors(frame: gpd.GeoDataFrame, system: CoordinateSystem, shown: str) -> Iterator[Given]:
    frame = _in_degrees(frame, system, shown)
    rows = vector_rows(frame, SEAT_COLUMNS, {}, shown=shown)
    faults = geometries.faults(frame.geometry, geometries.POINTS)
    for row, shape, fault in zip(rows, frame.geometry, faults, strict=True):
        point = None if fault else _point(shape)
        if point is None:
            code = fault if fault == "nowhere" else "no_position"
            words = geometries.words(fault) if fault else _("The row gives no position.")
            row.refuse("geometry", code, words)
            yield Given(row, 0.0, 0.0)
        else:
            yield Given(row, point.x, point.y)


def _in_degrees(frame: gpd.GeoDataFrame, system: CoordinateSystem, shown: str) -> gpd.GeoDataFrame:
    """The pairs as they were measured: shifted ones untouched, others in the registry's."""
    if frame.crs is None or (system in SHIFTED and frame.crs.is_geographic):
        west, south, east, north = frame.total_bounds
        if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 180:
            raise UnreadableFileError(
                _("%(file)s holds metres and names no coordinate system. Add its .prj file.")
                % {"file": shown}
            )
        return frame
    if system in SHIFTED:
        raise UnreadableFileError(
            _("%(file)s declares a projected system; %(system)s is in degrees.")
            % {"file": shown, "system": system.label}
        )
    return frames.to_registry(frame)


def _point(shape: BaseGeometry | None) -> Point | None:
    """A point, also one that came as a group of one."""
    if shape is not None and len(getattr(shape, "geoms", ())) == 1:
        shape = shape.geoms[0]
    return shape if isinstance(shape, Point) and not shape.is_empty else None


def _is_placed(division: AdministrativeDivision, seat: Seat) -> bool:
    """Whether the division has this very position from the same pair."""
    return (
        division.seat is not None
        and seat.raw is not None
        and division.seat_raw == list(seat.raw)
        and division.seat_crs_origin == seat.system
        and division.location_quality == seat.quality
        and division.seat_accuracy_m == seat.accuracy_m
    )


def _notes(registered: Registered, derived: Derived) -> list[str]:
    return [
        _("%(county)s has no boundary, so no township cells were derived in it.")
        % {"county": registered.divisions[code]}
        for code in derived.counties_without_line
    ]


def _apply(
    registered: Registered,
    seats: dict[str, Seat],
    derived: Derived,
    report: ImportReport,
    actor: Actor | None,
    reason: str,
) -> None:
    keys = {code: division.pk for code, division in registered.divisions.items()}
    release = BoundaryRelease(
        name=_("Cells derived from seats"),
        source=_("derived from the seats in %(file)s") % {"file": report.file_name},
        quality=LocationQuality.APPROXIMATE,
        sha256=report.sha256,
    )
    services.lay_boundaries(
        areas={keys[c]: frames.to_multipolygon(area) for c, area in derived.areas.items()},
        release=release,
        actor=actor,
    )
    placed = seats | derived.seats
    services.place_seats(
        seats={keys[code]: seat for code, seat in placed.items()}, actor=actor, reason=reason
    )
