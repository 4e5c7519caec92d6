"""The same outlets by each definition of coverage, against both denominators."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from geo.levels import Level
from layers.sheets.facts import Facts
from layers.sheets.side_table import SideRow, SideTable
from targets.definitions import Definition
from targets.findings import percent, radius
from targets.reports import CoverageReport

ENDS = (0.62, 0.81, 1.0)


def definitions_of(facts: Facts) -> SideTable:
    """The division by every definition; the sheet's own in bold."""
    rows = [
        SideRow(
            name_of(report),
            (
                str(report.total.covered),
                "—" if report.total.rate is None else percent(report.total.rate),
                _of_policy(facts, report),
            ),
            is_strong=report.question == facts.question,
        )
        for report in facts.others
    ]
    heads = (
        pgettext("head", "villages"),
        pgettext("head", "of registered"),
        pgettext("head", "of policy's"),
    )
    title = _("The same outlets by other definitions")
    return SideTable(title, heads, ENDS, rows, _notes(facts))


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
