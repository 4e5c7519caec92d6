"""Supported people, the support of a year and its trainings, as a division's page tells them.

The rules are those of `supported` and `trained`; what is new here is that small counts are not
told, and that what a county is told leaves those of its townships open.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef
from django.db.models.functions import Left

from entrepreneurs.counting import small_cells
from entrepreneurs.counting.small_cells import Cell
from entrepreneurs.counting.trained import trained
from entrepreneurs.counting.ventures import COUNTY_DIGITS, TOWNSHIP_DIGITS
from entrepreneurs.kinds import Category, Stage, SupportKind
from entrepreneurs.models import Entrepreneur, EntrepreneurCategory, SupportRecord, Training
from entrepreneurs.querysets import RecordQuerySet
from geo import codes

PERSONS, LEADS, RECORDS = "persons", "leads", "records"


@dataclass(frozen=True)
class People:
    """Persons with verified support by the day. Categories overlap: their sum means nothing."""

    persons: Cell
    leads: Cell
    by_category: Mapping[str, Cell]


@dataclass(frozen=True)
class YearOfSupport:
    """Support granted from 1 January to the day, and trainings that ended in that time."""

    year: int
    records: Cell
    by_kind: Mapping[str, Cell]
    trainings: int
    trained: Cell


def people(division: str, on: dt.date, *, sees: bool) -> People:
    """The supported people of a township, county or city, where their business is."""
    helped = _helped(division, on)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    _count(counts, helped, PERSONS)
    _count(counts, helped.filter(is_lead=True, recognised_on__lte=on), LEADS)
    held = EntrepreneurCategory.objects.as_of(on).filter(entrepreneur__in=helped)
    placed = held.annotate(place=Left(F("entrepreneur__division__code"), TOWNSHIP_DIGITS))
    rows = placed.order_by().values_list("place", "category")
    for place, category, number in rows.annotate(number=Count("entrepreneur", distinct=True)):
        counts[place][category] = number
    return People(
        persons=_told(counts, PERSONS, sees),
        leads=_told(counts, LEADS, sees),
        by_category={name: _told(counts, name, sees) for name in Category.values},
    )


def year_of_support(division: str, on: dt.date, *, sees: bool) -> YearOfSupport:
    """What was granted and taught in the year of the day, up to the day."""
    granted = SupportRecord.objects.verified().filter(
        entrepreneur__division__code__startswith=codes.prefix(division),
        granted_on__year=on.year,
        granted_on__lte=on,
    )
    placed = granted.annotate(place=Left(F("entrepreneur__division__code"), TOWNSHIP_DIGITS))
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    rows = placed.order_by().values_list("place", "kind").annotate(number=Count("pk"))
    for place, kind, number in rows:
        counts[place][kind] = number
        counts[place][RECORDS] += number
    trainings = Training.objects.filter(
        division__code__startswith=codes.prefix(division),
        stage=Stage.VERIFIED,
        ends_on__year=on.year,
        ends_on__lte=on,
    )
    persons = trained(division, on.year, kinds=(), until=on).persons
    return YearOfSupport(
        year=on.year,
        records=_told(counts, RECORDS, sees),
        by_kind={kind: _told(counts, kind, sees) for kind in SupportKind.values},
        trainings=trainings.count(),
        trained=small_cells.told(persons, sees=sees),
    )


def _helped(division: str, on: dt.date) -> RecordQuerySet:
    support = SupportRecord.objects.verified()
    return (
        Entrepreneur.objects.verified()
        .in_division(division)
        .filter(Exists(support.filter(entrepreneur=OuterRef("pk"), granted_on__lte=on)))
    )


def _count(counts: Mapping[str, Counter[str]], rows: RecordQuerySet, name: str) -> None:
    placed = rows.annotate(place=Left(F("division__code"), TOWNSHIP_DIGITS)).order_by()
    for place, number in placed.values_list("place").annotate(number=Count("person")):
        counts[place][name] = number


def _told(counts: Mapping[str, Counter[str]], name: str, sees: bool) -> Cell:
    """One figure of a division: of each county as its townships allow, added up."""
    by_county: dict[str, list[int]] = defaultdict(list)
    for place, count in counts.items():
        by_county[place[:COUNTY_DIGITS]].append(count[name])
    return small_cells.added(_of_county(numbers, sees) for numbers in by_county.values())


def _of_county(numbers: Iterable[int], sees: bool) -> Cell:
    return small_cells.total(list(numbers), sees=sees)
