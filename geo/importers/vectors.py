"""Reads vector files: a shapefile (alone or zipped), a GeoPackage, a GeoJSON, a KML. Nothing else.

The outside of a file is checked here (`core.uploads`), its inside in the sandbox
(`geo.layers_reading`); what comes back are columns of plain values and WKB.
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from django.utils.translation import gettext as _

from core import uploads
from core.errors import UnreadableFileError
from core.sandbox import Limits, run_limited
from core.sandbox_child import Refused
from geo import frames
from geo.crs import CGCS2000_SRID

SUFFIXES = (".shp", ".gpkg", ".geojson", ".json", ".kml", ".zip")
MAX_BYTES = uploads.MAX_BYTES
MAX_FEATURES = 1_000_000
LIMITS = Limits(memory=2048 * 2**20, seconds=60, file_size=uploads.MAX_UNPACKED)
# A point of two dimensions as WKB.
POINT = np.dtype([("order", "u1"), ("kind", "<u4"), ("xy", "<f8", 2)])
NUMBERS = "biufM"  # kinds of numpy that leave the sandbox as bytes


def read_bytes(path: Path) -> bytes:
    """The whole file, e.g. for its checksum.

    Raises:
        UnreadableFileError: not there, a folder, not readable, or too large.
    """
    try:
        uploads.check_size(path.stat().st_size, most=MAX_BYTES, shown=path.name)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            _("%(file)s cannot be opened. Check its name and place.") % {"file": path}
        ) from error


def read_vectors(
    path: Path, *, crs: str | None = None, shown: str | None = None
) -> gpd.GeoDataFrame:
    """The only layer of a vector file, in the registry's coordinates.

    Args:
        crs: the system of a file that names none, e.g. `EPSG:4490`; ignored where it names one.
        shown: the file's name for messages, where it is kept under another.

    Raises:
        UnreadableFileError: another kind of file, damaged, too large, several layers, no
            coordinate system, or text in an unknown encoding. The message says what to do.
    """
    shown = shown or path.name
    frame = read_as_given(path, shown=shown)
    if frame.crs is None:
        if crs is None:
            raise UnreadableFileError(
                _("%(file)s names no coordinate system. Say which one: --crs EPSG:%(srid)s")
                % {"file": shown, "srid": CGCS2000_SRID}
            )
        try:
            frame = frames.declared(frame, crs)
        except pyproj.exceptions.CRSError as error:
            raise UnreadableFileError(
                _("%(crs)s is no coordinate system. Give its number, for example EPSG:%(srid)s.")
                % {"crs": crs, "srid": CGCS2000_SRID}
            ) from error
    return frames.to_registry(frame)


def read_as_given(path: Path, *, shown: str | None = None) -> gpd.GeoDataFrame:
    """The only layer of a vector file, in the coordinates and with the CRS that it came with.

    Raises:
        UnreadableFileError: as `read_vectors`, except for a missing coordinate system.
    """
    shown = shown or path.name
    suffix = path.suffix.lower()
    uploads.check_size(path.stat().st_size, most=MAX_BYTES, shown=shown)
    uploads.check(path, SUFFIXES, name=shown if shown.lower().endswith(suffix) else path.name)
    with tempfile.TemporaryDirectory() as folder:
        argument = {
            "path": str(path.resolve()),
            "suffix": suffix,
            "folder": folder,
            "features": MAX_FEATURES,
        }
        try:
            about, buffers = run_limited("geo.layers_reading", "layer", argument, limits=LIMITS)
        except Refused as refusal:
            raise UnreadableFileError(_words(refusal, shown)) from refusal
    return _frame(about, buffers, shown)


def _frame(about: Mapping[str, Any], buffers: Sequence[bytes], shown: str) -> gpd.GeoDataFrame:
    *columns, lengths, wkb = buffers
    data = {
        column["name"]: _column(column["dtype"], buffer)
        for column, buffer in zip(about["columns"], columns, strict=True)
    }
    try:
        shapes = _shapes(np.frombuffer(lengths, "<i8"), wkb)
        crs = pyproj.CRS(about["crs"]) if about["crs"] else None
    except (shapely.errors.ShapelyError, pyproj.exceptions.CRSError) as error:
        raise UnreadableFileError(_words(Refused("damaged"), shown)) from error
    return gpd.GeoDataFrame(pd.DataFrame(data), geometry=shapes, crs=crs)


def _column(dtype: str | None, buffer: bytes) -> Any:
    if dtype is None:
        return pd.Series(json.loads(buffer), dtype="str")
    kind = np.dtype(dtype)
    if kind.kind not in NUMBERS:
        raise ValueError(f"{dtype} does not come out of the sandbox")
    return np.frombuffer(buffer, kind)


def _shapes(lengths: np.ndarray, wkb: bytes) -> np.ndarray:
    """The geometries; a length of -1 is none. A file of nothing but points takes a short cut."""
    if len(lengths) and (lengths == POINT.itemsize).all():
        points = np.frombuffer(wkb, POINT)
        if (points["order"] == 1).all() and (points["kind"] == 1).all():
            return shapely.points(points["xy"])
    ends = np.cumsum(np.maximum(lengths, 0)).tolist()
    texts = np.empty(len(lengths), dtype=object)
    texts[:] = [
        None if length < 0 else wkb[end - length : end]
        for length, end in zip(lengths.tolist(), ends, strict=True)
    ]
    return shapely.from_wkb(texts, on_invalid="fix")


def _words(refusal: Refused, shown: str) -> str:
    """What a refusal of the readers means to the sender."""
    words = {
        "no_geometry": _("%(file)s holds no geometry."),
        "layers": _("%(file)s holds %(count)s layers. Export the one meant to a file of its own."),
        "shapefiles": _(
            "%(file)s holds %(count)s shapefiles. Zip one, with its .shx, .dbf and .prj."
        ),
        "features": _("%(file)s holds %(count)s features, more than can be read. Split it."),
        "crs": _(
            "%(file)s names its coordinate system in a way that is not accepted. "
            "Export it again in CGCS2000 or WGS 84."
        ),
        "encoding": _(
            "The text of %(file)s is neither UTF-8 nor GB18030. Export it again as UTF-8."
        ),
        "active": _(
            "%(file)s holds a view or trigger (%(name)s), and is not opened. Export the layer to "
            "a new file."
        ),
        "links": _("%(file)s points to other places (%(name)s). Export the places themselves."),
        "declares": _(
            "%(file)s declares a document type or entities, and is not opened. Save it again."
        ),
    }
    damaged = _("%(file)s is damaged, or not what its name says.")
    return words.get(refusal.code, damaged) % ({"file": shown} | refusal.facts)
