"""Reads the folder of divisions that the project ships: units, boundaries, points, surroundings.

    divisions.csv               code,name,short_name,pinyin,initials,level,parent_code,kind
    city, counties, townships   .shp, areas: code, and where known quality (matched), source
    villages                    .shp, points: code, quality, acc_m (accuracy in metres)
    neighbours, rivers          .shp: name, source, code, prefect; what surrounds the city

Whatever the folder holds, it never takes the place of anything better, nor of a position or a line
that came from elsewhere or was derived here from real seats.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
from django.contrib.gis.geos import MultiPolygon
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import Actor
from core.errors import UnreadableFileError
from core.importing import ImportReport, RowProblem, keep_run
from geo import codes, frames, repair, services
from geo.crs import CoordinateSystem
from geo.importers import quality
from geo.importers.registered import Registered
from geo.importers.vectors import read_vectors
from geo.levels import LocationQuality
from geo.models import AdministrativeDivision, BoundaryRelease, ContextFeature
from geo.services import Seat

LIST = "divisions.csv"
LISTED = ("level", "kind", "name", "short_name", "pinyin", "initials")
AREAS = ("city.shp", "counties.shp", "townships.shp")
POINTS = "villages.shp"
CONTEXT = {
    ContextFeature.Kind.NEIGHBOUR: "neighbours.shp",
    ContextFeature.Kind.RIVER: "rivers.shp",
}
# A release whose name begins so came from the folder, and a newer folder may draw over it.
SHIPPED = "shapefiles/"

COUNTED = (
    *(f"divisions_{what}" for what in ("new", "changed", "unchanged", "not_listed")),
    *(f"boundaries_{what}" for what in ("laid", "unchanged", "kept", "refused")),
    *(f"seats_{what}" for what in ("placed", "unchanged", "kept", "refused")),
    *(f"context_{what}" for what in ("replaced", "unchanged")),
)


@dataclass
class Plan:
    """What loading would write. Divisions are named by code: new ones have no key yet."""

    new: list[AdministrativeDivision] = field(default_factory=list)
    changed: list[AdministrativeDivision] = field(default_factory=list)
    releases: list[tuple[BoundaryRelease, dict[str, MultiPolygon]]] = field(default_factory=list)
    seats: dict[str, Seat] = field(default_factory=dict)
    context: dict[str, list[ContextFeature]] = field(default_factory=dict)


@transaction.atomic
def load_divisions(
    *, folder: Path, city_code: str, actor: Actor | None = None, commit: bool = False
) -> ImportReport:
    """Bring the registry to what the folder says; the same folder twice changes nothing.

    A unit that is registered and no longer listed is reported and stays.

    Args:
        city_code: the four digits of the prefecture; a unit outside it is refused.
        commit: write; otherwise the same report about what would be written.

    Raises:
        UnreadableFileError: a file is missing, damaged or lacks a column.
    """
    report = ImportReport(
        kind="divisions",
        file_name=folder.name,
        sha256=_digest(folder),
        is_committed=commit,
        counts=dict.fromkeys(COUNTED, 0),
    )
    registered = Registered(city_code)
    plan = Plan()
    listed = _plan_divisions(folder / LIST, registered, plan, report)
    for name in AREAS:
        _plan_areas(folder / name, listed, registered, plan, report)
    _plan_seats(folder / POINTS, listed, registered, plan, report)
    for kind, name in CONTEXT.items():
        _plan_context(folder / name, kind, plan, report)
    if commit:
        _apply(plan, registered.city_code, actor, reason=folder.name)
        keep_run(report, actor)
    return report


def _digest(folder: Path) -> str:
    """One checksum of everything that is read."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*")):
        if path.suffix in (".csv", ".shp", ".dbf", ".prj"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _plan_divisions(
    path: Path, registered: Registered, plan: Plan, report: ImportReport
) -> set[str]:
    """Compare the list with the registry; the codes that points and areas may name."""
    city = codes.prefix(registered.city_code)
    listed = set()
    for line, row in _rows(path):
        try:
            code = codes.parse(row["code"])
        except codes.CodeError:
            code = ""
        if not code.startswith(city) or code in listed:
            message = _("“%(code)s” is no code of this city, or is listed twice.") % row
            report.problems.append(RowProblem("", line, "code", "bad_code", message))
            continue
        if code in registered.ended:
            message = _("The unit with the code %(code)s has ended. It was not opened again.") % row
            report.problems.append(RowProblem("", line, "code", "ended", message))
            continue
        listed.add(code)
        wanted = _wanted(row)
        present = registered.divisions.get(code)
        if present is None:
            plan.new.append(AdministrativeDivision(code=code, **wanted))
            report.counts["divisions_new"] += 1
        elif any(getattr(present, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(present, name, value)
            plan.changed.append(present)
            report.counts["divisions_changed"] += 1
        else:
            report.counts["divisions_unchanged"] += 1
    for code in sorted(set(registered.divisions) - listed):
        division = registered.divisions[code]
        report.counts["divisions_not_listed"] += 1
        report.notes.append(
            _("%(code)s %(name)s is registered and no longer listed. It was kept.")
            % {"code": code, "name": division.name}
        )
    return listed | set(registered.divisions)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The list's rows with their line numbers, the heading being line 1."""
    if not path.exists():
        raise UnreadableFileError(_("%(path)s is missing.") % {"path": path})
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if missing := {"code", *LISTED} - set(reader.fieldnames or ()):
            raise UnreadableFileError(
                _("%(file)s lacks the columns %(columns)s.")
                % {"file": path.name, "columns": "、".join(sorted(missing))}
            )
        yield from enumerate(reader, start=2)


def _wanted(row: dict[str, str]) -> dict[str, str]:
    """The listed values as they are kept: pinyin in one word, so that it is found however typed."""
    wanted = {name: row[name].strip() for name in LISTED}
    for name in ("pinyin", "initials"):
        wanted[name] = wanted[name].replace(" ", "").lower()
    return wanted


def _layer(path: Path) -> gpd.GeoDataFrame | None:
    """A layer of the folder, or None: each may be missing."""
    return read_vectors(path) if path.exists() else None


def _source(frame: gpd.GeoDataFrame, path: Path) -> str:
    """What the layer itself says about where it comes from."""
    said = sorted({str(text) for text in frame["source"] if text}) if "source" in frame else []
    return "; ".join(said)[:300] or _("derived from the county lines and the number of villages")


def _plan_areas(
    path: Path, listed: set[str], registered: Registered, plan: Plan, report: ImportReport
) -> None:
    frame = _layer(path)
    if frame is None:
        return
    areas: dict[str, dict[str, MultiPolygon]] = {}
    # The county lines are a published map's, simplified: matched, not official.
    said_of = frame["quality"] if "quality" in frame else [LocationQuality.MATCHED] * len(frame)
    for code, said, shape in zip(frame["code"], said_of, frame.geometry, strict=True):
        if code not in listed:
            report.counts["boundaries_refused"] += 1
            continue
        area = repair.as_area(shape).geom
        line = registered.lines.get(code)
        if line and frames.to_shape(line.geom) == area:
            report.counts["boundaries_unchanged"] += 1
        elif _may_draw_over(registered, code, said):
            areas.setdefault(said, {})[code] = frames.to_multipolygon(area)
            report.counts["boundaries_laid"] += 1
        else:
            report.counts["boundaries_kept"] += 1
    for said, laid in areas.items():
        release = BoundaryRelease(
            name=f"{SHIPPED}{path.name}",
            source=_source(frame, path),
            quality=said,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        plan.releases.append((release, laid))


def _may_draw_over(registered: Registered, code: str, new_quality: str) -> bool:
    """Whether the folder's line may take the place of the one that the division has."""
    line = registered.lines.get(code)
    if line is None:
        return True
    if new_quality == line.release.quality:
        return line.release.name.startswith(SHIPPED)
    return not quality.is_worse(new_quality, line.release.quality)


def _plan_seats(
    path: Path, listed: set[str], registered: Registered, plan: Plan, report: ImportReport
) -> None:
    frame = _layer(path)
    if frame is None:
        return
    rows = zip(frame["code"], frame["quality"], frame["acc_m"], frame.geometry, strict=True)
    for code, said, accuracy_m, shape in rows:
        if code not in listed:
            report.counts["seats_refused"] += 1
            continue
        seat = Seat(
            lon=shape.x,
            lat=shape.y,
            quality=LocationQuality(said),
            accuracy_m=accuracy_m,
            system=CoordinateSystem.CGCS2000,
            raw=None,
        )
        present = registered.divisions.get(code)
        if present and _is_at(present, seat):
            report.counts["seats_unchanged"] += 1
        elif _may_move(registered, code, said):
            plan.seats[code] = seat
            report.counts["seats_placed"] += 1
        else:
            report.counts["seats_kept"] += 1


def _may_move(registered: Registered, code: str, new_quality: str) -> bool:
    """Whether the folder's point may take the place of the one that the division has.

    A point that came from elsewhere keeps its pair as given, and one that was spread anew lies in
    a cell that is not the folder's: both stay where they are.
    """
    division = registered.divisions.get(code)
    if division is None or division.seat is None:
        return True
    if new_quality != division.location_quality:
        return not quality.is_worse(new_quality, division.location_quality)
    cell = registered.lines.get(code[:9])
    is_shipped = cell is None or cell.release.name.startswith(SHIPPED)
    return division.seat_raw is None and is_shipped


def _is_at(division: AdministrativeDivision, seat: Seat) -> bool:
    """Whether the division already has this very position."""
    return (
        division.seat is not None
        and division.seat.coords == (seat.lon, seat.lat)
        and division.location_quality == seat.quality
        and division.seat_accuracy_m == seat.accuracy_m
    )


def _plan_context(path: Path, kind: str, plan: Plan, report: ImportReport) -> None:
    frame = _layer(path)
    if frame is None:
        return
    columns = {"code": "code", "name": "name", "prefecture": "prefect", "source": "source"}
    features = [
        ContextFeature(
            kind=kind,
            geom=geom,
            **{field: _text(row.get(column)) for field, column in columns.items()},
        )
        for row, geom in frames.from_frame(frame)
    ]
    present = ContextFeature.objects.filter(kind=kind).order_by("pk")
    if [_content(feature) for feature in present] == [_content(feature) for feature in features]:
        report.counts["context_unchanged"] += len(features)
    else:
        plan.context[kind] = features
        report.counts["context_replaced"] += len(features)


def _text(value: Any) -> str:
    """An attribute as text; a missing one is a None or a NaN, depending on the column."""
    return value if isinstance(value, str) else ""


def _content(feature: ContextFeature) -> tuple[str, str, str, str, bytes]:
    described = (feature.code, feature.name, feature.prefecture, feature.source)
    return (*described, bytes(feature.geom.wkb))


def _apply(plan: Plan, city_code: str, actor: Actor | None, *, reason: str) -> None:
    services.list_divisions(new=plan.new, changed=plan.changed, actor=actor, reason=reason)
    keys = dict(
        AdministrativeDivision.objects.at_or_under(city_code)
        .filter(valid_to__isnull=True)
        .values_list("code", "pk")
    )
    for release, areas in plan.releases:
        services.lay_boundaries(
            areas={keys[code]: area for code, area in areas.items()}, release=release, actor=actor
        )
    services.place_seats(
        seats={keys[code]: seat for code, seat in plan.seats.items()}, actor=actor, reason=reason
    )
    for kind, features in plan.context.items():
        services.replace_context(kind=kind, features=features, actor=actor, reason=reason)
