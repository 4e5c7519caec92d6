"""People whose startup was supported (clause 十四), each counted once."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from entrepreneurs.counting.counted import VERIFIED, leads
from entrepreneurs.counting.counted import supported as was_supported
from entrepreneurs.kinds import Category
from entrepreneurs.models import Entrepreneur, EntrepreneurCategory
from entrepreneurs.querysets import RecordQuerySet
from geo import codes

TOWNSHIP_DIGITS = 9
# The groups of clause 十四. They overlap: their sum means nothing.
GROUPS = (Category.RETURNING_MIGRANT, Category.GRADUATE, Category.VETERAN)


@dataclass(frozen=True)
class Supported:
    """Persons by category, lead entrepreneurs, and all of them without repetition.

    `without_support` counts verified entrepreneurs whom no verified support reached: they are
    registered, and count nowhere.
    """

    by_category: dict[str, int]
    leads: int
    persons: int
    without_support: int


def supported(division: str, on: dt.date) -> Supported:
    """How many persons of the division had verified support by the day.

    Args:
        division: a code; people count where their business is.
        on: the category must hold on this day; support and recognition must not come later.
    """
    return _added(supported_by_township(division, on).values())


def supported_by_township(division: str, on: dt.date) -> dict[str, Supported]:
    """The same by the code of each township in which there is an entrepreneur.

    A person has one business, and so counts in one township.
    """
    verified = _by_township(_rows(division, VERIFIED))
    helped = _by_township(_rows(division, was_supported(on)))
    lead = _by_township(_rows(division, leads(on)))
    categories = EntrepreneurCategory.objects.as_of(on).filter(
        entrepreneur__in=_rows(division, was_supported(on))
    )
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for code, category in categories.values_list("entrepreneur__division__code", "category"):
        found[code[:TOWNSHIP_DIGITS]][category] += 1
    return {
        code: Supported(
            by_category=dict.fromkeys(Category.values, 0) | found[code],
            leads=lead[code],
            persons=helped[code],
            without_support=number - helped[code],
        )
        for code, number in verified.items()
    }


def _rows(division: str, condition: Q) -> RecordQuerySet:
    prefix = codes.prefix(division)
    return Entrepreneur.objects.filter(condition, division__code__startswith=prefix).order_by()


def _by_township(rows: RecordQuerySet) -> Counter[str]:
    return Counter(code[:TOWNSHIP_DIGITS] for code in rows.values_list("division__code", flat=True))


def _added(places: Iterable[Supported]) -> Supported:
    every = list(places)
    by_category: Counter[str] = Counter(dict.fromkeys(Category.values, 0))
    for place in every:
        by_category.update(place.by_category)
    return Supported(
        by_category=dict(by_category),
        leads=sum(place.leads for place in every),
        persons=sum(place.persons for place in every),
        without_support=sum(place.without_support for place in every),
    )
