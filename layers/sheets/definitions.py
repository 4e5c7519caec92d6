"""The same outlets by each definition of coverage, against both denominators."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from geo.levels import Level
from layers.sheets.facts import Facts
from layers.sheets.fonts import Face
from layers.sheets.inks import QUIET
from layers.sheets.papers import Box, Grid
from layers.sheets.pen import Pen
from layers.sheets.setting import BODY, NOTE, fitted, hairline, heading
from targets.definitions import Definition
from targets.findings import percent, radius
from targets.reports import CoverageReport

ROW_MM = 4.6
HEIGHT_MM = 40.0


def draw_definitions(pen: Pen, grid: Grid, box: Box, facts: Facts) -> float:
    """The block; gives the y below it."""
    left, _top, right, _bottom = box
    y = heading(pen, grid, box, _("The same outlets by other definitions"))
    size, note = grid.size_pt(BODY), grid.size_pt(NOTE) * 0.95
    wide = right - left
    ends = (left + wide * 0.62, left + wide * 0.81, right)
    heads = (
        pgettext("head", "villages"),
        pgettext("head", "of registered"),
        pgettext("head", "of policy's"),
    )
    y += grid.lead(1.6)
    for end, head in zip(ends, heads, strict=True):
        fitted(pen, end, y, head, note, wide * 0.19, colour=QUIET, align="right")
    y += grid.lead(1.0)
    for report in facts.others:
        base = y + grid.lead(ROW_MM * 0.72)
        is_own = report.question == facts.question
        face = Face.BOLD if is_own else Face.SANS
        total = report.total
        fitted(pen, left, base, name_of(report), size, wide * 0.5, face=face)
        cells = (
            str(total.covered),
            "—" if total.rate is None else percent(total.rate),
            _of_policy(facts, report),
        )
        for end, cell in zip(ends, cells, strict=True):
            pen.text(end, base, cell, size, face=face, align="right", kind="definition")
        y += grid.lead(ROW_MM)
        hairline(pen, grid, left, right, y)
    words = _notes(facts)
    y += grid.lead(3.2)
    fitted(pen, left, y, words, grid.size_pt(NOTE), wide, colour=QUIET)
    return y + grid.lead(2)


def name_of(report: CoverageReport) -> str:
    question = report.question
    if question.definition is Definition.SPATIAL:
        return _("within %(radius)s") % {"radius": radius(question.radius_m)}
    return str(question.definition.label)


def _of_policy(facts: Facts, report: CoverageReport) -> str:
    """The policy's denominator holds for the whole city only."""
    if facts.level != Level.CITY or not facts.policy:
        return "—"
    return percent(report.total.covered / facts.policy.villages.target)


def _notes(facts: Facts) -> str:
    return _("%(approximate)s of %(villages)s positions are approximate: distances are a hint") % {
        "approximate": facts.report.total.approximate,
        "villages": facts.report.total.villages,
    }
