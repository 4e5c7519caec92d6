"""The head of a sheet: the finding as its title, what stands behind it, day, definition, stamp."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

from layers.sentences import network_part
from layers.sheets import fonts
from layers.sheets.facts import Facts
from layers.sheets.fonts import Face
from layers.sheets.inks import QUIET, TEXT
from layers.sheets.papers import Grid
from layers.sheets.pen import Pen
from layers.sheets.setting import DEFINITION, FINDING, TITLE, fitted
from targets import findings
from targets.definitions import Definition
from targets.findings import percent

STAMP_PT = 7.6
SEPARATOR = "　·　"


@dataclass(frozen=True)
class Head:
    """What stands above a page: title, finding, and the line of day and definition."""

    title: str
    second: str
    third: str


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
