"""The foot of every page: projection, sources, who compiled it, number, hash, time of printing."""

import datetime as dt

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from geo.crs import CENTRAL_MERIDIAN_DEGREES, PROJECTED_SRID
from geo.levels import Level
from layers.sheets.facts import Facts
from layers.sheets.fonts import Face, width
from layers.sheets.inks import QUIET, TEXT
from layers.sheets.papers import Grid
from layers.sheets.pen import Pen
from layers.sheets.setting import FOOT, fitted
from layers.sheets.themes import theme_of

GAP = "　"


def sources_line(facts: Facts) -> str:
    """The coordinate system, and where lines, waters and outlets come from."""
    projection = _(
        "CGCS2000, 3-degree Gauss–Krüger projection, central meridian %(degrees)s°E (EPSG:%(code)s)"
    ) % {"degrees": CENTRAL_MERIDIAN_DEGREES, "code": PROJECTED_SRID}
    parts = [projection]
    for label, level in ((_("county lines"), Level.COUNTY), (_("township lines"), Level.TOWNSHIP)):
        units = facts.ground.below(facts.division.code[:4] + "00", level)
        if names := list(dict.fromkeys(unit.source for unit in units if unit.source)):
            parts.append(label + _(": ") + _(", ").join(names))
    waters = list(dict.fromkeys(river.source for river in facts.ground.rivers if river.source))
    if waters:
        parts.append(_("rivers") + _(": ") + _(", ").join(waters))
    outlets = theme_of(facts).registry_source()
    if facts.has_demonstration:
        outlets += _(" (with invented demonstration data)")
    parts.append(outlets)
    return _("; ").join(parts) + pgettext("end of a sentence", ".")


def office(facts: Facts) -> str:
    """Who compiles the sheets: as the settings say, else the city's bureau of commerce."""
    if settings.COMPILING_OFFICE:
        return settings.COMPILING_OFFICE
    city = facts.ground.units.get(facts.division.code[:4] + "00")
    return _("%(city)s Bureau of Commerce") % {"city": city.name if city else ""}


def draw_footer(
    pen: Pen,
    grid: Grid,
    facts: Facts,
    *,
    number: str,
    printed_at: dt.datetime,
    page: int,
    pages: int,
    folio: int = 0,
) -> None:
    """Two lines of notes and the page. `folio` is the page's number in an atlas; 0 in none."""
    left, top, right, _bottom = grid.box("footer")
    pen.line([(left, top), (right, top)], grid.line_mm(0.15), TEXT)
    size = grid.size_pt(FOOT)
    words = _("Page %(page)s of %(pages)s") % {"page": page, "pages": pages}
    if folio:
        words = _("Atlas page %(folio)s") % {"folio": folio} + GAP + words
    bold = grid.size_pt(FOOT + 0.6)
    second = top + grid.lead(6.6)
    pen.text(right, second, words, bold, face=Face.BOLD, align="right", kind="page")
    room = right - left - width(words, bold, Face.BOLD) - 4
    first = top + grid.lead(3.4)
    fitted(pen, left, first, sources_line(facts), size, right - left, colour=QUIET, kind="source")
    moment = timezone.localtime(printed_at).strftime("%Y-%m-%d %H:%M")
    approval = settings.MAP_APPROVAL_NUMBER or _("none (for internal use)")
    parts = [
        _("Compiled by %(office)s") % {"office": office(facts)},
        _("Sheet %(number)s") % {"number": number},
        _("Data %(hash)s") % {"hash": facts.fingerprint},
        _("Map approval number %(number)s") % {"number": approval},
        _("Printed %(moment)s") % {"moment": moment},
    ]
    fitted(pen, left, second, GAP.join(parts), size, room, colour=QUIET, kind="imprint")
