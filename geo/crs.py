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
CENTRAL_MERIDIAN_DEGREES = 120
WEB_MERCATOR_SRID = 3857
# What a file of this region may be in that names no system, the likeliest first: degrees;
# CGCS2000 in 3-degree zones around 120E, 117E and 123E, without and with the zone's number before
# the eastings; in 6-degree zones; UTM of both zones; web maps.
CANDIDATE_SRIDS = (
    CGCS2000_SRID,
    *(4549, 4548, 4550, 4528, 4527, 4529),
    *(4509, 4508, 4498, 4499),
    *(32651, 32650),
    WEB_MERCATOR_SRID,
)


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
