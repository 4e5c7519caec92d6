"""Bad vector files, each with what is to become of it."""

import json
import sqlite3
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.geo.files import area, geojson, geopackage, layer, shapefile, zipped
from tests.geo.scene import EAST, WEST
from tests.hostile import archives
from tests.hostile.files import Bad
from tests.shapes import degrees

DAMAGED = "damaged"
ROW = {"code": WEST, "name": "甲镇"}
AREA = area(-9000, -9000, -1000, 9000)
ELSEWHERE = "http://127.0.0.1:9/x"
SYSTEM = "coordinate system"
NOWHERE = "empty|nowhere|not_polygon|no_position"
VRT = (
    b"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/etc/passwd</SrcDataSource>"
    b"</OGRVRTLayer></OGRVRTDataSource>"
)
GRIDS = (
    b'PROJCS["x",GEOGCS["x",DATUM["x",SPHEROID["x",6378137,298.25]],PRIMEM["G",0],'
    b'UNIT["degree",0.0174532925199433],EXTENSION["PROJ4_GRIDS","/etc/passwd"]]]'
)


def vectors() -> Iterator[Bad]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from _geojson(folder)
        yield from _shapefiles(folder)
        yield from _geopackages(folder)
    yield from _kml()


def _geojson(folder: Path) -> Iterator[Bad]:
    good = json.loads(geojson(folder / "good.geojson", layer([ROW], [AREA])).read_bytes())

    def changed(**members: Any) -> bytes:
        return json.dumps(good | members).encode()

    def drawn(geometry: Any, **properties: Any) -> bytes:
        feature = {"type": "Feature", "properties": ROW | properties, "geometry": geometry}
        return changed(features=[feature])

    def point(written: str) -> bytes:
        return drawn({"type": "Point", "coordinates": [1, 2]}).replace(b"[1, 2]", written.encode())

    link = {"type": "link", "properties": {"href": ELSEWHERE, "type": "proj4"}}
    named = {"type": "name", "properties": {"name": "/etc/passwd"}}
    yield Bad("link.geojson", changed(crs=link), SYSTEM)
    yield Bad("named.geojson", changed(crs=named), SYSTEM)
    yield Bad("text_crs.geojson", changed(crs=ELSEWHERE), SYSTEM)
    spelled = changed(crs=link).replace(b'"crs"', b'"\\u0063rs"')
    yield Bad("spelled.geojson", spelled, SYSTEM)
    inner = drawn({"type": "Point", "coordinates": [1, 2], "crs": link})
    yield Bad("inner_crs.geojson", inner, SYSTEM)
    twice = changed(crs=link)[:-1] + b', "crs": null}'
    yield Bad("two_crs.geojson", twice, SYSTEM)
    yield Bad("deep.geojson", b'{"type":' + b"[" * 1_000_000, DAMAGED)
    deep = b'{"type":"FeatureCollection","features":' + b"[" * 10**6 + b"]" * 10**6 + b"}"
    yield Bad("deep_closed.geojson", deep, DAMAGED)
    nested: Any = {"type": "Point", "coordinates": [1, 2]}
    for _ in range(200):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    yield Bad(
        "collections.geojson", drawn(nested), None, (), ["empty|not_polygon|no_position|too_deep"]
    )
    yield Bad("cut.geojson", changed()[:-20], DAMAGED)
    yield Bad("list.geojson", b"[1, 2]", DAMAGED)
    yield Bad("topology.json", b'{"type":"Topology","objects":{}}', DAMAGED)
    yield Bad("no_features.geojson", changed(features=[]), "no column|no geometry|damaged")
    yield Bad("no_names.geojson", changed(features=[]).replace(b"[]", b"[3]"), "no column|damaged")
    yield Bad("nan.geojson", point("[NaN, NaN]"), None, (), [NOWHERE])
    yield Bad("infinity.geojson", point("[1e999, -1e999]"), DAMAGED)
    yield Bad("texts.geojson", point('["a", "b"]'), None, (), [NOWHERE])
    yield Bad("far.geojson", point("[1e30, 5]"), None, (), [NOWHERE])
    yield Bad("nothing.geojson", drawn(None), None, (), ["empty|no_position"])
    mixed = {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]}
    yield Bad("mixed.geojson", drawn(mixed), None, ("boundaries",), ["not_polygon"])
    x, y = degrees(-5000, 0)
    bow = [[x, y], [x + 0.01, y + 0.01], [x + 0.01, y], [x, y + 0.01], [x, y]]
    crossing = drawn({"type": "Polygon", "coordinates": [bow]})
    yield Bad("crossing.geojson", crossing, None, ("boundaries",))
    point_here = {"type": "Point", "coordinates": [x, y]}
    turned = drawn(point_here, name="\u202e甲\u200b镇")
    yield Bad("turned.geojson", turned, None, ("seats",))
    yield Bad("database.geojson", b"SQLite format 3\x00" + b"\x00" * 100, DAMAGED)
    yield Bad("vrt.geojson", VRT, DAMAGED)
    yield Bad("vrt.vrt", VRT, "none of the kinds", every_kind=True)


def _shapefiles(folder: Path) -> Iterator[Bad]:
    shp = shapefile(folder / "a.shp", layer([ROW], [AREA]))
    good = zipped(folder / "a.zip", [shp]).read_bytes()

    def changed(suffix: str, content: bytes) -> bytes:
        return archives.packed(archives.members(good) | {f"a{suffix}": content})

    yield Bad("vrt.zip", changed(".shp", VRT), DAMAGED)
    yield Bad("url_prj.zip", changed(".prj", ELSEWHERE.encode()), SYSTEM)
    yield Bad("file_prj.zip", changed(".prj", b"/etc/passwd"), SYSTEM)
    yield Bad("grids_prj.zip", changed(".prj", GRIDS), SYSTEM)
    long = b'GEOGCS["' + b"x" * 100_000 + b'"]'
    yield Bad("long_prj.zip", changed(".prj", long), SYSTEM)
    yield Bad("nonsense_prj.zip", changed(".prj", b"no coordinate system at all"), SYSTEM)
    content = archives.members(good)
    yield Bad("cut_shp.zip", changed(".shp", content["a.shp"][:90]), DAMAGED)
    yield Bad(
        "shp_of_zeros.zip",
        changed(".shp", b"\x00\x00\x27\x0a" + bytes(400)),
        None,
        (),
        ["empty|no_position"],
    )
    parts = bytearray(content["a.shp"])
    parts[100 + 8 + 36 : 100 + 8 + 44] = struct.pack("<2l", 2**30, 2**30)
    yield Bad("many_parts.zip", changed(".shp", bytes(parts)), None, (), ["empty|no_position"])
    rows = bytearray(content["a.dbf"])
    rows[4:8] = struct.pack("<L", 2**31 - 1)
    yield Bad("many_rows.zip", changed(".dbf", bytes(rows)), None, ("boundaries",))
    yield Bad("no_dbf_header.zip", changed(".dbf", b"\x03"), "damaged|no column")
    chinese = shapefile(folder / "g.shp", layer([ROW], [AREA]), encoding="GBK", with_cpg=False)
    gbk = archives.members(zipped(folder / "g.zip", [chinese]).read_bytes())
    for number, said in enumerate((b"UTF-8", b"\xff\xfe\x00", b"/etc/passwd", b"UTF-16")):
        lying = archives.packed(gbk | {"g.cpg": said})
        yield Bad(f"lying_cpg{number}.zip", lying, None, ("boundaries",))
    other = shapefile(folder / "b.shp", layer([ROW], [AREA]))
    two = zipped(folder / "two.zip", [shp, other]).read_bytes()
    yield Bad("two.zip", two, "2 shapefiles")
    yield Bad("none.zip", archives.packed({"a.dbf": b"x"}), "0 shapefiles")
    yield Bad("nested.zip", archives.packed({"a.zip": good}), "0 shapefiles")
    yield Bad("no_members.zip", archives.packed({}), "0 shapefiles")
    yield Bad("no_archive.zip", b"no archive", DAMAGED)
    yield Bad("link.zip", archives.with_link(good), "lead out")
    yield Bad("outside.zip", archives.with_member(good, "../a.shp"), "lead out")
    yield Bad("locked.zip", archives.locked(good), "password")
    yield Bad("overlapping.zip", archives.overlapping(good), "too large parts")
    bomb = archives.with_member(good, "b.bin", bytes(20_000_000))
    yield Bad("bomb.zip", bomb, "too large parts")
    plain = folder / "plain.zip"
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a.shp", b"MZ\x90\x00")
    yield Bad("program.zip", plain.read_bytes(), DAMAGED)


def _geopackages(folder: Path) -> Iterator[Bad]:
    good = geopackage(folder / "a.gpkg", layer([ROW], [AREA]))

    def running(*statements: str) -> bytes:
        path = folder / "b.gpkg"
        path.write_bytes(good.read_bytes())
        with sqlite3.connect(path) as connection:
            # Those of the index ask for functions that only GDAL has.
            named = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in connection.execute(named).fetchall():
                connection.execute(f'DROP TRIGGER "{name}"')
            for statement in statements:
                connection.execute(statement)
        connection.close()
        return path.read_bytes()

    view = "CREATE VIEW v AS SELECT load_extension('/tmp/x.so') AS x"
    yield Bad("view.gpkg", running(view), "view or trigger")
    trigger = "CREATE TRIGGER t AFTER INSERT ON layer BEGIN SELECT writefile('/tmp/x', 'x'); END"
    yield Bad("trigger.gpkg", running(trigger), "view or trigger")
    words = "CREATE VIRTUAL TABLE w USING fts5(a)"
    yield Bad("virtual.gpkg", running(words), "view or trigger")
    system = f"UPDATE gpkg_spatial_ref_sys SET definition='{ELSEWHERE}', organization='NONE'"
    yield Bad("system.gpkg", running(system), None, ("boundaries",))
    shape = "UPDATE layer SET geom = x'4750000100000000'"
    yield Bad("shape.gpkg", running(shape), None, (), [".*"])
    cut = good.read_bytes()
    yield Bad("cut.gpkg", cut[: len(cut) // 2], DAMAGED)
    scrambled = cut[:200] + bytes(byte ^ 0x5A for byte in cut[200:8000]) + cut[8000:]
    yield Bad("scrambled.gpkg", scrambled, DAMAGED)
    plain = folder / "plain.gpkg"
    with sqlite3.connect(plain) as connection:
        connection.execute("CREATE TABLE a (b)")
    connection.close()
    yield Bad("plain.gpkg", plain.read_bytes(), "damaged|no geometry")
    yield Bad("json.gpkg", b"{}", DAMAGED)
    two = geopackage(folder / "two.gpkg", layer([ROW], [AREA]), name="a")
    layer([{"code": EAST, "name": "乙镇"}], [AREA]).to_file(
        two, driver="GPKG", engine="pyogrio", layer="b"
    )
    yield Bad("two.gpkg", two.read_bytes(), "2 layers")


def _placemark(content: str, declaration: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{declaration}'
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{content}</Document></kml>'
    ).encode()


def _kml() -> Iterator[Bad]:
    def point(coordinates: str) -> str:
        return (
            f"<Placemark><name>甲镇</name><ExtendedData><Data name='code'><value>{WEST}</value>"
            f"</Data></ExtendedData><Point><coordinates>{coordinates}</coordinates></Point>"
            "</Placemark>"
        )

    here = point("120.4,41.5")
    link = f"<NetworkLink><Link><href>{ELSEWHERE}</href></Link></NetworkLink>"
    yield Bad("network.kml", _placemark(here + link), "points to other places")
    overlay = f"<GroundOverlay><Icon><href>{ELSEWHERE}</href></Icon></GroundOverlay>"
    yield Bad("overlay.kml", _placemark(here + overlay), "points to other places")
    entity = '<!DOCTYPE kml [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    yield Bad("entity.kml", _placemark(here, entity), "document type")
    laughs = '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    yield Bad("laughs.kml", _placemark(here, laughs), "document type")
    yield Bad("other_root.kml", b"<html><kml/></html>", DAMAGED)
    yield Bad("deep.kml", _placemark("<Folder>" * 5000 + "</Folder>" * 5000), DAMAGED)
    yield Bad("cut.kml", _placemark(here)[:-30], DAMAGED)
    yield Bad("no_places.kml", _placemark(""), "no geometry")
    yield Bad("words.kml", _placemark(point("here, there")), DAMAGED)
    yield Bad("nan.kml", _placemark(point("NaN,NaN")), None, (), [NOWHERE])
    yield Bad("infinite.kml", _placemark(point("inf,5")), None, (), ["not_polygon|nowhere"])
    yield Bad("archive.kml", archives.packed({"doc.kml": _placemark(here)}), DAMAGED)
