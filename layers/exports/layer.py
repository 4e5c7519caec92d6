"""One layer of an export: its rows, and a geometry for each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from layers.exports.columns import Column

Row = dict[str, Any]


@dataclass(frozen=True)
class Layer:
    """One layer: its rows, and a geometry for each.

    Attributes:
        name: of the table or file; ASCII.
        shape: "MultiPolygon" or "Point".
        wkb: the geometry of each row in CGCS2000, longitude first; null where none is known.
        notes: what is to be said of it besides its rows, as pairs of a label and a text.
    """

    name: str
    title: str
    shape: str
    columns: tuple[Column, ...]
    rows: list[Row]
    wkb: list[bytes | None]
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def approximate(self) -> int:
        """Rows whose position or line only shows the rough place."""
        return sum(bool(row["approx"]) for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def layer_of(
    name: str,
    title: str | Promise,
    shape: str,
    columns: tuple[Column, ...],
    found: list[Row],
    describe: Callable[[Row], Row],
) -> Layer:
    """A layer of what a statement found; its column `wkb` is the geometry."""
    wkb = [None if row["wkb"] is None else bytes(row["wkb"]) for row in found]
    return Layer(name, str(title), shape, columns, [describe(row) for row in found], wkb)
