"""Places for the name of an area: inside it, beside it with a leader, or a number with a key."""

from collections.abc import Sequence
from dataclasses import replace

import shapely

from layers.sheets.placement.areas import Ground
from layers.sheets.placement.leaders import with_leader
from layers.sheets.placement.shapes import Area, Box, Candidate, Form

NUMBER_COST = 14.0
NUMBER_COST_WITH_ROOM = 30.0  # where names are crowded out by others, not by their own area


def for_area(
    area: Area,
    forms: Sequence[Form],
    *,
    number: Form,
    symbols: Sequence[Box] = (),
    frame: Box | None = None,
) -> list[Candidate]:
    """The places for an area's name.

    An area with room for the last of the forms (the shortest) gets its name inside. One without may
    be named outside by that form and a leader, or inside by a number that the sheet's key explains.
    """
    ground = Ground(area)
    places = ground.places(forms, symbols=symbols)
    has_room = ground.has_room(forms[-1])
    dear = number.cost + (NUMBER_COST_WITH_ROOM if has_room else NUMBER_COST)
    numbers = ground.places([replace(number, cost=dear)], symbols=symbols)
    if has_room:
        return [*places, *numbers]
    inner = shapely.point_on_surface(area)
    beside = with_leader((inner.x, inner.y), forms[-1:], symbols=symbols, frame=frame)
    return [*places, *beside, *numbers]
