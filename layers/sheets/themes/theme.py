"""What a theme has to say and to show; everything else on a sheet is the same for all themes."""

from abc import ABC, abstractmethod

from django.utils.translation import gettext as _

from layers.sheets import heading
from layers.sheets.definitions import definitions_of
from layers.sheets.facts import Facts
from layers.sheets.gap_list import Listing
from layers.sheets.inks import Inks
from layers.sheets.legend import Entry
from layers.sheets.numbers import Numbers, coverage_numbers
from layers.sheets.papers import Box, Grid
from layers.sheets.plan import Plan, Sign
from layers.sheets.side_table import SideTable
from layers.sheets.tables import Table
from layers.sheets.view import View
from targets.coverage import CoverageRow


class SheetTheme(ABC):
    """The parts of a sheet that depend on its theme.

    Attributes:
        code: what the sheet's number calls it.
        has_classes: whether townships are filled by their class of coverage.
        has_leaders: whether names may stand away from their signs, joined to them by a line.
        has_firm_signs: whether no name may stand on a sign, but for dots.
        has_definition: whether a definition of coverage changes what is told.
        map_layers: what the live view shows; empty for what it usually does.
    """

    code: str
    has_classes = False
    has_leaders = False
    has_firm_signs = False
    has_definition = True
    map_layers = ""

    @abstractmethod
    def title(self, facts: Facts, name: str) -> str:
        """The finding, with the division's name."""

    @abstractmethod
    def second(self, facts: Facts) -> str:
        """What the title leaves out."""

    def basis(self, facts: Facts) -> str:
        """As of when, and by which definitions."""
        return heading.basis_of(facts)

    @abstractmethod
    def count(self, facts: Facts, row: CoverageRow) -> str:
        """What stands beside a division's name; empty for nothing."""

    def county_count(self, facts: Facts, row: CoverageRow) -> str:
        """What stands under a county's name on the city's sheet."""
        return self.count(facts, row)

    def names_townships(self, facts: Facts) -> bool:
        """Whether townships carry their names."""
        return True

    def name_pt(self, village_pt: float, grid: Grid) -> float:
        """The size of names beside signs, from that of villages' names."""
        return village_pt

    @abstractmethod
    def signs(self, facts: Facts, view: View, grid: Grid, size: float, ranked: int) -> list[Sign]:
        """The signs where they stand before any is moved; the last are drawn on top.

        Args:
            ranked: how many gaps the list on the sheet numbers.
        """

    def legend_note(self, facts: Facts) -> str:
        """What stands beside the legend's title."""
        return _("administrative villages: %(count)s") % {"count": facts.report.total.villages}

    @abstractmethod
    def entries(self, facts: Facts, plan: Plan, inks: Inks) -> list[Entry]:
        """The lines of the legend."""

    def classes_title(self, facts: Facts) -> str:
        """What the legend says over the classes."""
        return _("townships by coverage")

    @abstractmethod
    def table(self, facts: Facts) -> Table:
        """By county, township or village."""

    def numbers(self, facts: Facts) -> Numbers:
        """The large figures."""
        return coverage_numbers(facts)

    def side_tables(self, facts: Facts) -> list[SideTable]:
        """Small tables where there is room for them, the first before the others."""
        return [definitions_of(facts)]

    @abstractmethod
    def listing(self, facts: Facts, grid: Grid, box: Box, *, further_page: int) -> Listing:
        """The list beside the map.

        Args:
            further_page: the page that holds the whole list; 0 for none.
        """

    def needs_further(self, facts: Facts, ranked: int) -> bool:
        """Whether further pages list all villages that are not covered."""
        return False

    def registry_source(self) -> str:
        """What the foot says of the registry's own part."""
        return _("outlets: this registry")
