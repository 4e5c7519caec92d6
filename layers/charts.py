"""Geometry of the line chart drawn on the server: plain numbers in, SVG coordinates out.

Nothing here knows a database, a language or a colour. Sizes are in the units of the viewBox, which
are about a pixel. y grows downwards.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Type of the charts: its size as in the stylesheet, and how wide its signs are.
NAME_SIZE = 13
WIDE_SIGN = 1.0  # a Chinese sign, in ems
NARROW_SIGN = 0.58


def text_width(text: str, size: float) -> float:
    """About how wide a text is drawn; a Chinese sign is as wide as the type is high."""
    return size * sum(WIDE_SIGN if ord(sign) > 0x2E80 else NARROW_SIGN for sign in text)


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: its place and the value it stands for."""

    at: float
    value: int


@dataclass(frozen=True)
class Forecast:
    """Where a line may lead: its middle as a path, and the area between slowest and fastest."""

    middle: str
    fan: str


@dataclass(frozen=True)
class Trend:
    """A line chart. `months` marks positions in the series (0 is the first), `values` amounts."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    line: str
    months: list[Tick]
    values: list[Tick]
    last: tuple[float, float]
    target: float | None
    forecast: Forecast | None


def ceiling(value: float, *, most: int = 6) -> tuple[int, int]:
    """A round end of an axis at or above `value`, and the step of its at most `most` ticks.

    >>> ceiling(374), ceiling(500), ceiling(7), ceiling(0)
    ((400, 100), (500, 100), (8, 2), (1, 1))
    """
    for power in range(9):
        for factor in (1, 2, 5):
            step = factor * 10**power
            if step * most >= value:
                return max(1, math.ceil(value / step)) * step, step
    raise ValueError(f"{value} is no count of outlets")


def trend(
    series: Sequence[int],
    *,
    width: float,
    height: float,
    target: int | None = None,
    paces: tuple[float, float, float] | None = None,
    ahead: int = 0,
    month_width: float = 62,
) -> Trend:
    """The line of a count at the end of each month, its target, and a fan of what may come.

    Args:
        series: one value for each month, at least one.
        paces: slowest, mean and fastest change a month; null leaves the forecast out.
        ahead: months that the forecast reaches beyond the last.
        month_width: how wide the name of a month is drawn; marks stand that far apart at least.
    """
    ahead = ahead if paces else 0
    top_value, step = ceiling(max(*series, target or 0, 1) * 1.08)
    left = max(10 + text_width(str(top_value), NAME_SIZE), month_width / 2)
    right, top, bottom = width - 12, 14, height - 30
    last = len(series) - 1
    span = max(1, last + ahead)

    def x(month: float) -> float:
        return round(left + (right - left) * month / span, 1)

    def y(value: float) -> float:
        return round(bottom - (bottom - top) * min(max(value, 0), top_value) / top_value, 1)

    points = [(x(month), y(value)) for month, value in enumerate(series)]
    room = (right - left) / span
    stride = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120) if room * n >= month_width + 14)
    return Trend(
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        line=polyline(points),
        months=[
            Tick(x(month), month)
            for month in range(0, span + 1, stride)
            if x(month) <= width - month_width / 2
        ],
        values=[Tick(y(value), value) for value in range(0, top_value + 1, step)],
        last=points[-1],
        target=y(target) if target else None,
        forecast=_forecast(series[-1], last, ahead, paces, top_value, x, y) if ahead else None,
    )


def _forecast(value, last, ahead, paces, top_value, x, y) -> Forecast:  # type: ignore[no-untyped-def]
    slowest, mean, fastest = paces

    def reach(pace: float) -> tuple[float, float]:
        """Where a pace leaves the chart: at its end, its top or its ground."""
        months = float(ahead)
        if pace > 0:
            months = min(months, (top_value - value) / pace)
        elif pace < 0:
            months = min(months, value / -pace)
        return last + months, value + pace * months

    start = (x(last), y(value))
    ends = {pace: reach(pace) for pace in paces}
    at = {pace: (x(month), y(amount)) for pace, (month, amount) in ends.items()}
    corner = [(x(last + ahead), y(top_value))] if ends[fastest][0] < last + ahead else []
    low = [(x(last + ahead), y(0))] if ends[slowest][0] < last + ahead and slowest < 0 else []
    fan = [start, at[fastest], *corner, *low, at[slowest]]
    return Forecast(middle=polyline([start, at[mean]]), fan=polyline(fan) + "Z")


def polyline(points: Iterable[tuple[float, float]]) -> str:
    """An SVG path through the points.

    >>> polyline([(0, 0), (10.04, 5)])
    'M0 0L10 5'
    """
    return "M" + "L".join(f"{x:.1f} {y:.1f}".replace(".0", "") for x, y in points)
