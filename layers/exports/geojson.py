"""GeoJSON (RFC 7946): one file for each layer, several in an archive."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from django.utils.translation import gettext as _

from layers.exports import about
from layers.exports.archives import pack
from layers.exports.contents import Content
from layers.exports.layer import Layer

DECIMALS = 7  # of a degree: a centimetre


def write(content: Content, path: Path) -> None:
    """An archive of one file for each layer."""
    folder = path.with_name("geojson")
    folder.mkdir()
    items = dict(about.about(content, system=about.WGS84))
    for layer in content.layers:
        with (folder / f"{layer.name}.geojson").open("w", encoding="utf-8") as file:
            file.writelines(text(layer, items))
    pack(folder, path)


def text(layer: Layer, items: dict[str, str]) -> Iterator[str]:
    """The collection, feature by feature.

    Members besides those of the format say what it is about and what its properties mean.
    """
    head = {
        "type": "FeatureCollection",
        "name": layer.name,
        "title": layer.title,
        "about": items,
        "properties_about": {
            column.name: f"{column.label}{_(': ')}{column.note}" for column in layer.columns
        },
    }
    yield _dumped(head)[:-1] + ',"features":['
    for number, (row, shape) in enumerate(zip(layer.rows, _shapes(layer), strict=True)):
        comma = "," if number else ""
        geometry = "null" if shape is None else shapely.to_geojson(shape)
        yield (
            f'{comma}\n{{"type":"Feature","id":{_dumped(identity(row))},"geometry":{geometry},'
            f'"properties":{_dumped(row)}}}'
        )
    yield "\n]}\n"


def identity(row: dict[str, Any]) -> str:
    """What names a row in every layer: its code, an outlet's number, or the record's key."""
    return next(row[name] for name in ("code", "number", "key") if name in row)


def _shapes(layer: Layer) -> Iterator[Any]:
    for wkb in layer.wkb:
        if wkb is None:
            yield None
        else:
            yield shapely.transform(shapely.from_wkb(wkb), lambda xy: xy.round(DECIMALS))


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_written)


def _written(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(type(value))
