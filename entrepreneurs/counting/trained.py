"""Trainees of a year (clauses 六 and 二十一): persons, and beside them how often they took part."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count

from entrepreneurs.counting.small_cells import Cell, persons_in_any, told
from entrepreneurs.counting.thresholds import threshold
from entrepreneurs.kinds import TraineeGroup, TrainingKind
from entrepreneurs.models import Person, Training, TrainingEnrollment
from entrepreneurs.querysets import TrainingRowQuerySet
from entrepreneurs.rules import COUNTY_DIGITS
from geo import codes
from geo.levels import Level
from geo.models import AdministrativeDivision

STARTUP_KINDS = (TrainingKind.STARTUP,)


@dataclass(frozen=True)
class Trained:
    """`persons` 人数 without repetition, `attendances` 人次."""

    persons: int
    attendances: int


@dataclass(frozen=True)
class CountyTrained:
    """A county against the number asked of it; null is what would tell a small count."""

    county: AdministrativeDivision
    persons: Cell
    attendances: int | None
    lacking: int | None
    is_met: bool


@dataclass(frozen=True)
class TrainedByCounty:
    """`every`: the persons of all counties, each counted once."""

    rows: Sequence[CountyTrained]
    every: Cell


def told_by_county(division: AdministrativeDivision, on: dt.date, *, sees: bool) -> TrainedByCounty:
    """The year of the day, up to the day, county by county as it may be told.

    Args:
        sees: whether small counts may be told.
    """
    found = trained_by_county(division.code, on.year, until=on)
    rule = threshold("trained_in_county")
    rows = []
    for county in _counties(division):
        of_county = found.get(county.code, Trained(0, 0))
        persons = told(of_county.persons, sees=sees)
        rows.append(
            CountyTrained(
                county=county,
                persons=persons,
                attendances=of_county.attendances if persons.is_exact else None,
                lacking=rule.lacking(persons.low) if persons.is_exact else None,
                is_met=rule.is_met_by(persons.low),
            )
        )
    numbers = [of_county.persons for of_county in found.values()]
    persons_of_all = trained(division.code, on.year, until=on).persons
    return TrainedByCounty(rows, persons_in_any(persons_of_all, numbers, sees=sees))


def _counties(division: AdministrativeDivision) -> list[AdministrativeDivision]:
    """The counties of a city, or the one that a county or township belongs to."""
    prefix = codes.prefix(division.code)[:COUNTY_DIGITS]
    rows = AdministrativeDivision.objects.filter(
        level=Level.COUNTY, valid_to=None, code__startswith=prefix
    )
    return list(rows.order_by("code"))


def trained(
    division: str,
    year: int,
    *,
    kinds: Collection[str] = STARTUP_KINDS,
    groups: Collection[str] = (),
    until: dt.date | None = None,
) -> Trained:
    """Who completed a verified training that the division held and that ended in the year.

    A person counts once for a county and year.

    Args:
        kinds: of the training; none: all.
        groups: of the trainees; none: all.
        until: trainings that ended later are left out; the year's end when left out.
    """
    return Trained(**_completed(division, year, kinds, groups, until).aggregate(**_both()))


def trained_by_county(
    division: str,
    year: int,
    *,
    kinds: Collection[str] = STARTUP_KINDS,
    groups: Collection[str] = (),
    until: dt.date | None = None,
) -> dict[str, Trained]:
    """The same by the code of each county that held any."""
    rows = _completed(division, year, kinds, groups, until).values_list(
        "training__division__code", "person"
    )
    persons: dict[str, list[object]] = {}
    for code, person in rows:
        persons.setdefault(code[:6], []).append(person)
    return {
        code: Trained(persons=len(set(found)), attendances=len(found))
        for code, found in persons.items()
    }


def poor_labour_trained(division: str, year: int, *, until: dt.date | None = None) -> Trained:
    """农村贫困劳动力 trained in any way (clause 二十一)."""
    groups = (TraineeGroup.POOR_LABOUR,)
    return trained(division, year, kinds=(), groups=groups, until=until)


def poor_labour_by_county(
    division: str, year: int, *, until: dt.date | None = None
) -> dict[str, Trained]:
    """The same by the code of each county that trained any."""
    groups = (TraineeGroup.POOR_LABOUR,)
    return trained_by_county(division, year, kinds=(), groups=groups, until=until)


def counted_elsewhere(training: Training, person: Person) -> TrainingEnrollment | None:
    """The person's completed enrollment in another verified training of the county and year.

    Where there is one, a further enrollment counts as attendance only (人次).
    """
    others = _completed(
        training.division.code[:COUNTY_DIGITS], training.ends_on.year, STARTUP_KINDS, (), None
    )
    return others.filter(person=person).exclude(training=training).first()


def _completed(
    division: str,
    year: int,
    kinds: Collection[str],
    groups: Collection[str],
    until: dt.date | None,
) -> TrainingRowQuerySet:
    rows = TrainingEnrollment.objects.filter(
        is_completed=True,
        training__stage="verified",
        training__ends_on__year=year,
        training__ends_on__lte=until or dt.date(year, 12, 31),
        training__division__code__startswith=codes.prefix(division),
    )
    if kinds:
        rows = rows.filter(training__kind__in=kinds)
    return rows.filter(group__in=groups) if groups else rows


def _both() -> dict[str, Count]:
    return {"persons": Count("person", distinct=True), "attendances": Count("pk")}
