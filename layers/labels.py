"""Where the names on a map stand: a point for each, in degrees."""

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
from shapely import box, contains, distance, get_coordinates, points
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon, shape
from shapely.ops import linemerge, polylabel

from geo import codes
from geo.levels import Level

Collection = dict[str, Any]

TOLERANCE_DEGREES = 0.005
PLACES = 14  # tried along each side of an area
WIDTH_TO_HEIGHT = 3.5  # of a township's name
ROOM_FOR_A_NAME = 0.02  # square degrees of a prefecture that must be in view


def frame(collection: Collection) -> gpd.GeoDataFrame:
    """The features that have a place, with their properties."""
    placed = [feature for feature in collection["features"] if feature["geometry"]]
    if not placed:
        return gpd.GeoDataFrame(geometry=[])
    return gpd.GeoDataFrame.from_features(placed)


def extent(layers: dict[str, Collection]) -> tuple[float, float, float, float] | None:
    """West, south, east, north of what the map is about; none where nothing has a place."""
    for name in ("counties", "townships", "villages", "neighbours"):
        placed = frame(layers[name])
        if len(placed):
            return tuple(placed.total_bounds)
    return None


def place_labels(division: str, layers: dict[str, Collection]) -> Collection:
    """A point with a name for each county, township, neighbouring prefecture and named river.

    Villages are named in the map of a township only: elsewhere there is no room.
    """
    features = []
    if codes.level(division) is Level.CITY:
        for county, area in _placed(layers["counties"]):
            counts = {field: county[field] for field in ("covered", "villages", "outlets")}
            features.append(_label("county", _inside(area), {"name": county["short"], **counts}))
    if codes.level(division) in (Level.TOWNSHIP, Level.VILLAGE):
        for village, place in _placed(layers["villages"]):
            features.append(_label("village", place, {"name": village["name"]}))
    symbols = np.vstack([_places(layers["villages"]), _places(layers["outlets"])])
    for township, area in _placed(layers["townships"]):
        features.append(_label("township", _clear(area, symbols), {"name": township["name"]}))
    if (bounds := extent(layers)) is not None:
        features += _context_labels(layers, _around(bounds))
    return {"type": "FeatureCollection", "features": features}


def _placed(collection: Collection) -> Iterator[tuple[dict[str, Any], Any]]:
    """Properties and shape of each feature that has a place."""
    for feature in collection["features"]:
        if feature["geometry"]:
            yield feature["properties"], shape(feature["geometry"])


def _places(collection: Collection) -> np.ndarray:
    """Longitude and latitude of the points that have a place, a row for each."""
    geometries = (feature["geometry"] for feature in collection["features"])
    placed = [geometry["coordinates"] for geometry in geometries if geometry]
    return np.array(placed, dtype=float).reshape(-1, 2)


def _around(bounds: tuple[float, float, float, float]) -> Polygon:
    """The view at first: the extent and a fifth more on each side."""
    west, south, east, north = bounds
    return box(west, south, east, north).buffer(0.2 * max(east - west, north - south))


def _context_labels(layers: dict[str, Collection], view: Polygon) -> Iterator[dict]:
    around = frame(layers["neighbours"])
    if len(around):
        for prefecture, areas in around.groupby("prefecture"):
            part = areas.union_all().intersection(view)
            if part.area > ROOM_FOR_A_NAME:
                yield _label("prefecture", _inside(part), {"name": prefecture})
    rivers = frame(layers["rivers"])
    if len(rivers):
        for name, lines in rivers.groupby("name"):
            line = _longest(lines.union_all().intersection(view))
            if name and line is not None:
                yield _label("river", line.interpolate(0.5, normalized=True), {"name": name})


def _label(kind: str, place: Point, properties: dict[str, Any]) -> dict[str, Any]:
    coordinates = [round(place.x, 4), round(place.y, 4)]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": coordinates},
        "properties": {"kind": kind, **properties},
    }


def _inside(area: Polygon | MultiPolygon) -> Point:
    """The point of the largest part that lies farthest from its edge."""
    parts = [part for part in getattr(area, "geoms", [area]) if isinstance(part, Polygon)]
    return polylabel(max(parts, key=lambda part: part.area), TOLERANCE_DEGREES)


def _clear(area: Polygon | MultiPolygon, symbols: np.ndarray) -> Point:
    """Of a grid of points inside, the one whose name keeps farthest from symbols and edge."""
    west, south, east, north = area.bounds
    lon, lat = np.meshgrid(np.linspace(west, east, PLACES), np.linspace(south, north, PLACES))
    grid = points(lon.ravel(), lat.ravel())
    grid = grid[contains(area, grid)]
    near = symbols[((symbols >= (west, south)) & (symbols <= (east, north))).all(axis=1)]
    if not len(grid) or not len(near):
        return _inside(area)
    places = get_coordinates(grid)
    across, along = np.abs(places[:, None] - near[None]).transpose(2, 0, 1)
    room = np.maximum(across / WIDTH_TO_HEIGHT, along).min(axis=1)
    return grid[np.argmax(np.minimum(room, distance(area.boundary, grid)))]


def _longest(line: LineString | MultiLineString) -> LineString | None:
    merged = linemerge(line) if isinstance(line, MultiLineString) else line
    parts = [part for part in getattr(merged, "geoms", [merged]) if isinstance(part, LineString)]
    return max((part for part in parts if not part.is_empty), key=lambda p: p.length, default=None)
