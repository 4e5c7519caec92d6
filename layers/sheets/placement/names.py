"""Places for the name of an area: inside it, beside it with a leader, or a number with a key."""

from collections.abc import Sequence

import shapely

from layers.sheets.placement.areas import has_room, inside_area
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
    places = inside_area(area, forms, symbols=symbols)
    if has_room(area, forms[-1]):
        return [*places, *_numbered(area, number, NUMBER_COST_WITH_ROOM, symbols)]
    inner = shapely.point_on_surface(area)
    beside = with_leader((inner.x, inner.y), forms[-1:], symbols=symbols, frame=frame)
    return [*places, *beside, *_numbered(area, number, NUMBER_COST, symbols)]


def _numbered(area: Area, number: Form, cost: float, symbols: Sequence[Box]) -> list[Candidate]:
    form = Form(number.name, number.width, number.height, cost + number.cost)
    return inside_area(area, [form], symbols=symbols)
