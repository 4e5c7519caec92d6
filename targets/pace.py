"""At what pace the network grows, and when it would meet its target."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from targets.reports import Month

MONTHS_READ = 6
FEWEST_MONTHS = 4
# The slowest and the fastest pace are those of this many months in a row: single months jump.
STRETCH = 3
# What lies farther off than twenty years is as good as never.
FARTHEST_MONTHS = 240


@dataclass(frozen=True)
class Pace:
    """Outlets gained a month (opened less stopped) over the last closed months.

    Attributes:
        months: how many closed months were read.
        mean, slowest, fastest: outlets a month; negative when more stop than open.
    """

    months: int
    opened: int
    stopped: int
    mean: float
    slowest: float
    fastest: float

    @property
    def net(self) -> int:
        return self.opened - self.stopped


@dataclass(frozen=True)
class Arrival:
    """The months in which a target would be met; null where the pace never meets it."""

    earliest: dt.date | None
    latest: dt.date | None


def pace(months: Sequence[Month]) -> Pace | None:
    """The pace of the last six closed months; null with fewer than four: no basis to judge.

    Args:
        months: in order of time; a last month that is not over is left out.
    """
    closed = [month for month in months if month.is_over][-MONTHS_READ:]
    if len(closed) < FEWEST_MONTHS:
        return None
    nets = [month.net for month in closed]
    stretches = [fmean(nets[start : start + STRETCH]) for start in range(len(nets) - STRETCH + 1)]
    return Pace(
        months=len(closed),
        opened=sum(month.opened for month in closed),
        stopped=sum(month.stopped for month in closed),
        mean=fmean(nets),
        slowest=min(stretches),
        fastest=max(stretches),
    )


def arrival(pace: Pace, *, short: int, on: dt.date) -> Arrival:
    """When `short` more outlets would operate, counted from the month of the day `on`."""
    return Arrival(
        earliest=_month_after(on, short, pace.fastest), latest=_month_after(on, short, pace.slowest)
    )


def _month_after(on: dt.date, short: int, each_month: float) -> dt.date | None:
    """The first day of the month in which the last one opens."""
    if each_month <= 0 or short / each_month > FARTHEST_MONTHS:
        return None
    return later(on, math.ceil(short / each_month))


def later(day: dt.date, months: int) -> dt.date:
    """The first day of the month so many months after (or, negative, before) that of `day`."""
    number = day.year * 12 + day.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1)
