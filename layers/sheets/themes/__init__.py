"""The themes of sheets: each says what is told and drawn, and nothing about where it stands."""

from collections.abc import Mapping

from geo.levels import Level
from layers.sheets.facts import Facts
from layers.sheets.heading import Head
from layers.sheets.inks import Inks
from layers.sheets.legend import Legend
from layers.sheets.options import Theme
from layers.sheets.plan import Plan
from layers.sheets.themes.change import Change
from layers.sheets.themes.coverage import Coverage
from layers.sheets.themes.gaps import Gaps
from layers.sheets.themes.incubators import Incubators
from layers.sheets.themes.models import Models
from layers.sheets.themes.theme import SheetTheme
from layers.sheets.themes.ventures import VenturesByTownship
from targets.findings import called

THEMES: Mapping[Theme, SheetTheme] = {
    Theme.COVERAGE: Coverage(),
    Theme.MODELS: Models(),
    Theme.GAPS: Gaps(),
    Theme.CHANGE: Change(),
    Theme.INCUBATORS: Incubators(),
    Theme.VENTURES: VenturesByTownship(),
}


def theme_of(facts: Facts) -> SheetTheme:
    return THEMES[facts.options.theme]


def head_of(facts: Facts) -> Head:
    """The head of the first page."""
    theme = theme_of(facts)
    return Head(theme.title(facts, called(facts.division)), theme.second(facts), theme.basis(facts))


def has_classes(facts: Facts) -> bool:
    """Whether townships are filled by their class of coverage."""
    return theme_of(facts).has_classes and facts.level != Level.TOWNSHIP


def legend_of(facts: Facts, plan: Plan, inks: Inks) -> Legend:
    theme = theme_of(facts)
    classes = theme.classes_title(facts) if has_classes(facts) else ""
    return Legend(theme.entries(facts, plan, inks), theme.legend_note(facts), classes)
