"""Which candidates cannot both be chosen: a graph over all candidates of all labels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from layers.sheets.placement.shapes import (
    TOUCHING_MM,
    Box,
    Candidate,
    LabelRequest,
    boxes_array,
    overlap,
)


@dataclass(frozen=True)
class Conflicts:
    """Labels and their admissible candidates as arrays.

    Attributes:
        owner: the label of each candidate.
        first: where each label's candidates begin; one more at the end.
        starts, others: candidate c excludes `others[starts[c]:starts[c + 1]]`.
    """

    candidates: list[Candidate]
    owner: np.ndarray
    first: np.ndarray
    costs: np.ndarray
    weights: np.ndarray
    starts: np.ndarray
    others: np.ndarray

    def excluded_by(self, candidate: int) -> np.ndarray:
        return self.others[self.starts[candidate] : self.starts[candidate + 1]]


def conflicts(
    requests: Sequence[LabelRequest],
    obstacles: Sequence[Box],
    frame: Box,
    taken: Sequence[Candidate] = (),
) -> Conflicts:
    """The graph of the candidates that lie in the frame and clear of all that is there already."""
    candidates = [candidate for request in requests for candidate in request.candidates]
    owner = np.repeat(np.arange(len(requests)), [len(request.candidates) for request in requests])
    kept = _admissible(candidates, obstacles, frame, taken)
    candidates = [candidates[place] for place in kept]
    owner = owner[kept]
    pairs = _pairs(candidates, owner)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    return Conflicts(
        candidates=candidates,
        owner=owner,
        first=np.searchsorted(owner, np.arange(len(requests) + 1)),
        costs=np.array([candidate.cost for candidate in candidates], dtype=float),
        weights=np.array([request.weight for request in requests], dtype=float),
        starts=np.searchsorted(both[:, 0], np.arange(len(candidates) + 1)),
        others=np.ascontiguousarray(both[:, 1]),
    )


def _admissible(
    candidates: Sequence[Candidate],
    obstacles: Sequence[Box],
    frame: Box,
    taken: Sequence[Candidate],
) -> np.ndarray:
    """Places of the candidates that could be chosen if they were alone."""
    boxes = boxes_array([candidate.box for candidate in candidates])
    left, top, right, bottom = frame
    slack = np.array([-TOUCHING_MM, -TOUCHING_MM, TOUCHING_MM, TOUCHING_MM])
    edges = np.array([left, top, right, bottom]) + slack
    free: np.ndarray = np.all((boxes[:, :2] >= edges[:2]) & (boxes[:, 2:] <= edges[2:]), axis=1)
    hard = boxes_array(obstacles)
    if len(hard) and len(boxes):
        mine, theirs = _hulls_meeting(shapely.box(*boxes.T), shapely.box(*hard.T))
        free[mine[overlap(boxes[mine], hard[theirs])]] = False
    if taken and len(boxes):
        mine, theirs = _hulls_meeting(_hulls(candidates), _hulls(taken))
        free[mine[_exclude(candidates, taken, mine, theirs)]] = False
    return np.flatnonzero(free)


def _pairs(candidates: Sequence[Candidate], owner: np.ndarray) -> np.ndarray:
    """Pairs of candidates of different labels that exclude each other, each pair once."""
    if not candidates:
        return np.empty((0, 2), dtype=np.int64)
    hulls = _hulls(candidates)
    one, other = _hulls_meeting(hulls, hulls)
    once = (one < other) & (owner[one] != owner[other])
    one, other = one[once], other[once]
    meet = _exclude(candidates, candidates, one, other)
    return np.column_stack([one[meet], other[meet]])


def _hulls(candidates: Sequence[Candidate]) -> np.ndarray:
    """The box around each name and its leader."""
    boxes = boxes_array([candidate.box for candidate in candidates])
    for place, candidate in enumerate(candidates):
        if candidate.leader is not None:
            (x0, y0), (x1, y1) = candidate.leader
            row = boxes[place]
            row[:2] = np.minimum(row[:2], (min(x0, x1), min(y0, y1)))
            row[2:] = np.maximum(row[2:], (max(x0, x1), max(y0, y1)))
    return shapely.box(*boxes.T)


def _hulls_meeting(mine: np.ndarray, theirs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs whose boxes meet. Without a predicate: between boxes the tree's own test is exact."""
    found = shapely.STRtree(theirs).query(mine)
    return found[0], found[1]


def _exclude(
    one: Sequence[Candidate], other: Sequence[Candidate], i: np.ndarray, j: np.ndarray
) -> np.ndarray:
    """Whether one[i] and other[j] exclude each other, pair by pair.

    Names by their boxes; only pairs with a leader need geometry.
    """
    boxes_i = boxes_array([candidate.box for candidate in one])[i]
    boxes_j = boxes_array([candidate.box for candidate in other])[j]
    lines_i, lines_j = _lines(one)[i], _lines(other)[j]
    meet = overlap(boxes_i, boxes_j)
    for lines, boxes in ((lines_i, boxes_j), (lines_j, boxes_i)):
        left = np.flatnonzero(~meet & ~shapely.is_missing(lines))
        meet[left] = shapely.intersects(lines[left], shapely.box(*boxes[left].T))
    left = np.flatnonzero(~meet & ~shapely.is_missing(lines_i) & ~shapely.is_missing(lines_j))
    meet[left] = shapely.intersects(lines_i[left], lines_j[left])
    return meet


def _lines(candidates: Sequence[Candidate]) -> np.ndarray:
    """Each candidate's leader; None where there is none."""
    lines = np.full(len(candidates), None, dtype=object)
    drawn = [place for place, candidate in enumerate(candidates) if candidate.leader is not None]
    if drawn:
        lines[drawn] = shapely.linestrings([candidates[place].leader for place in drawn])
    return lines
