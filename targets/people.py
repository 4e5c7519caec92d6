"""How far the policy's promises about people and what supports them are.

Every number comes from `entrepreneurs.counting` and `entrepreneurs.loans`; here it meets its
target. Groups of persons overlap (clause 十四): they are never added up.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from entrepreneurs.counting.supported import supported_by_township
from geo import codes
from geo.levels import Level
from geo.models import AdministrativeDivision
from targets.people_figures import Asked, Scoreboard
from targets.people_makers import GROUPS, MAKERS, OF_TOWNSHIPS, instead, told_of
from targets.policy import read_policy


def scoreboard(
    division: AdministrativeDivision, on: dt.date, *, sees_persons: bool = True
) -> Scoreboard:
    """Every promise of the policy file about people, for a city, county or township.

    A city's targets are compared in the city only, those of each county also in the county. In a
    township only what can stand there is told.

    Args:
        sees_persons: whether small counts of persons are told, see `small_cells`.
    """
    keys = OF_TOWNSHIPS if division.level == Level.TOWNSHIP else tuple(MAKERS)
    return _board(division, on, keys, _counties(division), sees_persons)


def groups(division: AdministrativeDivision, on: dt.date, *, sees_persons: bool) -> Scoreboard:
    """The groups of persons of clause 十四 alone and as a whole, as first pages show them."""
    return _board(division, on, GROUPS, {}, sees_persons)


def _board(
    division: AdministrativeDivision,
    on: dt.date,
    keys: Iterable[str],
    counties: Mapping[str, str],
    sees: bool,
) -> Scoreboard:
    asked = Asked(
        division=division,
        on=on,
        sees=sees,
        counties=counties,
        supported=supported_by_township(division.code, on),
    )
    policy = read_policy()
    promises = policy.promises if policy else {}
    return Scoreboard(
        division=division,
        on=on,
        figures=tuple(
            replace(MAKERS[key](asked, key, promises[key]), on=on)
            for key in keys
            if key in promises
        ),
        persons=sum(place.persons for place in asked.supported.values()),
        persons_hidden=instead(told_of(asked, lambda place: place.persons)[0]),
    )


def _counties(division: AdministrativeDivision) -> dict[str, str]:
    """The counties of a city by code; none for what lies below."""
    if division.level != Level.CITY:
        return {}
    rows = AdministrativeDivision.objects.filter(
        level=Level.COUNTY, valid_to=None, code__startswith=codes.prefix(division.code)
    )
    return {row.code: row.short_name or row.name for row in rows.order_by("code")}
