"""An invented registry for the city of the settings, so that every page has something to show.

The same day gives the same outlets. Every number begins with DEMO, every telephone with 1390000.
"""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import Actor, acting
from core.demonstration import ask
from core.errors import DomainError
from geo import codes
from geo.crs import CoordinateSystem
from geo.levels import ADMINISTRATIVE_VILLAGE_KIND, Level
from geo.models import AdministrativeDivision
from outlets.demonstration_activity import invent_activity
from outlets.kinds import OperatingModel, OutletKind, Platform, ServiceKind, Source, Status
from outlets.models import Outlet
from outlets.records import OutletRecord, RawPair, located
from outlets.services import register_outlets

MONTHS = 30
DAYS = MONTHS * 365 // 12

# Shares of the villages that have an outlet, from the slowest county to the fastest.
SLOWEST, FASTEST = 0.15, 0.45
# Of all villages: those with an outlet, those with two, those a neighbour serves.
COVERED_RATE, TWICE_RATE, SERVED_RATE = 0.274, 0.015, 0.185
EMPTY_TOWNSHIPS_RATE = 0.12
COMMUNITY_OUTLETS, TOWNSHIP_STATIONS = 12, 15
# Of the village outlets; the others operate.
STOPPED_RATES = ((Status.DORMANT, 0.04), (Status.SUSPENDED, 0.018), (Status.CLOSED, 0.012))
STOPS_WITHIN_DAYS = 180
LOCATED_RATE = 0.5
OFFSET_M = (80, 400)
METRES_PER_DEGREE = 111_320

KINDS = (
    (OutletKind.CONVENIENCE, 40),
    (OutletKind.SHOP, 25),
    (OutletKind.COMPREHENSIVE, 20),
    (OutletKind.DELIVERY, 15),
)
MODELS = (
    (OperatingModel.SEMI_PUBLIC, 45),
    (OperatingModel.PUBLIC, 35),
    (OperatingModel.COMMERCIAL, 20),
)
PLATFORMS = (
    (Platform.RURAL_TAOBAO, 30),
    (Platform.ULE, 25),
    (Platform.COOP, 20),
    (Platform.JD, 15),
    (Platform.OWN, 6),
    (Platform.OTHER, 4),
)
NAMES: dict[str, str] = {
    Platform.RURAL_TAOBAO: "{}农村淘宝服务站",
    Platform.ULE: "{}邮乐购站",
    Platform.COOP: "{}供销e家便民店",
    Platform.JD: "{}京东服务站",
}
OTHER_NAME = "{}电商服务站"
CENTRE_NAMES = {
    OutletKind.COUNTY_CENTRE: "{}电子商务公共服务中心",
    OutletKind.TOWNSHIP_STATION: "{}电商服务站",
}
SERVICES = [kind for kind in ServiceKind if kind != ServiceKind.PARCEL_IN]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN_NAMES = ("春生", "秋实", "满仓", "开源", "长顺", "广进", "有余", "丰年", "和顺", "广源")
ADDRESSES = ("村委会旁", "村部院内", "村中心街", "村小学对面", "卫生室隔壁", "公路路口")


@ask
def is_loaded() -> bool:
    return Outlet.objects.demonstration().exists()


@transaction.atomic
def load(*, actor: Actor | None) -> int:
    """Register the invented outlets, with their reports and visits; the number of outlets.

    Raises:
        DomainError: there are outlets already, or no divisions.
    """
    if is_loaded():
        raise DomainError(_("The demonstration is loaded already."))
    if Outlet.objects.exists():
        raise DomainError(_("The registry holds real outlets: no invented ones are added to them."))
    today = timezone.localdate()
    records = invent(today)
    if not records:
        raise DomainError(_("There are no divisions yet. Load them first."))
    register_outlets(records=records, source=Source.DEMONSTRATION, actor=actor)
    with acting(actor, "demonstration.loaded"):
        invent_activity(today)
    return len(records)


@transaction.atomic
def remove(*, actor: Actor | None) -> int:
    """Remove every invented outlet with all that belongs to it; the number of them."""
    with acting(actor, "demonstration.removed"):
        outlets = Outlet.objects.demonstration()
        number = outlets.count()
        outlets.delete()
    return number


def invent(day: dt.date) -> list[OutletRecord]:
    """The outlets of a registry that began 30 months before `day`; none without divisions."""
    places = _Places.of_the_city(day)
    return _Invention(places, day).records() if places.villages else []


@dataclass
class _Places:
    """The divisions that outlets stand in, each list in the order of codes."""

    counties: list[AdministrativeDivision] = field(default_factory=list)
    townships: list[AdministrativeDivision] = field(default_factory=list)
    villages: list[AdministrativeDivision] = field(default_factory=list)
    communities: list[AdministrativeDivision] = field(default_factory=list)

    @classmethod
    def of_the_city(cls, day: dt.date) -> "_Places":
        places = cls()
        city = AdministrativeDivision.objects.at_or_under(codes.parse(settings.CITY_CODE))
        for division in city.as_of(day).order_by("code"):
            if division.level == Level.COUNTY:
                places.counties.append(division)
            elif division.level == Level.TOWNSHIP:
                places.townships.append(division)
            elif division.kind == ADMINISTRATIVE_VILLAGE_KIND:
                places.villages.append(division)
            elif division.level == Level.VILLAGE:
                places.communities.append(division)
        return places

    def first_in(self, parent: AdministrativeDivision) -> AdministrativeDivision | None:
        """Where an outlet of the township or county itself stands: a community, if there is one."""
        here = _under(parent, [*self.communities, *self.villages])
        return here[0] if here else None


def _under(
    parent: AdministrativeDivision, places: Sequence[AdministrativeDivision]
) -> list[AdministrativeDivision]:
    return [place for place in places if place.code.startswith(parent.code)]


class _Invention:
    """Draws everything from one generator, in a fixed order."""

    def __init__(self, places: _Places, day: dt.date) -> None:
        self._places, self._day = places, day
        self._random = Random(settings.CITY_CODE)
        self._given: dict[str, int] = defaultdict(int)

    def records(self) -> list[OutletRecord]:
        villages = self._covered_villages()
        villages += self._some(villages, round(TWICE_RATE * len(self._places.villages)))
        villages += self._some(self._places.communities, COMMUNITY_OUTLETS)
        ordinary = [self._village_outlet(village) for village in villages]
        return self._with_served(self._with_statuses(ordinary)) + self._centres()

    def _some(
        self, places: Sequence[AdministrativeDivision], number: int
    ) -> list[AdministrativeDivision]:
        return self._random.sample(list(places), min(number, len(places)))

    def _covered_villages(self) -> list[AdministrativeDivision]:
        """Counties at their own pace; within a county some townships have many, some none."""
        counties = [(county, _under(county, self._places.villages)) for county in self._shuffled()]
        steps = max(len(counties) - 1, 1)
        shares = [SLOWEST + (FASTEST - SLOWEST) * step / steps for step in range(len(counties))]
        drawn = sum(share * len(here) for share, (_c, here) in zip(shares, counties, strict=True))
        scale = COVERED_RATE * len(self._places.villages) / drawn if drawn else 0
        covered: list[AdministrativeDivision] = []
        for share, (_county, here) in zip(shares, counties, strict=True):
            covered += self._clustered(here, round(min(share * scale, 1) * len(here)))
        return covered

    def _shuffled(self) -> list[AdministrativeDivision]:
        return self._random.sample(self._places.counties, len(self._places.counties))

    def _clustered(
        self, villages: Sequence[AdministrativeDivision], number: int
    ) -> list[AdministrativeDivision]:
        """A draw without replacement, weighted by township (Efraimidis and Spirakis, 2006)."""
        weights = {
            code: 0 if self._random.random() < EMPTY_TOWNSHIPS_RATE else self._weight()
            for code in sorted({village.code[:9] for village in villages})
        }
        drawn = [
            (self._random.random() ** (1 / weight), village.code, village)
            for village in villages
            if (weight := weights[village.code[:9]])
        ]
        return [village for _key, _code, village in sorted(drawn, reverse=True)[:number]]

    def _weight(self) -> float:
        return self._random.gammavariate(2, 1)

    def _village_outlet(self, village: AdministrativeDivision) -> OutletRecord:
        platform = self._drawn(PLATFORMS)
        name = NAMES.get(platform, OTHER_NAME).format(village.short_name)
        is_second = bool(self._given[village.code])
        return self._outlet(
            village,
            name=name + ("二店" if is_second else ""),
            kind=self._drawn(KINDS),
            platform=platform,
            opened_on=self._opening(),
        )

    def _centres(self) -> list[OutletRecord]:
        """A centre in each county, and a station in some townships; they opened early."""
        stations = self._some(self._places.townships, TOWNSHIP_STATIONS)
        parents = [(county, OutletKind.COUNTY_CENTRE) for county in self._places.counties]
        parents += [(township, OutletKind.TOWNSHIP_STATION) for township in stations]
        records = []
        for parent, kind in parents:
            if village := self._places.first_in(parent):
                name = CENTRE_NAMES[kind].format(parent.name)
                opened_on = self._day - dt.timedelta(DAYS - self._random.randrange(200))
                records.append(
                    self._outlet(
                        village, name=name, kind=kind, platform=Platform.OWN, opened_on=opened_on
                    )
                )
        return records

    def _outlet(
        self,
        village: AdministrativeDivision,
        *,
        name: str,
        kind: str,
        platform: str,
        opened_on: dt.date,
    ) -> OutletRecord:
        draw = self._random
        self._given[village.code] += 1
        services = draw.sample(SERVICES, draw.randint(1, 4))
        record = OutletRecord(
            outlet_no=f"DEMO-{village.code}-{self._given[village.code]:02}",
            name=name,
            village=village,
            kind=kind,
            operating_model=self._drawn(MODELS),
            platform=platform,
            service_kinds=(ServiceKind.PARCEL_IN, *sorted(services)),
            keeper_name=draw.choice(SURNAMES) + draw.choice(GIVEN_NAMES),
            keeper_phone=f"1390000{sum(self._given.values()):04}",
            address=draw.choice(ADDRESSES),
            opened_on=opened_on,
            status=Status.OPERATING,
        )
        return self._located(record)

    def _drawn(self, weighted: Sequence[tuple[str, int]]) -> str:
        values, weights = zip(*weighted, strict=True)
        return self._random.choices(values, weights)[0]

    def _opening(self) -> dt.date:
        """Ever more outlets opened as the months went by; none in the last week."""
        days = round((DAYS - 7) * self._random.random() ** 0.75)
        return self._day - dt.timedelta(DAYS - days)

    def _located(self, record: OutletRecord) -> OutletRecord:
        """About half know their position, some hundred metres from the village's seat."""
        assert record.village
        seat = record.village.seat
        metres, angle = self._random.uniform(*OFFSET_M), self._random.uniform(0, 2 * math.pi)
        if seat is None or self._random.random() >= LOCATED_RATE:
            return record
        lat = seat.y + metres * math.sin(angle) / METRES_PER_DEGREE
        lon = seat.x + metres * math.cos(angle) / METRES_PER_DEGREE / math.cos(math.radians(lat))
        raw = RawPair(lon=f"{lon:.6f}", lat=f"{lat:.6f}")
        return replace(
            record,
            location=located(raw, CoordinateSystem.CGCS2000),
            location_raw=raw,
            location_crs_origin=CoordinateSystem.CGCS2000,
            location_accuracy_m=float(self._random.randint(5, 40)),
        )

    def _with_statuses(self, records: list[OutletRecord]) -> list[OutletRecord]:
        """Some of the older outlets no longer operate, since a day in the last months."""
        stopped = [
            status for status, rate in STOPPED_RATES for _n in range(round(rate * len(records)))
        ]
        old = [i for i, record in enumerate(records) if self._age(record) > STOPS_WITHIN_DAYS]
        chosen = self._random.sample(old, min(len(stopped), len(old)))
        for index, status in zip(chosen, stopped[: len(chosen)], strict=True):
            since = self._day - dt.timedelta(self._random.randint(10, STOPS_WITHIN_DAYS))
            records[index] = replace(records[index], status=status, status_since=since)
        return records

    def _age(self, record: OutletRecord) -> int:
        assert record.opened_on
        return (self._day - record.opened_on).days

    def _with_served(self, records: list[OutletRecord]) -> list[OutletRecord]:
        """Villages without an outlet of their own, each served by the nearest of its township."""
        own = {record.village.code for record in records if record.village}
        by_township: dict[str, list[int]] = defaultdict(list)
        for index, record in enumerate(records):
            if record.village and record.status == Status.OPERATING:
                by_township[record.village.code[:9]].append(index)
        gaps = [
            village
            for village in self._places.villages
            if village.code not in own and village.code[:9] in by_township
        ]
        for village in self._some(gaps, round(SERVED_RATE * len(self._places.villages))):
            index = min(by_township[village.code[:9]], key=lambda i: _distance(village, records[i]))
            served = (*records[index].served_villages, village)
            records[index] = replace(records[index], served_villages=served)
        return records


def _distance(village: AdministrativeDivision, record: OutletRecord) -> float:
    """In degrees, for comparison only; 0 where a position is not known."""
    place = record.village and record.village.seat
    return village.seat.distance(place) if village.seat and place else 0.0
