"""The signs of villages and outlets on paper, with the shapes of `layers.styles`.

What is dark stands where the map shows it; what is tinted or empty inside stands only somewhere in
its township. Every sign carries its own white, so that it reads on each class.
"""

from collections.abc import Sequence

from layers import styles
from layers.sheets import fonts
from layers.sheets.fonts import MM_PER_POINT, Face
from layers.sheets.inks import FAINT, WHITE, Inks
from layers.sheets.pen import Pen

# Diameter, or the length of the diagonal or side, at A3 in millimetres.
CIRCLE, HALF, DIAMOND, SQUARE, CROSS, DORMANT = 2.5, 2.1, 3.0, 2.5, 1.9, 1.5
QUIET_RADIUS = 0.75
CASING = 0.25
OUTLINE = 0.32
SIZES = {"circle": CIRCLE, "half": HALF, "diamond": DIAMOND, "cross": CROSS, "square": SQUARE}
SHAPES = {style.state: style.shape for style in styles.VILLAGE_STYLES}


def radius(shape: str, size: float = 1.0) -> float:
    """How far a sign reaches from its middle, its white casing included."""
    return SIZES[shape] * size / 2 + CASING * size


def village(
    pen: Pen,
    x: float,
    y: float,
    state: str,
    inks: Inks,
    *,
    size: float = 1.0,
    is_approximate: bool = False,
    outlets: int = 1,
) -> None:
    """The sign of a village by its state."""
    shape = SHAPES[state]
    half = SIZES[shape] * size / 2
    if shape == "circle":
        circle(pen, x, y, half, inks, is_approximate=is_approximate, outlets=outlets)
    elif shape == "half":
        pen.circle(x, y, half + CASING * size, fill=WHITE)
        pen.circle(x, y, half, fill=WHITE)
        pen.half(x, y, half, inks.tint if is_approximate else inks.own)
        pen.circle(x, y, half, width=OUTLINE * 0.8 * size, colour=inks.own)
    elif shape == "diamond":
        diamond(pen, x, y, half, inks.gap, size=size, has_dot=not is_approximate)
    else:
        cross(pen, x, y, half, size)


def circle(
    pen: Pen,
    x: float,
    y: float,
    half: float,
    inks: Inks,
    *,
    is_approximate: bool,
    outlets: int = 1,
) -> None:
    """A village with an outlet of its own; two and more are written into it."""
    grown = half / (CIRCLE / 2)
    pen.circle(x, y, half + CASING * grown, fill=WHITE)
    if is_approximate:
        pen.circle(
            x, y, half - OUTLINE * grown / 2, fill=inks.tint, width=OUTLINE * grown, colour=inks.own
        )
    else:
        pen.circle(x, y, half, fill=inks.own)
    if outlets > 1:
        size = half * 1.5 / MM_PER_POINT
        colour = inks.own if is_approximate else WHITE
        _centred(pen, x, y, str(outlets), size, colour)


def diamond(
    pen: Pen, x: float, y: float, half: float, colour: str, *, size: float, has_dot: bool
) -> None:
    """A village that nobody serves: empty inside, with a dot where its position is known."""
    outer = half + 1.4 * CASING * size
    pen.ring([(x, y - outer), (x + outer, y), (x, y + outer), (x - outer, y)], fill=WHITE)
    inner = half - OUTLINE * size / 2
    pen.ring(
        [(x, y - inner), (x + inner, y), (x, y + inner), (x - inner, y)],
        fill=WHITE, width=OUTLINE * size, colour=colour,
    )  # fmt: skip
    if has_dot:
        pen.circle(x, y, half * 0.3, fill=colour)


def cross(pen: Pen, x: float, y: float, half: float, size: float) -> None:
    """A village without any position; it stands in legends and lists only."""
    reach = half * 0.7
    for sign in (1, -1):
        pen.line([(x - reach, y - sign * reach), (x + reach, y + sign * reach)], 0.4 * size, FAINT)


def outlet(
    pen: Pen,
    x: float,
    y: float,
    model: str,
    inks: Inks,
    *,
    size: float = 1.0,
    is_approximate: bool = False,
    is_operating: bool = True,
) -> None:
    """An outlet: a square with the sign of its operating model."""
    half = SQUARE * size / 2
    casing = half + CASING * size
    pen.rectangle((x - casing, y - casing, x + casing, y + casing), fill=WHITE)
    if not is_operating:
        dormant(pen, x, y, inks, size=size * SQUARE / DORMANT)
        return
    width = OUTLINE * 0.8 * size
    inner = half - width / 2
    fill = inks.tint if is_approximate else inks.own
    pen.rectangle(
        (x - inner, y - inner, x + inner, y + inner), fill=fill, width=width, colour=inks.own
    )
    colour = inks.own if is_approximate else WHITE
    _centred(pen, x, y, styles.MODEL_SIGNS[model], half * 1.62 / MM_PER_POINT, colour)


def dormant(pen: Pen, x: float, y: float, inks: Inks, *, size: float = 1.0) -> None:
    """An outlet presumed dormant: it counts nowhere."""
    half = DORMANT * size / 2
    pen.rectangle((x - half, y - half, x + half, y + half), fill=WHITE)
    corners = [
        (x - half, y - half),
        (x + half, y - half),
        (x + half, y + half),
        (x - half, y + half),
    ]
    pen.line([*corners, corners[0]], 0.2 * size, inks.gap, (0.45 * size, 0.3 * size))


def quiet(pen: Pen, x: float, y: float, *, size: float = 1.0) -> None:
    """A village that the theme does not speak of."""
    pen.circle(x, y, QUIET_RADIUS * 0.6 * size, fill=WHITE, width=0.15 * size, colour=FAINT)


def change(pen: Pen, x: float, y: float, kind: str, inks: Inks, *, size: float = 1.0) -> None:
    """A village between two days: gained, lost, kept (covered on both), open (on neither), new."""
    if kind == "gained":
        half = CIRCLE * 1.1 * size / 2
        pen.circle(x, y, half + CASING * size, fill=WHITE)
        pen.circle(x, y, half, fill=inks.own)
        for ends in (((-0.5, 0), (0.5, 0)), ((0, -0.5), (0, 0.5))):
            pen.line([(x + a * half, y + b * half) for a, b in ends], 0.34 * size, WHITE)
    elif kind == "lost":
        half = DIAMOND * 1.15 * size / 2
        diamond(pen, x, y, half, inks.gap, size=size, has_dot=False)
        pen.line([(x - half * 0.45, y), (x + half * 0.45, y)], 0.38 * size, inks.gap)
    elif kind == "kept":
        pen.circle(x, y, 0.62 * size + CASING * size, fill=WHITE)
        pen.circle(x, y, 0.62 * size, fill=inks.own)
    elif kind == "open":
        diamond(pen, x, y, DIAMOND * 0.55 * size / 2, inks.gap, size=size * 0.6, has_dot=False)
    elif kind == "new":
        half = 0.8 * size
        pen.rectangle(
            (x - half, y - half, x + half, y + half), fill=WHITE, width=0.25 * size, colour=inks.own
        )
    else:
        cross(pen, x, y, CROSS * size / 2, size)


CHANGE_RADII = {"gained": 1.65, "lost": 2.0, "kept": 0.9, "open": 1.1, "new": 1.1}


HEXAGON = ((0, -1), (0.87, -0.5), (0.87, 0.5), (0, 1), (-0.87, 0.5), (-0.87, -0.5))
HOUSE = ((0, -1), (0.92, -0.3), (0.92, 0.86), (-0.92, 0.86), (-0.92, -0.3))
SUPPORT_SIZE = 4.3  # from corner to corner
RING = 0.62  # how far the ring of the highest level stands off
THICK, THIN = 0.62, 0.28
MM_PER_PIXEL = 0.25  # of the styles' circles


def support_radius(form: str, size: float = 1.0) -> float:
    """How far the sign of an incubator or a park reaches, its white casing included."""
    return (SUPPORT_SIZE / 2 + CASING + (RING if form == "ringed" else 0)) * size


def incubator(
    pen: Pen,
    x: float,
    y: float,
    text: str,
    form: str,
    inks: Inks,
    *,
    size: float = 1.0,
    is_approximate: bool = False,
) -> None:
    """A hexagon, heavier with its level; pale where its position is approximate."""
    _housing(pen, x, y, HEXAGON, text, form, inks, size, is_approximate)


def park(
    pen: Pen,
    x: float,
    y: float,
    text: str,
    inks: Inks,
    *,
    size: float = 1.0,
    is_approximate: bool = False,
) -> None:
    """A house; pale where its position is approximate."""
    _housing(pen, x, y, HOUSE, text, "thin", inks, size, is_approximate)


def _housing(
    pen: Pen,
    x: float,
    y: float,
    corners: Sequence[tuple[float, float]],
    text: str,
    form: str,
    inks: Inks,
    size: float,
    is_approximate: bool,
) -> None:
    colour = inks.support_pale if is_approximate else inks.support
    half = SUPPORT_SIZE / 2 * size

    def outline(reach: float) -> list[tuple[float, float]]:
        return [(x + across * reach, y + down * reach) for across, down in corners]

    pen.ring(outline(support_radius(form, size)), fill=WHITE)
    if form == "ringed":
        pen.ring(outline(half + (RING - 0.12) * size), width=0.26 * size, colour=colour)
    is_dark = form in ("ringed", "filled")
    if is_dark and not is_approximate:
        pen.ring(outline(half), fill=colour)
    elif is_dark:
        edge = outline(half - THIN * size / 2)
        pen.ring(edge, fill=inks.support_tint, width=THIN * size, colour=inks.support)
    else:
        width = (THICK if form == "thick" else THIN) * size
        edge = outline(half - width / 2)
        dash = (0.75 * size, 0.5 * size) if form == "dashed" else ()
        pen.line([*edge, edge[0]], width, colour, dash)
    on_dark = is_dark and not is_approximate
    _centred(pen, x, y, text, half * 1.08 / MM_PER_POINT, WHITE if on_dark else inks.support)


def ventures_radius(most: int, size: float = 1.0) -> float:
    """The radius of the circle of a count; of a range its upper end."""
    return styles.venture_radius(most) * MM_PER_PIXEL * size


def ventures(pen: Pen, x: float, y: float, text: str, radius: float, inks: Inks) -> None:
    """A circle with the count of ventures in it."""
    pen.circle(x, y, radius + CASING, fill=WHITE)
    width = min(0.4, radius * 0.16)
    pen.circle(x, y, radius - width / 2, fill=WHITE, width=width, colour=inks.ventures)
    high = radius * 1.15 / MM_PER_POINT
    wide = fonts.width(text, high, Face.BOLD)
    _centred(pen, x, y, text, min(high, high * 1.5 * radius / wide), inks.ventures)


def _centred(pen: Pen, x: float, y: float, text: str, size_pt: float, colour: str) -> None:
    """A sign or number in the middle of a symbol."""
    raise_by = 0.36 if text.isascii() else 0.38
    pen.text(
        x, y + raise_by * size_pt * MM_PER_POINT, text, size_pt,
        face=Face.BOLD, colour=colour, align="middle", kind="symbol",
    )  # fmt: skip
