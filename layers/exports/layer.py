"""One layer of an export: its rows, and a geometry for each."""

from dataclasses import dataclass
from typing import Any

from layers.exports.columns import Column

Row = dict[str, Any]


@dataclass(frozen=True)
class Layer:
    """One layer: its rows, and a geometry for each.

    Attributes:
        name: of the table or file; ASCII.
        shape: "MultiPolygon" or "Point".
        wkb: the geometry of each row in CGCS2000, longitude first; null where none is known.
    """

    name: str
    title: str
    shape: str
    columns: tuple[Column, ...]
    rows: list[Row]
    wkb: list[bytes | None]

    @property
    def approximate(self) -> int:
        """Rows whose position or line only shows the rough place."""
        return sum(bool(row["approx"]) for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)
