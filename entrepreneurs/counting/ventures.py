"""Ventures open on a day, by township and by industry of clause 十一.

A venture counts once, where its main place is. Only verified ones count.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F
from django.db.models.functions import Left

from entrepreneurs.counting import small_cells
from entrepreneurs.counting.counted import standing
from entrepreneurs.counting.small_cells import NOTHING, Cell
from entrepreneurs.kinds import Industry
from entrepreneurs.models import Venture
from geo import codes
from geo.levels import Level
from geo.models import AdministrativeDivision

TOWNSHIP_DIGITS, COUNTY_DIGITS = 9, 6
# Read once: the class builds its list, labels and all, each time.
INDUSTRIES = tuple(Industry.values)


@dataclass(frozen=True)
class TownshipVentures:
    """The ventures of a township, or those that a county has in none of its townships.

    `by_industry` is null where it would give small counts away.
    """

    code: str
    name: str
    total: Cell
    by_industry: Mapping[str, Cell] | None

    def of(self, industry: str) -> Cell:
        """The count of an industry, or of all when none is named."""
        if not industry:
            return self.total
        if self.by_industry is None:
            return Cell(0, self.total.high)
        return self.by_industry[industry]


@dataclass(frozen=True)
class Ventures:
    """The ventures of a division: never more than its townships leave open."""

    total: Cell
    by_industry: Mapping[str, Cell] | None
    townships: Sequence[TownshipVentures]


def ventures(division: str, on: dt.date, *, sees: bool) -> Ventures:
    """The ventures of a township, county or city open on the day.

    Args:
        sees: whether small counts may be told.
    """
    counts = _counts(division, on)
    names = _names(division, on)
    townships = [
        TownshipVentures(
            code,
            names.get(code, ""),
            small_cells.told(counts[code].total(), sees=sees),
            small_cells.breakdown(_all_industries(counts[code]), sees=sees),
        )
        for code in sorted(names.keys() | counts.keys())
    ]
    if codes.level(division) is Level.TOWNSHIP:
        own = townships[0] if townships else TownshipVentures(division, "", NOTHING, None)
        return Ventures(own.total, own.by_industry, townships)
    by_industry = {
        industry: small_cells.added(row.of(industry) for row in townships)
        for industry in INDUSTRIES
    }
    return Ventures(_total(counts, sees), by_industry, townships)


def _total(counts: Mapping[str, Counter[str]], sees: bool) -> Cell:
    """The total of each county as its townships allow, added up."""
    by_county: dict[str, list[int]] = defaultdict(list)
    for code, count in counts.items():
        by_county[code[:COUNTY_DIGITS]].append(count.total())
    return small_cells.added(
        small_cells.total(numbers, sees=sees) for numbers in by_county.values()
    )


def _counts(division: str, on: dt.date) -> defaultdict[str, Counter[str]]:
    rows = Venture.objects.in_division(division).filter(standing(on))
    by_place = rows.annotate(code=Left(F("division__code"), TOWNSHIP_DIGITS)).order_by()
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    found = by_place.values_list("code", "industry").annotate(number=Count("pk"))
    for code, industry, number in found:
        counts[code][industry] = number
    return counts


def _all_industries(count: Counter[str]) -> dict[str, int]:
    return {industry: count[industry] for industry in INDUSTRIES}


def _names(division: str, on: dt.date) -> dict[str, str]:
    """The townships of the day, at or under the division."""
    found = AdministrativeDivision.objects.as_of(on).filter(
        level=Level.TOWNSHIP, code__startswith=codes.prefix(division)
    )
    return dict(found.values_list("code", "name"))
