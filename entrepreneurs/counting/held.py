"""Events: the large ones of a year (clause 六); each month's at incubation bases (clause 七)."""

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

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
    """A base and its twelve months: `held`, `none`, `not_open`, or `ahead` (not over yet).

    `others` are the activities that do not count, by month; see `why_not_held`.
    """

    base: Incubator
    months: tuple[str, ...]
    others: Mapping[int, list[StartupEvent]] = field(default_factory=dict)

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


def why_not_held(event: StartupEvent) -> str:
    """Why an event does not count as held; "" when it does."""
    if event.stage != Stage.VERIFIED:
        return _("not verified yet")
    if event.state == EventState.CANCELLED:
        return _("cancelled: does not count")
    return "" if event.state == EventState.HELD else _("not held yet")


def why_not_large(event: StartupEvent) -> str:
    """Why an event does not count among the large ones; "" when it does."""
    needed = threshold("large_events")
    if reason := why_not_held(event):
        return reason
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
    held = set()
    others: defaultdict[Any, dict[int, list[StartupEvent]]] = defaultdict(dict)
    events = StartupEvent.objects.filter(incubator__in=bases, held_on__year=year)
    for event in events.order_by("held_on", "name"):
        base_id, month = event.incubator_id, event.held_on.month
        if why_not_held(event) or event.held_on > today:
            others[base_id].setdefault(month, []).append(event)
        else:
            held.add((base_id, month))
    return [
        BaseMonths(
            base,
            tuple(_month(base, year, month, (base.pk, month) in held, today) for month in MONTHS),
            others[base.pk],
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
