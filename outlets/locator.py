"""A small picture of where an outlet lies in its county: outlines, township, one point."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.gis.db.models import MultiPolygonField
from django.contrib.gis.geos import MultiPolygon, Point
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from geo.levels import LocationQuality
from geo.models import AdministrativeDivision, DivisionBoundary
from outlets.models import Outlet

WIDTH, HEIGHT, MARGIN = 300, 220, 8
TOLERANCE = 0.002  # degrees, about 200 m: less than a line's width here


@dataclass(frozen=True)
class Locator:
    """SVG path data and a place, in a box of `WIDTH` by `HEIGHT`."""

    county: str
    township: str
    is_approximate: bool  # the township's line
    x: float | None
    y: float | None
    width: int = WIDTH
    height: int = HEIGHT


def locate(outlet: Outlet) -> Locator | None:
    """The picture of an outlet, at its village's point when its own is unknown. One query."""
    return locate_in(outlet.village, outlet.location)


def locate_in(village: AdministrativeDivision, place: Point | None = None) -> Locator | None:
    """The picture of a place in a village, by default of its seat; null when the county has no
    boundary today. One query."""
    township = village.parent
    county = township.parent if township else None
    if township is None or county is None:
        return None
    simple = Func(
        F("geom"),
        Value(TOLERANCE),
        template="ST_Multi(ST_SimplifyPreserveTopology(%(expressions)s))",
        output_field=MultiPolygonField(),
    )
    today = timezone.localdate()
    boundaries = DivisionBoundary.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=today),
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        division__in=[county, township],
        superseded_by__isnull=True,
    ).annotate(simple=simple)
    found = list(boundaries.values_list("division_id", "simple", "release__quality"))
    shapes = {division: area for division, area, _quality in found}
    if county.pk not in shapes:
        return None
    frame = _Frame(shapes[county.pk])
    place = place or village.seat
    x, y = frame.spot(place) if place else (None, None)
    inner = shapes.get(township.pk)
    return Locator(
        county=frame.path(shapes[county.pk]),
        township=frame.path(inner) if inner else "",
        is_approximate=(township.pk, LocationQuality.APPROXIMATE)
        in {(division, quality) for division, _area, quality in found},
        x=x,
        y=y,
    )


class _Frame:
    """Fits an area into the box, north up, with degrees of longitude as short as they are."""

    def __init__(self, area: MultiPolygon) -> None:
        self.west, south, east, self.north = area.extent
        self.shrink = math.cos(math.radians((south + self.north) / 2))
        across, down = (east - self.west) * self.shrink, self.north - south
        self.scale = min((WIDTH - 2 * MARGIN) / across, (HEIGHT - 2 * MARGIN) / down)
        self.left = (WIDTH - across * self.scale) / 2
        self.top = (HEIGHT - down * self.scale) / 2

    def spot(self, place: Point | tuple[float, float]) -> tuple[float, float]:
        lon, lat = place[0], place[1]
        x = self.left + (lon - self.west) * self.shrink * self.scale
        return round(x, 1), round(self.top + (self.north - lat) * self.scale, 1)

    def path(self, area: MultiPolygon) -> str:
        return "".join(self._ring(ring) for ring in _rings(area))

    def _ring(self, ring: Iterable[tuple[float, float]]) -> str:
        return "M" + "L".join("{} {}".format(*self.spot(place)) for place in ring) + "Z"


def _rings(area: MultiPolygon) -> Iterable[Iterable[tuple[float, float]]]:
    for polygon in area.coords:
        yield from polygon
