"""Coordinate systems: shifted pairs come back to where they were measured."""

import pytest
from prcoords import gcj_bd, wgs_gcj

from geo.crs import CoordinateSystem, to_cgcs2000

LON, LAT = 120.45, 41.58
# One metre here is about 0.000009 of latitude and 0.000012 of longitude.
ONE_CENTIMETRE = 1e-7


@pytest.mark.parametrize("system", [CoordinateSystem.CGCS2000, CoordinateSystem.WGS84, "wgs84"])
def test_unshifted_pairs_stay_what_they_are(system):
    assert to_cgcs2000(LON, LAT, system) == (LON, LAT)


def test_a_gcj_pair_comes_back_within_a_centimetre():
    lat, lon = wgs_gcj((LAT, LON))
    assert abs(lon - LON) > 0.004  # half a kilometre off: what an importer would get wrong
    assert to_cgcs2000(lon, lat, CoordinateSystem.GCJ02) == pytest.approx(
        (LON, LAT), abs=ONE_CENTIMETRE
    )


def test_a_baidu_pair_comes_back_within_a_centimetre():
    lat, lon = gcj_bd(wgs_gcj((LAT, LON)))
    assert to_cgcs2000(lon, lat, CoordinateSystem.BD09) == pytest.approx(
        (LON, LAT), abs=ONE_CENTIMETRE
    )
