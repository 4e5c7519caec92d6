"""The shipped files are what their README says: whole, consistent, and marked where approximate."""

from collections import Counter
from functools import cache

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from data.rebuild import checksums
from data.rebuild.__main__ import SHIPPED
from geo import codes
from geo.crs import CGCS2000_SRID, PROJECTED_SRID

LAYERS = {
    "city": 1,
    "counties": 7,
    "neighbours": 46,
    "rivers": 13,
    "townships": 163,
    "villages": 1578,
}


@cache
def layer(name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(SHIPPED / f"{name}.shp")


@cache
def divisions() -> pd.DataFrame:
    return pd.read_csv(SHIPPED / "divisions.csv", dtype=str).set_index("code")


def test_every_file_is_the_one_that_the_readme_names() -> None:
    assert checksums.differences(SHIPPED) == []


@pytest.mark.parametrize(("name", "count"), LAYERS.items())
def test_layers_are_complete_and_say_their_coordinate_system(name: str, count: int) -> None:
    frame = layer(name)
    assert len(frame) == count
    assert frame.crs.to_epsg() == CGCS2000_SRID
    assert (SHIPPED / f"{name}.cpg").read_text() == "UTF-8"
    assert frame.geometry.is_valid.all()
    assert not frame.geometry.is_empty.any()
    assert all(len(field) <= 10 and field.isascii() for field in frame.columns)


def test_the_list_has_every_unit_of_every_kind() -> None:
    rows = divisions()
    assert Counter(rows["level"]) == {"city": 1, "county": 7, "township": 163, "village": 1578}
    assert Counter(rows.loc[rows["level"] == "village", "kind"]) == {
        "村": 1347,
        "居": 209,
        "农场村": 15,
        "生活区": 7,
    }
    assert rows.index.is_unique
    assert not rows.isna().any(axis=None)


def test_every_unit_hangs_on_the_one_that_its_code_names() -> None:
    rows = divisions()
    assert all(codes.parse(code) == code for code in rows.index)
    assert [codes.parent(code) for code in rows.index] == list(rows["parent_code"])
    assert set(rows["parent_code"]) - set(rows.index) == {"210000"}


@pytest.mark.parametrize(
    ("code", "pinyin", "initials"),
    [
        ("211381", "bei piao shi", "bps"),
        ("211322104", "ka la qin zhen", "klqz"),
        ("211381201", "chang gao xiang", "cgx"),
        ("211303103", "zhao du ba zhen", "zdbz"),
        ("211381214206", "mang niu ying cun", "mnyc"),
    ],
)
def test_place_names_are_spelled_as_people_say_them(code: str, pinyin: str, initials: str) -> None:
    row = divisions().loc[code]
    assert (row["pinyin"], row["initials"]) == (pinyin, initials)


@pytest.mark.parametrize(
    ("name", "level"),
    [("city", "city"), ("counties", "county"), ("townships", "township"), ("villages", "village")],
)
def test_layers_hold_the_units_of_the_list_under_their_whole_names(name: str, level: str) -> None:
    rows = divisions()
    listed = rows.loc[rows["level"] == level, "name"].to_dict()
    assert layer(name).set_index("code")["name"].to_dict() == listed


@pytest.mark.parametrize("name", ["counties", "townships"])
def test_areas_fit_together_and_make_up_the_city(name: str) -> None:
    areas = layer(name).geometry.array
    assert shapely.coverage_is_valid(areas)
    city = layer("city").geometry.iloc[0]
    assert shapely.union_all(areas).normalize().equals_exact(city.normalize(), 0)


def test_the_townships_of_a_county_are_the_county() -> None:
    counties = layer("counties").set_index("code").geometry
    for code, cells in layer("townships").groupby("county"):
        union = shapely.union_all(cells.geometry.array)
        assert union.normalize().equals_exact(counties[code].normalize(), 0)
    assert set(layer("townships").geom_type) == {"Polygon"}


def test_every_village_lies_strictly_inside_its_township() -> None:
    cells = layer("townships").set_index("code").geometry
    villages = layer("villages")
    own = cells.loc[villages["township"]].array
    assert shapely.contains_properly(own, villages.geometry.array).all()


def test_villages_keep_their_distance_from_each_other_and_from_the_edge() -> None:
    cells = layer("townships").to_crs(PROJECTED_SRID).set_index("code").geometry
    for code, villages in layer("villages").to_crs(PROJECTED_SRID).groupby("township"):
        points = villages.geometry.array
        assert shapely.distance(cells[code].boundary, points).min() > 340
        for i in range(1, len(points)):
            assert shapely.distance(points[i], points[:i]).min() > 570


def test_what_is_approximate_says_so() -> None:
    assert set(layer("townships")["quality"]) == {"approximate"}
    assert set(layer("villages")["quality"]) == {"approximate"}
    assert layer("villages")["acc_m"].between(12_000, 40_000).all()


def test_county_lines_name_their_source() -> None:
    for name in ("city", "counties", "neighbours"):
        assert layer(name)["source"].str.contains("Tianditu").all()
