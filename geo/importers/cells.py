"""What follows when better places arrive: township cells derived anew, villages spread in them.

Nothing here writes. The registry's state is taken with the changes that an import plans laid over
it, so that a dry run reports what a commit would do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import shapely
from shapely.geometry import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from geo import approximate, codes, frames, repair
from geo.crs import CoordinateSystem
from geo.importers.registered import Registered
from geo.levels import Level, LocationQuality
from geo.models import AdministrativeDivision
from geo.services import Seat

# Ground between better boundaries and the county's line that is no township's: left out.
SLIVER_M2 = 10_000


@dataclass
class Derived:
    """New cells and the villages that move, both by code."""

    areas: dict[str, MultiPolygon] = field(default_factory=dict)
    seats: dict[str, Seat] = field(default_factory=dict)
    counties_without_line: list[str] = field(default_factory=list)


def derive_cells(
    registered: Registered, counties: Iterable[str], seats: Mapping[str, Seat]
) -> Derived:
    """Cells for the townships of these counties that have no boundary better than approximate.

    Every place goes to the nearest township seat; a township whose seat is not known keeps the
    middle of the cell it had. Villages that were placed here move into the new cells, others that
    are approximate only where they would lie outside.

    Args:
        seats: by code, positions that are about to be written.
    """
    derived = Derived()
    for county in sorted(counties):
        line = registered.shape(county)
        if line is None:
            derived.counties_without_line.append(county)
            continue
        cells = _county_cells(registered, county, line, seats)
        for code, area in cells.items():
            derived.areas[code] = area
            derived.seats |= spread_villages(registered, code, area, seats)
    return derived


def spread_villages(
    registered: Registered,
    township: str,
    area: MultiPolygon,
    seats: Mapping[str, Seat],
    *,
    only_outside: bool = False,
) -> dict[str, Seat]:
    """New places, still approximate, for the approximate villages of a township.

    Args:
        only_outside: leave every village that lies within the area where it is; otherwise only
            those that came from a file.
    """
    moving = []
    for village in _children(registered, township):
        place = _place(village, seats)
        if place is None or place.quality != LocationQuality.APPROXIMATE:
            continue
        is_inside = shapely.contains_xy(area, place.lon, place.lat)
        may_stay = only_outside or place.raw is not None
        if not (may_stay and is_inside):
            moving.append(village.code)
    [cell] = frames.to_metres([area])
    points = approximate.village_points(cell, moving)
    placed = zip(points, frames.from_metres(list(points.values())), strict=True)
    return {
        code: Seat(
            lon=point.x,
            lat=point.y,
            quality=LocationQuality.APPROXIMATE,
            accuracy_m=approximate.accuracy_m(cell),
            system=CoordinateSystem.CGCS2000,
            raw=None,
        )
        for code, point in placed
    }


def _county_cells(
    registered: Registered, county: str, line: BaseGeometry, seats: Mapping[str, Seat]
) -> dict[str, MultiPolygon]:
    seated: dict[str, Point] = {}
    unseated: dict[str, Point] = {}
    settled: list[BaseGeometry] = []
    for township in _children(registered, county):
        shape = registered.shape(township.code)
        place = _place(township, seats)
        if shape is not None and not registered.is_approximate(township.code):
            settled.append(shape)
        elif place is not None and place.quality != LocationQuality.APPROXIMATE:
            seated[township.code] = Point(place.lon, place.lat)
        elif shape is not None:
            unseated[township.code] = shape.representative_point()
    if not seated:
        return {}
    ground = _without(line, settled)
    cells = approximate.voronoi_cells(ground, _in_metres(seated), _in_metres(unseated))
    shapes = frames.from_metres(list(cells.values()))
    return {code: repair.as_area(shape).geom for code, shape in zip(cells, shapes, strict=True)}


def _without(line: BaseGeometry, settled: list[BaseGeometry]) -> BaseGeometry:
    """The county in metres without what better boundaries already cover, and without slivers."""
    county, *taken = frames.to_metres([line, *settled])
    free = shapely.difference(county, shapely.union_all(taken)) if taken else county
    return MultiPolygon([part for part in shapely.get_parts(free) if part.area > SLIVER_M2])


def _in_metres(places: Mapping[str, Point]) -> dict[str, Point]:
    return dict(zip(places, frames.to_metres(list(places.values())), strict=True))


def _children(registered: Registered, parent: str) -> list[AdministrativeDivision]:
    below = {Level.COUNTY: Level.TOWNSHIP, Level.TOWNSHIP: Level.VILLAGE}[codes.level(parent)]
    return [
        division
        for code, division in registered.divisions.items()
        if division.level == below and codes.parent(code) == parent
    ]


def _place(division: AdministrativeDivision, seats: Mapping[str, Seat]) -> Seat | None:
    """Where a division lies once the planned positions are written."""
    if division.code in seats:
        return seats[division.code]
    if division.seat is None:
        return None
    return Seat(
        lon=division.seat.x,
        lat=division.seat.y,
        quality=LocationQuality(division.location_quality),
        accuracy_m=division.seat_accuracy_m,
        system=CoordinateSystem(division.seat_crs_origin),
        raw=division.seat_raw,
    )
