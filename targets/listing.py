"""The list of villages behind a figure: its order, its groups, its page, its form as a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geo.levels import APPROXIMATE_QUALITIES, Level
from targets.coverage import Gap, Part
from targets.definitions import Definition, Question


class Order(models.TextChoices):
    FARTHEST = "farthest", gettext_lazy("farthest from an outlet first")
    NEAREST = "nearest", gettext_lazy("nearest to an outlet first")
    CODE = "code", gettext_lazy("by township")


def ordered(villages: Sequence[Gap], order: Order) -> list[Gap]:
    """The villages in this order; those without a distance come last."""
    if order is Order.CODE:
        return sorted(villages, key=lambda village: village.code)
    sign = 1 if order is Order.NEAREST else -1
    known = [village for village in villages if village.nearest_m is not None]
    unknown = [village for village in villages if village.nearest_m is None]
    known.sort(key=lambda village: (sign * (village.nearest_m or 0), village.code))
    return [*known, *sorted(unknown, key=lambda village: village.code)]


def by_level(villages: Sequence[Gap], level: Level) -> list[Gap]:
    """Grouped by county or township, else as they come; within a group their order stays."""
    digits = {Level.COUNTY: 6, Level.TOWNSHIP: 9}.get(level, 0)
    return sorted(villages, key=lambda village: village.code[:digits])


@dataclass(frozen=True)
class Group:
    """Villages of one township that stand together on a page; without a name, all of them."""

    county: str
    township: str
    villages: list[Gap]


def groups(villages: Sequence[Gap], order: Order) -> list[Group]:
    """By township when ordered by code, else one group."""
    if order is not Order.CODE:
        return [Group("", "", list(villages))]
    found = groupby(villages, key=lambda village: (village.county, village.township))
    return [Group(county, township, list(members)) for (county, township), members in found]


def approximate_count(villages: Sequence[Gap]) -> int:
    """Villages whose position only shows their township."""
    return sum(village.location_quality in APPROXIMATE_QUALITIES for village in villages)


def unlocated_count(villages: Sequence[Gap]) -> int:
    """Villages without any position."""
    return sum(not village.location_quality for village in villages)


def exported(question: Question, part: Part, villages: Sequence[Gap]) -> Iterator[list[object]]:
    """The list as a table, with its question in every row."""
    radius_m = question.radius_m if question.definition is Definition.SPATIAL else ""
    asked = [question.on.isoformat(), str(question.definition.label), radius_m, str(part.label)]
    yield [
        _("code"),
        _("administrative village"),
        _("township"),
        _("county"),
        _("nearest operating outlet"),
        _("distance in metres"),
        _("position"),
        _("as of"),
        _("definition"),
        _("radius in metres"),
        _("list"),
    ]
    for village in villages:
        metres = "" if village.nearest_m is None else round(village.nearest_m)
        yield [
            village.code,
            village.name,
            village.township,
            village.county,
            village.nearest,
            metres,
            village.quality,
            *asked,
        ]
