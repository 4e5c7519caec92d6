"""Sentences of the first page that need more than a template can say."""

from django.utils.translation import gettext as _

from layers.pictures import month_name
from layers.tables import TableRow
from outlets.kinds import OperatingModel, OutletKind, Platform
from targets.definitions import Definition, Question
from targets.findings import built, called, finding, percent
from targets.pace import Arrival
from targets.reports import CoverageReport


def arrival_text(arrival: Arrival | None) -> str:
    """When the target would be met, as the range that the pace of late allows."""
    if arrival is None:
        return ""
    if arrival.earliest is None:
        return _("at this pace the target is never met")
    earliest = month_name(arrival.earliest)
    if arrival.latest is None:
        return _("at best in %(month)s, never at the slowest pace") % {"month": earliest}
    if arrival.latest == arrival.earliest:
        return _("at this pace in %(month)s") % {"month": earliest}
    return _("at this pace between %(earliest)s and %(latest)s") % {
        "earliest": earliest,
        "latest": month_name(arrival.latest),
    }


def most_possible(report: CoverageReport) -> str:
    """How few villages the target's outlets can stand in, where that is the definition."""
    target, villages = report.outlet_target, report.policy_villages
    if not target or not villages or report.question.definition is not Definition.ADMINISTRATIVE:
        return ""
    return _("%(target)s outlets can stand in %(rate)s of the villages at most") % {
        "target": target,
        "rate": percent(target / villages),
    }


def denominators(report: CoverageReport) -> str:
    """How the policy's number of villages and the registry's differ; empty below the city."""
    difference = report.denominator_difference
    if difference is None or report.policy_villages is None:
        return ""
    values = {
        "policy": report.policy_villages,
        "registry": report.total.villages,
        "difference": abs(difference),
    }
    if difference < 0:
        return _("policy %(policy)s, registered %(registry)s: %(difference)s more") % values
    return _("policy %(policy)s, registered %(registry)s: %(difference)s fewer") % values


def leader_title(report: CoverageReport) -> str:
    """The first half of the finding, where it has two: the gaps have their own place."""
    return built(report) or finding(report)


def gap_words(report: CoverageReport, most: list[TableRow]) -> str:
    """What stands behind the number of villages without cover: in which divisions most lie."""
    names = _(", ").join(row.label for row in most)
    inside = sum(row.missing for row in most)
    total = report.total.villages - report.total.covered
    if len(most) < 2 or inside == total:
        return _("villages without cover")
    return _("villages without cover, %(inside)s of them in %(names)s") % {
        "inside": inside,
        "names": names,
    }


def nothing_registered(report: CoverageReport) -> str:
    """The title before the first outlet."""
    return _("%(name)s: %(villages)s administrative villages, no outlet registered yet") % {
        "name": called(report.division),
        "villages": report.total.villages,
    }


def network_part(question: Question) -> str:
    """The part of the network asked about, in words; empty for the whole."""
    part = question.outlets
    labels = (
        OutletKind(part.kind).label if part.kind else "",
        OperatingModel(part.operating_model).label if part.operating_model else "",
        Platform(part.platform).label if part.platform else "",
    )
    return " · ".join(str(label) for label in labels if label)
