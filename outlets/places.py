"""Positions pasted from a chat or a map: which pair of numbers, and in which coordinate system.

Other readings than the declared one are offered where they fit the village and it does not. None
is ever applied unasked.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _
from pyproj import Geod

from core.errors import DomainError
from geo.crs import CoordinateSystem
from geo.levels import APPROXIMATE_QUALITIES, Level
from geo.models import AdministrativeDivision
from outlets.positions import COUNTRY_LAT, COUNTRY_LON, TOLERANCE_M, Positions
from outlets.records import RawPair, located

GEODESIC = Geod(ellps="GRS80")
# A reading fits a well-known seat as near as this; the systems lie 500 m and more apart.
SEAT_RADIUS_M = 300
# A village drawn somewhere in its township is hardly farther from its true place.
DOUBTFUL_M = 10_000
OTHER_SYSTEMS = (CoordinateSystem.GCJ02, CoordinateSystem.BD09, CoordinateSystem.CGCS2000)
SAME = {CoordinateSystem.WGS84, CoordinateSystem.CGCS2000}

_NUMBER = r"\d+(?:\.\d+)?"
_DEGREES = re.compile(
    rf"(?P<degrees>{_NUMBER})"
    rf"(?:[°度](?:(?P<minutes>{_NUMBER})[′'分])?(?:(?P<seconds>{_NUMBER})(?:′′|''|[\"秒]))?)?"
)
_LATITUDE = re.compile(r"纬|lat|(?<![a-z])n(?![a-z])", re.I)
_LONGITUDE = re.compile(r"经|lon|lng|(?<![a-z])e(?![a-z])", re.I)


class PastedPositionError(DomainError):
    """A text that names no position an outlet here can have."""

    code = "bad_position"


@dataclass(frozen=True)
class Reading:
    """A pair of numbers read in one coordinate system and order.

    `area` is the smallest division whose real boundary is known around the village, and
    `metres_outside` how far the position lies from it (0 inside); `seat_m` is the distance to the
    village's seat, which `is_seat_approximate` may call a mere hint. `fits` is null where nothing
    reliable tells.
    """

    system: CoordinateSystem
    raw: RawPair
    location: Point
    is_swapped: bool
    area: AdministrativeDivision | None
    metres_outside: float | None
    seat_m: float | None
    is_seat_approximate: bool
    fits: bool | None


@dataclass(frozen=True)
class PastedPosition:
    """What a text says. `given` is the pair as written in the declared system.

    `given` is null where the numbers make sense only the other way round. `offers` are readings to
    propose, `message` what to tell the person; "" when there is nothing to tell.
    """

    given: Reading | None
    offers: tuple[Reading, ...]
    readings: tuple[Reading, ...]
    message: str


def read_pasted(
    *,
    text: str,
    village: AdministrativeDivision,
    declared: CoordinateSystem | str = CoordinateSystem.WGS84,
    positions: Positions | None = None,
) -> PastedPosition:
    """Every way to read a pasted position, held against the village.

    Understands `120.4553,41.5802`, full-width signs, `北纬41.58 东经120.45`, and degrees with
    minutes and seconds.

    Raises:
        PastedPositionError: no two numbers, a zero, or a place outside the city however read.
    """
    pair = parse(text)
    if float(pair["lon"]) == 0 or float(pair["lat"]) == 0:
        raise PastedPositionError(
            _("A coordinate is 0: the device had not found its position yet."), field="location"
        )
    reader = _Reader(village, positions or Positions([village]))
    declared = CoordinateSystem(declared)
    turned = RawPair(lon=pair["lat"], lat=pair["lon"])
    readings = reader.readings(pair, declared, is_swapped=False)
    if not readings:
        readings = reader.readings(turned, declared, is_swapped=True)
        if not readings:
            raise _outside(pair)
        return PastedPosition(None, readings[:1], readings, _swapped_message(turned))
    given, others = readings[0], readings[1:]
    offers = () if given.fits is not False else tuple(one for one in others if one.fits)
    return PastedPosition(given, offers, readings, _message(given, offers))


def parse(text: str) -> RawPair:
    """The two numbers, digit for digit; longitude first unless the text names which is which.

    Raises:
        PastedPositionError: there are not exactly two numbers.

    >>> parse("北纬41.58 东经120.45"), parse("１２０.4553，41.5802")
    ({'lon': '120.45', 'lat': '41.58'}, {'lon': '120.4553', 'lat': '41.5802'})
    """
    written = unicodedata.normalize("NFKC", text)
    found = list(_DEGREES.finditer(written))
    if len(found) != 2:
        raise PastedPositionError(
            _("Two numbers are needed, like 120.4553,41.5802. Paste longitude and latitude only."),
            field="location",
        )
    first, second = (_decimal(match) for match in found)
    if _is_latitude_first(written, found):
        return RawPair(lon=second, lat=first)
    return RawPair(lon=first, lat=second)


def _decimal(match: re.Match[str]) -> str:
    """Degrees as they were written; those with minutes and seconds to about a decimetre."""
    minutes, seconds = match["minutes"], match["seconds"]
    if minutes is None and seconds is None:
        return match["degrees"]
    return f"{float(match['degrees']) + float(minutes or 0) / 60 + float(seconds or 0) / 3600:.6f}"


def _is_latitude_first(written: str, found: list[re.Match[str]]) -> bool:
    """By the word before the first number (北纬41.58), or else by the sign after it (41.58N)."""
    before = written[: found[0].start()]
    between = written[found[0].end() : found[1].start()]
    for words in (before, between):
        if _LATITUDE.search(words) or _LONGITUDE.search(words):
            return not _LONGITUDE.search(words)
    return False


class _Reader:
    """Holds pairs against one village."""

    def __init__(self, village: AdministrativeDivision, positions: Positions) -> None:
        self._village, self._positions = village, positions
        self._area = positions.binding_area(village)

    def readings(
        self, pair: RawPair, declared: CoordinateSystem, *, is_swapped: bool
    ) -> tuple[Reading, ...]:
        """In the declared system first, then in the others; none that lies outside the city."""
        lon, lat = float(pair["lon"]), float(pair["lat"])
        if not (_is_between(lon, COUNTRY_LON) and _is_between(lat, COUNTRY_LAT)):
            return ()
        first = self._reading(pair, declared, is_swapped)
        if not self._positions.is_in_city(first.location):
            return ()
        return (first, *self._others(pair, declared, is_swapped))

    def _others(
        self, pair: RawPair, declared: CoordinateSystem, is_swapped: bool
    ) -> Iterator[Reading]:
        for system in OTHER_SYSTEMS:
            if system != declared and not {system, declared} <= SAME:
                reading = self._reading(pair, system, is_swapped)
                if self._positions.is_in_city(reading.location):
                    yield reading

    def _reading(self, pair: RawPair, system: CoordinateSystem, is_swapped: bool) -> Reading:
        place, area = located(pair, system), self._area
        outside = area.metres_outside(place) if area else None
        seat_m = self._seat_m(place)
        return Reading(
            system=system,
            raw=pair,
            location=place,
            is_swapped=is_swapped,
            area=area.division if area else None,
            metres_outside=outside,
            seat_m=seat_m,
            is_seat_approximate=self._is_seat_approximate,
            fits=self._fits(outside, seat_m),
        )

    def _seat_m(self, place: Point) -> float | None:
        seat = self._village.seat
        if seat is None:
            return None
        return float(GEODESIC.inv(seat.x, seat.y, place.x, place.y)[2])

    @property
    def _is_seat_approximate(self) -> bool:
        return self._village.location_quality in APPROXIMATE_QUALITIES

    def _fits(self, outside_m: float | None, seat_m: float | None) -> bool | None:
        """The village's own boundary decides; without one its seat, within the area around."""
        if outside_m is not None and self._area:
            level = Level(self._area.division.level)
            if outside_m > TOLERANCE_M[level]:
                return False
            if level == Level.VILLAGE:
                return True
        if seat_m is None or self._is_seat_approximate:
            return None
        return seat_m <= SEAT_RADIUS_M


def _is_between(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def _outside(pair: RawPair) -> PastedPositionError:
    text = _("The position (%(lon)s, %(lat)s) lies outside the city.")
    return PastedPositionError(text % pair, field="location")


def _swapped_message(turned: RawPair) -> str:
    return (
        _(
            "Longitude and latitude may be the wrong way round: is the longitude %(lon)s and the "
            "latitude %(lat)s?"
        )
        % turned
    )


def _question(given: Reading) -> str:
    """Approximate geometry refuses nothing, and asks about what looks unlikely."""
    if given.seat_m is None or given.seat_m < DOUBTFUL_M:
        return ""
    text = _(
        "The village is drawn %(km)s km away from this position, though not exactly. Is it right?"
    )
    return text % {"km": round(given.seat_m / 1000)}


def _message(given: Reading, offers: tuple[Reading, ...]) -> str:
    if given.fits:
        return ""
    if given.fits is None:
        return _question(given)
    if given.area and given.metres_outside:
        words = {"metres": round(given.metres_outside), "division": given.area}
        if not offers:
            return _("The position lies %(metres)s m outside %(division)s.") % words
        text = _(
            "The position lies %(metres)s m outside %(division)s; read as %(system)s it lies "
            "inside. Name that coordinate system if the position came from there."
        )
        return text % (words | {"system": offers[0].system.label})
    words = {"metres": round(given.seat_m or 0)}
    if not offers:
        return _("The position lies %(metres)s m from the village's seat.") % words
    text = _(
        "The position lies %(metres)s m from the village's seat; read as %(system)s it lies "
        "%(nearer)s m from it. Name that coordinate system if the position came from there."
    )
    nearer = round(offers[0].seat_m or 0)
    return text % (words | {"system": offers[0].system.label, "nearer": nearer})
