"""Gaps: the villages that are not covered, the farthest from an outlet first."""

from django.utils.translation import gettext as _

from geo.levels import Level
from layers.sheets.facts import Facts
from layers.sheets.gap_list import Listing
from layers.sheets.papers import Box, Grid
from layers.sheets.plan import Sign
from layers.sheets.signs import unnamed
from layers.sheets.tables import Table
from layers.sheets.themes import villages
from layers.sheets.themes.coverage import (
    Coverage,
    coverage_shape,
    lowest_townships,
    village_signs,
)
from layers.sheets.themes.theme import SheetTheme
from layers.sheets.view import View
from targets import findings
from targets.coverage import CoverageRow, Part


class Gaps(Coverage):
    code = "GAP"

    def title(self, facts: Facts, name: str) -> str:
        count = facts.report.total.villages - facts.report.total.covered
        return findings.list_title(facts.question, Part.GAPS, name, count)

    def count(self, facts: Facts, row: CoverageRow) -> str:
        return _("%(count)s open") % {"count": row.villages - row.covered}

    def county_count(self, facts: Facts, row: CoverageRow) -> str:
        return self.count(facts, row)

    def signs(self, facts: Facts, view: View, grid: Grid, size: float, ranked: int) -> list[Sign]:
        found = village_signs(facts, view, size, ranked)
        return [unnamed(sign) for sign in found] if facts.level == Level.CITY else found

    def classes_title(self, facts: Facts) -> str:
        return SheetTheme.classes_title(self, facts)

    def table(self, facts: Facts) -> Table:
        if facts.level == Level.TOWNSHIP:
            return villages.village_table(facts)
        shape = coverage_shape(facts, is_worst_first=True)
        note = _("villages; most gaps first")
        return villages.division_table(facts, note, shape, has_classes=True)

    def listing(self, facts: Facts, grid: Grid, box: Box, *, further_page: int) -> Listing:
        if facts.level == Level.CITY:
            return lowest_townships(facts, grid, box, is_by_gaps=True)
        return villages.gap_listing(facts, grid, box, further_page)

    def needs_further(self, facts: Facts, ranked: int) -> bool:
        if facts.level == Level.CITY:
            return bool(facts.gaps)
        return super().needs_further(facts, ranked)
