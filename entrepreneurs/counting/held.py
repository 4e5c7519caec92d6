"""Events: the large ones of a year (clause 六); each month's at incubation bases (clause 七)."""

import calendar
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from entrepreneurs.counting.thresholds import threshold
from entrepreneurs.kinds import EventState, IncubatorKind, Stage
from entrepreneurs.models import Incubator, StartupEvent
from geo import codes


@dataclass(frozen=True)
class LargeEvent:
    """An event held in the year, and why it does not count; "" when it does."""

    event: StartupEvent
    reason: str

    @property
    def counts(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class BaseMonths:
    """A base and its twelve months: `held`, `none`, `not_open`, or `ahead` (not over yet)."""

    base: Incubator
    months: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        """Whether no month that is over, and in which the base was open, is without an activity."""
        return "none" not in self.months

    @property
    def months_held(self) -> int:
        return self.months.count("held")

    @property
    def months_asked(self) -> int:
        """Months in which an activity was held or is lacking."""
        return self.months_held + self.months.count("none")


def why_not_large(event: StartupEvent) -> str:
    """Why an event does not count among the large ones; "" when it does."""
    needed = threshold("large_events")
    if event.stage != Stage.VERIFIED:
        return _("not verified yet")
    if event.state != EventState.HELD:
        return (
            _("cancelled: does not count")
            if event.state == EventState.CANCELLED
            else _("not held yet")
        )
    present = event.attendees_actual or 0
    if not needed.is_met_by(present):
        return _("%(present)s present, not over %(limit)s: does not count") % {
            "present": present,
            "limit": needed.over,
        }
    return "" if event.evidence else _("no evidence of those present: does not count")


def large_events(division: str, year: int, *, until: dt.date | None = None) -> list[LargeEvent]:
    """Every event of the year that might be large, the counting ones first.

    Args:
        until: the last day looked at; the year's end when left out.
    """
    rows = StartupEvent.objects.filter(
        held_on__year=year,
        held_on__lte=until or dt.date(year, 12, 31),
        division__code__startswith=codes.prefix(division),
        attendees_actual__gte=threshold("large_events").least - 1,
    )
    found = [LargeEvent(event, why_not_large(event)) for event in rows.select_related("division")]
    return sorted(found, key=lambda large: (not large.counts, large.event.held_on))


def base_months(
    division: str, year: int, *, today: dt.date, kinds: Collection[str] = (IncubatorKind.BASE,)
) -> list[BaseMonths]:
    """Each verified base by month: one activity is wanted in each since it opened.

    Args:
        today: months that are not over by this day are `ahead` unless something was held.
    """
    bases = Incubator.objects.verified().filter(
        kind__in=kinds,
        division__code__startswith=codes.prefix(division),
        opened_on__lte=dt.date(year, 12, 31),
    )
    events = StartupEvent.objects.verified().filter(
        incubator__in=bases, held_on__year=year, held_on__lte=today, state=EventState.HELD
    )
    held = {(base, day.month) for base, day in events.values_list("incubator", "held_on")}
    return [
        BaseMonths(
            base,
            tuple(_month(base, year, month, (base.pk, month) in held, today) for month in MONTHS),
        )
        for base in bases.select_related("division__parent").order_by("division__code", "name")
    ]


MONTHS = range(1, 13)


def _month(base: Incubator, year: int, month: int, is_held: bool, today: dt.date) -> str:
    if is_held:
        return "held"
    first = dt.date(year, month, 1)
    last = dt.date(year, month, calendar.monthrange(year, month)[1])
    if base.opened_on > last or (base.closed_on and base.closed_on <= first):
        return "not_open"
    return "ahead" if today <= last else "none"
