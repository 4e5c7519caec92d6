"""Places for a name away from what it names, joined to it by a line: rings of positions."""

from collections.abc import Sequence

import numpy as np
import shapely

from layers.sheets.placement.shapes import Box, Candidate, Form, boxes_array, overlap

NEAREST_MM, FARTHEST_MM = 8.0, 38.0
RINGS, DIRECTIONS = 8, 24
LEADER_COST = 6.0
LENGTH_COST = 0.12  # for each millimetre
UNDER_LINE_COST = 3.5  # for each symbol under the line
UNDER_NAME_COST = 6.0
BEST = 64


def with_leader(
    anchor: tuple[float, float],
    forms: Sequence[Form],
    *,
    symbols: Sequence[Box] = (),
    frame: Box | None = None,
    best: int = BEST,
) -> list[Candidate]:
    """The `best` names in rings around an anchor, each joined to it by a line; the cheapest first.

    Places beyond `frame` are left out.
    """
    obstacles = boxes_array(symbols)
    candidates = [
        candidate for form in forms for candidate in _in_form(anchor, form, obstacles, frame)
    ]
    candidates.sort(key=lambda candidate: candidate.cost)
    return candidates[:best]


def _in_form(
    anchor: tuple[float, float], form: Form, symbols: np.ndarray, frame: Box | None
) -> list[Candidate]:
    start = np.array(anchor)
    radii = np.repeat(np.linspace(NEAREST_MM, FARTHEST_MM, RINGS), DIRECTIONS)
    angles = np.tile(np.arange(DIRECTIONS) * (2 * np.pi / DIRECTIONS), RINGS)
    centres = start + radii[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])
    half = np.array([form.width / 2, form.height / 2])
    boxes = np.hstack([centres - half, centres + half])
    ends = np.clip(start, boxes[:, :2], boxes[:, 2:])
    lengths = np.hypot(*(ends - start).T)
    kept = lengths > 1.0  # else the name covers what it names
    if frame is not None:
        left, top, right, bottom = frame
        kept &= (boxes[:, :2] >= (left, top)).all(1) & (boxes[:, 2:] <= (right, bottom)).all(1)
    boxes, ends, lengths = boxes[kept], ends[kept], lengths[kept]
    costs = form.cost + LEADER_COST + LENGTH_COST * lengths
    costs += UNDER_LINE_COST * _under_lines(start, ends, symbols)
    if len(symbols):
        costs += UNDER_NAME_COST * overlap(boxes[:, None], symbols[None]).sum(axis=1)
    return [
        Candidate(tuple(box), cost, (anchor, tuple(end)), form.name)
        for box, end, cost in zip(boxes.tolist(), ends.tolist(), costs.tolist(), strict=True)
    ]


def _under_lines(start: np.ndarray, ends: np.ndarray, symbols: np.ndarray) -> np.ndarray:
    """How many symbols lie under each line."""
    counts = np.zeros(len(ends))
    if len(symbols) and len(ends):
        lines = shapely.linestrings(np.stack([np.broadcast_to(start, ends.shape), ends], axis=1))
        tree = shapely.STRtree(shapely.box(*symbols.T))
        np.add.at(counts, tree.query(lines, predicate="intersects")[0], 1)
    return counts
