"""Counts overlaps anew from what was chosen. Shares no code with the solver, so as to judge it."""

from collections.abc import Iterable, Sequence

from shapely.geometry import LineString, box

from layers.sheets.placement.shapes import Box, Candidate

TOLERANCE_MM = 1e-6


def overlapping(boxes: Sequence[Box]) -> list[tuple[int, int]]:
    """Pairs of boxes, by their places in the sequence, that cover common paper.

    A sweep from left to right; a common edge is no overlap.
    """
    order = sorted(range(len(boxes)), key=lambda place: boxes[place][0])
    pairs: list[tuple[int, int]] = []
    open_: list[int] = []
    for i in order:
        left, top, right, bottom = boxes[i]
        open_ = [j for j in open_ if boxes[j][2] - left > TOLERANCE_MM]
        for j in open_:
            common_width = min(boxes[j][2], right) - max(boxes[j][0], left)
            common_height = min(boxes[j][3], bottom) - max(boxes[j][1], top)
            if common_width > TOLERANCE_MM and common_height > TOLERANCE_MM:
                pairs.append((min(i, j), max(i, j)))
        open_.append(i)
    return sorted(pairs)


def crossing(candidates: Iterable[Candidate]) -> int:
    """How many leaders run through another's name or cross another's leader."""
    chosen = list(candidates)
    lines = [(i, LineString(c.leader)) for i, c in enumerate(chosen) if c.leader]
    names = [box(*c.box) for c in chosen]
    through = sum(
        line.intersects(name) for i, line in lines for j, name in enumerate(names) if i != j
    )
    crossed = sum(
        line.intersects(other)
        for place, (_i, line) in enumerate(lines)
        for _j, other in lines[place + 1 :]
    )
    return through + crossed
