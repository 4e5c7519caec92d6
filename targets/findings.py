"""The sentences that state a finding or a definition, for titles of pages, maps and sheets."""

from django.utils.translation import gettext as _

from geo.levels import Level
from targets.coverage import CoverageRow
from targets.definitions import Definition, Question
from targets.reports import CoverageReport


def percent(rate: float) -> str:
    """A share from 0 to 1 as a percentage with one decimal."""
    return f"{rate * 100:.1f}%"


def radius(question: Question) -> str:
    """The radius as people say it: 3 公里, 2.5 公里, 800 米."""
    if question.radius_m < 1000:
        return _("%(number)s m") % {"number": question.radius_m}
    return _("%(number)s km") % {"number": f"{question.radius_m / 1000:g}"}


def missing(report: CoverageReport) -> int:
    """Villages that are not covered. Spatially, those without a position cannot be judged."""
    if report.question.definition is Definition.SPATIAL:
        return report.total.uncovered
    return report.total.villages - report.total.covered


def finding(report: CoverageReport) -> str:
    """What the figures say: the title of the page."""
    total = report.total
    values = {
        "name": report.division.name,
        "outlets": report.operating,
        "villages": total.villages,
        "covered": total.covered,
        "radius": radius(report.question),
    }
    if report.outlet_target and report.outlet_rate is not None:
        values |= {"rate": percent(report.outlet_rate), "missing": missing(report)}
        return (_against_target(report) + _still(report)) % values
    if total.rate is None:
        return _("%(name)s: no administrative village; operating outlets: %(outlets)s") % values
    if report.division.level == Level.VILLAGE:
        return _of_village(total) % values
    return _of_division(report.question) % (values | {"rate": percent(total.rate)})


def _against_target(report: CoverageReport) -> str:
    return _("%(outlets)s village outlets built, %(rate)s of the target")


def _still(report: CoverageReport) -> str:
    if not missing(report):
        return _("; every administrative village is covered")
    return {
        Definition.SERVICE: _("; %(missing)s administrative villages are still not served"),
        Definition.SPATIAL: _(
            "; %(missing)s administrative villages still have no outlet within %(radius)s"
        ),
    }.get(
        report.question.definition,
        _("; %(missing)s administrative villages still have no outlet"),
    )


def _of_division(question: Question) -> str:
    return {
        Definition.SERVICE: _(
            "%(name)s: %(covered)s of %(villages)s administrative villages are served by an"
            " operating outlet, coverage %(rate)s"
        ),
        Definition.SPATIAL: _(
            "%(name)s: %(covered)s of %(villages)s administrative villages lie within %(radius)s"
            " of an operating outlet, coverage %(rate)s"
        ),
    }.get(
        question.definition,
        _(
            "%(name)s: %(covered)s of %(villages)s administrative villages have an operating"
            " outlet, coverage %(rate)s"
        ),
    )


def _of_village(row: CoverageRow) -> str:
    if row.own or row.outlets:
        return _("%(name)s: operating outlets: %(outlets)s")
    if row.covered:
        return _("%(name)s: no outlet of its own, served by a neighbour's")
    return _("%(name)s: no operating outlet")


def definition_note(question: Question) -> str:
    """When a village counts as covered: stands beside every figure."""
    return {
        Definition.SERVICE: _(
            "Served: an operating outlet stands in the village, or another village's operating"
            " outlet has agreed to serve it."
        ),
        Definition.SPATIAL: _(
            "Within reach: the straight line from the village committee's seat to the nearest"
            " operating outlet is %(radius)s at most, whatever village it stands in."
        )
        % {"radius": radius(question)},
    }.get(
        question.definition,
        _("Own outlet: at least one operating outlet stands in the village."),
    )


def covered_heading(definition: Definition) -> str:
    """What the covered villages of a table are called, in few words."""
    return {
        Definition.SERVICE: _("villages served"),
        Definition.SPATIAL: _("villages within reach"),
    }.get(definition, _("villages with an outlet"))
