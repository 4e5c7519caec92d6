"""The only place that names coordinate systems.

Positions are kept as CGCS2000 longitude and latitude. Columns carry SRID 4326, because PostGIS'
geography functions and web maps expect it: the two agree within a few centimetres here, and the
difference is knowingly treated as none (PROJ knows it as a "ballpark" transformation only).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from prcoords import bd_wgs_bored, gcj_wgs_bored

GEOGRAPHIC_SRID = 4326
CGCS2000_SRID = 4490
# CGCS2000 / 3-degree Gauss-Krueger CM 120E: lengths in metres and areas for the city's longitude.
PROJECTED_SRID = 4549
WEB_MERCATOR_SRID = 3857


class CoordinateSystem(models.TextChoices):
    """The system a pair of numbers was given in."""

    CGCS2000 = "cgcs2000", _("CGCS2000")
    WGS84 = "wgs84", _("WGS 84")
    GCJ02 = "gcj02", _("GCJ-02 (Mars coordinates)")
    BD09 = "bd09", _("BD-09 (Baidu)")


def to_cgcs2000(lon: float, lat: float, system: CoordinateSystem | str) -> tuple[float, float]:
    """Longitude and latitude in degrees, from the system the pair was given in.

    GCJ-02 and BD-09 have no published inverse; it is found by iteration, exact to millimetres.
    """
    if system == CoordinateSystem.GCJ02:
        lat, lon = gcj_wgs_bored((lat, lon))
    elif system == CoordinateSystem.BD09:
        lat, lon = bd_wgs_bored((lat, lon))
    return lon, lat
