"""The columns that files of boundaries and seats have, by the names that offices give them."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
from django.utils.translation import gettext as _

from core.errors import UnreadableFileError
from core.headings import Column, Header, key
from core.importing import Row

CODE = Column(
    "code",
    "区划代码",
    (
        "code",
        "代码",
        "统计用区划代码",
        "行政区划代码",
        "行政村代码",
        "村代码",
        "乡镇代码",
        "XZQDM",
        "ZLDWDM",
        "PAC",
        "adcode",
    ),
    is_required=True,
)
NAME = Column(
    "name",
    "名称",
    (
        "name",
        "区划名称",
        "行政区名称",
        "行政区划名称",
        "行政村",
        "行政村名称",
        "村名",
        "乡镇",
        "乡镇名称",
        "XZQMC",
        "ZLDWMC",
    ),
    is_required=True,
)
BOUNDARY_QUALITY = Column("quality", "界线质量", ("boundary_quality", "quality", "质量"))
SEAT_QUALITY = Column(
    "quality", "位置质量", ("location_quality", "seat_quality", "quality", "质量")
)
ACCURACY = Column(
    "accuracy_m",
    "误差(米)",
    ("location_error_m", "seat_error_m", "accuracy_m", "acc_m", "定位误差"),
)
LON = Column(
    "lon",
    "经度",
    ("lon", "lng", "longitude", "东经", "x", "lon_wgs84", "lon_gcj02", "lon_bd09", "lon_cgcs2000"),
    is_required=True,
)
LAT = Column(
    "lat",
    "纬度",
    ("lat", "latitude", "北纬", "y", "lat_wgs84", "lat_gcj02", "lat_bd09", "lat_cgcs2000"),
    is_required=True,
)

BOUNDARY_COLUMNS = (CODE, NAME, BOUNDARY_QUALITY)
SEAT_COLUMNS = (CODE, NAME, SEAT_QUALITY, ACCURACY)
TABLE_COLUMNS = (*SEAT_COLUMNS, LON, LAT)


def vector_rows(
    frame: gpd.GeoDataFrame, columns: Sequence[Column], chosen: Mapping[str, str], *, shown: str
) -> list[Row]:
    """The attributes of each feature, numbered from 1, as a row that can be asked and refused.

    Args:
        chosen: the file's own name for a field, where it is not to be guessed.
        shown: the file's name, for messages.

    Raises:
        UnreadableFileError: no column for a required field, or no such column as chosen.
    """
    headings = _headings(frame, columns, chosen, shown)
    names = list(frame.columns)
    header = Header(
        last_row=0,
        places={field: names.index(heading) for field, heading in headings.items()},
        headings=headings,
        ignored=(),
    )
    # What is wrong with a position is wrong with the shape: a vector file has no column for it.
    official = {column.field: column.heading for column in columns}
    official |= dict.fromkeys(("geometry", "lon"), _("geometry"))
    values = {field: [_cell(value) for value in frame[name]] for field, name in headings.items()}
    return [
        Row("", number + 1, header, {field: values[field][number] for field in values}, official)
        for number in range(len(frame))
    ]


def _headings(
    frame: gpd.GeoDataFrame, columns: Sequence[Column], chosen: Mapping[str, str], shown: str
) -> dict[str, str]:
    """The file's column for each field; of several that fit the one named first in `columns`."""
    there = {key(name): str(name) for name in frame.columns if name != frame.geometry.name}
    headings = {}
    for column in columns:
        words = [chosen[column.field]] if column.field in chosen else _words(column)
        fitting = [there[key(word)] for word in words if key(word) in there]
        if fitting:
            headings[column.field] = fitting[0]
        elif column.is_required or column.field in chosen:
            raise UnreadableFileError(
                _("%(file)s has no column %(wanted)s among %(there)s. Name it: --%(field)s-field …")
                % {
                    "file": shown,
                    "wanted": words[0],
                    "there": "、".join(there.values()),
                    "field": column.field,
                }
            )
    return headings


def _words(column: Column) -> list[str]:
    return [column.heading, *column.aliases]


def _cell(value: Any) -> str | int | float:
    """An attribute as a spreadsheet would hold it; nothing is an empty text."""
    if isinstance(value, bool | int | float | str) and value == value:
        return value
    if pd.isna(value):
        return ""
    return value.item() if hasattr(value, "item") else str(value)
