"""Reads vector files: a shapefile (alone or zipped), a GeoPackage, a GeoJSON. Nothing else.

GDAL opens whatever a file turns out to be, so a file's first bytes are checked before GDAL sees
it and the driver afterwards.
"""

import json
import re
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas as gpd
import pyogrio
import pyproj
from django.utils.translation import gettext as _
from pyogrio.errors import DataLayerError, DataSourceError

from core.errors import UnreadableFileError
from geo import frames

DRIVERS = {".shp": "ESRI Shapefile", ".gpkg": "GPKG", ".geojson": "GeoJSON", ".json": "GeoJSON"}
SUFFIXES = (*DRIVERS, ".zip")
MAGIC = {".shp": b"\x00\x00\x27\x0a", ".gpkg": b"SQLite format 3\x00"}
# The parts of a shapefile that are read; an index (.sbn, .qix) only makes reading quicker.
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
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
                _("%(file)s names no coordinate system. Say which one it is in: --crs EPSG:4490")
                % {"file": path.name}
            )
        try:
            frame = frames.declared(frame, crs)
        except pyproj.exceptions.CRSError as error:
            raise UnreadableFileError(
                _("%(crs)s is no coordinate system. Give its number, for example EPSG:4490.")
                % {"crs": crs}
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
        layers = pyogrio.list_layers(path)
        if len(layers) != 1:
            raise UnreadableFileError(
                _("%(file)s holds %(count)s layers. Export the one meant to a file of its own.")
                % {"file": shown, "count": len(layers)}
            )
        if pyogrio.read_info(path)["driver"] != DRIVERS[suffix]:
            raise damaged
        frame = _decoded(path, suffix, shown)
    except (DataSourceError, DataLayerError) as error:
        raise damaged from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise UnreadableFileError(_("%(file)s holds no geometry.") % {"file": shown})
    return frame


def _decoded(path: Path, suffix: str, shown: str) -> gpd.GeoDataFrame:
    """Read it; the text of a shapefile without .cpg is UTF-8 when it can be, else GB18030."""
    if suffix != ".shp" or path.with_suffix(".cpg").exists():
        # With a .cpg GDAL decodes by itself; an encoding given beside it would decode twice.
        return pyogrio.read_dataframe(path, on_invalid="fix")
    for encoding in ("UTF-8", "GB18030"):
        try:
            return pyogrio.read_dataframe(path, on_invalid="fix", encoding=encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFileError(
        _("The text of %(file)s is neither UTF-8 nor GB18030. Export it again as UTF-8.")
        % {"file": shown}
    )


def _check_beginning(path: Path, suffix: str, damaged: UnreadableFileError) -> None:
    if suffix in MAGIC:
        with path.open("rb") as file:
            if not file.read(16).startswith(MAGIC[suffix]):
                raise damaged
        return
    try:
        content = json.loads(path.read_bytes())
    except ValueError as error:
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
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise UnreadableFileError(
            _("%(file)s is damaged, or not what its name says.") % {"file": path.name}
        ) from error
    with archive:
        members = archive.infolist()
        for member in members:
            _check_member(member, path.name)
        _check_size(sum(member.file_size for member in members), path.name)
        stems = [m.filename[:-4] for m in members if m.filename.lower().endswith(".shp")]
        if len(stems) != 1:
            raise UnreadableFileError(
                _("%(file)s holds %(count)s shapefiles. Zip one, with its .shx, .dbf and .prj.")
                % {"file": path.name, "count": len(stems)}
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
