"""QuerySets to GeoDataFrames and back."""

import geopandas as gpd
import pytest
import shapely
from django.contrib.gis.geos import MultiPolygon

from geo import frames
from geo.crs import CGCS2000_SRID, GEOGRAPHIC_SRID, PROJECTED_SRID
from geo.models import AdministrativeDivision, DivisionBoundary
from tests.factories.geo import BoundaryFactory, VillageFactory
from tests.shapes import point, square


@pytest.mark.django_db
def test_a_frame_has_the_fields_asked_for_and_the_seat_as_geometry():
    village = VillageFactory(seat=point(100, 200))
    VillageFactory(parent=village.parent)

    frame = frames.to_frame(AdministrativeDivision.objects.villages(), ["code", "parent__code"])

    assert list(frame.columns) == ["code", "parent__code", "geometry"]
    assert frame["parent__code"].unique().tolist() == [village.parent.code]
    assert frame.crs.to_epsg() == GEOGRAPHIC_SRID
    assert frame.geometry[0].coords[0] == village.seat.coords
    assert frame.geometry[1] is None


@pytest.mark.django_db
def test_areas_can_be_the_geometry_and_come_back_unchanged():
    line = BoundaryFactory(geom=square(side_m=2000))

    frame = frames.to_frame(DivisionBoundary.objects.all(), ["division_id"], geometry="geom")
    [(attributes, geom)] = frames.from_frame(frame)

    assert attributes == {"division_id": line.division_id}
    assert isinstance(geom, MultiPolygon)
    assert geom.equals_exact(line.geom)
    assert geom.srid == GEOGRAPHIC_SRID


def test_a_square_of_two_kilometres_measures_so_in_metres():
    shape = frames.to_shape(square(side_m=2000))
    [metres] = frames.to_metres([shape])
    # The projection stretches by less than a ten-thousandth half a degree off its meridian.
    assert metres.area == pytest.approx(4_000_000, rel=2e-4)
    assert shapely.hausdorff_distance(frames.from_metres([metres])[0], shape) < 1e-7


def test_a_frame_without_a_system_is_refused():
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(120, 41)])
    with pytest.raises(ValueError, match="no coordinate system"):
        frames.to_registry(frame)


@pytest.mark.parametrize("srid", [GEOGRAPHIC_SRID, CGCS2000_SRID])
def test_degrees_of_either_geographic_system_are_the_registrys_own(srid):
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(120.123456789012, 41.2)], crs=srid)
    kept = frames.to_registry(frame)
    assert kept.crs.to_epsg() == GEOGRAPHIC_SRID
    assert kept.geometry[0].coords[0] == (120.123456789012, 41.2)


def test_projected_files_are_brought_to_degrees():
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(500_000, 4_600_000)], crs=PROJECTED_SRID)
    place = frames.to_registry(frame).geometry[0]
    assert place.x == pytest.approx(120, abs=1e-9)  # on the central meridian
    assert 41 < place.y < 42
