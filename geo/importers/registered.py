"""What the registry holds before a file is read: divisions, their last boundaries, the city."""

import re
from collections.abc import Callable
from functools import cached_property

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from core.importing import Row
from geo import codes, frames, services
from geo.codes import CodeError
from geo.directory import county_key, township_key, village_key
from geo.levels import Level, LocationQuality
from geo.models import AdministrativeDivision, DivisionBoundary

# How far outside of the city's line a place may lie: lines and places are a little off.
MARGIN_M = 2000

KEYS: dict[str, Callable[[str], str]] = {
    Level.VILLAGE: village_key,
    Level.TOWNSHIP: township_key,
}


def agrees(given: str, division: AdministrativeDivision) -> bool:
    """Whether a file's name means this division, whose code stands beside it.

    What tells only the kind may differ or be missing: 川心店村, 川心店村委会, 川心店村民委员会 and
    川心店 are one, so are 三家子蒙古族乡, 三家子乡 and 三家子镇. A name that says 社区 is not a
    village's, nor the other way round; and another stem is another unit, however near.
    """
    if given in (division.name, division.short_name):
        return True
    key = KEYS.get(division.level, county_key)
    if key(given) not in (key(division.name), key(division.short_name)):
        return False
    said, official = _is_village(given), _is_village(division.name)
    return division.level != Level.VILLAGE or None in (said, official) or said == official


def _is_village(name: str) -> bool | None:
    """Whether a name says 村 (true) or 社区 (false), by its end; null when it says neither."""
    if re.search(r"(村|村民委员会|村委会)(（.*）)?$", name):
        return True
    return False if re.search(r"(社区|居民委员会|居委会)(（.*）)?$", name) else None


class Registered:
    """The city's divisions that have not ended, and their last boundaries, by code."""

    def __init__(self, city_code: str) -> None:
        self.city_code = codes.parse(city_code)
        divisions = AdministrativeDivision.objects.at_or_under(self.city_code)
        self.divisions = {d.code: d for d in divisions if d.valid_to is None}
        self.ended = {d.code for d in divisions} - set(self.divisions)
        latest = services.latest_boundaries(d.pk for d in self.divisions.values())
        self.lines: dict[str, DivisionBoundary] = {
            code: latest[division.pk]
            for code, division in self.divisions.items()
            if division.pk in latest
        }

    def find(self, row: Row) -> AdministrativeDivision | None:
        """The division that a row's code and name agree on; else the row is refused."""
        written, name = row.compact("code"), row.text("name")
        if row.problems:
            return None
        try:
            code = codes.parse(written)
        except CodeError:
            row.refuse("code", "bad_code", _("“%(text)s” is no division code.") % {"text": written})
            return None
        division = self.divisions.get(code)
        if division is None:
            message = _("%(code)s %(name)s: no division of this city has this code now.")
            row.refuse("code", "unknown_code", message % {"code": code, "name": name})
            return None
        if not agrees(name, division):
            message = _("%(code)s is the code of %(official)s, but the row names %(name)s.")
            facts = {"code": code, "official": division.name, "name": name or "—"}
            row.refuse("name", "name_disagrees", message % facts)
            return None
        return division

    def shape(self, code: str) -> BaseGeometry | None:
        """The area of a division that has a boundary with no end in sight."""
        line = self.lines.get(code)
        return frames.to_shape(line.geom) if line and line.valid_to is None else None

    def is_approximate(self, code: str) -> bool:
        """Whether the last boundary of a division only shows about where it lies."""
        line = self.lines.get(code)
        return line is not None and line.release.quality == LocationQuality.APPROXIMATE

    @cached_property
    def city_ground(self) -> BaseGeometry | None:
        """The city and a margin around it; None while the city has no boundary."""
        city = self.shape(self.city_code)
        if city is None:
            return None
        area = frames.to_metres([city])[0].buffer(MARGIN_M)
        ground = frames.from_metres([area])[0]
        shapely.prepare(ground)
        return ground

    def refuse_outside(self, row: Row, field: str, lon: float, lat: float) -> None:
        """Refuse a row whose place lies outside the city; swapped numbers are named as such."""
        ground = self.city_ground
        if ground is None or shapely.contains_xy(ground, lon, lat):
            return
        if shapely.contains_xy(ground, lat, lon):
            message = _("Longitude and latitude are the wrong way round: %(lon)s, %(lat)s.")
            code = "swapped"
        else:
            message = _("The place lies outside the city: %(lon)s, %(lat)s.")
            code = "outside_city"
        row.refuse(field, code, message % {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}"})
