"""Coordinate systems by the names that the standard gives them, and the order of their axes."""

from dataclasses import dataclass
from math import isfinite

from django.utils.translation import gettext as _

from core.errors import InvalidQuestionError
from geo.crs import CGCS2000_SRID


@dataclass(frozen=True)
class System:
    """A coordinate system; `is_flipped`: latitude comes before longitude."""

    uri: str
    is_flipped: bool


CRS84 = System("http://www.opengis.net/def/crs/OGC/1.3/CRS84", is_flipped=False)
CGCS2000 = System(f"http://www.opengis.net/def/crs/EPSG/0/{CGCS2000_SRID}", is_flipped=True)
# CRS84 comes first: it is the standard's own default. Kept are CGCS2000 positions.
SYSTEMS = (CRS84, CGCS2000)
STORED = CGCS2000

Box = tuple[float, float, float, float]


def system(uri: str, *, field: str) -> System:
    """The system of this name.

    Raises:
        InvalidQuestionError: another one than we offer.
    """
    for known in SYSTEMS:
        if uri.strip("<>[]") == known.uri:
            return known
    message = _("There is no coordinate system “%(text)s” here. Known are: %(known)s.") % {
        "text": uri[:100],
        "known": ", ".join(known.uri for known in SYSTEMS),
    }
    raise InvalidQuestionError(message, field=field)


def boxes(text: str, given: System) -> tuple[Box, ...]:
    """West, south, east, north of what `bbox` names: one box, or two where it spans the 180th
    meridian. Heights, the third and sixth of six numbers, are left out.

    Raises:
        InvalidQuestionError: no box.
    """
    try:
        numbers = [float(number) for number in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(isfinite, numbers)):
        message = _("“%(text)s” is no box. Write four numbers: the lower corner, the upper corner.")
        raise InvalidQuestionError(message % {"text": text[:60]}, field="bbox")
    west, south, east, north = numbers
    if given.is_flipped:
        west, south, east, north = south, west, north, east
    if south > north:
        message = _("The box's southern edge lies north of its northern one.")
        raise InvalidQuestionError(message, field="bbox")
    if west > east:
        return (west, south, 180, north), (-180, south, east, north)
    return ((west, south, east, north),)
