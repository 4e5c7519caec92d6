"""KML 2.2: a folder for each layer, styles by state, names, and all columns in the balloon."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from layers import styles
from layers.exports import about
from layers.exports.columns import REAL, TRUTH, WHOLE, Column
from layers.exports.contents import Content
from layers.exports.layer import Layer, Row
from outlets.kinds import Status

TYPES = {WHOLE: "int", REAL: "double", TRUTH: "bool"}
FILL_OPACITY = "b3"  # seven tenths: the ground stays visible
DECIMALS = 7
# A file may have no address in it: the viewer's own pin is tinted, and sized by state.
LARGE, SMALL = 1.0, 0.7

# Signs that XML 1.0 cannot hold, in no way.
_UNFIT = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def write(content: Content, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(document(content))


def document(content: Content) -> Iterator[str]:
    """The document, placemark by placemark."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'
    yield f"<name>{_text(about.title(content))}</name>\n"
    items = about.about(content, system=about.WGS84)
    lines = "\n".join(f"{label}{_(': ')}{text}" for label, text in items)
    yield f"<description>{_text(lines)}</description>\n"
    yield from _styles()
    for layer in content.layers:
        yield from _schema(layer)
    for layer in content.layers:
        yield from _folder(layer)
    yield "</Document></kml>\n"


def _styles() -> Iterator[str]:
    ramp = [*enumerate(styles.SCREEN_RAMP), ("none", styles.NO_VILLAGE)]
    line = f"<LineStyle><color>{_colour(styles.QUIET)}</color><width>1.2</width></LineStyle>"
    for number, colour in ramp:
        fill = f"<PolyStyle><color>{_colour(colour, FILL_OPACITY)}</color></PolyStyle>"
        yield f'<Style id="class-{number}">{line}{fill}</Style>\n'
    for style in styles.VILLAGE_STYLES:
        is_served = style.shape in ("circle", "half")
        yield _pin(f"state-{style.state}", style.colour, SMALL if is_served else LARGE)
    yield _pin("operating", styles.ACCENT, LARGE)
    yield _pin("quiet", styles.QUIET, SMALL)
    yield _pin("support", styles.SUPPORT, LARGE)
    yield _pin("ventures", styles.VENTURES, LARGE)


def _pin(name: str, colour: str, scale: float) -> str:
    return (
        f'<Style id="{name}"><IconStyle><color>{_colour(colour)}</color><scale>{scale}</scale>'
        f"</IconStyle><LabelStyle><scale>{SMALL}</scale></LabelStyle></Style>\n"
    )


def _colour(text: str, opacity: str = "ff") -> str:
    """`#0F5B78` as `ff785b0f`: KML puts opacity first, and blue before red."""
    return (opacity + text[5:7] + text[3:5] + text[1:3]).lower()


def _schema(layer: Layer) -> Iterator[str]:
    yield f'<Schema id="{layer.name}" name="{layer.name}">'
    for column in layer.columns:
        kind = TYPES.get(column.kind, "string")
        label = _text(f"{column.label}{_(': ')}{column.note}")
        yield (
            f'<SimpleField name="{column.name}" type="{kind}">'
            f"<displayName>{label}</displayName></SimpleField>"
        )
    yield "</Schema>\n"


def _folder(layer: Layer) -> Iterator[str]:
    style = _style_of(layer)
    yield f"<Folder><name>{_text(layer.title)}</name>\n"
    for row, wkb in zip(layer.rows, layer.wkb, strict=True):
        data = "".join(_datum(column, row[column.name]) for column in layer.columns)
        yield (
            f"<Placemark><name>{_text(row['name'])}</name>"
            f"<description>{_text(_sentence(layer, row))}</description>"
            f"<styleUrl>#{style(row)}</styleUrl>"
            f'<ExtendedData><SchemaData schemaUrl="#{layer.name}">{data}</SchemaData>'
            f"</ExtendedData>{'' if wkb is None else _geometry(shapely.from_wkb(wkb))}"
            "</Placemark>\n"
        )
    yield "</Folder>\n"


def _style_of(layer: Layer) -> Callable[[Row], str]:
    """How the style of a row is found in this layer."""
    if layer.shape == "MultiPolygon":
        return lambda row: f"class-{'none' if row['class'] is None else row['class']}"
    if layer.name == "outlets":
        operating = str(Status.OPERATING.label)
        return lambda row: "operating" if row["status"] == operating else "quiet"
    if layer.name in ("under_way", "communities"):
        return lambda row: "quiet"
    if layer.name in ("incubators", "parks"):
        return lambda row: "support"
    if layer.name == "ventures":
        return lambda row: "ventures"
    states = {str(style.label): style.state for style in styles.VILLAGE_STYLES}
    return lambda row: f"state-{states[row['state']]}"


def _sentence(layer: Layer, row: Row) -> str:
    """The row in words, for viewers that show nothing else."""
    return "\n".join(
        f"{column.label}{_(': ')}{_shown(column, row[column.name])}"
        for column in layer.columns
        if row[column.name] not in (None, "")
    )


def _shown(column: Column, value: Any) -> str:
    if column.kind == TRUTH:
        return _("yes") if value else _("no")
    return f"{value * 100:.1f}%" if column.name == "rate" else str(value)


def _datum(column: Column, value: Any) -> str:
    if value is None or value == "":
        return ""
    written = str(int(value)) if column.kind == TRUTH else _text(str(value))
    return f"<SimpleData name={quoteattr(column.name)}>{written}</SimpleData>"


def _geometry(shape: BaseGeometry) -> str:
    if isinstance(shape, shapely.Point):
        return f"<Point><coordinates>{_pairs(shape.coords)}</coordinates></Point>"
    areas = "".join(_polygon(part) for part in shape.geoms)
    return f"<MultiGeometry>{areas}</MultiGeometry>"


def _polygon(area: shapely.Polygon) -> str:
    outer = f"<outerBoundaryIs>{_ring(area.exterior)}</outerBoundaryIs>"
    inner = (f"<innerBoundaryIs>{_ring(hole)}</innerBoundaryIs>" for hole in area.interiors)
    return f"<Polygon>{outer}{''.join(inner)}</Polygon>"


def _ring(ring: shapely.LinearRing) -> str:
    return f"<LinearRing><coordinates>{_pairs(ring.coords)}</coordinates></LinearRing>"


def _pairs(coordinates: Any) -> str:
    return " ".join(f"{x:.{DECIMALS}f},{y:.{DECIMALS}f}" for x, y in coordinates)


def _text(text: str) -> str:
    return escape(text.translate(_UNFIT))
