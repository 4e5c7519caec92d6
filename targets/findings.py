"""The sentences that state a finding or a definition, for titles of pages, maps and sheets."""

from django.utils.translation import gettext as _

from geo.levels import Level
from geo.models import AdministrativeDivision
from targets.coverage import CoverageRow, Part
from targets.definitions import Definition, Question
from targets.reports import CoverageReport


def percent(rate: float) -> str:
    """A share from 0 to 1 as a percentage with one decimal."""
    return f"{rate * 100:.1f}%"


def radius(metres: int) -> str:
    """A radius as people say it: 3 公里, 2.5 公里, 800 米."""
    if metres < 1000:
        return _("%(number)s m") % {"number": metres}
    return _("%(number)s km") % {"number": f"{metres / 1000:g}"}


def called(division: AdministrativeDivision) -> str:
    """The name in a sentence: a village's own, not its committee's."""
    return division.short_name if division.level == Level.VILLAGE else division.name


def missing(report: CoverageReport) -> int:
    """Villages that are not covered. Spatially, those without a position cannot be judged."""
    if report.question.definition is Definition.SPATIAL:
        return report.total.uncovered
    return report.total.villages - report.total.covered


def finding(report: CoverageReport) -> str:
    """What the figures say: the title of the page."""
    total = report.total
    values = {
        "name": called(report.division),
        "outlets": report.operating,
        "villages": total.villages,
        "covered": total.covered,
        "radius": radius(report.question.radius_m),
    }
    if first := built(report):
        return first + _still(report) % (values | {"missing": missing(report)})
    if total.rate is None:
        return _("%(name)s: no administrative village; operating outlets: %(outlets)s") % values
    if report.division.level == Level.VILLAGE:
        return _of_village(total) % values
    return _of_division(report.question) % (values | {"rate": percent(total.rate)})


def built(report: CoverageReport) -> str:
    """How far the outlets are from their target; empty where there is none."""
    if report.outlet_rate is None:
        return ""
    return _("%(outlets)s village outlets built, %(rate)s of the target") % {
        "outlets": report.operating,
        "rate": percent(report.outlet_rate),
    }


def _still(report: CoverageReport) -> str:
    if not missing(report):
        return _("; every administrative village is covered")
    return {
        Definition.SERVICE: _("; %(missing)s administrative villages are still not served"),
        Definition.SPATIAL: _(
            "; %(missing)s administrative villages still have no outlet within %(radius)s"
        ),
        Definition.EFFECTIVE: _(
            "; %(missing)s administrative villages still have no effective service"
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
        Definition.EFFECTIVE: _(
            "%(name)s: %(covered)s of %(villages)s administrative villages are effectively"
            " served, coverage %(rate)s"
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
        % {"radius": radius(question.radius_m)},
        Definition.EFFECTIVE: _(
            "Effective: served by an operating outlet with two services or more, parcels or buying"
            " among them, that reported in the last two closed months or was found open by a visit"
            " of the last 90 days."
        ),
    }.get(
        question.definition,
        _("Own outlet: at least one operating outlet stands in the village."),
    )


def covered_heading(definition: Definition) -> str:
    """What the covered villages of a table are called, in few words."""
    return {
        Definition.SERVICE: _("villages served"),
        Definition.SPATIAL: _("villages within reach"),
        Definition.EFFECTIVE: _("villages effectively served"),
    }.get(definition, _("villages with an outlet"))


def list_title(question: Question, part: Part, name: str, count: int) -> str:
    """What a list of villages finds, e.g. `朝阳县：189 个行政村没有网点`."""
    values = {"name": name, "count": count, "radius": radius(question.radius_m)}
    not_covered = {
        Definition.SERVICE: _("%(name)s: %(count)s administrative villages are not served"),
        Definition.SPATIAL: _(
            "%(name)s: %(count)s administrative villages have no outlet within %(radius)s"
        ),
        Definition.EFFECTIVE: _(
            "%(name)s: %(count)s administrative villages are not effectively served"
        ),
    }.get(question.definition, _("%(name)s: %(count)s administrative villages have no outlet"))
    covered = {
        Definition.SERVICE: _("%(name)s: %(count)s administrative villages are served"),
        Definition.SPATIAL: _(
            "%(name)s: %(count)s administrative villages have an outlet within %(radius)s"
        ),
        Definition.EFFECTIVE: _(
            "%(name)s: %(count)s administrative villages are effectively served"
        ),
    }.get(question.definition, _("%(name)s: %(count)s administrative villages have an outlet"))
    titles = {
        Part.GAPS: not_covered,
        Part.UNCOVERED: not_covered,
        Part.COVERED: covered,
        Part.UNLOCATED: _(
            "%(name)s: %(count)s administrative villages without cover have no position"
        ),
        Part.APPROXIMATE: _("%(name)s: the position of %(count)s villages is only approximate"),
        Part.ALL: _("%(name)s: %(count)s registered administrative villages"),
        Part.GAINED: _("%(name)s: %(count)s administrative villages newly covered"),
        Part.LOST: _("%(name)s: %(count)s administrative villages no longer covered"),
    }
    return titles[part] % values
