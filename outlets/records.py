"""What a form or a file says of one outlet, and the dated states that follow from it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from django.contrib.gis.geos import Point
from django.db.models import F

from geo.crs import GEOGRAPHIC_SRID, CoordinateSystem, to_cgcs2000
from geo.models import AdministrativeDivision
from outlets.kinds import Basis, Stage, Status
from outlets.models import Organization, Outlet

Period = tuple[str, dt.date, dt.date | None]

# Fields that a record and the table share, word for word.
FACTS = (
    "name",
    "village",
    "kind",
    "operating_model",
    "platform",
    "service_kinds",
    "keeper_name",
    "keeper_phone",
    "address",
    "location",
    "location_raw",
    "location_crs_origin",
    "location_accuracy_m",
    "location_reason",
    "organization",
    "venue",
    "is_funded",
    "funding_document",
    "opened_on",
)


class RawPair(TypedDict):
    """Longitude and latitude as they were given, digit for digit."""

    lon: str
    lat: str


@dataclass(frozen=True)
class OutletRecord:
    """One outlet as somebody describes it; what is not said is null or empty.

    `location` is CGCS2000; `location_raw` and `location_crs_origin` are what it was given as;
    `location_reason` says why a coarse position is kept.
    `status_since` is the day the status began; null for an outlet operating since it opened, and
    for one whose closing day nobody wrote down. `served_villages` leaves out the outlet's own.
    """

    outlet_no: str | None = None
    name: str = ""
    village: AdministrativeDivision | None = None
    kind: str = ""
    operating_model: str = ""
    platform: str = ""
    service_kinds: tuple[str, ...] = ()
    keeper_name: str = ""
    keeper_phone: str = ""
    address: str = ""
    location: Point | None = None
    location_raw: RawPair | None = None
    location_crs_origin: str = ""
    location_accuracy_m: float | None = None
    location_reason: str = ""
    organization: Organization | None = None
    venue: str = ""
    is_funded: bool = False
    funding_document: str = ""
    opened_on: dt.date | None = None
    status: str = ""
    status_since: dt.date | None = None
    served_villages: tuple[AdministrativeDivision, ...] = field(default=())


def opening_of(record: OutletRecord) -> dt.date:
    """The day it opened; whoever writes a record has checked that there is one."""
    assert record.opened_on, "a record is checked before it is written"
    return record.opened_on


def status_periods(record: OutletRecord) -> list[Period]:
    """`(status, from, to)` from the opening on; the last has no end.

    An outlet that stopped on a day nobody knows never counted as operating: no figure may rest
    on a guess.
    """
    opened_on, since = opening_of(record), record.status_since
    if record.status == Status.OPERATING or since is None or since == opened_on:
        return [(record.status, opened_on, None)]
    return [(Status.OPERATING, opened_on, since), (record.status, since, None)]


def revised_periods(periods: Sequence[Period], record: OutletRecord) -> list[Period]:
    """The periods of a known outlet after somebody described it anew.

    A description names the opening and the present status; states in between are kept. A status
    that began later closes the current period and adds the next; anything else that differs takes
    the description's word.
    """
    kept = opening_moved(periods, opening_of(record))
    if not kept:
        return status_periods(record)
    status, since, _end = kept[-1]
    if record.status == status and record.status_since in (None, since):
        return kept
    if record.status_since and record.status_since > since and record.status != status:
        closed = (status, since, record.status_since)
        return [*kept[:-1], closed, (record.status, record.status_since, None)]
    return status_periods(record)


def opening_moved(periods: Sequence[Period], opened_on: dt.date) -> list[Period]:
    """The periods of an outlet that opened on another day: those over by then fall away."""
    kept = [period for period in periods if period[2] is None or period[2] > opened_on]
    return [(kept[0][0], opened_on, kept[0][2]), *kept[1:]] if kept else []


def facts_of(record: OutletRecord) -> dict[str, Any]:
    """What the table keeps of a record, by column."""
    facts = {name: getattr(record, name) for name in FACTS}
    return facts | {"service_kinds": list(record.service_kinds)}


def point(lon: float, lat: float) -> Point:
    """A position in the registry's coordinates."""
    return Point(lon, lat, srid=GEOGRAPHIC_SRID)


def located(raw: RawPair, system: CoordinateSystem | str) -> Point:
    """The CGCS2000 point of a pair given in `system`; an undeclared system counts as CGCS2000."""
    return point(*to_cgcs2000(float(raw["lon"]), float(raw["lat"]), system))


def record_of(outlet: Outlet, day: dt.date) -> OutletRecord:
    """What the registry itself says of an outlet on a day; reads prefetched relations."""
    periods = sorted(outlet.statuses.all(), key=lambda period: period.valid_from)
    served = _served_on(outlet, day)
    current = periods[-1] if periods else None
    facts = {name: getattr(outlet, name) for name in FACTS}
    facts["service_kinds"] = tuple(outlet.service_kinds)
    return OutletRecord(
        outlet_no=outlet.outlet_no,
        status=current.status if current else "",
        status_since=current.valid_from if current and len(periods) > 1 else None,
        served_villages=tuple(sorted(served, key=lambda village: village.code)),
        **facts,
    )


def _served_on(outlet: Outlet, day: dt.date) -> list[AdministrativeDivision]:
    """The other villages it serves, or is to serve once it is established."""
    if outlet.stage == Stage.ESTABLISHED:
        return [
            served.village
            for served in outlet.served_villages.all()
            if served.basis != Basis.OWN and (served.valid_to is None or served.valid_to > day)
        ]
    return villages_with(outlet.served_codes)


def villages_with(codes: Sequence[str]) -> list[AdministrativeDivision]:
    """The latest division with each of these codes."""
    if not codes:
        return []
    since = F("valid_from").asc(nulls_first=True)  # null: since before the records begin
    divisions = AdministrativeDivision.objects.filter(code__in=codes).order_by(since)
    return list({division.code: division for division in divisions}.values())
