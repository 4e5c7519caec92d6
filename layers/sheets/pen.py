"""Draws on a page in millimetres from its upper left corner, y downwards; notes where words are.

Everything that sheets put on paper goes through here: text stays text, shapes stay paths.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import cairocffi
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.sheets import fonts, halos
from layers.sheets.fonts import MM_PER_POINT, Face
from layers.sheets.papers import Box

Place = tuple[float, float]
POINTS_PER_MM = 72 / 25.4
ASCENT, DESCENT = 0.80, 0.12  # of the size: where the ink of a line of Chinese ends
INK = "#1A1A1A"


@dataclass(frozen=True, slots=True)
class Word:
    """A text as drawn, with the box of its ink."""

    text: str
    box: Box
    kind: str


@cache
def rgb(colour: str) -> tuple[float, float, float]:
    """#RRGGBB as cairo takes it."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


class Pen:
    """A page of a PDF. `words` lists what was written, in order."""

    def __init__(self, surface: cairocffi.PDFSurface) -> None:
        self.context = cairocffi.Context(surface)
        self.context.scale(POINTS_PER_MM, POINTS_PER_MM)
        self.context.set_font_options(fonts.unhinted())
        self.context.set_line_join(cairocffi.LINE_JOIN_ROUND)
        self.words: list[Word] = []
        self._face: Face | None = None

    # Text

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size_pt: float,
        *,
        face: Face = Face.SANS,
        colour: str = INK,
        align: str = "left",
        halo: float = 0,
        kind: str = "",
    ) -> float:
        """Write a line on the baseline `y`; gives its width.

        Args:
            align: which end of the text stands at `x`: left, middle or right.
            halo: how far white reaches around the text.
            kind: what the word is, for those who read `words`.
        """
        if not text:
            return 0.0
        width = fonts.width(text, size_pt, face)
        x -= width * {"left": 0, "middle": 0.5, "right": 1}[align]
        size = size_pt * MM_PER_POINT
        context = self.context
        self._set(face, size)
        if halo:
            self._halo(x, y, text, size, face, halo)
        context.set_source_rgb(*rgb(colour))
        context.move_to(x, y)
        context.show_text(text)
        box = (x, y - ASCENT * size, x + width, y + DESCENT * size)
        self.words.append(Word(text, box, kind))
        return width

    def _halo(self, x: float, y: float, text: str, size: float, face: Face, reach: float) -> None:
        """White around each sign of a line."""
        for sign in text:
            for ring in halos.rings(sign, face, reach / size):
                self._path([(x + across * size, y + down * size) for across, down in ring])
                self.context.close_path()
            x += fonts.advance(sign, face) * size
        self.context.set_fill_rule(cairocffi.FILL_RULE_WINDING)
        self.context.set_source_rgb(1, 1, 1)
        self.context.fill()

    def slanted(self, text: str, size_pt: float, slant: float, face: Face, colour: str) -> None:
        """Write at (0, 0) with a white halo, leaning to the right: names of waters."""
        self.context.transform(cairocffi.Matrix(xy=-slant))
        self.text(0, 0, text, size_pt, face=face, colour=colour, halo=0.45, kind="river")

    def _set(self, face: Face, size: float) -> None:
        if face is not self._face:
            family, weight = face.value
            self.context.select_font_face(family, cairocffi.FONT_SLANT_NORMAL, weight)
            self._face = face
        self.context.set_font_size(size)

    # Shapes

    def line(
        self,
        points: Iterable[Place],
        width: float,
        colour: str = INK,
        dash: Sequence[float] = (),
    ) -> None:
        """A line through points."""
        self._path(points)
        self._stroke(width, colour, dash)

    def rectangle(self, box: Box, *, fill: str = "", width: float = 0, colour: str = INK) -> None:
        left, top, right, bottom = box
        self.context.rectangle(left, top, right - left, bottom - top)
        self._paint(fill, width, colour)

    def boxes(self, boxes: Iterable[Box], fill: str) -> None:
        """Fill many boxes at once, so that no hairline shows between neighbours."""
        for left, top, right, bottom in boxes:
            self.context.rectangle(left, top, right - left, bottom - top)
        self.context.set_fill_rule(cairocffi.FILL_RULE_WINDING)
        self.context.set_source_rgb(*rgb(fill))
        self.context.fill()

    def ring(
        self, points: Iterable[Place], *, fill: str = "", width: float = 0, colour: str = INK
    ) -> None:
        """A closed figure through points."""
        self._path(points)
        self.context.close_path()
        self._paint(fill, width, colour)

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        fill: str = "",
        width: float = 0,
        colour: str = INK,
    ) -> None:
        self.context.new_sub_path()
        self.context.arc(x, y, radius, 0, 2 * np.pi)
        self._paint(fill, width, colour)

    def half(self, x: float, y: float, radius: float, fill: str) -> None:
        """The left half of a disc."""
        self.context.new_sub_path()
        self.context.arc(x, y, radius, np.pi / 2, 3 * np.pi / 2)
        self.context.close_path()
        self._paint(fill, 0, INK)

    def area(self, shape: BaseGeometry, fill: str) -> None:
        """Fill polygons, their holes left out."""
        self.outline(shape)
        self._paint(fill, 0, INK)

    def lines(
        self, shape: BaseGeometry, width: float, colour: str = INK, dash: Sequence[float] = ()
    ) -> None:
        """Stroke lines, or the edges of polygons."""
        self.outline(shape)
        self._stroke(width, colour, dash)

    def outline(self, shape: BaseGeometry) -> None:
        """Add a shape to the present path."""
        for ring, is_closed in rings(shape):
            self._path(ring)
            if is_closed:
                self.context.close_path()

    @contextmanager
    def within(self, shape: BaseGeometry | Box) -> Iterator[None]:
        """What is drawn meanwhile is cut off at the edge of the shape or box."""
        context = self.context
        context.save()
        face = self._face
        if isinstance(shape, tuple):
            left, top, right, bottom = shape
            context.rectangle(left, top, right - left, bottom - top)
        else:
            self.outline(shape)
            context.set_fill_rule(cairocffi.FILL_RULE_EVEN_ODD)
        context.clip()
        try:
            yield
        finally:
            context.restore()
            self._face = face

    @contextmanager
    def turned(self, x: float, y: float, angle: float) -> Iterator[None]:
        """Meanwhile the page is turned by `angle` (radians) about a place, which becomes (0, 0).

        Words written so are not noted: their boxes would be wrong.
        """
        noted = len(self.words)
        face = self._face
        self.context.save()
        self.context.translate(x, y)
        self.context.rotate(angle)
        try:
            yield
        finally:
            self.context.restore()
            self._face = face
            del self.words[noted:]

    def _path(self, points: Iterable[Place]) -> None:
        move = self.context.move_to
        for x, y in points:
            move(x, y)
            move = self.context.line_to

    def _stroke(self, width: float, colour: str, dash: Sequence[float] = ()) -> None:
        context = self.context
        context.set_line_width(width)
        context.set_source_rgb(*rgb(colour))
        if not dash:
            context.stroke()
            return
        context.set_dash(list(dash))
        context.stroke()
        context.set_dash([])

    def _paint(self, fill: str, width: float, colour: str) -> None:
        if fill:
            self.context.set_fill_rule(cairocffi.FILL_RULE_EVEN_ODD)
            self.context.set_source_rgb(*rgb(fill))
            (self.context.fill_preserve if width else self.context.fill)()
        if width:
            self._stroke(width, colour)


def rings(shape: BaseGeometry) -> Iterator[tuple[list[Place], bool]]:
    """The rings of polygons and the lines of lines, and whether each is closed."""
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                yield shapely.get_coordinates(ring).tolist()[:-1], True
        elif part.geom_type in ("LineString", "LinearRing"):
            yield shapely.get_coordinates(part).tolist(), False
        elif part.geom_type.startswith(("Multi", "Geometry")):
            yield from rings(part)
