"""Vector files: which are read, how, and what is said of the others."""

import json
import zipfile
from pathlib import Path

import pytest
from shapely.geometry import Point

from core.errors import UnreadableFileError
from geo.crs import CGCS2000_SRID, GEOGRAPHIC_SRID, PROJECTED_SRID
from geo.importers.vectors import read_as_given, read_vectors
from tests.geo.files import area, geojson, geopackage, layer, shapefile, zipped

ROWS = [{"code": "211321100", "name": "木头城子镇"}]
SQUARE = area(0, 0, 1000, 1000)


def test_one_square_is_the_same_from_every_kind_of_file(tmp_path: Path):
    frame = layer(ROWS, [SQUARE])
    shp = shapefile(tmp_path / "a.shp", frame)
    files = [
        geojson(tmp_path / "a.geojson", frame),
        geopackage(tmp_path / "a.gpkg", frame),
        shp,
        zipped(tmp_path / "a.zip", [shp]),
        zipped(tmp_path / "b.zip", [shp], inside="乡镇界线/"),
    ]
    for path in files:
        read = read_vectors(path)
        assert read["name"].tolist() == ["木头城子镇"]
        assert read.crs.to_epsg() == GEOGRAPHIC_SRID
        assert read.geometry[0].hausdorff_distance(SQUARE) < 1e-9


@pytest.mark.parametrize("srid", [CGCS2000_SRID, PROJECTED_SRID])
def test_a_file_in_another_system_is_reprojected(tmp_path: Path, srid: int):
    shp = shapefile(tmp_path / "a.shp", layer(ROWS, [SQUARE], crs=srid))
    [shape] = read_vectors(shp).geometry
    assert shape.hausdorff_distance(SQUARE) < 1e-7


def test_a_file_without_a_system_is_refused_with_the_remedy(tmp_path: Path):
    shp = shapefile(tmp_path / "a.shp", layer(ROWS, [SQUARE], crs=None))
    assert not shp.with_suffix(".prj").exists()
    with pytest.raises(UnreadableFileError, match=f"--crs EPSG:{CGCS2000_SRID}"):
        read_vectors(shp)
    [shape] = read_vectors(shp, crs=f"EPSG:{CGCS2000_SRID}").geometry
    assert shape.hausdorff_distance(SQUARE) < 1e-9
    with pytest.raises(UnreadableFileError, match="nonsense"):
        read_vectors(shp, crs="nonsense")


def test_a_projection_that_means_nothing_is_refused(tmp_path: Path):
    shp = shapefile(tmp_path / "a.shp", layer(ROWS, [SQUARE]))
    shp.with_suffix(".prj").write_text("no coordinate system at all")
    with pytest.raises(UnreadableFileError):
        read_vectors(shp)


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030"])
@pytest.mark.parametrize("with_cpg", [True, False])
def test_chinese_names_are_read_in_either_encoding(tmp_path: Path, encoding: str, with_cpg: bool):
    frame = layer(ROWS, [SQUARE])
    shp = shapefile(tmp_path / "a.shp", frame, encoding=encoding, with_cpg=with_cpg)
    assert read_vectors(shp)["name"].tolist() == ["木头城子镇"]


def test_text_in_no_known_encoding_is_refused(tmp_path: Path):
    shp = shapefile(tmp_path / "a.shp", layer(ROWS, [SQUARE]), with_cpg=False)
    dbf = shp.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes().replace("木".encode(), b"\xff\xff\xff"))
    with pytest.raises(UnreadableFileError, match="UTF-8"):
        read_vectors(shp)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.geojson", b"not JSON"),
        ("a.geojson", b"[" * 100_000),
        ("a.geojson", b'{"type": "Topology"}'),
        ("a.geojson", b'<OGRVRTDataSource><OGRVRTLayer name="x"/></OGRVRTDataSource>'),
        ("a.gpkg", b"SQLite format 3\x00 and then nothing"),
        ("a.shp", b"\x00\x00\x27\x0a and then nothing"),
        ("a.shp", b"PK\x03\x04"),
        ("a.zip", b"no archive"),
        ("a.kml", b"<kml/>"),
        ("a.vrt", b"<OGRVRTDataSource/>"),
    ],
)
def test_other_and_damaged_files_are_refused(tmp_path: Path, name: str, content: bytes):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError):
        read_as_given(path)


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "link", "properties": {"href": "http://example.org/crs", "type": "proj4"}},
        {"type": "name", "properties": {"name": "/etc/passwd"}},
        {"type": "name", "properties": {"name": "http://example.org/crs"}},
        "EPSG:4490",
    ],
)
def test_a_geojson_may_name_its_system_only_by_a_known_name(tmp_path: Path, crs: object):
    path = geojson(tmp_path / "a.geojson", layer(ROWS, [SQUARE]))
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | {"crs": crs}))
    with pytest.raises(UnreadableFileError):
        read_as_given(path)


def test_a_geojson_in_cgcs2000_by_name_is_read(tmp_path: Path):
    path = geojson(tmp_path / "a.geojson", layer(ROWS, [SQUARE], crs=CGCS2000_SRID))
    assert "crs" in json.loads(path.read_text())
    assert read_vectors(path).geometry[0].hausdorff_distance(SQUARE) < 1e-6


@pytest.mark.parametrize("name", ["../a.shp", "/a.shp", "x/../../a.shp", "C:/a.shp", "..\\a.shp"])
def test_an_archive_that_leads_out_of_itself_is_not_opened(tmp_path: Path, name: str):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, b"")
    with pytest.raises(UnreadableFileError):
        read_as_given(path)


def test_an_archive_holds_exactly_one_shapefile(tmp_path: Path):
    frame = layer(ROWS, [SQUARE])
    two = [shapefile(tmp_path / f"{name}.shp", frame) for name in "ab"]
    for members in ([], two):
        path = zipped(tmp_path / "z.zip", members)
        with pytest.raises(UnreadableFileError, match=str(len(members))):
            read_as_given(path)


def test_an_archive_too_large_when_unpacked_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("core.uploads.MAX_UNPACKED", 10_000)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", b"\x00" * 1_000_000)
    assert path.stat().st_size < 10_000
    with pytest.raises(UnreadableFileError, match="MB"):
        read_as_given(path)


def test_a_geopackage_with_several_layers_is_refused(tmp_path: Path):
    path = tmp_path / "a.gpkg"
    geopackage(path, layer(ROWS, [SQUARE]), name="one")
    geopackage(path, layer(ROWS, [Point(120, 41)]), name="two")
    with pytest.raises(UnreadableFileError, match="2"):
        read_as_given(path)
