"""The cover of an atlas: what it is of, what it finds, and the whole area at a glance."""

import datetime as dt
from dataclasses import dataclass

import shapely
from django.conf import settings
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from core.demonstration import is_loaded
from core.templatetags.measures import day, moment
from geo.levels import Level
from geo.models import AdministrativeDivision
from layers.overview import short_label
from layers.sheets import fonts
from layers.sheets.fonts import MM_PER_POINT, Face
from layers.sheets.ground import Ground, Unit, ground
from layers.sheets.hatches import fill_class
from layers.sheets.inks import QUIET, TEXT, inks
from layers.sheets.options import Theme
from layers.sheets.papers import Box, Grid
from layers.sheets.pen import Pen
from layers.sheets.placement import Form, LabelRequest, for_area, place
from layers.sheets.themes import THEMES
from layers.sheets.view import View
from layers.styles import CLASS_LABELS, class_of
from outlets.kinds import Status
from targets import coverage, findings
from targets.coverage import CoverageRow
from targets.definitions import Question
from targets.findings import percent
from targets.reports import CoverageReport, coverage_report, level_below

# At A3, upright.
LEFT_MM, RIGHT_MM = 20.0, 277.0
MAP: Box = (20.0, 104.0, 277.0, 332.0)
TITLE_PT, FINDING_PT, BASIS_PT = 40.0, 14.0, 9.4
NAME_PT, RATE_PT = 11.0, 9.0
RIBBON_MM = 3.2


@dataclass(frozen=True)
class Cover:
    """What the cover says and shows.

    Attributes:
        townships: rows by code.
        named: rows of the divisions that the map names: those of the level below.
        names: what those are called for short, by code.
    """

    question: Question
    theme: Theme
    report: CoverageReport
    ground: Ground
    townships: dict[str, CoverageRow]
    named: dict[str, CoverageRow]
    names: dict[str, str]
    has_demonstration: bool

    @property
    def title(self) -> str:
        """What the atlas is called."""
        name = self.report.division.name
        if not THEMES[self.theme].has_definition:
            return _("Atlas of %(theme)s: %(name)s") % {"theme": self.theme.label, "name": name}
        return _("Atlas of village e-commerce outlets: %(name)s") % {"name": name}


def cover_of(question: Question, theme: Theme) -> Cover:
    """Read what the cover of an atlas shows."""
    report = coverage_report(question)
    townships = coverage.rows_by(question, Level.TOWNSHIP)
    is_of_townships = level_below(question.division) is not Level.COUNTY
    named = {row.code: row for row in (townships if is_of_townships else report.rows)}
    divisions = AdministrativeDivision.objects.as_of(question.on).filter(code__in=named)
    return Cover(
        question=question,
        theme=theme,
        report=report,
        ground=ground(question.on),
        townships={row.code: row for row in townships},
        named=named,
        names={d.code: short_label(d) for d in divisions},
        has_demonstration=is_loaded(),
    )


def draw(
    pen: Pen, grid: Grid, cover: Cover, *, sheets: int, printed_at: dt.datetime, is_mono: bool
) -> None:
    """The cover on one page."""
    page = _Page(pen, grid, is_mono)
    page.head(cover)
    page.map(cover)
    page.numbers(cover.report)
    page.foot(cover, sheets, printed_at)


class _Page:
    """The cover's blocks on one paper."""

    def __init__(self, pen: Pen, grid: Grid, is_mono: bool) -> None:
        self.pen, self.grid = pen, grid
        self.inks = inks(is_mono=is_mono)
        self.left, self.right = grid.length(LEFT_MM), grid.length(RIGHT_MM)

    def head(self, cover: Cover) -> None:
        pen, grid = self.pen, self.grid
        top = grid.length(24)
        pen.line([(self.left, top), (self.right, top)], grid.line_mm(1.0))
        self._mark(top)
        city = cover.report.division.name
        pen.text(
            self.left,
            top + grid.length(9.5),
            _("%(place)s · as of %(day)s") % {"place": city, "day": day(cover.question.on)},
            grid.size_pt(11),
            colour=QUIET,
        )
        self._fitted(grid.length(60), cover.title, TITLE_PT, Face.BOLD)
        self._fitted(grid.length(75), findings.finding(cover.report), FINDING_PT, Face.SANS)
        note = findings.definition_note(cover.question)
        self._fitted(grid.length(84.5), note, BASIS_PT, Face.SANS, QUIET)

    def _fitted(self, y: float, text: str, at_a3: float, face: Face, colour: str = TEXT) -> None:
        """A line that grows smaller rather than run out of the page."""
        size = self.grid.size_pt(at_a3)
        size *= min(1.0, (self.right - self.left) / fonts.width(text, size, face))
        self.pen.text(self.left, y, text, size, face=face, colour=colour)

    def _mark(self, top: float) -> None:
        """审图号, or that the sheets are internal, in a box at the right."""
        pen, grid = self.pen, self.grid
        number = settings.MAP_APPROVAL_NUMBER
        text = (
            _("Map approval number: %(number)s") % {"number": number}
            if number
            else _("Internal material, for official use only")
        )
        size = grid.size_pt(9.4)
        width, height = fonts.measure(text, size, Face.BOLD)
        room = grid.length(2.2)
        box = (
            self.right - width - 2 * room,
            top + grid.length(5),
            self.right,
            top + grid.length(5) + height + 2 * room,
        )
        pen.rectangle(box, width=grid.line_mm(0.4))
        baseline = box[1] + room + height * 0.84
        pen.text(box[0] + room, baseline, text, size, face=Face.BOLD)

    # The map

    def map(self, cover: Cover) -> None:
        """Townships by class, borders of the level below, a name and a rate for each."""
        earth, code = cover.ground, cover.question.division
        if code not in earth.units:
            return
        view = self._view(earth.units[code].area)
        outline = view.shape(earth.units[code].area)
        self._areas(cover, view, outline)
        self._names(cover, view)
        self._legend(cover)

    def _view(self, area: BaseGeometry) -> View:
        left, top, right, bottom = (self.grid.length(side) for side in MAP)
        west, south, east, north = area.bounds
        room = 2 * self.grid.length(6)
        scale = 1000 * max(
            (east - west) / (right - left - room), (north - south) / (bottom - top - room)
        )
        window = (left, top, right, bottom)
        return View(int(scale) + 1, window, ((west + east) / 2, (south + north) / 2))

    def _areas(self, cover: Cover, view: View, outline: BaseGeometry) -> None:
        pen, grid, earth = self.pen, self.grid, cover.ground
        width = grid.length(RIBBON_MM)
        pen.area(outline.buffer(width).difference(outline), self.inks.ribbon)
        for unit in earth.below(cover.question.division, Level.TOWNSHIP):
            row = cover.townships.get(unit.code)
            fill_class(pen, view.shape(unit.area), class_of(row.rate if row else None), self.inks)
        with pen.within(outline):
            for river in earth.rivers:
                pen.lines(view.clipped(river.shape), grid.line_mm(0.4), self.inks.river)
        thin = view.shape(earth.borders(cover.question.division, Level.TOWNSHIP))
        pen.lines(thin, grid.line_mm(0.15), "#7D8C8F", (grid.line_mm(0.5), grid.line_mm(0.5)))
        if Level(cover.report.division.level) is Level.CITY:
            thick = view.shape(earth.borders(cover.question.division, Level.COUNTY))
            pen.lines(thick, grid.line_mm(0.5))
        pen.lines(outline, grid.line_mm(0.7))

    def _names(self, cover: Cover, view: View) -> None:
        """Name and rate of each division of the level below, where they do not overlap."""
        units = [cover.ground.units[code] for code in cover.named if code in cover.ground.units]
        is_many = len(units) > 12
        name_pt = self.grid.size_pt(NAME_PT * (0.72 if is_many else 1.25))
        rate_pt = name_pt * RATE_PT / NAME_PT
        requests = [self._request(unit, view, cover, name_pt, rate_pt) for unit in units]
        placement = place(requests, [], view.window)
        for unit in units:
            chosen = placement.chosen.get(unit.code)
            if chosen is None:
                continue
            if chosen.leader is not None:
                self.pen.line(chosen.leader, self.grid.line_mm(0.5), "#FFFFFF")
                self.pen.line(chosen.leader, self.grid.line_mm(0.16))
            left, top, right, _bottom = chosen.box
            middle = (left + right) / 2
            baseline = top + name_pt * MM_PER_POINT * 0.95
            halo = self.grid.line_mm(0.9)
            self.pen.text(
                middle,
                baseline,
                cover.names[unit.code],
                name_pt,
                face=Face.BOLD,
                align="middle",
                halo=halo,
                kind="cover",
            )
            below = baseline + rate_pt * MM_PER_POINT * 1.12
            self.pen.text(
                middle,
                below,
                self._rate(cover, unit),
                rate_pt,
                align="middle",
                halo=halo,
                kind="cover",
            )

    def _request(
        self, unit: Unit, view: View, cover: Cover, name_pt: float, rate_pt: float
    ) -> LabelRequest:
        width, height = fonts.measure(cover.names[unit.code], name_pt, Face.BOLD)
        second, lower = fonts.measure(self._rate(cover, unit), rate_pt)
        form = Form("stack", max(width, second) + 1.0, height + lower * 1.2 + 0.8)
        number = Form("number", form.width, form.height, 10.0)
        places = for_area(view.shape(unit.area), [form], number=number, frame=view.window)
        return LabelRequest(unit.code, 100.0, places)

    def _rate(self, cover: Cover, unit: Unit) -> str:
        rate = cover.named[unit.code].rate
        return "—" if rate is None else percent(rate)

    def _legend(self, cover: Cover) -> None:
        """The classes with how many townships each has, at the foot of the map."""
        pen, grid = self.pen, self.grid
        counts = [0] * len(CLASS_LABELS)
        for row in cover.townships.values():
            if (place_in := class_of(row.rate)) is not None:
                counts[place_in] += 1
        width, height = grid.length(17), grid.length(5)
        x = self.right - width * len(counts)
        y = grid.length(MAP[3]) - grid.length(2)
        size = grid.size_pt(7.4)
        heading = _("Coverage of townships, and how many there are")
        pen.text(self.right, y - grid.length(2.6), heading, size, colour=QUIET, align="right")
        for place_in, (label, number) in enumerate(zip(CLASS_LABELS, counts, strict=True)):
            left = x + place_in * width
            box = (left, y, left + width, y + height)
            fill_class(pen, shapely.box(*box), place_in, self.inks)
            pen.rectangle(box, width=grid.line_mm(0.2))
            middle = left + width / 2
            count = str(number)
            halo = grid.line_mm(0.7)
            pen.text(
                middle, y + height * 0.72, count, size, face=Face.BOLD, align="middle", halo=halo
            )
            pen.text(middle, y + height + grid.lead(3.6), label, size, colour=QUIET, align="middle")

    # Below the map

    def numbers(self, report: CoverageReport) -> None:
        """Three numbers, each with what it is and what it is measured against."""
        pen, grid = self.pen, self.grid
        top = grid.length(350)
        width = (self.right - self.left) / 3
        for place_in, (number, words, against) in enumerate(_numbers(report)):
            x = self.left + place_in * width
            pen.line([(x, top), (x + width - grid.length(8), top)], grid.line_mm(0.4))
            big = grid.size_pt(40)
            pen.text(x, top + grid.length(17), number, big, face=Face.BOLD, colour=self.inks.own)
            pen.text(x, top + grid.length(25), words, grid.size_pt(11), face=Face.BOLD)
            pen.text(x, top + grid.length(31), against, grid.size_pt(9), colour=QUIET)

    def foot(self, cover: Cover, sheets: int, printed_at: dt.datetime) -> None:
        pen, grid = self.pen, self.grid
        y = grid.size[1] - grid.length(20)
        pen.line([(self.left, y), (self.right, y)], grid.line_mm(0.15))
        size = grid.size_pt(8)
        words = _("%(sheets)s sheets · printed %(moment)s") % {
            "sheets": sheets,
            "moment": moment(printed_at),
        }
        pen.text(self.left, y + grid.length(6), words, size, colour=QUIET)
        if cover.has_demonstration:
            words = _("With invented demonstration data")
            pen.text(self.right, y + grid.length(6), words, size, align="right")


def _numbers(report: CoverageReport) -> list[tuple[str, str, str]]:
    """Number, what it counts, and what it is measured against."""
    total = report.total
    of_villages = _("of %(number)s registered villages") % {"number": total.villages}
    rate = f" · {percent(total.rate)}" if total.rate is not None else ""
    if report.outlet_target:
        against = _("of %(number)s planned") % {"number": report.outlet_target}
        against += f" · {percent(report.outlet_rate or 0)}"
    else:
        dormant = report.outlets_by_status[Status.DORMANT]
        against = _("presumed dormant besides: %(number)s") % {"number": dormant}
    left = findings.missing(report)
    share = f" · {percent(left / total.villages)}" if total.villages else ""
    return [
        (
            str(total.covered),
            findings.covered_heading(report.question.definition),
            of_villages + rate,
        ),
        (str(report.operating), _("operating outlets"), against),
        (str(left), _("villages not covered"), of_villages + share),
    ]
