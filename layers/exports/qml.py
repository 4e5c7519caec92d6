"""The styles of layers as QGIS reads them (QML), made from `layers.styles` and nothing else.

QGIS 3 reads symbols from `Option` elements, older versions from `prop`: both are written. The
values that categories compare with are the words in the layer's own rows, so that a style belongs
to the language of its file.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from entrepreneurs.kinds import RecognitionLevel
from layers import styles
from layers.exports.layer import Layer
from layers.styles import VillageStyle
from outlets.kinds import OperatingModel, Status
from targets.definitions import Definition

QGIS_VERSION = "3.22.0"
WHITE = "#FFFFFF"
ALIKE = ""  # nothing is compared: every row has the same symbol
APPROXIMATE_OPACITY = 45  # per cent, of a symbol whose place is only rough
FONT = "Noto Sans CJK SC"
FILL_OPACITY = 178  # seven tenths of 255, as on the web map
# Sizes in millimetres.
VILLAGE_MM, OUTLET_MM, COMMUNITY_MM, SUPPORT_MM = 2.2, 3.6, 1.6, 4.2
LINE_MM, COUNTY_LINE_MM, HEAVY_LINE_MM = 0.2, 0.5, 0.7
PIXEL_MM = 0.25

Properties = dict[str, str]


@dataclass(frozen=True)
class Part:
    """One layer of a symbol: its QGIS class, what that class is told, what its size follows."""

    kind: str
    properties: Properties
    size: str = ""


@dataclass(frozen=True)
class Category:
    """One entry of the legend: the value it stands for, its label, its symbol."""

    value: str
    label: str
    parts: Sequence[Part]


def style_of(layer: Layer, definition: Definition) -> str:
    """The style of one exported layer as a QML document; states are those of the definition."""
    root = ET.Element(
        "qgis", version=QGIS_VERSION, styleCategories="Symbology|Labeling|Fields", labelsEnabled="0"
    )
    is_area = layer.shape == "MultiPolygon"
    attribute, categories = _renderer(layer, definition)
    _render(root, attribute, list(categories), "fill" if is_area else "marker")
    if is_area:
        _labels(root, '"name"', size=10 if layer.name == "counties" else 8)
    if layer.name == "ventures":
        _labels(root, 'if("high" = 0, \'\', "count")', size=7, colour=styles.VENTURES)
    aliases = ET.SubElement(root, "aliases")
    for column in layer.columns:
        ET.SubElement(aliases, "alias", field=column.name, name=str(column.label))
    ET.SubElement(root, "layerGeometryType").text = "2" if is_area else "0"
    ET.indent(root)
    return f"<!DOCTYPE qgis>\n{ET.tostring(root, encoding='unicode')}\n"


def _renderer(layer: Layer, definition: Definition) -> tuple[str, Iterable[Category]]:
    """The field or expression that is compared, and what each value looks like."""
    if layer.name in ("counties", "townships"):
        width_mm = COUNTY_LINE_MM if layer.name == "counties" else LINE_MM
        return "class", _classes(width_mm)
    if layer.name == "outlets":
        return _outlet_expression(), _outlets()
    if layer.name == "under_way":
        parts = [_square(fill=WHITE, line=styles.QUIET, dashed=True), _sign("建", styles.QUIET)]
        return ALIKE, [Category("", layer.title, parts)]
    if layer.name == "communities":
        part = _marker("square", COMMUNITY_MM, fill=WHITE, line=styles.QUIET)
        return ALIKE, [Category("", layer.title, [part])]
    if layer.name == "incubators":
        return _KIND_AND_LEVEL, _incubators(layer)
    if layer.name == "parks":
        return "kind", _parks()
    if layer.name == "ventures":
        return ALIKE, [Category("", layer.title, [_circle()])]
    return "state", _states(definition)


def _classes(width_mm: float) -> Iterator[Category]:
    colours = zip(styles.CLASS_LABELS, styles.SCREEN_RAMP, strict=True)
    for number, (label, colour) in enumerate(colours):
        yield Category(str(number), label, [_fill(colour, width_mm)])
    # The empty category is that of all other values; there is no other than null.
    yield Category("", _("no village"), [_fill(styles.NO_VILLAGE, width_mm)])


def _states(definition: Definition) -> Iterator[Category]:
    for style in styles.states_of(definition):
        yield Category(str(style.label), str(style.label), _village(style))


def _village(style: VillageStyle) -> list[Part]:
    """Round when served in some way, a diamond when not; told apart without colour."""
    colour = style.colour
    if style.shape == "half":
        outer = _marker("circle", VILLAGE_MM, fill=WHITE, line=colour)
        return [outer, _marker("semi_circle", VILLAGE_MM, fill=colour, line=colour)]
    if style.shape == "diamond":
        return [_marker("diamond", VILLAGE_MM * 1.3, fill=colour, line=WHITE)]
    if style.shape == "cross":
        return [_marker("cross2", VILLAGE_MM, fill=colour, line=colour)]
    return [_marker("circle", VILLAGE_MM, fill=colour, line=WHITE)]


def _outlet_expression() -> str:
    operating, unknown = str(Status.OPERATING.label), _("model not stated")
    return (
        f"CASE WHEN \"status\" = '{operating}' "
        f"THEN coalesce(nullif(\"model\", ''), '{unknown}') ELSE \"status\" END"
    )


def _outlets() -> Iterator[Category]:
    """The operating by model, the others by status, as in the map's legend."""
    models: list[tuple[str, str]] = [(m.value, str(m.label)) for m in OperatingModel]
    operating = str(Status.OPERATING.label)
    for value, label in [*models, ("", _("model not stated"))]:
        parts = [_square(fill=styles.ACCENT, line=WHITE), _sign(styles.MODEL_SIGNS[value], WHITE)]
        yield Category(label, f"{operating} · {label}", parts)
    for status, look in styles.STATUS_STYLES.items():
        if look == "filled":
            continue
        parts = [_square(fill=WHITE, line=styles.QUIET, dashed=look == "dashed")]
        if look == "struck":
            parts.append(_marker("line", OUTLET_MM, fill=styles.QUIET, line=styles.QUIET, angle=45))
        yield Category(str(status.label), str(status.label), parts)


_KIND_AND_LEVEL = 'concat("kind", \'·\', "level")'


def _incubators(layer: Layer) -> Iterator[Category]:
    """The sign tells the kind, the form the level: those that the layer holds, all without rows."""
    signs = {str(kind.label): sign for kind, sign in styles.INCUBATOR_SIGNS.items()}
    forms = {str(level.label): styles.LEVEL_STYLES[level] for level in RecognitionLevel}
    forms[""] = styles.LEVEL_STYLES[""]
    held = {(row["kind"], row["level"]) for row in layer.rows}
    for kind, sign in signs.items():
        for level, form in forms.items():
            if not held or (kind, level) in held:
                label = f"{kind} · {level}" if level else kind
                yield Category(f"{kind}·{level}", label, _hexagon(sign, form))


def _hexagon(sign: str, form: str) -> list[Part]:
    is_dark = form in ("filled", "ringed")
    line = WHITE if form == "filled" else styles.SUPPORT
    part = _marker("hexagon", SUPPORT_MM, fill=styles.SUPPORT if is_dark else WHITE, line=line)
    part.properties["outline_width"] = str(HEAVY_LINE_MM if form == "thick" else LINE_MM)
    if form == "dashed":
        part.properties["outline_style"] = "dash"
    parts = [part, _sign(sign, WHITE if is_dark else styles.SUPPORT)]
    if form == "ringed":
        outer = _marker("hexagon", SUPPORT_MM * 1.3, fill=WHITE, line=styles.SUPPORT)
        parts.insert(0, outer)
    return parts


def _parks() -> Iterator[Category]:
    for kind, sign in styles.PARK_SIGNS.items():
        house = _marker("pentagon", SUPPORT_MM, fill=WHITE, line=styles.SUPPORT)
        parts = [house, _sign(sign, styles.SUPPORT)]
        yield Category(str(kind.label), str(kind.label), parts)


def _circle() -> Part:
    """As `styles.venture_radius`, the count being what it is at most; none without ventures."""
    least, largest = styles.LEAST_RADIUS, styles.LARGEST_RADIUS
    radius = f'min(max({least}, {styles.RADIUS_PER_ROOT} * sqrt("high")), {largest})'
    size = f'if("high" = 0, 0, {2 * PIXEL_MM} * {radius})'
    drawn = _marker("circle", 2 * PIXEL_MM * least, fill=WHITE, line=styles.VENTURES)
    return replace(drawn, size=size)


def _marker(name: str, size_mm: float, *, fill: str, line: str, **more: float) -> Part:
    properties = {
        "name": name,
        "color": _colour(fill),
        "outline_color": _colour(line),
        "outline_style": "solid",
        "outline_width": str(LINE_MM),
        "outline_width_unit": "MM",
        "size": str(round(size_mm, 2)),
        "size_unit": "MM",
        "scale_method": "diameter",
        **{name: str(value) for name, value in more.items()},
    }
    return Part("SimpleMarker", properties)


def _square(*, fill: str, line: str, dashed: bool = False) -> Part:
    part = _marker("square", OUTLET_MM, fill=fill, line=line)
    if dashed:
        part.properties["outline_style"] = "dash"
    return part


def _sign(sign: str, colour: str) -> Part:
    """The one character inside an outlet's square."""
    properties = {
        "chr": sign,
        "font": FONT,
        "color": _colour(colour),
        "size": str(round(OUTLET_MM * 0.66, 2)),
        "size_unit": "MM",
        "offset": f"0,{-OUTLET_MM * 0.1:.2f}",
        "offset_unit": "MM",
    }
    return Part("FontMarker", properties)


def _fill(colour: str, width_mm: float) -> Part:
    properties = {
        "color": _colour(colour, FILL_OPACITY),
        "style": "solid",
        "outline_color": _colour(styles.QUIET),
        "outline_style": "solid",
        "outline_width": str(width_mm),
        "outline_width_unit": "MM",
    }
    return Part("SimpleFill", properties)


def _colour(text: str, opacity: int = 255) -> str:
    """`#0F5B78` as `15,91,120,255`."""
    red, green, blue = (int(text[place : place + 2], 16) for place in (1, 3, 5))
    return f"{red},{green},{blue},{opacity}"


def _render(root: ET.Element, attribute: str, categories: Sequence[Category], kind: str) -> None:
    """Whole numbers are compared with a plain field: with the value of an expression, QGIS up to
    3.22 would compare them as texts, and draw nothing."""
    renderer = ET.SubElement(
        root,
        "renderer-v2",
        type="singleSymbol" if attribute == ALIKE else "categorizedSymbol",
        symbollevels="0",
        enableorderby="0",
        forceraster="0",
    )
    if attribute != ALIKE:
        renderer.set("attr", attribute)
        listed = ET.SubElement(renderer, "categories")
        for number, category in enumerate(categories):
            ET.SubElement(
                listed,
                "category",
                value=category.value,
                label=category.label,
                symbol=str(number),
                render="true",
            )
    symbols = ET.SubElement(renderer, "symbols")
    for number, category in enumerate(categories):
        _symbol(symbols, str(number), kind, category.parts)


def _symbol(symbols: ET.Element, name: str, kind: str, parts: Sequence[Part]) -> None:
    symbol = ET.SubElement(
        symbols, "symbol", name=name, type=kind, alpha="1", clip_to_extent="1", force_rhr="0"
    )
    if kind == "marker" and not any(part.size for part in parts):
        _follow(symbol, "alpha", f'if("approx", {APPROXIMATE_OPACITY}, 100)')
    for part in parts:
        layer = ET.SubElement(
            symbol, "layer", {"class": part.kind, "enabled": "1", "locked": "0", "pass": "0"}
        )
        options = ET.SubElement(layer, "Option", type="Map")
        for key, value in part.properties.items():
            _option(options, key, "QString", value)
        for key, value in part.properties.items():
            ET.SubElement(layer, "prop", k=key, v=value)
        if part.size:
            _follow(layer, "size", part.size)


def _follow(element: ET.Element, name: str, expression: str) -> None:
    """A property follows the row: opacity tells what is approximate, as on the web map."""
    outer = ET.SubElement(ET.SubElement(element, "data_defined_properties"), "Option", type="Map")
    _option(outer, "name", "QString", "")
    properties = ET.SubElement(outer, "Option", name="properties", type="Map")
    followed = ET.SubElement(properties, "Option", name=name, type="Map")
    _option(followed, "active", "bool", "true")
    _option(followed, "expression", "QString", expression)
    _option(followed, "type", "int", "3")
    _option(outer, "type", "QString", "collection")


def _option(parent: ET.Element, name: str, kind: str, value: str) -> None:
    ET.SubElement(parent, "Option", name=name, type=kind, value=value)


def _labels(root: ET.Element, expression: str, *, size: int, colour: str = styles.QUIET) -> None:
    """What an expression says over the middle of the row's symbol or area, with a white casing."""
    root.set("labelsEnabled", "1")
    settings = ET.SubElement(ET.SubElement(root, "labeling", type="simple"), "settings")
    text = ET.SubElement(
        settings,
        "text-style",
        fieldName=expression,
        isExpression="1",
        fontFamily=FONT,
        fontSize=str(size),
        fontSizeUnit="Point",
        textColor=_colour(colour),
        textOpacity="1",
    )
    ET.SubElement(
        text,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.8",
        bufferSizeUnits="MM",
        bufferColor=_colour(WHITE),
        bufferOpacity="1",
    )
    # 1: over the centre of the area, or over the point.
    ET.SubElement(settings, "placement", placement="1", priority="5", centroidWhole="1")
