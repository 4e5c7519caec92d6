"""A layer file (.qlr) that opens the collections in QGIS, connected and in order.

Symbols are those of exported layers (`layers.exports.qml`). Their rows carry words where the API's
carry codes, so what a style compares with is put into codes.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring

from entrepreneurs.kinds import IncubatorKind, ParkKind, RecognitionLevel
from geo.crs import CGCS2000_SRID
from geo.levels import APPROXIMATE_QUALITIES
from layers import styles
from layers.exports.layer import Layer
from layers.exports.qml import style_of
from layers.ogc.collection import Collection
from layers.ogc.collections import COLLECTIONS
from layers.ogc.documents import Addresses
from outlets.kinds import OperatingModel, Status
from targets.definitions import Definition

PROVIDER = "OAPIF"
VERSION = "3.22.16-Białowieża"
# From the uppermost down.
ORDER = (
    *("incubators", "parks", "outlets", "gaps", "villages"),
    *("ventures", "townships", "counties", "cities"),
)
# Drawn when the file is opened; the others wait in the list.
SHOWN = ("outlets", "villages", "townships", "counties")
_QGIS_GEOMETRY = {"Point": "Point", "MultiPolygon": "Polygon"}


# Whose symbols a collection has, where there is no exported layer of its name.
_LIKE = {"cities": "counties", "gaps": "villages"}
_ROUGH = ", ".join(f"'{quality.value}'" for quality in APPROXIMATE_QUALITIES)
# What says of a feature that its place is only rough.
_APPROXIMATE = {
    **dict.fromkeys(("villages", "incubators", "parks"), '"approximate"'),
    "outlets": '"at_seat"',
    "gaps": f'coalesce("quality" IN ({_ROUGH}), false)',
}


def layer_file(addresses: Addresses) -> str:
    """The text of the file."""
    root = Element("qlr")
    group = SubElement(root, "layer-tree-group", name="", checked="Qt::Checked", expanded="1")
    layers = SubElement(root, "maplayers")
    for name in ORDER:
        collection = COLLECTIONS[name]
        source = _source(collection, addresses)
        shown = "Qt::Checked" if name in SHOWN else "Qt::Unchecked"
        SubElement(
            group,
            "layer-tree-layer",
            id=_identifier(collection),
            name=str(collection.title),
            providerKey=PROVIDER,
            source=source,
            checked=shown,
            expanded="1",
        )
        layers.append(_layer(collection, source, _style(collection)))
    return "<!DOCTYPE qgis-layer-definition>\n" + tostring(root, encoding="unicode")


def _identifier(collection: Collection) -> str:
    return f"registry_{collection.name}"


def _source(collection: Collection, addresses: Addresses) -> str:
    return (
        f"pagingEnabled='true' restrictToRequestBBOX='1' typename='{collection.name}'"
        f" url='{addresses.root}' version='OGC_API_FEATURES'"
    )


def _layer(collection: Collection, source: str, style: Element) -> Element:
    """A `maplayer`: where it comes from, and what its QML says."""
    layer = Element(
        "maplayer",
        type="vector",
        geometry=_QGIS_GEOMETRY[collection.geometry],
        styleCategories="AllStyleCategories",
    )
    for tag, text in (
        ("id", _identifier(collection)),
        ("datasource", source),
        ("layername", str(collection.title)),
    ):
        SubElement(layer, tag).text = text
    system = SubElement(SubElement(layer, "srs"), "spatialrefsys")
    SubElement(system, "authid").text = f"EPSG:{CGCS2000_SRID}"
    SubElement(layer, "provider", encoding="UTF-8").text = PROVIDER
    layer.extend(style)
    return layer


def _style(collection: Collection) -> Element:
    """The style of the exported layer, comparing with the codes of the API."""
    like = _LIKE.get(collection.name, collection.name)
    layer = Layer(like, str(collection.title), collection.geometry, (), [], [])
    style = fromstring(style_of(layer, Definition.ADMINISTRATIVE))
    codes = _codes(like)
    for category in style.iter("category"):
        category.set("value", codes.get(category.get("value", ""), category.get("value", "")))
    for renderer in style.iter("renderer-v2"):
        renderer.set("attr", _attribute(renderer.get("attr", ""), collection, codes))
    for option in style.iter("Option"):
        if (expression := option.get("value")) and (rough := _APPROXIMATE.get(collection.name)):
            option.set("value", expression.replace('"approx"', rough))
    return style


def _codes(like: str) -> dict[str, str]:
    """The API's codes by the words of exported rows."""
    if like == "villages":
        return {str(style.label): style.state for style in styles.VILLAGE_STYLES}
    if like == "outlets":
        choices = (*OperatingModel, *Status)
        return {str(choice.label): choice.value for choice in choices}
    if like == "parks":
        return {str(kind.label): kind.value for kind in ParkKind}
    if like == "incubators":
        return dict(_kinds_and_levels())
    return {}


def _kinds_and_levels() -> Iterator[tuple[str, str]]:
    """As `layers.exports.qml` compares incubators: kind and level in one text."""
    levels = [("", ""), *((str(level.label), level.value) for level in RecognitionLevel)]
    for kind in IncubatorKind:
        for label, value in levels:
            yield f"{kind.label}·{label}", f"{kind.value}·{value}"


def _attribute(words: str, collection: Collection, codes: dict[str, str]) -> str:
    """What categories are compared with."""
    if collection.name == "gaps":
        return "'uncovered'"
    for word, code in codes.items():
        words = words.replace(f"'{word}'", f"'{code}'")
    return words
