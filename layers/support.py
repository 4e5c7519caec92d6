"""What a division's page says of people and what supports them, beside villages and outlets."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import rules
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from entrepreneurs.counting import places
from entrepreneurs.counting.distances import Distances, UnitDistances, distances
from entrepreneurs.counting.people import People, YearOfSupport, people, year_of_support
from entrepreneurs.counting.small_cells import Cell
from entrepreneurs.counting.ventures import Ventures, ventures
from entrepreneurs.kinds import (
    Category,
    IncubatorKind,
    Industry,
    ParkKind,
    RecognitionLevel,
    SupportKind,
)
from entrepreneurs.rules import SEE_PERSONS
from targets.definitions import Question
from targets.people_links import PeopleLinks

MOST_PLACES = 12


@dataclass(frozen=True)
class Figure:
    """A count with its label; `href` leads to the records, for those who may see them."""

    label: str | Promise
    cell: Cell
    href: str = ""


@dataclass(frozen=True)
class SupportPlace:
    """An incubator or park open on the day; `level` is empty where none was recognised."""

    name: str
    kind: str | Promise
    level: str | Promise
    href: str


@dataclass(frozen=True)
class DistanceRow:
    name: str
    row: UnitDistances


@dataclass(frozen=True)
class Support:
    """All of it for one division and day. `is_hiding` tells that small counts are not told."""

    people: People
    categories: Sequence[Figure]
    ventures: Ventures
    industries: Sequence[Figure]
    year: YearOfSupport
    kinds: Sequence[Figure]
    places: Sequence[SupportPlace]
    places_total: int
    distances: Distances
    distance_rows: Sequence[DistanceRow]
    leads: Figure
    persons_href: str
    ventures_href: str
    incubators_href: str
    parks_href: str
    records_href: str
    trainings_href: str
    is_hiding: bool

    @property
    def is_empty(self) -> bool:
        cells = (self.people.persons, self.ventures.total, self.year.records)
        return not (any(cell.high for cell in cells) or self.places or self.year.trainings)


def support(question: Question, user: User, names: Mapping[str, str]) -> Support:
    """Everything that the section shows.

    Args:
        names: of the divisions below, by code.
    """
    code, on = question.division, question.on
    sees = rules.has_perm(SEE_PERSONS, user)
    found, year = people(code, on, sees=sees), year_of_support(code, on, sees=sees)
    open_ventures, far = ventures(code, on, sees=sees), distances(code, on, sees=sees)
    standing = _places(code, on)
    links = PeopleLinks(user, code, on)
    return Support(
        people=found,
        categories=_figures(
            Category,
            found.by_category,
            {name: links.records("entrepreneurs", name) for name in Category.values},
        ),
        ventures=open_ventures,
        industries=_industries(open_ventures),
        year=year,
        kinds=[figure for figure in _figures(SupportKind, year.by_kind) if figure.cell.high],
        places=standing[:MOST_PLACES],
        places_total=len(standing),
        distances=far,
        distance_rows=[DistanceRow(names[row.code], row) for row in far.rows if row.code in names],
        leads=Figure(_("Lead entrepreneurs"), found.leads, links.records("entrepreneurs", "lead")),
        persons_href=links.records("entrepreneurs", "supported"),
        ventures_href=links.records("ventures", "open"),
        incubators_href=links.records("incubators", "open"),
        parks_href=links.records("parks", "open"),
        records_href=links.records("supports", "of_the_year"),
        trainings_href=links.records("trainings", "of_the_year"),
        is_hiding=not sees,
    )


def _figures(
    choices: type[TextChoices], cells: Mapping[str, Cell], hrefs: Mapping[str, str] | None = None
) -> list[Figure]:
    to = hrefs or {}
    return [Figure(choice.label, cells[choice], to.get(choice, "")) for choice in choices]


def _industries(found: Ventures) -> list[Figure]:
    """None where they would give small counts away."""
    return _figures(Industry, found.by_industry) if found.by_industry is not None else []


def _places(code: str, on: dt.date) -> list[SupportPlace]:
    """Incubators, the highest level first, then parks."""
    return [
        *(
            SupportPlace(
                row["name"],
                IncubatorKind(row["kind"]).label,
                RecognitionLevel(row["level"]).label if row["level"] else "",
                reverse("entrepreneurs:incubators_record", args=[row["id"]]),
            )
            for row in places.incubators(code, on)
        ),
        *(
            SupportPlace(
                row["name"],
                ParkKind(row["kind"]).label,
                "",
                reverse("entrepreneurs:parks_record", args=[row["id"]]),
            )
            for row in places.parks(code, on)
        ),
    ]
