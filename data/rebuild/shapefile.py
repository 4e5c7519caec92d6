"""Writes shapefiles that come out the same, byte for byte, on any day."""

from pathlib import Path

import geopandas as gpd
import pyogrio

from data.rebuild.setup import RELEASED_ON

SUFFIXES = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# What a DBF allows a field's name.
LONGEST_NAME = 10
# What GDAL gives a text field in a DBF unless told otherwise, in bytes.
LONGEST_TEXT = 80


def write(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a frame with `.prj` and a UTF-8 `.cpg`.

    Raises:
        ValueError: a field's name or a text would be cut off.
    """
    fields = frame.drop(columns="geometry")
    for name in fields:
        if len(name) > LONGEST_NAME or not name.isascii():
            raise ValueError(f"{name} cannot be a field's name in a DBF")
        texts = [value for value in fields[name] if isinstance(value, str)]
        if any(len(text.encode()) > LONGEST_TEXT for text in texts):
            raise ValueError(f"{name} holds a text that a DBF would cut off")
    for suffix in SUFFIXES:
        path.with_suffix(suffix).unlink(missing_ok=True)
    pyogrio.write_dataframe(
        frame,
        path,
        driver="ESRI Shapefile",
        layer_options={"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": RELEASED_ON},
    )
