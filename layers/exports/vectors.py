"""Writes one layer with GDAL: the same fields in every vector format."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyogrio import raw

from layers.exports.columns import DAY, REAL, TRUTH, WHOLE, Column
from layers.exports.layer import Layer

TYPES: dict[str, Any] = {WHOLE: np.int32, REAL: np.float64, TRUTH: np.bool_, DAY: "datetime64[D]"}
FILLING: dict[str, Any] = {WHOLE: 0, REAL: 0.0, TRUTH: False, DAY: "1970-01-01"}


def write_layer(layer: Layer, path: Path, *, driver: str, srid: int, **options: Any) -> None:
    """Write `layer` to `path`; longitude comes first, whatever the system says of axes.

    Empty texts are written as nothing, which is what shapefiles make of them.

    Args:
        options: of `pyogrio.raw.write`.
    """
    fields = [_field(layer, column) for column in layer.columns]
    raw.write(
        path,
        np.array(layer.wkb, dtype=object),
        [values for values, _mask in fields],
        [column.name for column in layer.columns],
        field_mask=[mask for _values, mask in fields],
        layer=layer.name,
        driver=driver,
        geometry_type=layer.shape,
        crs=f"EPSG:{srid}",
        encoding="UTF-8",
        promote_to_multi=False,
        **options,
    )


def _field(layer: Layer, column: Column) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """A column's values, and where there is none."""
    values = [row[column.name] for row in layer.rows]
    mask = np.array([value is None or value == "" for value in values], dtype=bool)
    if column.kind not in TYPES:
        return np.array(values, dtype=object), mask
    filling = FILLING[column.kind]
    filled = [filling if value is None else value for value in values]
    return np.array(filled, dtype=TYPES[column.kind]), mask
