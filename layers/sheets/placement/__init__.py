"""Where the names on a sheet stand: places, their conflicts, a choice without overlaps (pure).

Lengths are millimetres on paper, y grows downwards. The same input gives the same choice.
"""

from layers.sheets.placement.areas import inside_area
from layers.sheets.placement.choice import place
from layers.sheets.placement.leaders import with_leader
from layers.sheets.placement.names import for_area
from layers.sheets.placement.points import around_point
from layers.sheets.placement.recount import overlapping
from layers.sheets.placement.shapes import (
    Box,
    Candidate,
    Form,
    LabelRequest,
    Leader,
    Placement,
    Symbol,
)
from layers.sheets.placement.symbols import push_apart

__all__ = [
    "Box",
    "Candidate",
    "Form",
    "LabelRequest",
    "Leader",
    "Placement",
    "Symbol",
    "around_point",
    "for_area",
    "inside_area",
    "overlapping",
    "place",
    "push_apart",
    "with_leader",
]
