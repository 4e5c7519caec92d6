"""Fills of areas by class: paper colours, or hatches that stay apart without any colour."""

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.sheets.inks import Inks
from layers.sheets.pen import Pen


@dataclass(frozen=True)
class Hatch:
    """Parallel lines: their slope, the distance between them, their width, and whether crossed."""

    degrees: float
    spacing_mm: float
    width_mm: float
    is_crossed: bool = False


# By class of coverage, each clearly darker than the one before; the first stays white.
CLASSES = (
    None,
    Hatch(45, 2.6, 0.13),
    Hatch(45, 1.5, 0.14),
    Hatch(45, 1.5, 0.13, is_crossed=True),
    Hatch(45, 0.8, 0.13, is_crossed=True),
)
NO_VILLAGE = Hatch(-75, 1.1, 0.10)
NO_VILLAGE_IN_COLOUR = Hatch(-60, 1.5, 0.10)


def fill_class(
    pen: Pen, shape: BaseGeometry, number: int | None, inks: Inks, *, spacing: float = 1.0
) -> None:
    """Fill an area by its class; null is an area without a village.

    Args:
        spacing: how far apart lines run against the map's: a small box needs them closer.
    """
    if number is None:
        pen.area(shape, inks.no_village)
        hatch = NO_VILLAGE if inks.is_mono else NO_VILLAGE_IN_COLOUR
        draw(pen, shape, hatch, inks.no_village_line, spacing=spacing)
        return
    pen.area(shape, inks.classes[number])
    lines = CLASSES[number] if inks.is_mono else None
    if lines is not None:
        draw(pen, shape, lines, inks.hatch, spacing=spacing)


def draw(pen: Pen, shape: BaseGeometry, hatch: Hatch, colour: str, *, spacing: float = 1.0) -> None:
    """Draw a hatch inside an area. Lines of all areas are on one raster, so that neighbours of
    one class look like one."""
    if shape.is_empty:
        return
    with pen.within(shape):
        slopes = (hatch.degrees, -hatch.degrees) if hatch.is_crossed else (hatch.degrees,)
        for degrees in slopes:
            raster = _raster(shape.bounds, degrees, hatch.spacing_mm * spacing)
            pen.lines(raster, hatch.width_mm, colour)


def _raster(
    bounds: tuple[float, float, float, float], degrees: float, spacing: float
) -> BaseGeometry:
    """Parallel lines that cross a box."""
    left, top, right, bottom = bounds
    along = np.array([cos(radians(degrees)), -sin(radians(degrees))])
    across = np.array([-along[1], along[0]])
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    distances, lengths = corners @ across, corners @ along
    steps = np.arange(np.ceil(distances.min() / spacing), distances.max() / spacing + 1e-9)
    starts = steps[:, None] * spacing * across + lengths.min() * along
    ends = steps[:, None] * spacing * across + lengths.max() * along
    return shapely.multilinestrings(np.stack([starts, ends], axis=1))
