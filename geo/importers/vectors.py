"""Reads vector files: a shapefile (alone or zipped), a GeoPackage, a GeoJSON. Nothing else.

GDAL opens whatever a file turns out to be, so a file's first bytes are checked before GDAL sees
it and the driver afterwards.
"""

import json
import re
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas as gpd
import pyogrio
import pyproj
from django.utils.translation import gettext as _
from pyogrio import errors

from core.errors import UnreadableFileError
from geo import frames
from geo.crs import CGCS2000_SRID

DRIVERS = {".shp": "ESRI Shapefile", ".gpkg": "GPKG", ".geojson": "GeoJSON", ".json": "GeoJSON"}
SUFFIXES = (*DRIVERS, ".zip")
MAGIC = {".shp": b"\x00\x00\x27\x0a", ".gpkg": b"SQLite format 3\x00"}
# The parts of a shapefile that are read; an index (.sbn, .qix) only makes reading quicker.
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# What reading a damaged file raises.
DAMAGED = (
    errors.DataSourceError,
    errors.DataLayerError,
    errors.CRSError,
    errors.FeatureError,
    errors.GeometryError,
)
MAX_BYTES = 200 * 1024 * 1024
# A GeoJSON of before RFC 7946 may name its system, by name only: a link would be fetched.
CRS_NAME = re.compile(r"(urn:ogc:def:crs:)?(EPSG|OGC):[\w.]*:?\w+")


def read_bytes(path: Path) -> bytes:
    """The whole file, e.g. for its checksum.

    Raises:
        UnreadableFileError: not there, a folder, not readable, or too large.
    """
    try:
        _check_size(path.stat().st_size, path.name)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            _("%(file)s cannot be opened. Check its name and place.") % {"file": path}
        ) from error


def read_vectors(path: Path, *, crs: str | None = None) -> gpd.GeoDataFrame:
    """The only layer of a vector file, in the registry's coordinates.

    Args:
        crs: the system of a file that names none, e.g. `EPSG:4490`; ignored where it names one.

    Raises:
        UnreadableFileError: another kind of file, damaged, too large, several layers, no
            coordinate system, or text in an unknown encoding. The message says what to do.
    """
    frame = read_as_given(path)
    if frame.crs is None:
        if crs is None:
            raise UnreadableFileError(
                _("%(file)s names no coordinate system. Say which one: --crs EPSG:%(srid)s")
                % {"file": path.name, "srid": CGCS2000_SRID}
            )
        try:
            frame = frames.declared(frame, crs)
        except pyproj.exceptions.CRSError as error:
            raise UnreadableFileError(
                _("%(crs)s is no coordinate system. Give its number, for example EPSG:%(srid)s.")
                % {"crs": crs, "srid": CGCS2000_SRID}
            ) from error
    return frames.to_registry(frame)


def read_as_given(path: Path) -> gpd.GeoDataFrame:
    """The only layer of a vector file, in the coordinates and with the CRS that it came with.

    Raises:
        UnreadableFileError: as `read_vectors`, except for a missing coordinate system.
    """
    _check_size(path.stat().st_size, path.name)
    suffix = path.suffix.lower()
    if suffix == ".zip":
        with tempfile.TemporaryDirectory() as folder:
            return _read(_unpacked(path, Path(folder)), shown=path.name)
    if suffix not in DRIVERS:
        raise UnreadableFileError(
            _("%(file)s is none of the kinds that can be read: %(kinds)s.")
            % {"file": path.name, "kinds": ", ".join(SUFFIXES)}
        )
    return _read(path, shown=path.name)


def _read(path: Path, *, shown: str) -> gpd.GeoDataFrame:
    damaged = UnreadableFileError(
        _("%(file)s is damaged, or not what its name says.") % {"file": shown}
    )
    suffix = path.suffix.lower()
    _check_beginning(path, suffix, damaged)
    try:
        # A GeoPackage from QGIS holds tables of styles beside its layers.
        layers = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
        if not layers:
            raise UnreadableFileError(_("%(file)s holds no geometry.") % {"file": shown})
        if len(layers) > 1:
            raise UnreadableFileError(
                _("%(file)s holds %(count)s layers. Export the one meant to a file of its own.")
                % {"file": shown, "count": len(layers)}
            )
        if pyogrio.read_info(path, layer=layers[0])["driver"] != DRIVERS[suffix]:
            raise damaged
        return _decoded(path, layers[0], suffix, shown)
    except DAMAGED as error:
        raise damaged from error


def _decoded(path: Path, layer: str, suffix: str, shown: str) -> gpd.GeoDataFrame:
    try:
        encoding = _encoding(path) if suffix == ".shp" else None
        return pyogrio.read_dataframe(path, layer=layer, on_invalid="fix", encoding=encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            _("The text of %(file)s is neither UTF-8 nor GB18030. Export it again as UTF-8.")
            % {"file": shown}
        ) from error


def _encoding(path: Path) -> str | None:
    """The encoding of a shapefile's text: UTF-8 when all of it can be, else GB18030.

    None where a .cpg says it: GDAL then decodes by itself, and would decode twice. Tried here on
    the bytes, because GDAL leaves out what it cannot decode and goes on.

    Raises:
        UnicodeDecodeError: neither of them.
    """
    table = _beside(path, ".dbf")
    if table is None or _beside(path, ".cpg"):
        return None
    content = table.read_bytes()
    records = content[int.from_bytes(content[8:10], "little") :]
    try:
        records.decode("UTF-8")
        return "UTF-8"
    except UnicodeDecodeError:
        records.decode("GB18030")
        return "GB18030"


def _beside(path: Path, suffix: str) -> Path | None:
    """Another part of a shapefile, whatever the case of its suffix."""
    parts = (path.with_suffix(suffix), path.with_suffix(suffix.upper()))
    return next((part for part in parts if part.exists()), None)


def _check_beginning(path: Path, suffix: str, damaged: UnreadableFileError) -> None:
    if suffix in MAGIC:
        with path.open("rb") as file:
            if not file.read(16).startswith(MAGIC[suffix]):
                raise damaged
        return
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise damaged from error
    if not isinstance(content, dict) or content.get("type") not in ("FeatureCollection", "Feature"):
        raise damaged
    _check_json_crs(content.get("crs"), path.name)


def _check_json_crs(crs: Any, shown: str) -> None:
    """Only a name that we know may stand in the `crs` member; see `CRS_NAME`."""
    if crs is None:
        return
    name = ""
    if isinstance(crs, dict) and crs.get("type") == "name":
        name = str((crs.get("properties") or {}).get("name", ""))
    if not CRS_NAME.fullmatch(name):
        raise UnreadableFileError(
            _(
                "%(file)s names its coordinate system in a way that is not accepted. "
                "Export it again in CGCS2000 or WGS 84."
            )
            % {"file": shown}
        )


def _unpacked(path: Path, folder: Path) -> Path:
    """The one shapefile of a zip, unpacked under names of our own."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _extracted(archive, folder, path.name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        raise UnreadableFileError(
            _("%(file)s is damaged, or not what its name says.") % {"file": path.name}
        ) from error


def _extracted(archive: zipfile.ZipFile, folder: Path, shown: str) -> Path:
    members = archive.infolist()
    for member in members:
        _check_member(member, shown)
    _check_size(sum(member.file_size for member in members), shown)
    stems = [m.filename[:-4] for m in members if m.filename.lower().endswith(".shp")]
    if len(stems) != 1:
        raise UnreadableFileError(
            _("%(file)s holds %(count)s shapefiles. Zip one, with its .shx, .dbf and .prj.")
            % {"file": shown, "count": len(stems)}
        )
    for member in members:
        suffix = member.filename[-4:].lower()
        if member.filename[:-4] == stems[0] and suffix in SHAPEFILE_PARTS:
            # The size that the archive names is not to be trusted: read no more than it.
            with archive.open(member) as packed:
                folder.joinpath(f"layer{suffix}").write_bytes(packed.read(member.file_size))
    return folder / "layer.shp"


def _check_member(member: zipfile.ZipInfo, shown: str) -> None:
    """No member leads out of the archive, and none is a link or locked."""
    place = PurePosixPath(member.filename.replace("\\", "/"))
    is_link = (member.external_attr >> 28) == 0xA
    is_drive = len(member.filename) > 1 and member.filename[1] == ":"
    if place.is_absolute() or ".." in place.parts or is_link or is_drive:
        raise UnreadableFileError(
            _("%(file)s holds names that lead out of it, and is not opened.") % {"file": shown}
        )
    if member.flag_bits & 0x1:
        raise UnreadableFileError(
            _("%(file)s is locked by a password. Send it without one.") % {"file": shown}
        )


def _check_size(size: int, shown: str) -> None:
    if size > MAX_BYTES:
        raise UnreadableFileError(
            _("%(file)s is larger than %(limit)s MB.")
            % {"file": shown, "limit": MAX_BYTES // 2**20}
        )
