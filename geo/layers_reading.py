"""Reads vector files inside the sandbox: a path in, columns and WKB out. No Django.

GDAL opens whatever a file turns out to be and follows what it names. Here it has one driver left,
and sees a file under a name of our own, with nothing beside it that we did not put there.
"""

import ctypes
import json
import re
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
from pyogrio import errors, raw

from core.sandbox_child import Refused
from geo import kml_reading

DRIVERS = {".shp": "ESRI Shapefile", ".gpkg": "GPKG", ".geojson": "GeoJSON", ".json": "GeoJSON"}
# The parts of a shapefile that are read; an index (.sbn, .qix) only makes reading quicker.
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# What reading a damaged file raises.
DAMAGED = (
    errors.DataSourceError,
    errors.DataLayerError,
    errors.CRSError,
    errors.FeatureError,
    errors.GeometryError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    sqlite3.DatabaseError,
)
# A GeoJSON of before RFC 7946 may name its system, by name only: a link would be fetched.
CRS_NAME = re.compile(r"(urn:ogc:def:crs:)?(EPSG|OGC):[\w.]*:?\w+")
# A system as text, which may not name grids or files that PROJ would then look for.
WKT = re.compile(
    r"\s*(PROJCS|GEOGCS|GEOCCS|COMPD_CS|PROJCRS|GEOGCRS|GEODCRS|COMPOUNDCRS|BOUNDCRS|LOCAL_CS"
    r"|ENGCRS)\s*[\[(]",
    re.IGNORECASE,
)
NAMED_FILES = re.compile(r"PROJ4|GRIDS|PARAMETERFILE|://|\bEXTENSION\b", re.IGNORECASE)
MAX_WKT = 32_768
ENCODINGS = {
    "UTF-8": "UTF-8",
    "UTF8": "UTF-8",
    "65001": "UTF-8",
    "GBK": "GB18030",
    "GB2312": "GB18030",
    "GB18030": "GB18030",
    "936": "GB18030",
    "CP936": "GB18030",
    "ANSI 936": "GB18030",
    "BIG5": "BIG5",
    "950": "BIG5",
}
# Triggers that the standard and GDAL put into a GeoPackage; reading fires none of them.
STANDARD_TRIGGERS = re.compile(r"(rtree|trigger_(insert|delete)_feature_count|gpkg|fgt[id])_")
MAX_TABLES = 2000
PLAIN = "biufM"  # kinds of numpy that are numbers all through, and days


def layer(argument: Mapping[str, Any], content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The only layer of a vector file, in its own coordinates.

    Args:
        argument: `path`, `suffix` in lower case, `folder` that is empty and of our own, and
            `features`, the most there may be.

    Returns:
        `columns` (name, and dtype or null for text as JSON), `crs` (text or null) and `features`;
        a buffer for each column, then the lengths of the geometries (-1: none) and their WKB.
    """
    path, suffix, folder = Path(argument["path"]), argument["suffix"], Path(argument["folder"])
    if suffix == ".kml":
        return _written(*kml_reading.read(path, most=argument["features"]))
    try:
        own = _placed(path, suffix, folder)
        _check(own)
        _keep_only(DRIVERS[own.suffix])
        return _written(*_read(own, argument["features"]))
    except DAMAGED as error:
        raise Refused("damaged") from error
    except UnicodeDecodeError as error:
        raise Refused("encoding") from error


def _read(path: Path, most: int) -> tuple[Sequence[str], Sequence[Any], Any, str | None]:
    # A GeoPackage from QGIS holds tables of styles beside its layers.
    layers = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
    if not layers:
        raise Refused("no_geometry")
    if len(layers) > 1:
        raise Refused("layers", count=len(layers))
    about = pyogrio.read_info(path, layer=layers[0])
    if about["driver"] != DRIVERS[path.suffix]:
        raise Refused("damaged")
    if about["features"] > most:
        raise Refused("features", count=int(about["features"]))
    encoding = _encoding(path) if path.suffix == ".shp" else None
    about, _fids, shapes, columns = raw.read(path, layer=layers[0], encoding=encoding)
    crs = about["crs"]
    if crs is not None and not crs.startswith("EPSG:"):
        _check_wkt(crs)
    return list(about["fields"]), columns, shapes, crs


def _written(
    names: Sequence[str], columns: Sequence[Any], shapes: Any, crs: str | None
) -> tuple[dict[str, Any], list[bytes]]:
    described, buffers = [], []
    for name, values in zip(names, columns, strict=True):
        kind = None
        if values.dtype.kind in PLAIN:
            kind, buffer = values.dtype.str, np.ascontiguousarray(values).tobytes()
        else:
            texts = [None if value is None else str(value) for value in values.tolist()]
            buffer = json.dumps(texts, ensure_ascii=False).encode("utf-8", "replace")
        described.append({"name": str(name), "dtype": kind})
        buffers.append(buffer)
    kept = [] if shapes is None else shapes.tolist()
    lengths = np.fromiter((-1 if wkb is None else len(wkb) for wkb in kept), "<i8", len(kept))
    buffers += [lengths.tobytes(), b"".join(wkb for wkb in kept if wkb is not None)]
    return {"columns": described, "crs": crs, "features": len(kept)}, buffers


def _placed(path: Path, suffix: str, folder: Path) -> Path:
    """The file under a name of our own, in a folder where nothing else lies."""
    if suffix == ".zip":
        return _unpacked(path, folder)
    if suffix == ".shp":
        for part in SHAPEFILE_PARTS:
            if there := _beside(path, part):
                folder.joinpath(f"layer{part}").symlink_to(there.resolve())
        return folder / "layer.shp"
    own = folder / f"layer{suffix}"
    own.symlink_to(path.resolve())
    return own


def _unpacked(path: Path, folder: Path) -> Path:
    """The one shapefile of a zip. Its members' names have been checked and are not used."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        stems = [m.filename[:-4] for m in members if m.filename.lower().endswith(".shp")]
        if len(stems) != 1:
            raise Refused("shapefiles", count=len(stems))
        for member in members:
            suffix = member.filename[-4:].lower()
            if member.filename[:-4] == stems[0] and suffix in SHAPEFILE_PARTS:
                own = folder / f"layer{suffix}"
                with archive.open(member) as packed, own.open("wb") as unpacked:
                    shutil.copyfileobj(packed, unpacked, 2**20)  # as large as declared, at most
    return folder / "layer.shp"


def _beside(path: Path, suffix: str) -> Path | None:
    """Another part of a shapefile, whatever the case of its suffix."""
    parts = (path.with_suffix(suffix), path.with_suffix(suffix.upper()))
    return next((part for part in parts if part.exists()), None)


def _check(path: Path) -> None:
    """What the file says of itself, before GDAL sees it."""
    if path.suffix == ".shp":
        with path.open("rb") as file:
            if file.read(4) != b"\x00\x00\x27\x0a":
                raise Refused("damaged")
        projection = path.with_suffix(".prj")
        if projection.exists():
            _check_wkt(projection.read_bytes()[: MAX_WKT + 1].decode("utf-8", "replace"))
    elif path.suffix == ".gpkg":
        _check_database(path)
    else:
        _check_json(path)


def _check_wkt(text: str) -> None:
    if len(text) > MAX_WKT or NAMED_FILES.search(text) or not WKT.match(text.lstrip("\ufeff")):
        raise Refused("crs")


def _check_database(path: Path) -> None:
    """Tables and the standard's indices only: no views, no other triggers, nothing that runs."""
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    entries = connection.execute(
        "SELECT type, name, coalesce(sql, '') FROM sqlite_master LIMIT ?", [MAX_TABLES + 1]
    ).fetchall()
    connection.close()
    if len(entries) > MAX_TABLES:
        raise Refused("damaged")
    for kind, name, statement in entries:
        is_virtual = re.match(r"\s*CREATE\s+VIRTUAL\s+TABLE", statement, re.IGNORECASE)
        is_index = re.search(r"\bUSING\s+rtree\b", statement, re.IGNORECASE)
        is_standard = kind == "trigger" and STANDARD_TRIGGERS.match(name)
        if kind == "view" or (kind == "trigger" and not is_standard):
            raise Refused("active", name=str(name)[:60])
        if is_virtual and not is_index:
            raise Refused("active", name=str(name)[:60])


def _check_json(path: Path) -> None:
    """One pass that keeps no feature: it is JSON, of a kind we read, its systems are names."""
    declared: list[Any] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        declared.extend(value for name, value in pairs if name == "crs")
        # Features are dropped as they are read: a large file needs no more than one at a time.
        return {name: value for name, value in pairs if not isinstance(value, list)}

    try:
        content = json.loads(
            path.read_bytes(), object_pairs_hook=members, parse_float=_nothing, parse_int=_nothing
        )
    except (ValueError, RecursionError) as error:
        raise Refused("damaged") from error
    if not isinstance(content, dict) or content.get("type") not in ("FeatureCollection", "Feature"):
        raise Refused("damaged")
    if content.get("crs") is not None and not isinstance(content["crs"], dict):
        raise Refused("crs")
    for crs in declared:
        _check_json_crs(crs)


def _nothing(_number: str) -> None:
    return None


def _check_json_crs(crs: Any) -> None:
    if not isinstance(crs, dict):  # an attribute of that name
        return
    properties = crs.get("properties")
    name = properties.get("name") if isinstance(properties, dict) else None
    if crs.get("type") != "name" or not CRS_NAME.fullmatch(str(name)):
        raise Refused("crs")


def _encoding(path: Path) -> str:
    """The encoding of a shapefile's text: what its .cpg says if the text bears it out, else UTF-8
    when all of it can be, else GB18030.

    Tried here on the bytes, because GDAL leaves out what it cannot decode and goes on.

    Raises:
        UnicodeDecodeError: none of them.
    """
    table, code_page = path.with_suffix(".dbf"), path.with_suffix(".cpg")
    tried = ["UTF-8", "GB18030"]
    if code_page.exists():
        said = code_page.read_bytes()[:40].decode("ascii", "replace").strip().upper()
        code_page.unlink()  # GDAL would decode by it, and then once more
        if known := ENCODINGS.get(said):
            tried.insert(0, known)
    content = table.read_bytes() if table.exists() else b""
    records = content[int.from_bytes(content[8:10], "little") :]
    for encoding in tried[:-1]:
        try:
            records.decode(encoding)
            return encoding
        except UnicodeDecodeError:
            continue
    records.decode(tried[-1])
    return tried[-1]


def _keep_only(driver: str) -> None:
    """Leave GDAL a single driver; this process reads one file and ends."""
    gdal = _gdal()
    drivers = [gdal.GDALGetDriver(number) for number in range(gdal.GDALGetDriverCount())]
    for handle in drivers:
        if gdal.GDALGetDriverShortName(handle).decode() != driver:
            gdal.GDALDeregisterDriver(handle)


def _gdal() -> ctypes.CDLL:
    """The library that pyogrio carries and has loaded."""
    package = Path(pyogrio.__file__).resolve().parent
    [library] = package.with_name(f"{package.name}.libs").glob("libgdal-*.so*")
    gdal = ctypes.CDLL(str(library))
    gdal.GDALGetDriver.restype = ctypes.c_void_p
    gdal.GDALGetDriverShortName.restype = ctypes.c_char_p
    gdal.GDALGetDriverShortName.argtypes = [ctypes.c_void_p]
    gdal.GDALDeregisterDriver.argtypes = [ctypes.c_void_p]
    return gdal
