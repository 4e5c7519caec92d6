"""Files as other programs read them: GDAL, geopandas, SQLite, spreadsheets."""

import csv
import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyogrio
import pytest
from django.contrib.gis.gdal import DataSource
from django.utils import translation

from layers import styles
from layers.exports.qml import style_of
from layers.exports.shapefiles import fitting
from outlets.models import Outlet
from targets.definitions import Definition
from tests.layers.exports.conftest import LONG_NAME, TOO_LONG_NAME
from tests.shapes import degrees

ALL = "villages,outlets,communities,under_way,incubators,parks,ventures"
KML = "{http://www.opengis.net/kml/2.2}"


def frame(path: Path, layer: str, **options) -> gpd.GeoDataFrame:
    return gpd.read_file(path, layer=layer, **options)


def of_zip(path: Path, name: str) -> str:
    return f"/vsizip/{path}/{name}"


# Shapefiles


def test_a_shapefile_reads_back_without_loss(written, read):
    path = written("shp", layers=ALL)
    for layer in read(layers=ALL).layers:
        back = gpd.read_file(of_zip(path, f"{layer.name}.shp"))
        assert [*back.columns[:-1]] == [column.name for column in layer.columns]
        assert back.crs.to_epsg() == 4490
        for row, kept in zip(layer.rows, back.to_dict("records"), strict=True):
            for column in layer.columns:
                _assert_same(row[column.name], kept[column.name])


def _assert_same(value: object, kept: object) -> None:
    if value is None or value == "":
        assert kept is None or kept != kept
    elif isinstance(value, bool):
        assert kept == int(value)
    elif isinstance(value, int | float):  # beside a null, whole numbers come back as floats
        assert kept == pytest.approx(value)
    else:
        assert str(kept).removesuffix(" 00:00:00") == str(value)


def test_codes_stay_texts_and_long_names_whole(written):
    path = written("shp")
    assert gpd.read_file(of_zip(path, "villages.shp"))["code"].iloc[0] == "211321100200"
    names = gpd.read_file(of_zip(path, "outlets.shp"))["name"]
    assert names.iloc[0] == LONG_NAME


def test_gdal_alone_reads_chinese_from_a_shapefile(written, tmp_path):
    """Without geopandas: the `.cpg` says what the bytes are, and nothing else is told."""
    with zipfile.ZipFile(written("shp")) as archive:
        archive.extractall(tmp_path / "out")
    assert (tmp_path / "out" / "villages.cpg").read_text() == "UTF-8"
    (layer,) = DataSource(tmp_path / "out" / "villages.shp")
    assert layer.get_fields("name") == ["甲村", "乙村", "丙村", "丁村"]


def test_a_text_too_long_for_a_dbf_is_cut_between_signs_and_listed_whole(written, registry):
    Outlet.objects.filter(outlet_no="W-1").update(name=TOO_LONG_NAME)
    path = written("shp")
    assert gpd.read_file(of_zip(path, "outlets.shp"))["name"].iloc[0] == "村" * 84
    with zipfile.ZipFile(path) as archive:
        text = archive.read("截短的值.csv").decode("utf-8-sig")
    heads, *rows = csv.reader(io.StringIO(text))
    assert heads == ["图层", "行", "栏目", "全文"]
    assert ["outlets", "1", "name", TOO_LONG_NAME] in rows
    # The same outlet is the nearest of villages: what they say of it is listed likewise.
    assert {row[2] for row in rows} == {"name", "nearest"}


def test_a_text_is_never_cut_within_a_sign():
    for before in range(4):
        assert fitting("a" * before + "村" * 100).rstrip("村") == "a" * before


def test_every_field_is_explained_beside_the_shapefiles(written, read):
    with zipfile.ZipFile(written("shp")) as archive:
        text = archive.read("字段说明.csv").decode("utf-8-sig")
        _heads, *rows = csv.reader(io.StringIO(text))
        assert "文件说明.csv" in archive.namelist()
    explained = {(row[0], row[2]) for row in rows if row[3] and row[4]}
    layers = read().layers
    assert explained == {(f"{la.name}.shp", column.name) for la in layers for column in la.columns}


def test_a_village_without_a_position_is_a_row_without_a_shape(written):
    villages = gpd.read_file(of_zip(written("shp"), "villages.shp"))
    assert villages.loc[villages.geometry.isna(), "name"].tolist() == ["丁村"]


# GeoPackage


def test_a_geopackage_reads_back_in_its_own_system(written):
    villages = frame(written("gpkg"), "villages")
    assert villages.crs.to_epsg() == 4490
    place = villages.set_index("name").geometry["乙村"]
    assert (place.x, place.y) == pytest.approx(degrees(2000, 0), abs=1e-9)
    assert villages["approx"].dtype == bool


def test_a_geopackage_is_of_the_version_that_older_programs_read(written):
    with closing(sqlite3.connect(written("gpkg"))) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (10300,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_geopackage_carries_a_style_for_each_layer(written, read):
    path = written("gpkg", layers=ALL)
    with closing(sqlite3.connect(path)) as database:
        found = database.execute(
            "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles"
        ).fetchall()
    assert [name for name, *_ in found] == [layer.name for layer in read(layers=ALL).layers]
    for _name, column, is_default, qml in found:
        assert (column, is_default) == ("geom", 1)
        assert ET.fromstring(qml).find("renderer-v2") is not None


def test_a_geopackage_says_what_it_is_about_and_what_its_fields_mean(written):
    path = written("gpkg")
    with closing(sqlite3.connect(path)) as database:
        about = dict(database.execute("SELECT item, says FROM about"))
        labels = dict(
            database.execute(
                "SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'villages'"
            )
        )
    assert about["截至"] == "2018年9月30日"
    assert about["坐标系"].startswith("CGCS2000 (EPSG:4490)")
    assert about["行政村"] == "4 行 · 其中 1 行仅为示意"
    assert labels["nearest_m"] == "距离（米）"
    metadata = pyogrio.read_info(path, layer="villages")["layer_metadata"]
    assert metadata["截至"] == "2018年9月30日"


# Styles


@pytest.fixture
def qml(read):
    def of(name: str, definition: Definition = Definition.ADMINISTRATIVE, **asked) -> ET.Element:
        with translation.override("zh-hans"):
            found = read(layers=ALL, definition=definition.value, **asked)
            layer = next(layer for layer in found.layers if layer.name == name)
            return ET.fromstring(style_of(layer, definition))

    return of


def categories(style: ET.Element) -> dict[str, str]:
    """The colour of each category's first symbol layer, by the value it stands for."""
    colours = {
        symbol.attrib["name"]: symbol.find("layer/prop[@k='color']").attrib["v"]  # type: ignore[union-attr]
        for symbol in style.iter("symbol")
    }
    return {c.attrib["value"]: colours[c.attrib["symbol"]] for c in style.iter("category")}


def test_areas_are_coloured_by_the_one_ramp(qml):
    found = categories(qml("townships"))
    assert set(found) == {"0", "1", "2", "3", "4", ""}
    for number, colour in enumerate(styles.SCREEN_RAMP):
        red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
        assert found[str(number)].startswith(f"{red},{green},{blue},")


@pytest.mark.parametrize("definition", Definition)
def test_every_village_has_a_symbol(qml, read, definition):
    known = set(categories(qml("villages", definition)))
    found = read(definition=definition.value)
    states = {row["state"] for la in found.layers if la.name == "villages" for row in la.rows}
    assert states <= known == {str(style.label) for style in styles.states_of(definition)}


def test_covered_and_uncovered_villages_differ_in_shape_too(qml):
    style = qml("villages")
    names = {
        symbol.attrib["name"]: symbol.find("layer/prop[@k='name']").attrib["v"]  # type: ignore[union-attr]
        for symbol in style.iter("symbol")
    }
    shapes = {c.attrib["value"]: names[c.attrib["symbol"]] for c in style.iter("category")}
    assert (shapes["有运营网点"], shapes["未覆盖"]) == ("circle", "diamond")


def test_approximate_places_are_pale(qml):
    expressions = [
        option.attrib["value"]
        for option in qml("villages").iter("Option")
        if option.attrib.get("name") == "expression"
    ]
    assert expressions
    assert all('"approx"' in expression for expression in expressions)


def test_an_outlets_symbol_follows_model_and_status(qml):
    found = set(categories(qml("outlets")))
    assert {"公益", "半公益", "商业", "模式未填", "疑似停运", "停业", "关闭"} == found


# GeoJSON, KML, tables


def test_geojson_reads_back_and_explains_itself(written):
    path = written("geojson", layers=ALL)
    villages = gpd.read_file(of_zip(path, "villages.geojson"))
    assert villages.crs.to_epsg() == 4326
    assert villages["name"].tolist() == ["甲村", "乙村", "丙村", "丁村"]
    with zipfile.ZipFile(path) as archive:
        text = json.loads(archive.read("outlets.geojson"))
    assert text["about"]["截至"] == "2018年9月30日"
    assert text["properties_about"]["model"].startswith("运营模式：")
    first = text["features"][0]
    assert (first["id"], first["properties"]["opened_on"]) == ("W-1", "2017-01-01")
    assert first["geometry"]["coordinates"] == pytest.approx(degrees(10, 0), abs=1e-7)


def test_gdals_kml_driver_reads_every_folder(written):
    path = written("kml", layers=ALL)
    names = [name for name, _kind in pyogrio.list_layers(path)]
    assert "行政村" in names
    assert pyogrio.read_info(path, layer="行政村")["driver"] == "KML"
    villages = frame(path, "行政村")
    assert villages["Name"].tolist()[:3] == ["甲村", "乙村", "丙村"]
    assert villages.geometry.iloc[0].x == pytest.approx(degrees(0, 0)[0], abs=1e-7)
    assert frame(path, "乡镇覆盖").geom_type.tolist() == ["MultiPolygon", "MultiPolygon"]


def test_kml_styles_follow_the_state_and_every_style_is_there(written):
    root = ET.parse(written("kml", layers=ALL)).getroot()
    defined = {style.attrib["id"] for style in root.iter(f"{KML}Style")}
    used = {url.text.removeprefix("#") for url in root.iter(f"{KML}styleUrl")}  # type: ignore[union-attr]
    assert used <= defined
    by_name = {  # a township is an area first, then the circle of its ventures
        mark.findtext(f"{KML}name"): mark.findtext(f"{KML}styleUrl")
        for mark in reversed([*root.iter(f"{KML}Placemark")])
    }
    assert by_name["丙村"] == "#state-uncovered"
    assert by_name["甲村"] == "#state-own"
    assert by_name["空镇"] == "#class-none"


def test_kml_survives_what_people_type(written, registry):
    Outlet.objects.filter(outlet_no="W-2").update(name="<b>&\x0b]]>\"'")
    root = ET.parse(written("kml")).getroot()
    assert "<b>&]]>\"'" in {mark.findtext(f"{KML}name") for mark in root.iter(f"{KML}Placemark")}


def test_tables_run_nothing_that_somebody_typed(written):
    with zipfile.ZipFile(written("csv")) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("outlets.csv").decode("utf-8-sig"))))
    assert rows[1]["网点名称"] == "'=1+1"
    assert rows[0]["行政村代码"] == "211321100200"
    assert float(rows[0]["经度"]) == pytest.approx(degrees(10, 0)[0], abs=1e-7)
