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
    """What names a sheet: division, day (or both days), theme, definition, paper, how it lies,
    colour or black, and the language where it is not Chinese."""
    days = f"{question.on:%Y%m%d}"
    if options.since:
        days = f"{options.since:%Y%m%d}.{days}"
    definition = DEFINITIONS[question.definition]
    if question.definition is Definition.SPATIAL:
        definition += str(question.radius_m)
    part = question.outlets
    if part:
        chosen = (part.kind, part.operating_model, part.platform)
        definition += "." + ".".join(text for text in chosen if text)
    paper = f"{grid.paper.name}{'P' if grid.is_portrait else 'L'}{'B' if options.is_mono else 'C'}"
    language = "" if (get_language() or "").startswith("zh") else "-EN"
    theme = THEMES[options.theme].code
    return f"{question.division}-{days}-{theme}-{definition}-{paper}{language}"
