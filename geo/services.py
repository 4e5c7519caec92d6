"""Changes to divisions: listing them, laying their boundaries, placing their seats."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.contrib.gis.geos import MultiPolygon, Point
from django.db import transaction
from django.db.models import F

from core.audit import Actor, acting
from geo import codes
from geo.crs import GEOGRAPHIC_SRID, CoordinateSystem
from geo.levels import Level, LocationQuality
from geo.models import AdministrativeDivision, BoundaryRelease, ContextFeature, DivisionBoundary

LISTED_FIELDS = ("level", "kind", "name", "short_name", "pinyin", "initials", "parent")
SEAT_FIELDS = ("seat", "location_quality", "seat_accuracy_m", "seat_crs_origin", "seat_raw")


class Seat(NamedTuple):
    """A position for a division. `lon` and `lat` are CGCS2000 degrees; `raw` the pair as given,
    None for a position that was drawn here."""

    lon: float
    lat: float
    quality: LocationQuality
    accuracy_m: float | None
    system: CoordinateSystem
    raw: tuple[float, float] | None


@transaction.atomic
def list_divisions(
    *,
    new: Sequence[AdministrativeDivision],
    changed: Sequence[AdministrativeDivision],
    actor: Actor | None,
    reason: str = "",
) -> None:
    """Add divisions and keep changed names; the parent is the valid division the code names.

    Args:
        new: not saved yet, in any order.
        changed: with the new values set; only `LISTED_FIELDS` are written.
    """
    with acting(actor, "division.listed", reason=reason):
        for level in Level:  # from the top, so that parents are there before their children
            batch = [division for division in new if division.level == level]
            _adopt(batch)
            AdministrativeDivision.objects.bulk_create(batch, batch_size=1000)
        if changed:
            _adopt(changed)
            AdministrativeDivision.objects.bulk_update(changed, LISTED_FIELDS, batch_size=500)


def _adopt(divisions: Sequence[AdministrativeDivision]) -> None:
    """Give each its parent, where that is registered."""
    parents = AdministrativeDivision.objects.filter(
        code__in={codes.parent(division.code) for division in divisions}, valid_to__isnull=True
    )
    by_code = {parent.code: parent for parent in parents}
    for division in divisions:
        division.parent = by_code.get(codes.parent(division.code))


def latest_boundaries(divisions: Iterable[int]) -> dict[int, DivisionBoundary]:
    """The last boundary of each division given by primary key; superseded ones do not count."""
    lines = (
        DivisionBoundary.objects.filter(division__in=list(divisions), superseded_by__isnull=True)
        .order_by("division_id", F("valid_from").desc(nulls_last=True))
        .distinct("division_id")
        .select_related("release")
    )
    return {line.division_id: line for line in lines}


def earliest_begin(latest: DivisionBoundary | None) -> dt.date | None:
    """The day before which no further boundary may begin; None for no such day."""
    if latest is None:
        return None
    return latest.valid_to or latest.valid_from


@transaction.atomic
def lay_boundaries(
    *,
    areas: Mapping[int, MultiPolygon],
    release: BoundaryRelease,
    valid_from: dt.date | None = None,
    actor: Actor | None,
) -> None:
    """Give divisions new boundaries, all of one release.

    Without `valid_from` a new line is a better drawing of the same border: it takes over the days
    of the present one, which is kept as superseded. With it the border itself changed: the present
    one ends that day and the new one begins.

    Args:
        areas: by the division's primary key; valid, in the registry's coordinates.
        release: not saved yet.

    Raises:
        ValueError: `valid_from` lies before `earliest_begin` of one of them.
    """
    if not areas:
        return
    with acting(actor, "boundary.laid", reason=release.source):
        release.save()
        latest = latest_boundaries(areas)
        begins = {pk: valid_from or earliest_begin(latest.get(pk)) for pk in areas}
        ending: list[int] = []
        drawn_over: list[int] = []
        for pk, line in latest.items():
            earliest, begin = earliest_begin(line), begins[pk]
            if earliest and begin and begin < earliest:
                raise ValueError(f"a boundary of {line.division} begins on {earliest}")
            if line.valid_to is None:
                (drawn_over if line.valid_from == begin else ending).append(line.pk)
        DivisionBoundary.objects.filter(pk__in=ending).update(valid_to=valid_from)
        DivisionBoundary.objects.filter(pk__in=drawn_over).update(superseded_by=release)
        DivisionBoundary.objects.bulk_create(
            [
                DivisionBoundary(division_id=pk, release=release, geom=geom, valid_from=begins[pk])
                for pk, geom in areas.items()
            ],
            batch_size=500,
        )


@transaction.atomic
def place_seats(*, seats: Mapping[int, Seat], actor: Actor | None, reason: str = "") -> None:
    """Give divisions, by primary key, their positions; what they had stays in the history."""
    if not seats:
        return
    divisions = AdministrativeDivision.objects.in_bulk(list(seats))
    with acting(actor, "seat.placed", reason=reason):
        for pk, seat in seats.items():
            division = divisions[pk]
            division.seat = Point(seat.lon, seat.lat, srid=GEOGRAPHIC_SRID)
            division.location_quality = seat.quality
            division.seat_accuracy_m = seat.accuracy_m
            division.seat_crs_origin = seat.system
            division.seat_raw = list(seat.raw) if seat.raw else None
        AdministrativeDivision.objects.bulk_update(divisions.values(), SEAT_FIELDS, batch_size=500)


@transaction.atomic
def replace_context(
    *, kind: str, features: Sequence[ContextFeature], actor: Actor | None, reason: str = ""
) -> None:
    """Put these features in the place of all of their kind."""
    with acting(actor, "context.replaced", reason=reason):
        ContextFeature.objects.filter(kind=kind).delete()
        ContextFeature.objects.bulk_create(features, batch_size=500)
