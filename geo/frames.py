"""QuerySets to GeoDataFrames and back; the coordinate system is set here and nowhere else.

Registry frames carry EPSG:4326, as the columns do, and mean CGCS2000 by it (see `geo.crs`).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import geopandas as gpd
import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db.models import QuerySet
from shapely.geometry.base import BaseGeometry

from geo.crs import CGCS2000_SRID, GEOGRAPHIC_SRID, PROJECTED_SRID

# Decimals of a degree that shapes computed here keep: a centimetre.
DECIMALS = 7


def to_frame(
    queryset: QuerySet[Any], fields: Sequence[str], *, geometry: str = "seat"
) -> gpd.GeoDataFrame:
    """One row for each record, in the queryset's order.

    Args:
        queryset: any model with a geometry or geography column.
        fields: columns to take along; `parent__code` reads across relations.
        geometry: the column that becomes the frame's geometry, e.g. `seat`, `geom`,
            `boundaries__geom`. A null stays null.
    """
    rows = list(queryset.annotate(_wkb=AsWKB(geometry)).values_list(*fields, "_wkb"))
    shapes = [shapely.from_wkb(bytes(row[-1])) if row[-1] is not None else None for row in rows]
    columns = {field: [row[i] for row in rows] for i, field in enumerate(fields)}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=GEOGRAPHIC_SRID)


def from_frame(frame: gpd.GeoDataFrame) -> Iterator[tuple[dict[str, Any], GEOSGeometry | None]]:
    """Each row's attributes by column, and its geometry as Django keeps it."""
    kept = to_registry(frame)
    attributes = kept.drop(columns=kept.geometry.name).to_dict("records")
    for row, shape in zip(attributes, kept.geometry, strict=True):
        geometry = None if shape is None else to_geos(shape)
        yield {str(name): value for name, value in row.items()}, geometry


def to_geos(shape: BaseGeometry) -> GEOSGeometry:
    """A shape in the registry's coordinates as Django keeps it."""
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=GEOGRAPHIC_SRID)


def to_multipolygon(area: shapely.MultiPolygon) -> MultiPolygon:
    """An area in the registry's coordinates as a boundary keeps it."""
    return MultiPolygon([to_geos(part) for part in area.geoms], srid=GEOGRAPHIC_SRID)


def to_shape(geometry: GEOSGeometry) -> BaseGeometry:
    """Django's geometry for shapely; the coordinates stay what they are."""
    return shapely.from_wkb(bytes(geometry.wkb))


def declared(frame: gpd.GeoDataFrame, crs: str | int) -> gpd.GeoDataFrame:
    """A frame whose file names no coordinate system, with the one its sender names."""
    return frame.set_crs(crs, allow_override=True)


def to_registry(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame in the registry's coordinates, from any system that it declares.

    Raises:
        ValueError: the frame declares none.
    """
    if frame.crs is None:
        raise ValueError("the frame declares no coordinate system")
    return frame.to_crs(CGCS2000_SRID).set_crs(GEOGRAPHIC_SRID, allow_override=True)


def to_metres(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Shapes in the registry's coordinates in metres, for lengths and areas."""
    return list(gpd.GeoSeries(list(shapes), crs=CGCS2000_SRID).to_crs(PROJECTED_SRID))


def from_metres(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Shapes in metres (see `to_metres`) in the registry's coordinates.

    They are rounded to about a centimetre, so that a corner that several areas share stays one.
    """
    degrees = gpd.GeoSeries(list(shapes), crs=PROJECTED_SRID).to_crs(CGCS2000_SRID)
    return [shapely.transform(shape, lambda xy: xy.round(DECIMALS)) for shape in degrees]
