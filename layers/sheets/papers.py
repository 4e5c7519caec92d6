"""Papers and the grid that every sheet is laid out on. Lengths in millimetres, sizes in points.

The grid is drawn for A3; on other papers boxes grow with the paper, while type, symbols and lines
grow less, because eyes do not change.
"""

from dataclasses import dataclass
from enum import Enum
from math import sqrt

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


class Paper(Enum):
    """Width and height upright, and how much boxes, type, symbols and lines grow against A3."""

    A4 = (210.0, 297.0, 1 / sqrt(2), 0.80, 0.80, 0.85)
    A3 = (297.0, 420.0, 1.0, 1.0, 1.0, 1.0)
    A1 = (594.0, 841.0, 2.0, 1.5, 1.45, 1.4)

    @property
    def width(self) -> float:
        return self.value[0]

    @property
    def height(self) -> float:
        return self.value[1]

    @property
    def growth(self) -> float:
        return self.value[2]

    @property
    def type_growth(self) -> float:
        return self.value[3]

    @property
    def symbol_growth(self) -> float:
        return self.value[4]

    @property
    def line_growth(self) -> float:
        return self.value[5]


class Orientation(Enum):
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


# At A3: where each block stands.
_PORTRAIT: dict[str, Box] = {
    "title": (10, 10, 287, 33),
    "map": (10, 35, 219, 337),
    "first": (223, 35, 287, 337),
    "list": (10, 341, 219, 399),
    "inset": (223, 341, 287, 399),
    "footer": (10, 402, 287, 410),
    "pages": (10, 35.5, 287, 399),
}
_LANDSCAPE: dict[str, Box] = {
    "title": (10, 10, 410, 32),
    "map": (10, 34, 262, 276),
    "first": (266, 34, 336, 276),
    "second": (341, 34, 410, 276),
    "footer": (10, 279, 410, 287),
    "pages": (10, 35.5, 410, 276),
}
FRAME_MM = 4.6  # between the outer and the inner line of the map's frame, at A3
CLEAR_MM = 4.0  # between the inner line and the unit drawn, at A3


@dataclass(frozen=True)
class Grid:
    """A paper laid one way, with the boxes of its blocks."""

    paper: Paper
    orientation: Orientation

    @property
    def is_portrait(self) -> bool:
        return self.orientation is Orientation.PORTRAIT

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as the paper lies."""
        sides = (self.paper.width, self.paper.height)
        return sides if self.is_portrait else (sides[1], sides[0])

    def box(self, name: str) -> Box:
        """The box of a block; it reaches to the same margin on every paper."""
        boxes = _PORTRAIT if self.is_portrait else _LANDSCAPE
        left, top, right, bottom = (side * self.paper.growth for side in boxes[name])
        return left, top, right, bottom

    @property
    def window(self) -> Box:
        """The map within the inner line of its frame."""
        left, top, right, bottom = self.box("map")
        inside = FRAME_MM * self.paper.type_growth
        return left + inside, top + inside, right - inside, bottom - inside

    def size_pt(self, at_a3: float) -> float:
        """A size of type, from that on A3."""
        return at_a3 * self.paper.type_growth

    def line_mm(self, at_a3: float) -> float:
        """A width of a line, from that on A3."""
        return at_a3 * self.paper.line_growth

    def symbol_mm(self, at_a3: float) -> float:
        """A size of a symbol, from that on A3."""
        return at_a3 * self.paper.symbol_growth

    def length(self, at_a3: float) -> float:
        """A distance between blocks, from that on A3."""
        return at_a3 * self.paper.growth

    def lead(self, at_a3: float) -> float:
        """A distance that goes with type: from line to line."""
        return at_a3 * min(self.paper.type_growth, self.paper.growth)
