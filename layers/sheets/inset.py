"""Where the unit lies in what encloses it, and the code that leads to the live view."""

import shapely
from django.utils.translation import gettext as _

from geo import codes
from geo.levels import Level
from layers.overview import short_label
from layers.sheets.facts import Facts
from layers.sheets.fonts import Face
from layers.sheets.furniture import ratio
from layers.sheets.inks import QUIET, TEXT, Inks
from layers.sheets.names import forms_of
from layers.sheets.papers import Box, Grid
from layers.sheets.pen import Pen
from layers.sheets.placement import LabelRequest, inside_area, place
from layers.sheets.plan import Line
from layers.sheets.qr import draw_code
from layers.sheets.setting import NOTE, fitted, heading, paragraph
from layers.sheets.view import SCALES, View

CODE_MM = 19.0
NAME_PT = 5.2


def draw_inset(pen: Pen, grid: Grid, box: Box, facts: Facts, inks: Inks, address: str) -> None:
    """The block: a small map with a code beside it; for the city the code alone."""
    left, _top, right, bottom = box
    is_city = facts.level == Level.CITY
    y = heading(pen, grid, box, _("Live view") if is_city else _("Location"))
    side = CODE_MM * min(grid.paper.growth, grid.paper.type_growth)
    code_left = right - side
    if address:
        draw_code(pen, code_left, y, side, address)
    _draw_words(pen, grid, (code_left, y + side, right, bottom), address)
    if is_city and address:
        room = (left, y + grid.lead(1), code_left - grid.lead(4), bottom)
        _draw_invitation(pen, grid, room, address)
    elif not is_city:
        _draw_small_map(pen, grid, (left, y, code_left - grid.lead(2), bottom), facts, inks)


def _draw_words(pen: Pen, grid: Grid, box: Box, address: str) -> None:
    words = (
        _("Scan to open the map of the same day (internal network)")
        if address
        else _("No address of the registry is set: no code is printed")
    )
    box = (box[0], box[1] + grid.lead(1), box[2], box[3])
    paragraph(pen, box, words, grid.size_pt(NOTE) * 0.85, colour=QUIET)


def _draw_invitation(pen: Pen, grid: Grid, box: Box, address: str) -> None:
    words = _(
        "The code opens the map with the same day and the same definition; there every village"
        " and every outlet can be looked up."
    )
    y = paragraph(pen, box, words, grid.size_pt(NOTE + 0.4), colour=QUIET, leading=1.6)
    below = (box[0], y + grid.lead(1.5), box[2], box[3])
    fitted(
        pen, box[0], below[1] + grid.lead(2), address, grid.size_pt(NOTE) * 0.8,
        box[2] - box[0], colour=QUIET,
    )  # fmt: skip


def _draw_small_map(pen: Pen, grid: Grid, box: Box, facts: Facts, inks: Inks) -> None:
    """The unit in its parent, among its siblings."""
    parent = codes.parent(facts.division.code)
    enclosing = facts.ground.units.get(parent)
    if enclosing is None:
        return
    left, top, right, bottom = box
    note = grid.lead(4)
    window = (left, top, right, bottom - note)
    view = _fit(window, enclosing.area)
    siblings = facts.ground.below(parent, facts.level)
    shapes = {unit.code: shapely.simplify(view.shape(unit.area), 0.05) for unit in siblings}
    pen.area(view.shape(enclosing.area), inks.mate)
    for code, shape in shapes.items():
        if code == facts.division.code:
            pen.area(shape, inks.own)
        pen.lines(shape, grid.line_mm(0.09), TEXT if inks.is_mono else "#7A7A7A")
    pen.lines(view.shape(enclosing.area), grid.line_mm(0.35), TEXT)
    if facts.level == Level.COUNTY:
        _name_siblings(pen, grid, facts, shapes, window)
    words = _("Inset %(ratio)s") % {"ratio": ratio(view.scale)}
    pen.text(left, bottom - grid.lead(0.6), words, grid.size_pt(NOTE) * 0.9, colour=QUIET)


def _fit(window: Box, area: shapely.Geometry) -> View:
    left, top, right, bottom = window
    west, south, east, north = area.bounds
    needed = 1000 * max((east - west) / (right - left), (north - south) / (bottom - top))
    scale = next(scale for scale in SCALES if scale >= needed)
    return View(scale, window, ((west + east) / 2, (south + north) / 2))


def _name_siblings(
    pen: Pen, grid: Grid, facts: Facts, shapes: dict[str, shapely.Geometry], window: Box
) -> None:
    size = grid.size_pt(NAME_PT)
    requests, names = [], {}
    for code, shape in shapes.items():
        is_own = code == facts.division.code
        face = Face.BOLD if is_own else Face.SANS
        names[code] = short_label(facts.ground.units[code])
        (form,) = forms_of([Line(names[code], size, face)])
        places = [c for c in inside_area(shape, [form]) if is_own or c.cost < form.cost + 9]
        requests.append(LabelRequest(code, 10.0 if is_own else 1.0, places))
    chosen = place(requests, [], window).chosen
    for code, name in names.items():
        if (candidate := chosen.get(code)) is None:
            continue
        is_own = code == facts.division.code
        x = (candidate.box[0] + candidate.box[2]) / 2
        base = (candidate.box[1] + candidate.box[3]) / 2 + grid.lead(0.62)
        pen.text(
            x, base, name, size, face=Face.BOLD if is_own else Face.SANS,
            colour=TEXT, align="middle", halo=0.5, kind="inset",
        )  # fmt: skip
