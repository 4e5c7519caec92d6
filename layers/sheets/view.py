"""The piece of the earth that a map's window shows, at a true and round scale."""

from dataclasses import dataclass
from itertools import product
from math import sqrt

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.sheets.papers import CLEAR_MM, Box, Grid, Orientation, Paper

ROUND = (1, 1.25, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9)
SCALES = sorted(round(step * 10**power) for step, power in product(ROUND, range(2, 8)))
WIDEST_BAR_MM = 50.0
BAR_PARTS = 3


@dataclass(frozen=True)
class View:
    """Metres east and north to millimetres on the page.

    Attributes:
        scale: the denominator: so many metres are one on paper.
        window: where the map lies on the page.
        centre: the place in metres that comes to the window's middle.
    """

    scale: int
    window: Box
    centre: tuple[float, float]

    def place(self, metres: np.ndarray) -> np.ndarray:
        """Places, a row each, on the page."""
        left, top, right, bottom = self.window
        middle = np.array([(left + right) / 2, (top + bottom) / 2])
        return middle + (metres - self.centre) * (1, -1) * (1000 / self.scale)

    def metres(self, places: np.ndarray) -> np.ndarray:
        """Places on the page, a row each, in metres."""
        left, top, right, bottom = self.window
        middle = np.array([(left + right) / 2, (top + bottom) / 2])
        return (places - middle) * (1, -1) * (self.scale / 1000) + self.centre

    def shape(self, shape: BaseGeometry) -> BaseGeometry:
        """A shape on the page."""
        return shapely.transform(shape, self.place)

    def clipped(self, shape: BaseGeometry, room_mm: float = 1.0) -> BaseGeometry:
        """A shape on the page, without what lies beyond the window (and a little room)."""
        west, south, east, north = self.bounds
        room = room_mm * self.scale / 1000
        cut = shapely.clip_by_rect(shape, west - room, south - room, east + room, north + room)
        return self.shape(cut)

    @property
    def bounds(self) -> Box:
        """West, south, east, north of the window in metres."""
        left, top, right, bottom = self.window
        corners = self.metres(np.array([(left, bottom), (right, top)]))
        (west, south), (east, north) = corners.tolist()
        return west, south, east, north

    def bar_part_m(self, growth: float = 1.0) -> int:
        """The length that one part of the scale bar stands for: 1, 2 or 5 of something.

        Args:
            growth: of type against A3: a bar grows with the figures above it.
        """
        longest = growth * WIDEST_BAR_MM / BAR_PARTS * self.scale / 1000
        steps = [round(step * 10**power) for step, power in product((1, 2, 5), range(7))]
        return max(step for step in steps if step <= longest)


def fit(grid: Grid, area: BaseGeometry) -> View:
    """The area in the middle of the grid's window, at the largest round scale."""
    left, top, right, bottom = grid.window
    west, south, east, north = area.bounds
    clear = CLEAR_MM * sqrt(grid.paper.growth)
    needed = 1000 * max(
        (east - west) / (right - left - 2 * clear), (north - south) / (bottom - top - 2 * clear)
    )
    scale = next(scale for scale in SCALES if scale >= needed)
    return View(scale, grid.window, ((west + east) / 2, (south + north) / 2))


def laid(paper: Paper, area: BaseGeometry, orientation: Orientation | None = None) -> Grid:
    """The paper laid as asked, or else as the area gets the larger scale and the fuller frame."""
    if orientation is not None:
        return Grid(paper, orientation)

    def merit(grid: Grid) -> tuple[float, float]:
        view = fit(grid, area)
        left, top, right, bottom = view.window
        west, south, east, north = area.bounds
        ground = (east - west) * (north - south) * (1000 / view.scale) ** 2
        return -view.scale, ground / ((right - left) * (bottom - top))

    return max((Grid(paper, way) for way in Orientation), key=merit)
