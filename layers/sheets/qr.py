"""The square code that leads to the live view, drawn as paths."""

from functools import lru_cache

import segno

from layers.sheets.inks import WHITE
from layers.sheets.pen import Pen

QUIET_ZONE = 2  # modules of white around
KEPT = 512  # more than an atlas has sheets, each of which is tried before it is drawn


def draw_code(pen: Pen, left: float, top: float, side: float, address: str) -> None:
    """A QR code of medium correction, with its white border, in a square of `side` millimetres."""
    rows = _modules(address)
    module = side / (len(rows) + 2 * QUIET_ZONE)
    pen.rectangle((left, top, left + side, top + side), fill=WHITE)
    boxes = []
    for down, row in enumerate(rows):
        y = top + (down + QUIET_ZONE) * module
        start = None
        for across, is_dark in enumerate([*row, 0]):
            if is_dark and start is None:
                start = across
            elif not is_dark and start is not None:
                x = left + (start + QUIET_ZONE) * module
                boxes.append((x, y, x + (across - start) * module, y + module))
                start = None
    pen.boxes(boxes, "#000000")


@lru_cache(maxsize=KEPT)
def _modules(address: str) -> list[bytes]:
    """Rows of modules, 1 for a dark one. Finding the best mask takes a while."""
    return [bytes(row) for row in segno.make(address, error="m", micro=False).matrix]
