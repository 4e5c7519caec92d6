"""People whose startup was supported (clause 十四), each counted once."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from entrepreneurs.kinds import Category
from entrepreneurs.models import Entrepreneur, EntrepreneurCategory, SupportRecord
from entrepreneurs.querysets import RecordQuerySet
from geo import codes

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
    verified = _verified(division)
    helped = verified.filter(Exists(_support_by(on)))
    categories = EntrepreneurCategory.objects.as_of(on).filter(entrepreneur__in=helped)
    found = dict.fromkeys(Category.values, 0)
    for category, person in categories.values_list("category", "entrepreneur__person").distinct():
        found[category] += person is not None
    leads = helped.filter(is_lead=True, recognised_on__lte=on)
    persons = helped.values("person").distinct().count()
    return Supported(
        by_category=found,
        leads=leads.values("person").distinct().count(),
        persons=persons,
        without_support=verified.count() - persons,
    )


def _verified(division: str) -> RecordQuerySet:
    rows = Entrepreneur.objects.verified()
    return rows.filter(division__code__startswith=codes.prefix(division))


def _support_by(on: dt.date) -> RecordQuerySet:
    rows = SupportRecord.objects.verified()
    return rows.filter(entrepreneur=OuterRef("pk"), granted_on__lte=on)
