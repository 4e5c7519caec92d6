"""Points and areas drawn in metres east and north of an origin, kept as longitude and latitude.

Distances from the origin are exact; between two shapes a few kilometres apart they are right to
millimetres.
"""

from functools import cache

from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from pyproj import Transformer

from geo.crs import GEOGRAPHIC_SRID

Place = tuple[float, float]

# Somewhere in the middle of the city; no test depends on what is really there.
ORIGIN: Place = (120.4, 41.5)


@cache
def _to_degrees(origin: Place) -> Transformer:
    lon, lat = origin
    plane = f"+proj=aeqd +lon_0={lon} +lat_0={lat} +ellps=GRS80 +units=m"
    return Transformer.from_crs(plane, "EPSG:4326", always_xy=True)


def degrees(east_m: float, north_m: float, origin: Place = ORIGIN) -> Place:
    """Longitude and latitude of the place so many metres east and north of the origin."""
    return _to_degrees(origin).transform(east_m, north_m)


def point(east_m: float = 0, north_m: float = 0, origin: Place = ORIGIN) -> Point:
    return Point(*degrees(east_m, north_m, origin), srid=GEOGRAPHIC_SRID)


def rectangle(
    west_m: float, south_m: float, east_m: float, north_m: float, origin: Place = ORIGIN
) -> MultiPolygon:
    corners = [
        (west_m, south_m),
        (east_m, south_m),
        (east_m, north_m),
        (west_m, north_m),
        (west_m, south_m),
    ]
    ring = [degrees(east, north, origin) for east, north in corners]
    return MultiPolygon(Polygon(ring), srid=GEOGRAPHIC_SRID)


def square(
    east_m: float = 0, north_m: float = 0, side_m: float = 1000, origin: Place = ORIGIN
) -> MultiPolygon:
    """A square around the place so many metres east and north of the origin."""
    half = side_m / 2
    return rectangle(east_m - half, north_m - half, east_m + half, north_m + half, origin)
