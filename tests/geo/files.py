"""Small vector files and tables, drawn in metres, as bureaus send them."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from geo.crs import GEOGRAPHIC_SRID
from geo.frames import to_shape
from geo.layers_reading import SHAPEFILE_PARTS
from tests.shapes import Place, degrees, rectangle

Row = Mapping[str, Any]


def area(west_m: float, south_m: float, east_m: float, north_m: float) -> BaseGeometry:
    """A rectangle as shapely has it."""
    return to_shape(rectangle(west_m, south_m, east_m, north_m)).geoms[0]


def layer(
    rows: Sequence[Row], shapes: Sequence[BaseGeometry | None], *, crs: int | None = GEOGRAPHIC_SRID
) -> gpd.GeoDataFrame:
    """A layer whose geometry is in degrees; another `crs` reprojects it, None leaves it unsaid."""
    frame = gpd.GeoDataFrame(list(rows), geometry=list(shapes), crs=GEOGRAPHIC_SRID)
    return frame.set_crs(None, allow_override=True) if crs is None else frame.to_crs(crs)


def geojson(path: Path, frame: gpd.GeoDataFrame) -> Path:
    frame.to_file(path, driver="GeoJSON", engine="pyogrio")
    return path


def geopackage(path: Path, frame: gpd.GeoDataFrame, *, name: str = "layer") -> Path:
    frame.to_file(path, driver="GPKG", engine="pyogrio", layer=name)
    return path


def shapefile(
    path: Path, frame: gpd.GeoDataFrame, *, encoding: str = "UTF-8", with_cpg: bool = True
) -> Path:
    frame.to_file(path, driver="ESRI Shapefile", engine="pyogrio", encoding=encoding)
    if not with_cpg:
        path.with_suffix(".cpg").unlink()
    return path


def zipped(path: Path, members: Sequence[Path], *, inside: str = "") -> Path:
    """The parts of shapefiles in one archive, in the folder `inside` of it."""
    with zipfile.ZipFile(path, "w") as archive:
        for member in members:
            for suffix in SHAPEFILE_PARTS:
                if (part := member.with_suffix(suffix)).exists():
                    archive.write(part, f"{inside}{part.name}")
    return path


def table(path: Path, rows: Sequence[Row], *, encoding: str = "UTF-8") -> Path:
    """A CSV with a heading for each key of the first row."""
    lines = [",".join(rows[0])] + [",".join(str(row[key]) for key in rows[0]) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def at(east_m: float, north_m: float, *, lon: str = "lon", lat: str = "lat") -> dict[str, float]:
    """The two cells that give a place."""
    place: Place = degrees(east_m, north_m)
    return {lon: place[0], lat: place[1]}
