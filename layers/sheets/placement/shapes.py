"""What the placing of labels speaks of. Lengths are millimetres on paper, y grows downwards."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from shapely.geometry import MultiPolygon, Polygon

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom."""

Leader: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
"""From the thing named to the edge of its name."""

Area: TypeAlias = Polygon | MultiPolygon

TOUCHING_MM = 1e-6  # boxes that share an edge do not overlap


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a name: on two lines, in a row, short, as a number with a key.

    Attributes:
        name: the caller's word for it, handed back in the candidate.
        width, height: of the written text with the room around it.
        cost: what this form costs against the best one.
    """

    name: str
    width: float
    height: float
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place where a label may stand; the lower its cost, the better."""

    box: Box
    cost: float = 0.0
    leader: Leader | None = None
    form: str = ""


@dataclass(frozen=True, slots=True)
class LabelRequest:
    """A label that wants a place. Its weight is what leaving it out costs."""

    key: Hashable
    weight: float
    candidates: Sequence[Candidate]


@dataclass(frozen=True)
class Placement:
    """The places chosen.

    Attributes:
        unplaced: keys without a place, in the order of the requests.
        overlaps: counted anew from the chosen places, not taken from the solver.
    """

    chosen: dict[Hashable, Candidate]
    unplaced: list[Hashable]
    overlaps: int


@dataclass(frozen=True, slots=True)
class Symbol:
    """A drawn point.

    Attributes:
        reach: how far it may be moved, 0 for one that must not.
        within: the area that it must not leave, if it lies in it.
    """

    x: float
    y: float
    radius: float
    reach: float = 0.0
    within: Area | None = None


def boxes_array(boxes: Sequence[Box]) -> np.ndarray:
    """A row for each box: left, top, right, bottom."""
    return np.array(boxes, dtype=float).reshape(-1, 4)


def overlap(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Whether rows of boxes overlap, pair by pair; a common edge is none."""
    return (np.minimum(a[..., 2], b[..., 2]) - np.maximum(a[..., 0], b[..., 0]) > TOUCHING_MM) & (
        np.minimum(a[..., 3], b[..., 3]) - np.maximum(a[..., 1], b[..., 1]) > TOUCHING_MM
    )
