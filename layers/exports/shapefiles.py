"""Shapefiles in one archive, with the key to their field names beside them.

A DBF keeps field names of ten bytes and texts of 254: names are ASCII and short, texts are UTF-8
with a `.cpg` that says so, and a longer text is cut between two signs, its whole listed beside it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from core.tables import csv_lines
from geo.crs import CGCS2000_SRID
from layers.exports import about
from layers.exports.archives import pack
from layers.exports.columns import TEXT, TRUTH, WHOLE
from layers.exports.contents import Content
from layers.exports.layer import Layer, Row
from layers.exports.vectors import write_layer

LONGEST_BYTES = 254


def write(content: Content, path: Path) -> None:
    """Write all layers to the archive `path`."""
    folder = path.with_name("shapefiles")
    folder.mkdir()
    cut: list[Sequence[str]] = []
    for layer in content.layers:
        shortened = _shortened(layer, cut)
        write_layer(
            shortened,
            folder / f"{layer.name}.shp",
            driver="ESRI Shapefile",
            srid=CGCS2000_SRID,
        )
    _write_csv(folder / _("fields.csv"), _key(content))
    _write_csv(folder / _("about.csv"), about.about(content))
    if cut:
        heads = (_("layer"), _("row"), _("field"), _("whole text"))
        _write_csv(folder / _("shortened.csv"), [heads, *cut])
    pack(folder, path)


def _shortened(layer: Layer, cut: list[Sequence[str]]) -> Layer:
    """The layer as a DBF can hold it: truths as 1 and 0, texts of at most 254 bytes."""
    texts = [column.name for column in layer.columns if column.kind == TEXT]
    truths = [column.name for column in layer.columns if column.kind == TRUTH]
    rows: list[Row] = []
    for number, row in enumerate(layer.rows, start=1):
        kept = dict(row)
        for name in truths:
            kept[name] = int(row[name])
        for name in texts:
            text = row[name] or ""
            kept[name] = fitting(text)
            if kept[name] != text:
                cut.append((layer.name, str(number), name, text))
        rows.append(kept)
    columns = tuple(
        replace(column, kind=WHOLE) if column.kind == TRUTH else column for column in layer.columns
    )
    return replace(layer, rows=rows, columns=columns)


def fitting(text: str) -> str:
    """The beginning of the text that fits into a DBF's field, cut between two signs.

    >>> fitting("a" * 300) == "a" * 254, fitting("村" * 100) == "村" * 84
    (True, True)
    """
    return text.encode()[:LONGEST_BYTES].decode(errors="ignore")


def _key(content: Content) -> Iterator[Sequence[str]]:
    yield _("file"), _("layer"), _("field"), _("name"), _("meaning")
    for layer in content.layers:
        for column in layer.columns:
            note = str(column.note)
            if column.kind == TRUTH:
                note = _("%(meaning)s (1: yes, 0: no)") % {"meaning": note}
            yield f"{layer.name}.shp", layer.title, column.name, str(column.label), note


def _write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    path.write_text("".join(csv_lines(rows)), encoding="utf-8", newline="")
