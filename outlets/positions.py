"""Where a position may be: in the city, and in its village as far as real boundaries tell.

Approximate boundaries refuse nothing; only official or surveyed ones do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import shapely
from django.conf import settings
from django.contrib.gis.geos import Point
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from core.importing import Problem
from geo import codes
from geo.crs import GEOGRAPHIC_SRID, PROJECTED_SRID, CoordinateSystem
from geo.frames import to_shape
from geo.levels import APPROXIMATE_QUALITIES, Level, LocationQuality
from geo.models import AdministrativeDivision, DivisionBoundary
from outlets.records import OutletRecord, RawPair, located

CITY_BUFFER_M = 2000
# Lines of townships and counties are drawn more coarsely than those of villages.
TOLERANCE_M = {Level.VILLAGE: 50, Level.TOWNSHIP: 300, Level.COUNTY: 300}
BINDING_QUALITIES = (LocationQuality.OFFICIAL, LocationQuality.SURVEYED)
FEWEST_DECIMALS = 4  # about 10 m
COUNTRY_LON, COUNTRY_LAT = (73, 136), (3, 54)


@dataclass(frozen=True)
class Area:
    """A boundary in force, in degrees."""

    division: AdministrativeDivision
    quality: str
    shape: BaseGeometry

    @cached_property
    def _plane(self) -> BaseGeometry:
        return shapely.transform(self.shape, _to_metres, interleaved=False)

    def metres_outside(self, place: Point) -> float:
        """0 inside."""
        spot = shapely.Point(place.x, place.y)
        if self.shape.contains(spot):
            return 0.0
        return self._plane.distance(shapely.transform(spot, _to_metres, interleaved=False))


_projection = Transformer.from_crs(GEOGRAPHIC_SRID, PROJECTED_SRID, always_xy=True)
_to_metres = _projection.transform


class Positions:
    """The boundaries that positions in these villages are held against, fetched at once."""

    def __init__(self, villages: Iterable[AdministrativeDivision]) -> None:
        self._city_code = codes.parse(settings.CITY_CODE)
        wanted = {self._city_code}
        for village in villages:
            wanted |= {village.code, village.code[:9], village.code[:6]}
        today = timezone.localdate()
        in_force = DivisionBoundary.objects.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=today),
            Q(valid_to__isnull=True) | Q(valid_to__gt=today),
            Q(division__code__in=wanted)
            | Q(division__level=Level.COUNTY)
            & Q(division__code__startswith=codes.prefix(self._city_code)),
            superseded_by__isnull=True,
        ).exclude(release__quality__in=APPROXIMATE_QUALITIES)
        self._areas = {
            boundary.division.code: Area(
                boundary.division, boundary.release.quality, to_shape(boundary.geom)
            )
            for boundary in in_force.select_related("division", "release")
        }

    @cached_property
    def _city(self) -> list[Area]:
        """The city's own boundary, else those of its counties."""
        if own := self._areas.get(self._city_code):
            return [own]
        return [area for area in self._areas.values() if area.division.level == Level.COUNTY]

    def is_in_city(self, place: Point) -> bool:
        """Whether the place is in the city or at most 2 km outside; true while nobody knows."""
        return not self._city or any(
            area.metres_outside(place) <= CITY_BUFFER_M for area in self._city
        )

    def binding_area(self, village: AdministrativeDivision) -> Area | None:
        """The smallest official area that the village is known to lie in."""
        for code in (village.code, village.code[:9], village.code[:6]):
            area = self._areas.get(code)
            if area and area.quality in BINDING_QUALITIES:
                return area
        return None


def problems_of_position(record: OutletRecord, positions: Positions) -> list[Problem]:
    """At most one problem, the plainest: zero, swapped, coarse, outside city, outside village."""
    place, raw = record.location, record.location_raw
    if place is None:
        return []
    for problem in (
        _problem_of_numbers(place),
        _problem_of_digits(raw),
        _problem_of_city(place, record, positions),
        _problem_of_village(place, record, positions),
    ):
        if problem:
            return [Problem("location", *problem)]
    return []


def _problem_of_numbers(place: Point) -> tuple[str, str] | None:
    if place.x == 0 or place.y == 0:
        return "zero_position", _("A coordinate is 0: the device had not found its position yet.")
    if _is_between(place.y, COUNTRY_LON) and _is_between(place.x, COUNTRY_LAT):
        return "swapped_position", _(
            "Longitude and latitude may be the wrong way round: is the longitude %(lon)s and the "
            "latitude %(lat)s?"
        ) % {"lon": f"{place.y:.5f}", "lat": f"{place.x:.5f}"}
    return None


def _is_between(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def _problem_of_digits(raw: RawPair | None) -> tuple[str, str] | None:
    """Both numbers are coarse: one alone may end in zeros by chance."""
    if raw is None:
        return None
    decimals = max(len(text.partition(".")[2]) for text in (raw["lon"], raw["lat"]))
    if decimals >= FEWEST_DECIMALS:
        return None
    return "coarse_position", _(
        "The coordinates have only %(decimals)s decimals (about %(metres)s m). Take the position "
        "again."
    ) % {"decimals": decimals, "metres": 10 ** (5 - decimals)}


def _problem_of_city(
    place: Point, record: OutletRecord, positions: Positions
) -> tuple[str, str] | None:
    is_in_country = _is_between(place.x, COUNTRY_LON) and _is_between(place.y, COUNTRY_LAT)
    if is_in_country and positions.is_in_city(place):
        return None
    message = _("The position (%(lon)s, %(lat)s) lies outside the city.")
    if not record.location_crs_origin:
        message = _(
            "The position (%(lon)s, %(lat)s) lies outside the city, and its coordinate system is "
            "not named."
        )
    return "outside_city", message % {"lon": f"{place.x:.5f}", "lat": f"{place.y:.5f}"}


def _problem_of_village(
    place: Point, record: OutletRecord, positions: Positions
) -> tuple[str, str] | None:
    area = positions.binding_area(record.village) if record.village else None
    if area is None:
        return None
    tolerance = max(TOLERANCE_M[Level(area.division.level)], record.location_accuracy_m or 0)
    metres = area.metres_outside(place)
    if metres <= tolerance:
        return None
    system = _fitting_system(record, area, tolerance)
    message = _("The position lies %(metres)s m outside %(division)s.")
    if system:
        message = _(
            "The position lies %(metres)s m outside %(division)s; read as %(system)s it lies "
            "inside. Name that coordinate system if the position came from there."
        )
    return "outside_division", message % {
        "metres": round(metres),
        "division": area.division,
        "system": system.label if system else "",
    }


def _fitting_system(
    record: OutletRecord, area: Area, tolerance_m: float
) -> CoordinateSystem | None:
    """Another coordinate system in which the pair as given fits the area."""
    if record.location_raw is None:
        return None
    for system in (CoordinateSystem.GCJ02, CoordinateSystem.BD09, CoordinateSystem.CGCS2000):
        moved = located(record.location_raw, system)
        if system != record.location_crs_origin and area.metres_outside(moved) <= tolerance_m:
            return system
    return None
