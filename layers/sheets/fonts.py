"""The faces that sheets are set in, how wide text runs in them, and which signs they lack."""

from enum import Enum
from functools import cache, lru_cache

import cairocffi
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError

MM_PER_POINT = 25.4 / 72
MEASURED_AT = 100.0  # points; advances grow with the size, for nothing is hinted
LINE_HEIGHT = 1.0  # of the size: the box that a line of Chinese fills
KEPT_TEXTS = 20_000  # whose width is remembered
MISSING = 0  # the glyph that a font shows for a sign it lacks


class Face(Enum):
    """Family and weight. `fonts-noto-cjk` brings both families."""

    SANS = ("Noto Sans CJK SC", cairocffi.FONT_WEIGHT_NORMAL)
    BOLD = ("Noto Sans CJK SC", cairocffi.FONT_WEIGHT_BOLD)
    SERIF = ("Noto Serif CJK SC", cairocffi.FONT_WEIGHT_NORMAL)


class MissingGlyphError(DomainError):
    """A sheet would show a box where a sign belongs."""

    status = 422
    code = "missing_glyph"
    message = gettext_lazy("The font has no sign for a character of the sheet.")


def unhinted() -> cairocffi.FontOptions:
    """Glyphs where their advances put them, whatever the resolution."""
    options = cairocffi.FontOptions()
    options.set_hint_style(cairocffi.HINT_STYLE_NONE)
    options.set_hint_metrics(cairocffi.HINT_METRICS_OFF)
    return options


@cache
def scaled(face: Face) -> cairocffi.ScaledFont:
    """The face at the size that it is measured at."""
    family, weight = face.value
    toy = cairocffi.ToyFontFace(family, cairocffi.FONT_SLANT_NORMAL, weight)
    matrix = cairocffi.Matrix(xx=MEASURED_AT, yy=MEASURED_AT)
    return cairocffi.ScaledFont(toy, matrix, cairocffi.Matrix(), unhinted())


@cache
def advance(sign: str, face: Face) -> float:
    """How far one sign moves the pen, as a share of the size. There is no kerning."""
    return scaled(face).text_extents(sign)[4] / MEASURED_AT


@cache
def has(sign: str, face: Face) -> bool:
    """Whether the face has a glyph for the sign."""
    glyphs = scaled(face).text_to_glyphs(0, 0, sign, with_clusters=False)
    return all(glyph[0] != MISSING for glyph in glyphs)


@lru_cache(maxsize=KEPT_TEXTS)
def run(text: str, face: Face) -> float:
    """How wide the text runs, as a share of the size.

    Raises:
        MissingGlyphError: the face lacks a sign of it.
    """
    check(text, face)
    return sum(advance(sign, face) for sign in text)


def width(text: str, size_pt: float, face: Face = Face.SANS) -> float:
    """How wide the text runs, in millimetres."""
    return run(text, face) * size_pt * MM_PER_POINT


def measure(text: str, size_pt: float, face: Face = Face.SANS) -> tuple[float, float]:
    """Width and height in millimetres of the box that a line of text fills."""
    return width(text, size_pt, face), size_pt * MM_PER_POINT * LINE_HEIGHT


def check(text: str, face: Face = Face.SANS) -> None:
    """See to it that every sign can be printed.

    Raises:
        MissingGlyphError: names the signs that cannot, and where they stand.
    """
    missing = list(dict.fromkeys(sign for sign in text if not has(sign, face)))
    if missing:
        signs = " ".join(f"{sign} (U+{ord(sign):04X})" for sign in missing)
        message = _(
            "The printing font lacks %(signs)s in “%(text)s”. Correct the name, or install a font"
            " that has it."
        )
        raise MissingGlyphError(message % {"signs": signs, "text": text[:60]})
