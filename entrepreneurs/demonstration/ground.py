"""What the invention stands on: the day, the places, one source of chance, and the rows so far.

Nothing here is written to the registry; see `entrepreneurs.demonstration`.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from entrepreneurs.kinds import Source, Stage
from entrepreneurs.models.records import VerifiedRecord
from geo import codes
from geo.levels import ADMINISTRATIVE_VILLAGE_KIND, Level
from geo.models import AdministrativeDivision

T = TypeVar("T")
M = TypeVar("M", bound=Model)

# Who handed in and who verified: no account of that name exists.
CLERK = "演示"
# Of twenty records, in turn: so that every queue has something in it and most records count.
STAGES = (
    *[Stage.VERIFIED] * 7,
    Stage.SUBMITTED,
    *[Stage.VERIFIED] * 5,
    Stage.DRAFT,
    *[Stage.VERIFIED] * 4,
    Stage.RETURNED,
    Stage.VERIFIED,
)
RETURN_REASONS = (
    "证明材料缺少盖章页，请补传",
    "日期与批文不一致，请核对",
    "类别与证件不符，请更正",
)
# Of a county's townships: those with many startups, and those with one or two; the others none.
MANY_RATE, FEW_RATE = 0.55, 0.2


@dataclass(frozen=True)
class Plan:
    """How far a county has come: people and support differ from one to another on purpose."""

    entrepreneurs: int
    trained: int
    team: int  # members of the mentor team; 0: no team
    is_lending_more: bool  # than the year before
    has_small_business_park: bool
    has_fund: bool


# From the county with the most villages to that with the fewest.
PLANS = (
    Plan(120, 318, 20, True, True, True),
    Plan(100, 214, 19, True, True, True),
    Plan(90, 163, 24, False, True, False),
    Plan(80, 121, 12, True, False, True),
    Plan(60, 88, 20, False, True, False),
    Plan(50, 57, 0, True, True, True),
    Plan(40, 31, 8, False, False, False),
)


@dataclass
class County:
    """A county with its places, and its townships by how many startups they hold."""

    division: AdministrativeDivision
    plan: Plan
    townships: list[AdministrativeDivision]
    villages: dict[str, list[AdministrativeDivision]]  # by the code of the township
    many: list[AdministrativeDivision] = field(default_factory=list)  # the largest first
    few: list[AdministrativeDivision] = field(default_factory=list)

    @property
    def every_village(self) -> list[AdministrativeDivision]:
        return [village for villages in self.villages.values() for village in villages]


class Ground:
    """Draws everything from one generator, in a fixed order."""

    def __init__(self, day: dt.date) -> None:
        self.day = day
        self.draw = Random(f"{settings.CITY_CODE}-people")
        self.rows: dict[type[Model], list[Any]] = defaultdict(list)
        self._turns: Counter[type[Model]] = Counter()
        self.city, self.counties = self._places()

    def add(self, row: M) -> M:
        """Take a row in; one with a key of its own is given it here, the same every time."""
        if isinstance(row._meta.pk.default, type(uuid.uuid4)) and row._state.adding:
            row.pk = uuid.UUID(int=self.draw.getrandbits(128), version=4)
        self.rows[type(row)].append(row)
        return row

    def record(self, row: Any, *, on: dt.date, stage: Stage | None = None) -> Any:
        """Take a record in, at the next stage of `STAGES` unless one is named.

        Args:
            on: the day from which it might have been entered.
        """
        model = type(row)
        if stage is None:
            stage = STAGES[self._turns[model] % len(STAGES)]
            self._turns[model] += 1
        _stage(row, stage, min(on, self.day), self.day)
        if stage == Stage.RETURNED:
            row.return_reason = self.draw.choice(RETURN_REASONS)
        row.source = Source.DEMONSTRATION
        return self.add(row)

    def drawn(self, weighted: Sequence[tuple[T, float]]) -> T:
        values, weights = zip(*weighted, strict=True)
        return self.draw.choices(values, weights)[0]

    def some(self, values: Iterable[T], number: int) -> list[T]:
        found = list(values)
        return self.draw.sample(found, min(number, len(found)))

    def chance(self, rate: float) -> bool:
        return self.draw.random() < rate

    def ago(self, least: int, most: int) -> dt.date:
        """A day between so many days ago, inclusive."""
        return self.day - dt.timedelta(self.draw.randint(least, most))

    def this_year(self) -> dt.date:
        """A day from 1 January to the day itself."""
        return self.ago(0, (self.day - self.day.replace(month=1, day=1)).days)

    def last_year(self) -> dt.date:
        first = dt.date(self.day.year - 1, 1, 1)
        return first + dt.timedelta(self.draw.randrange(365))

    def year_before(self, years: int) -> int:
        return self.day.year - years

    def _places(self) -> tuple[AdministrativeDivision | None, list[County]]:
        inside = AdministrativeDivision.objects.at_or_under(codes.parse(settings.CITY_CODE))
        by_level: dict[str, list[AdministrativeDivision]] = defaultdict(list)
        for division in inside.as_of(self.day).order_by("code"):
            by_level[division.level].append(division)
        counties = [self._county(county, by_level) for county in by_level[Level.COUNTY]]
        counties = [county for county in counties if county.every_village]
        counties.sort(key=lambda county: _size(county.every_village), reverse=True)
        for number, county in enumerate(counties):
            county.plan = PLANS[number % len(PLANS)]
        return next(iter(by_level[Level.CITY]), None), counties

    def _county(
        self,
        county: AdministrativeDivision,
        by_level: dict[str, list[AdministrativeDivision]],
    ) -> County:
        townships = [t for t in by_level[Level.TOWNSHIP] if t.code.startswith(county.code)]
        villages = {
            township.code: [v for v in by_level[Level.VILLAGE] if v.code.startswith(township.code)]
            for township in townships
        }
        lived_in = self.some([t for t in townships if villages[t.code]], len(townships))
        lived_in.sort(key=lambda t: _size(villages[t.code]), reverse=True)
        # The largest leads, where the first accounts look; the others in no order.
        lived_in = lived_in[:1] + self.some(lived_in[1:], len(lived_in))
        many = max(1, round(MANY_RATE * len(lived_in)))
        few = many + round(FEW_RATE * len(lived_in))
        return County(county, PLANS[0], townships, villages, lived_in[:many], lived_in[many:few])


def _size(villages: Sequence[AdministrativeDivision]) -> int:
    """The number of administrative villages (行政村)."""
    return sum(village.kind == ADMINISTRATIVE_VILLAGE_KIND for village in villages)


def _stage(row: VerifiedRecord, stage: Stage, on: dt.date, day: dt.date) -> None:
    row.stage = stage
    if stage == Stage.DRAFT:
        return
    row.submitted_by_name = CLERK
    row.submitted_at = _noon(min(on + dt.timedelta(3), day))
    if stage == Stage.VERIFIED:
        row.verified_by_name = CLERK
        row.verified_at = _noon(min(on + dt.timedelta(8), day))


def _noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
