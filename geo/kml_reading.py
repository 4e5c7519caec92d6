"""Reads a KML inside the sandbox: placemarks with their data, nothing that points elsewhere.

KML is WGS 84 by its standard. Links to other files are refused: what they would show is not here.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np
import shapely
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from core.sandbox_child import Refused

CRS = "OGC:CRS84"  # WGS 84, longitude first
LINKS = ("NetworkLink", "GroundOverlay", "ScreenOverlay", "PhotoOverlay", "Model")
MAX_DEPTH = 32
MAX_COLUMNS = 200


def read(path: Path, *, most: int) -> tuple[Sequence[str], Sequence[Any], Any, str]:
    """Names of columns, their values, WKB of the shapes, and the coordinate system."""
    try:
        rows = list(_placemarks(path, most))
    except DefusedXmlException as error:
        raise Refused("declares") from error
    except (ParseError, ValueError, LookupError, shapely.errors.ShapelyError) as error:
        raise Refused("damaged") from error
    if not rows:
        raise Refused("no_geometry")
    names = list(dict.fromkeys(name for data, _shape in rows for name in data))
    if len(names) > MAX_COLUMNS:
        raise Refused("damaged")
    columns = [_objects([data.get(name) for data, _shape in rows]) for name in names]
    shapes = _objects([None if shape is None else shapely.to_wkb(shape) for _data, shape in rows])
    return names, columns, shapes, CRS


def _objects(values: Sequence[Any]) -> Any:
    kept = np.empty(len(values), dtype=object)
    kept[:] = values
    return kept


def _placemarks(path: Path, most: int) -> Iterator[tuple[dict[str, str], BaseGeometry | None]]:
    depth = count = 0
    root_name = ""
    for event, element in iterparse(path, events=("start", "end"), forbid_dtd=True):
        name = _local(element)
        if event == "start":
            depth += 1
            root_name = root_name or name
            if depth > MAX_DEPTH or root_name != "kml":
                raise Refused("damaged")
            if name in LINKS:
                raise Refused("links", name=name)
            continue
        depth -= 1
        if name == "Placemark":
            count += 1
            if count > most:
                raise Refused("features", count=count)
            yield _data(element), _shape(element)
            element.clear()


def _local(element: Element) -> str:
    """The element's name without its namespace: Google's and OGC's files differ in it."""
    return str(element.tag).rpartition("}")[2]


def _data(placemark: Element) -> dict[str, str]:
    """The attributes: name and description, and what stands under ExtendedData."""
    data: dict[str, str] = {}
    for child in placemark:
        if _local(child) in ("name", "description"):
            data[_local(child)] = (child.text or "").strip()
    for element in placemark.iter():
        if _local(element) == "SimpleData" and element.get("name"):
            data[element.get("name", "")] = (element.text or "").strip()
        if _local(element) == "Data" and element.get("name"):
            values = [child.text or "" for child in element if _local(child) == "value"]
            data[element.get("name", "")] = "".join(values).strip()
    return data


def _shape(placemark: Element) -> BaseGeometry | None:
    shapes = [shape for child in placemark if (shape := _geometry(child)) is not None]
    return shapes[0] if len(shapes) == 1 else None


def _geometry(element: Element) -> BaseGeometry | None:
    kind = _local(element)
    if kind == "Point":
        [place] = _coordinates(element)
        return Point(place)
    if kind in ("LineString", "LinearRing"):
        return LineString(_coordinates(element))
    if kind == "Polygon":
        return _polygon(element)
    if kind == "MultiGeometry":
        return _collected([s for child in element if (s := _geometry(child)) is not None])
    return None


def _polygon(element: Element) -> BaseGeometry:
    outer = [ring for part in element if _local(part) == "outerBoundaryIs" for ring in part]
    inner = [ring for part in element if _local(part) == "innerBoundaryIs" for ring in part]
    [shell] = outer
    return Polygon(_coordinates(shell), [_coordinates(ring) for ring in inner])


def _collected(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    kinds = {shape.geom_type for shape in shapes}
    if kinds == {"Polygon"}:
        return shapely.multipolygons(list(shapes))
    if kinds == {"Point"}:
        return shapely.multipoints(list(shapes))
    return shapely.geometrycollections(list(shapes))


def _coordinates(element: Element) -> list[tuple[float, float]]:
    """Longitude and latitude; heights are left out."""
    [written] = [child.text or "" for child in element if _local(child) == "coordinates"]
    pairs = [triple.split(",") for triple in written.split()]
    return [(float(lon), float(lat)) for lon, lat, *_height in pairs]
