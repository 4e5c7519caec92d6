"""The number of a sheet: 211321-20170930-COV-A-A3PC."""

from django.utils.translation import get_language

from layers.sheets.options import SheetOptions
from layers.sheets.papers import Grid
from layers.sheets.themes import THEMES
from targets.definitions import Definition, Question

DEFINITIONS = {
    Definition.ADMINISTRATIVE: "A",
    Definition.SERVICE: "B",
    Definition.SPATIAL: "S",
    Definition.EFFECTIVE: "E",
}


def sheet_number(question: Question, options: SheetOptions, grid: Grid) -> str:
    """What names a sheet: division, day (or both days), theme, definition where it matters, paper,
    how it lies, colour or black, and the language where it is not Chinese."""
    days = f"{question.on:%Y%m%d}"
    if options.since:
        days = f"{options.since:%Y%m%d}.{days}"
    theme = THEMES[options.theme]
    definition = f"-{_definition(question)}" if theme.has_definition else ""
    paper = f"{grid.paper.name}{'P' if grid.is_portrait else 'L'}{'B' if options.is_mono else 'C'}"
    language = "" if (get_language() or "").startswith("zh") else "-EN"
    return f"{question.division}-{days}-{theme.code}{definition}-{paper}{language}"


def _definition(question: Question) -> str:
    """The definition of coverage, and the part of the network that counts."""
    told = DEFINITIONS[question.definition]
    if question.definition is Definition.SPATIAL:
        told += str(question.radius_m)
    part = question.outlets
    if part:
        chosen = (part.kind, part.operating_model, part.platform)
        told += "." + ".".join(text for text in chosen if text)
    return told
