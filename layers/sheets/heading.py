"""The head of a sheet: the finding as its title, what stands behind it, day, definition, stamp."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from layers.sentences import network_part
from layers.sheets import fonts
from layers.sheets.facts import Facts, Past
from layers.sheets.fonts import Face
from layers.sheets.inks import QUIET, TEXT
from layers.sheets.options import Theme
from layers.sheets.papers import Grid
from layers.sheets.pen import Pen
from layers.sheets.setting import DEFINITION, FINDING, TITLE, fitted
from outlets.kinds import OperatingModel, Status
from targets import findings
from targets.coverage import Part
from targets.definitions import Definition
from targets.findings import called, percent

STAMP_PT = 7.6
SEPARATOR = "　·　"


@dataclass(frozen=True)
class Head:
    """What stands above a page: title, finding, and the line of day and definition."""

    title: str
    second: str
    third: str


def head_of(facts: Facts) -> Head:
    """The head of the first page."""
    return Head(title=title_of(facts), second=second_of(facts), third=basis_of(facts))


def title_of(facts: Facts) -> str:
    """The finding of the theme, with the division's name."""
    theme, name = facts.options.theme, called(facts.division)
    if theme is Theme.GAPS:
        count = facts.report.total.villages - facts.report.total.covered
        return findings.list_title(facts.question, Part.GAPS, name, count)
    if theme is Theme.MODELS:
        return models_title(facts, name)
    if theme is Theme.CHANGE and facts.past:
        return _(
            "%(name)s: from %(since)s to %(on)s %(gained)s administrative villages were newly"
            " covered and %(lost)s lost"
        ) % {
            "name": name,
            "since": day(facts.past.report.question.on),
            "on": day(facts.question.on),
            "gained": len(facts.past.change.gained),
            "lost": len(facts.past.change.lost),
        }
    finding = findings.finding(facts.report)
    if finding.startswith(name):
        return finding
    return _("%(name)s: %(finding)s") % {"name": name, "finding": finding}


def models_title(facts: Facts, name: str) -> str:
    counts = facts.model_total
    values: dict[str, object] = {
        model.value: counts[model.value, Status.OPERATING.value] for model in OperatingModel
    }
    unknown = counts["", Status.OPERATING.value]
    values |= {"name": name, "outlets": facts.report.operating}
    title = _(
        "%(name)s: of %(outlets)s operating outlets %(public)s are public, %(semi_public)s"
        " semi-public, %(commercial)s commercial"
    )
    if unknown:
        title += _(", %(unknown)s not stated") % {"unknown": unknown}
    return title % values


def second_of(facts: Facts) -> str:
    """What the title leaves out, so that all villages are accounted for."""
    states, total = facts.state_total, facts.report.total
    values = {
        "served": states["served"],
        "uncovered": states["uncovered"],
        "unlocated": states["unlocated"],
        "villages": total.villages,
        "covered": total.covered,
        "reached": states["reached"],
        "radius": findings.radius(facts.question.radius_m),
    }
    if not total.villages:
        return _("No administrative village is registered here.")
    service = facts.other(Definition.SERVICE).total
    values |= {"service": service.covered, "service_rate": percent(service.rate or 0)}
    if facts.past:
        return _of_change(facts, facts.past)
    if facts.question.definition is Definition.SPATIAL:
        parts = [
            _("%(reached)s villages lie within %(radius)s of an outlet"),
            _("%(uncovered)s farther away"),
        ]
    else:
        parts = []
        if states["served"]:
            parts.append(
                _(
                    "Another %(served)s villages are served by a neighbour's outlet (served:"
                    " %(service)s÷%(villages)s=%(service_rate)s)"
                )
            )
        parts.append(_("%(uncovered)s villages have neither outlet nor service"))
    if states["unlocated"]:
        parts.append(_("%(unlocated)s villages have no position"))
    return _("; ").join(parts) % values + pgettext("end of a sentence", ".")


def _of_change(facts: Facts, past: Past) -> str:
    """Both days, so that the change can be seen against what was there."""
    before, now = past.report.total, facts.report.total
    return _(
        "Covered on %(since)s: %(before)s of %(then)s (%(before_rate)s); on %(on)s: %(now)s of"
        " %(villages)s (%(now_rate)s)."
    ) % {
        "since": day(past.report.question.on),
        "before": before.covered,
        "then": before.villages,
        "before_rate": percent(before.rate or 0),
        "on": day(facts.question.on),
        "now": now.covered,
        "villages": now.villages,
        "now_rate": percent(now.rate or 0),
    }


def basis_of(facts: Facts) -> str:
    """As of when, by which definition, against which denominators."""
    total = facts.report.total
    parts = [
        _("As of %(day)s") % {"day": day(facts.question.on)},
        findings.definition_note(facts.question).rstrip("。."),
    ]
    if part := network_part(facts.question):
        parts.append(_("Only these outlets count: %(part)s") % {"part": part})
    if total.rate is not None:
        parts.append(
            _("Registry's denominator: %(covered)s÷%(villages)s=%(rate)s")
            % {"covered": total.covered, "villages": total.villages, "rate": percent(total.rate)}
        )
    if facts.policy:
        whole = facts.whole(facts.question.definition)
        if facts.question.definition is Definition.SPATIAL:
            whole_covered = None
        else:
            whole_covered = whole.total.covered
        target = facts.policy.villages.target
        if whole_covered is None:
            parts.append(
                _("Policy's denominator: %(target)s, for the whole city only") % {"target": target}
            )
        else:
            parts.append(
                _("Policy's denominator, whole city only: %(covered)s÷%(target)s=%(rate)s")
                % {
                    "covered": whole_covered,
                    "target": target,
                    "rate": percent(whole_covered / target),
                }
            )
    return SEPARATOR.join(parts)


def day(value: dt.date) -> str:
    """A day in full: 2018年9月30日."""
    return formats.date_format(value)


def stamp_words() -> str:
    """The map's approval number, or that it is for internal use."""
    if settings.MAP_APPROVAL_NUMBER:
        return _("Map approval number %(number)s") % {"number": settings.MAP_APPROVAL_NUMBER}
    return _("Internal material, for work only")


def draw_head(pen: Pen, grid: Grid, head: Head) -> None:
    left, top, right, _bottom = grid.box("title")
    stamp = draw_stamp(pen, grid, right, top)
    room = stamp - left - grid.lead(6)
    fitted(
        pen, left, top + grid.lead(8.4), head.title, grid.size_pt(TITLE), room,
        face=Face.BOLD, kind="title",
    )  # fmt: skip
    y = top + grid.lead(15.8)
    fitted(pen, left, y, head.second, grid.size_pt(FINDING), right - left, kind="finding")
    y = top + grid.lead(21.0)
    size = grid.size_pt(DEFINITION)
    fitted(pen, left, y, head.third, size, right - left, colour=QUIET, kind="basis")


def draw_stamp(pen: Pen, grid: Grid, right: float, top: float) -> float:
    """The boxed words at the upper right; gives the box's left."""
    words, size = stamp_words(), grid.size_pt(STAMP_PT)
    inside = grid.lead(2.6)
    wide = fonts.width(words, size, Face.BOLD) + 2 * inside
    box = (right - wide, top + grid.lead(1), right, top + grid.lead(7.2))
    pen.rectangle(box, width=grid.line_mm(0.35), colour=TEXT)
    y = (box[1] + box[3]) / 2 + grid.lead(0.95)
    pen.text(right - inside, y, words, size, face=Face.BOLD, align="right", kind="stamp")
    return box[0]
