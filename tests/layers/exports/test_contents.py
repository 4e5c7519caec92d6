"""What an export contains, whatever the format: rows, columns, scope, masking."""

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from accounts.models import Role
from core.errors import InvalidQuestionError, UnknownDivisionError
from layers.exports import columns
from layers.exports.contents import content, expected_rows
from layers.exports.formats import FORMATS
from layers.exports.questions import export_within
from targets import coverage
from targets.definitions import ask
from tests.factories.accounts import UserFactory
from tests.factories.geo import CountyFactory
from tests.factories.outlets import OutletFactory
from tests.layers.exports.conftest import ADDRESS, KEEPER, ON, PHONE

ALL = "villages,outlets,communities,under_way,incubators,parks,ventures"
WRITTEN = [name for name, form in FORMATS.items() if form.write]
KML = "{http://www.opengis.net/kml/2.2}"


def layer(found, name: str):
    return next(layer for layer in found.layers if layer.name == name)


def rows_of(path: Path) -> dict[str, int]:
    """How many rows each layer of a file has, by the layer's title."""
    return dict(_rows(path))


def _rows(path: Path) -> Iterator[tuple[str, int]]:
    match path.suffixes[-2:]:
        case [".gpkg"]:
            with closing(sqlite3.connect(path)) as database:
                query = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"
                for (table,) in database.execute(query).fetchall():
                    yield table, database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        case [".shp", ".zip"]:
            for name, content in _packed(path, ".dbf"):
                yield name, int.from_bytes(content[4:8], "little")
        case [".geojson", ".zip"]:
            for name, content in _packed(path, ".geojson"):
                yield name, len(json.loads(content)["features"])
        case [".csv", ".zip"]:
            for name, content in _packed(path, ".csv"):
                if name.isascii():
                    yield name, len(list(csv.reader(io.StringIO(content.decode())))) - 1
        case [".kml"]:
            for folder in ET.parse(path).iter(f"{KML}Folder"):
                schema = folder.find(f".//{KML}SchemaData")
                count = len(folder.findall(f"{KML}Placemark"))
                if schema is not None:
                    yield schema.attrib["schemaUrl"].removeprefix("#"), count


def _packed(path: Path, suffix: str) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(suffix):
                yield name.removesuffix(suffix), archive.read(name)


def text_of(path: Path) -> str:
    """Everything that can be read in a file, however it is packed."""
    raw = path.read_bytes()
    if not zipfile.is_zipfile(path):
        return raw.decode("utf-8", errors="replace")
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    return "\n".join(part.decode("utf-8", errors="replace") for part in parts)


def test_the_names_of_fields_fit_into_every_format():
    for layer_columns in (
        columns.UNITS,
        columns.VILLAGES,
        columns.COMMUNITIES,
        columns.OUTLETS,
        columns.UNDER_WAY,
        columns.INCUBATORS,
        columns.PARKS,
        columns.VENTURES,
    ):
        names = [column.name for column in layer_columns]
        assert len(set(names)) == len(names)
        assert all(name.isascii() and len(name) <= 10 for name in names)
        assert all(str(column.label) and str(column.note) for column in layer_columns)


def test_villages_are_those_of_the_figures(read):
    states = coverage.state_counts(ask(on=ON, division="211321", definition="service"))
    villages = layer(read(definition="service"), "villages")
    assert len(villages) == sum(states.values()) == 4
    by_name = {row["name"]: row for row in villages.rows}
    assert by_name["甲村"]["state"] == "有运营网点"
    assert by_name["乙村"]["state"] == "由邻村网点服务"
    assert by_name["丙村"]["covered"] is False
    assert by_name["丙村"]["nearest_m"] == 8990
    assert by_name["丁村"]["nearest_m"] is None


def test_divisions_carry_counts_class_and_how_exact_their_line_is(read):
    found = read()
    (county,) = layer(found, "counties").rows
    assert (county["villages"], county["covered"], county["rate"]) == (4, 1, 0.25)
    assert (county["class"], county["approx"]) == (1, False)
    empty = next(row for row in layer(found, "townships").rows if row["name"] == "空镇")
    assert (empty["rate"], empty["class"], empty["approx"]) == (None, None, True)


def test_what_is_only_approximate_is_marked(read):
    found = read()
    villages = {row["name"]: row["approx"] for row in layer(found, "villages").rows}
    assert villages == {"甲村": False, "乙村": False, "丙村": True, "丁村": False}
    outlets = {row["number"]: row["approx"] for row in layer(found, "outlets").rows}
    assert outlets == {"W-1": False, "W-2": True}


def test_gaps_are_the_villages_without_cover(read):
    assert [row["name"] for row in layer(read(), "gaps").rows] == ["乙村", "丙村", "丁村"]
    served = layer(read(definition="service"), "gaps").rows
    assert [row["name"] for row in served] == ["丙村", "丁村"]


def test_layers_that_are_off_are_left_out(read):
    assert [layer.name for layer in read(layers="").layers] == ["counties", "townships"]
    names = [layer.name for layer in read(layers="outlets,rings").layers]
    assert names == ["counties", "townships", "outlets"]


def test_incubators_carry_the_level_of_the_day_and_parks_where_they_stand(read):
    (base,) = layer(read(layers=ALL), "incubators").rows
    assert (base["kind"], base["level"], base["approx"]) == ("孵化基地", "省级", False)
    (then,) = layer(read(layers=ALL, on="2017-05-31"), "incubators").rows
    assert then["level"] == ""
    (park,) = layer(read(layers=ALL), "parks").rows
    assert (park["division"], park["approx"]) == ("空镇", True)


def test_ventures_go_out_as_counts_without_small_ones_whoever_asks(registry, written, signed_in):
    reviewer = UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=registry)
    with translation.override("zh-hans"):
        found = content(export_within({"on": ON, "layers": "ventures"}, reviewer))
    rows = {row["name"]: row for row in layer(found, "ventures").rows}
    liu, empty = rows["柳城镇"], rows["空镇"]
    assert (liu["count"], empty["count"]) == ("5", "<3")
    # Four and one: told beside each other they would give the one away.
    assert {liu["tourism"], liu["culture"], empty["culture"]} == {""}
    assert liu["outlet_m"] == 990 and empty["outlet_m"] is None
    text = text_of(written("csv", layers="ventures"))
    assert "211321101,空镇,<3," in text and "暖阳" not in text
    assert "全部创业实体,6–7" in text and "不列出" in text


def test_registrations_under_way_come_from_the_day_they_were_submitted(read):
    (row,) = layer(read(layers=ALL), "under_way").rows
    assert (row["number"], row["stage"]) == ("W-3", "公示中")
    assert len(layer(read(layers=ALL, on="2018-08-31"), "under_way")) == 0
    assert "W-3" not in str(layer(read(layers=ALL), "outlets").rows)


@pytest.mark.parametrize("form", [form for form in WRITTEN if form != "xlsx"])
def test_every_format_holds_the_same_rows(form, written, read):
    found = read(layers=ALL)
    assert rows_of(written(form, layers=ALL)) == {
        layer.name: len(layer) for layer in found.layers if len(layer)
    }


def test_the_workbook_has_a_sheet_for_each_layer_with_the_same_rows(written, read):
    found = read(layers=ALL)
    book = CalamineWorkbook.from_path(str(written("xlsx", layers=ALL)))
    assert book.sheet_names == [*(layer.title for layer in found.layers), "说明"]
    for layer_ in found.layers:
        heads, *rows = book.get_sheet_by_name(layer_.title).to_python()
        assert len(rows) == len(layer_)
        assert heads[: len(layer_.columns)] == [str(c.label) for c in layer_.columns]


@pytest.mark.parametrize("form", WRITTEN)
def test_a_filter_that_hides_outlets_hides_them_in_every_format(form, written):
    text = text_of(written(form, platform="jd"))
    assert "W-2" in text
    assert "W-1" not in text


@pytest.mark.parametrize("form", WRITTEN)
def test_no_format_names_a_keeper(form, written):
    text = text_of(written(form, layers=ALL))
    assert "W-1" in text
    for secret in (KEEPER, PHONE, PHONE[-4:], ADDRESS):
        assert secret not in text


@pytest.mark.parametrize("form", WRITTEN)
def test_every_format_says_what_it_is_about(form, written):
    text = text_of(written(form))
    for said in ("2018年9月30日", "行政覆盖", "天地图", "仅为示意", "内部资料 仅供工作使用"):
        assert said in text
    assert ("EPSG:4326" if form in ("kml", "geojson") else "EPSG:4490") in text


@pytest.mark.parametrize("form", WRITTEN)
def test_a_list_of_villages_is_taken_away_as_it_is_listed(form, written):
    text = text_of(written(form, take="gaps", show="covered"))
    assert "甲村" in text
    assert "丙村" not in text


def test_an_outlet_of_another_jurisdiction_is_measured_but_not_named(registry):
    township = registry.children.get(name="柳城镇")
    other = CountyFactory()
    OutletFactory(
        village__parent__parent=other,
        name="外县隐秘站",
        location=township.children.get(short_name="丙村").seat,
    )
    reviewer = UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=registry)
    found = content(export_within({"on": ON}, reviewer))
    (row,) = (row for row in layer(found, "gaps").rows if row["name"] == "丙村")
    assert row["nearest_m"] == 0
    assert "外县" not in str([layer.rows for layer in found.layers])


def test_nothing_beyond_the_jurisdiction_can_be_asked_for(registry, planner):
    officer = UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=registry.children.first())
    with pytest.raises(UnknownDivisionError):
        export_within({"division": registry.code}, officer)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"layers": "villages,moon"}, "layers"), ({"take": "x"}, "take"), ({"show": "x"}, "show")],
)
def test_an_unknown_part_is_named(values, field, planner):
    with pytest.raises(InvalidQuestionError) as caught:
        export_within(values, planner)
    assert caught.value.field == field


def test_a_question_survives_its_way_through_a_job(planner):
    asked = export_within(
        {
            "on": ON,
            "definition": "spatial",
            "radius_m": "5000",
            "platform": "jd",
            "layers": "villages,outlets,under_way",
            "show": "gained",
            "since": "2018-01-01",
        },
        planner,
    )
    assert export_within(asked.as_dict(), planner) == asked


def test_a_large_export_is_known_before_it_is_read(registry, planner):
    asked = export_within({"on": ON, "division": registry.code}, planner)
    assert expected_rows(asked) == 11  # county, two townships, five villages, three outlets


def test_equal_contents_have_equal_fingerprints(read: Callable):
    assert read().fingerprint == read().fingerprint
    assert read().fingerprint != read(definition="service").fingerprint
