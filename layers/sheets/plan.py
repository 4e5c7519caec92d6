"""What stands where on a map, before anything is drawn."""

from dataclasses import dataclass
from functools import cached_property

from shapely.geometry.base import BaseGeometry

from layers.sheets.fonts import MM_PER_POINT, Face
from layers.sheets.ground import Unit
from layers.sheets.papers import Box, Grid
from layers.sheets.placement import Candidate
from layers.sheets.view import View


@dataclass(frozen=True, slots=True)
class Sign:
    """A symbol on the map.

    Attributes:
        kind: a village's state, an outlet's model, what became of a village, or what houses or
            counts ventures.
        size: how large it is drawn against A3.
        name: what may be written beside it.
        weight: of its name; 0 for none.
        number: of outlets here.
        dormant: outlets here that are presumed dormant.
        text: written inside the sign.
        form: how the sign of a level is drawn, see `layers.styles`.
    """

    key: str
    kind: str
    place: tuple[float, float]
    radius: float
    size: float
    is_approximate: bool
    name: str = ""
    weight: float = 0.0
    number: int = 0
    is_operating: bool = True
    dormant: int = 0
    text: str = ""
    form: str = ""

    @property
    def box(self) -> Box:
        (x, y), reach = self.place, self.radius
        return x - reach, y - reach, x + reach, y + reach


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a name."""

    text: str
    size_pt: float
    face: Face


@dataclass(frozen=True, slots=True)
class Label:
    """A name with the place it got.

    Attributes:
        kind: county, township, empty (no village in it), mate, around, or the sign's kind.
        lines: one for each text; `candidate.form` says how they stand together.
        spacing: of the signs against their own width.
    """

    key: str
    kind: str
    lines: tuple[Line, ...]
    candidate: Candidate
    spacing: float = 1.0


@dataclass(frozen=True, slots=True)
class RiverName:
    """The signs of a river's name, each with its baseline's start and its slope in radians."""

    size_pt: float
    signs: tuple[tuple[str, float, float, float], ...]

    @property
    def boxes(self) -> list[Box]:
        """What the signs cover, whatever their slope."""
        reach = self.size_pt * MM_PER_POINT * 1.1
        return [(x - reach / 4, y - reach, x + reach, y + reach / 4) for _s, x, y, _a in self.signs]


@dataclass(frozen=True)
class Plan:
    """A map ready to be drawn.

    Attributes:
        numbered: divisions that carry a number instead of their name, in the order of the key.
        unnamed: how many names of villages found no room.
        overlaps: pairs of names that overlap, counted anew from their boxes.
    """

    grid: Grid
    view: View
    unit: BaseGeometry
    sign_size: float
    signs: list[Sign]
    labels: list[Label]
    rivers: list[RiverName]
    numbered: list[Unit]
    unnamed: int
    overlaps: int
    bar: Box
    arrow: Box

    @cached_property
    def boxes(self) -> list[Box]:
        """The boxes of all names."""
        return [label.candidate.box for label in self.labels]
