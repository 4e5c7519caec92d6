"""The layers as tables: a workbook with a sheet for each, or an archive of CSV files."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import shapely
from django.utils.translation import gettext as _

from core.tables import csv_lines, workbook_of
from layers.exports import about
from layers.exports.archives import pack
from layers.exports.columns import TRUTH
from layers.exports.contents import Content
from layers.exports.layer import Layer

DECIMALS = 7  # of a degree: a centimetre


def write_workbook(content: Content, path: Path) -> None:
    """One sheet for each layer, then what the file is about and what its columns mean."""
    sheets = [(layer.title, table(layer)) for layer in content.layers]
    path.write_bytes(workbook_of([*sheets, (_("About"), _about(content))]))


def write_csv(content: Content, path: Path) -> None:
    """An archive with one CSV for each layer, and one that says what they are about."""
    folder = path.with_name("tables")
    folder.mkdir()
    for layer in content.layers:
        _write(folder / f"{layer.name}.csv", table(layer))
    _write(folder / _("about.csv"), _about(content))
    pack(folder, path)


def _write(path: Path, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines(rows))


def table(layer: Layer) -> Iterator[list[object]]:
    """The headings, then a row for each record; points with their coordinates."""
    is_of_points = layer.shape == "Point"
    heads: list[object] = [str(column.label) for column in layer.columns]
    yield heads + ([_("longitude"), _("latitude")] if is_of_points else [])
    words = {True: _("yes"), False: _("no")}
    for row, wkb in zip(layer.rows, layer.wkb, strict=True):
        cells: list[object] = []
        for column in layer.columns:
            value = row[column.name]
            cells.append(words[value] if column.kind == TRUTH else value)
        if is_of_points:
            cells += _coordinates(wkb)
        yield cells


def _coordinates(wkb: bytes | None) -> list[object]:
    if wkb is None:
        return [None, None]
    point = shapely.from_wkb(wkb)
    return [round(point.x, DECIMALS), round(point.y, DECIMALS)]


def _about(content: Content) -> Iterator[Sequence[object]]:
    yield _("item"), _("meaning"), ""
    for label, text in about.about(content):
        yield label, text, ""
    yield "", "", ""
    yield _("layer"), _("column"), _("meaning")
    for layer in content.layers:
        for column in layer.columns:
            yield layer.title, str(column.label), str(column.note)
