"""Which sheets make up an atlas: the division's own, then the counties, each with its townships."""

from dataclasses import dataclass, replace

from geo import codes
from geo.levels import Level
from geo.models import AdministrativeDivision
from layers.links import Links
from layers.sheets.options import SheetOptions
from layers.sheets.papers import Paper
from targets.definitions import Question

LEVELS = (Level.CITY, Level.COUNTY, Level.TOWNSHIP)


@dataclass(frozen=True)
class AtlasOrder:
    """What atlas is asked for.

    Attributes:
        question: of the whole; every sheet answers it for its own division.
        options: of the sheets of the city and the counties. Townships have A4 at most: larger
            paper would be empty.
        site: where the registry is reached, for the codes that lead to the live view; may be empty.
    """

    question: Question
    options: SheetOptions
    site: str = ""


@dataclass(frozen=True)
class PlannedSheet:
    """One sheet of an atlas, before it is made."""

    code: str
    name: str
    level: Level
    question: Question
    options: SheetOptions
    address: str


def planned_sheets(order: AtlasOrder) -> list[PlannedSheet]:
    """The sheets in the order of the atlas: that of the codes."""
    divisions = (
        AdministrativeDivision.objects.as_of(order.question.on)
        .filter(code__startswith=codes.prefix(order.question.division), level__in=LEVELS)
        .order_by("code")
        .values_list("code", "name", "level")
    )
    return [_planned(order, code, name, Level(level)) for code, name, level in divisions]


def _planned(order: AtlasOrder, code: str, name: str, level: Level) -> PlannedSheet:
    question = replace(order.question, division=code)
    is_small = level is Level.TOWNSHIP and order.options.paper is not Paper.A4
    options = replace(order.options, paper=Paper.A4) if is_small else order.options
    address = f"{order.site}{Links(question).map(code)}" if order.site else ""
    return PlannedSheet(code, name, level, question, options, address)
