"""The white around names: outlines of signs, widened and smoothed, kept for every size.

A stroke along the glyphs looks the same and takes half of a sheet's time: it writes every curve of
every sign, of which nothing is seen under the white.
"""

from functools import cache

import cairocffi
import numpy as np
import shapely

from layers.sheets import fonts
from layers.sheets.fonts import MEASURED_AT, Face

STEPS = 32  # halos are kept for widths that are so many parts of the size
ROUGH = 0.16  # of the halo's width, that its edge may differ
CORNERS = 3  # of a quarter of a circle

Ring = tuple[tuple[float, float], ...]


def rings(sign: str, face: Face, share: float) -> tuple[Ring, ...]:
    """The edges of a sign's halo, as shares of the size, from the sign's place on the baseline.

    Args:
        share: how far the white reaches, as a share of the size.
    """
    return _rings(sign, face, max(1, round(share * STEPS)))


@cache
def _rings(sign: str, face: Face, steps: int) -> tuple[Ring, ...]:
    reach = steps / STEPS
    white = shapely.buffer(_outline(sign, face), reach, quad_segs=CORNERS)
    white = shapely.simplify(white, reach * ROUGH)
    return tuple(
        tuple((x, y) for x, y in shapely.get_coordinates(part.exterior).tolist()[:-1])
        for part in shapely.get_parts(white)
        if part.geom_type == "Polygon"
    )


@cache
def _outline(sign: str, face: Face) -> shapely.Geometry:
    """The lines of a sign, straightened, as shares of the size."""
    surface = cairocffi.RecordingSurface(cairocffi.CONTENT_ALPHA, None)
    context = cairocffi.Context(surface)
    context.set_scaled_font(fonts.scaled(face))
    context.set_tolerance(1.0)
    context.text_path(sign)
    lines: list[list[tuple[float, float]]] = []
    for kind, points in context.copy_path_flat():
        if kind == cairocffi.PATH_MOVE_TO:
            lines.append([points])
        elif kind == cairocffi.PATH_LINE_TO:
            lines[-1].append(points)
        else:
            lines[-1].append(lines[-1][0])
    drawn = [np.array(line) / MEASURED_AT for line in lines if len(line) > 1]
    return shapely.MultiLineString(drawn)  # empty for a blank
