"""Geometry of bars over days: plain dates in, places on a line out. Knows no database."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 1000  # units of the line; stretched to the width of the page


@dataclass(frozen=True)
class Span:
    """A stretch of days half open; a null end is still to come."""

    kind: str
    begins: dt.date
    ends: dt.date | None

    def within(self, begins: dt.date, ends: dt.date | None) -> "Span | None":
        """The part between two days; null when there is none.

        >>> Span("x", dt.date(2018, 1, 1), None).within(dt.date(2018, 3, 1), dt.date(2018, 4, 1))
        Span(kind='x', begins=datetime.date(2018, 3, 1), ends=datetime.date(2018, 4, 1))
        """
        first = max(self.begins, begins)
        known = [day for day in (self.ends, ends) if day]
        last = min(known) if known else None
        return Span(self.kind, first, last) if last is None or first < last else None


@dataclass(frozen=True)
class Bar:
    """A span as drawn: from `x`, `width` wide."""

    span: Span
    x: float
    width: float


@dataclass(frozen=True)
class Axis:
    """The days from the first of January of some year to a last day."""

    first: dt.date
    last: dt.date

    @classmethod
    def around(cls, spans: Iterable[Span], last: dt.date) -> "Axis | None":
        """From the year of the earliest span; null without any."""
        earliest = min((span.begins for span in spans), default=None)
        if earliest is None:
            return None
        first = earliest.replace(month=1, day=1)
        return cls(first, max(last, first + dt.timedelta(days=1)))

    def at(self, day: dt.date) -> float:
        """The place of a day; days beyond the ends lie on them."""
        share = (min(max(day, self.first), self.last) - self.first) / (self.last - self.first)
        return round(share * WIDTH, 1)

    def bars(self, spans: Sequence[Span]) -> list[Bar]:
        """Each span that begins before the end, a hair wide at least."""
        return [
            Bar(span, self.at(span.begins), max(2, self._width(span)))
            for span in spans
            if span.begins < self.last
        ]

    def _width(self, span: Span) -> float:
        return round(self.at(span.ends or self.last) - self.at(span.begins), 1)

    @property
    def years(self) -> list[float]:
        """Where years begin, the first left out."""
        years = range(self.first.year + 1, self.last.year + 1)
        return [self.at(dt.date(year, 1, 1)) for year in years]
