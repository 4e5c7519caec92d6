"""The pages of an atlas that list its sheets: where each is found, and what it says in one line."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _

from geo.levels import Level
from layers.sheets import fonts
from layers.sheets.fonts import Face
from layers.sheets.inks import QUIET, RULE, Inks
from layers.sheets.papers import Grid
from layers.sheets.pen import Pen
from targets.findings import percent

COLUMNS = 3
GAP_MM = 9.0  # between columns, at A3
LEAD_MM = 5.35  # from row to row, at A3
COUNTY_ROOM_MM = 3.6  # above a county's name
TOGETHER = 3  # rows that a county's name does not leave alone at the foot of a column
HEAD_MM = 8.0  # above the first row of each column
BAR_MM = 15.0
PAGE_MM = 9.0
RATE_MM = 12.5
COUNT_MM = 14.0

TRACK = "#DEE2E6"


@dataclass(frozen=True)
class Entry:
    """One sheet of the atlas.

    Attributes:
        page: where it begins; None for one that could not be drawn.
        rate: of villages covered, 0 to 1; None where there is no village.
        problem: why it could not be drawn.
    """

    code: str
    name: str
    level: Level
    page: int | None
    villages: int
    covered: int
    rate: float | None
    problem: str = ""


@dataclass(frozen=True)
class Row:
    """An entry where it stands: the column from 0, and the baseline below the body's top in mm."""

    entry: Entry
    column: int
    y: float


def laid_out(entries: Sequence[Entry], grid: Grid) -> list[list[Row]]:
    """The rows of each page of contents. How many pages depends on the entries' levels alone."""
    _left, top, _right, bottom = grid.box("pages")
    height = bottom - top
    pages: list[list[Row]] = [[]]
    column, y = 0, grid.lead(HEAD_MM)
    for place, entry in enumerate(entries):
        is_head = entry.level is not Level.TOWNSHIP
        following = entries[place : place + TOGETHER] if is_head else [entry]
        y += grid.lead(COUNTY_ROOM_MM) if is_head and y > grid.lead(HEAD_MM) else 0
        if y + len(following) * grid.lead(LEAD_MM) > height:
            column, y = column + 1, grid.lead(HEAD_MM)
            if column == COLUMNS:
                pages.append([])
                column = 0
        y += grid.lead(LEAD_MM)
        pages[-1].append(Row(entry, column, y))
    return pages


def draw(
    pen: Pen,
    grid: Grid,
    rows: Iterable[Row],
    *,
    covered_heading: str,
    inks: Inks,
    has_links: bool,
) -> None:
    """One page of contents, without its title and footer."""
    left, top, right, _bottom = grid.box("pages")
    gap = grid.length(GAP_MM)
    width = (right - left - (COLUMNS - 1) * gap) / COLUMNS
    listed = list(rows)
    for column in sorted({row.column for row in listed}):
        x = left + column * (width + gap)
        _column_head(pen, grid, x, top, width, covered_heading)
    for row in listed:
        x = left + row.column * (width + gap)
        with _linked(pen, grid, row.entry, x, top + row.y, width, has_links):
            _row(pen, grid, row.entry, x, top + row.y, width, inks)


def _column_head(
    pen: Pen, grid: Grid, x: float, top: float, width: float, covered_heading: str
) -> None:
    y = top + grid.lead(5.2)
    size = grid.size_pt(6.6)
    edges = _edges(grid, x, width)
    pen.text(x, y, _("sheet"), size, colour=QUIET)
    pen.text(edges.count, y, covered_heading, size, colour=QUIET, align="right")
    pen.text(edges.rate, y, _("coverage rate"), size, colour=QUIET, align="right")
    pen.text(edges.page, y, _("page no."), size, colour=QUIET, align="right")
    pen.line([(x, y + grid.lead(2.0)), (x + width, y + grid.lead(2.0))], grid.line_mm(0.4))


@dataclass(frozen=True)
class _Edges:
    """Right ends of a row's figures."""

    count: float
    bar: float
    rate: float
    page: float


def _edges(grid: Grid, x: float, width: float) -> _Edges:
    page = x + width
    rate = page - grid.length(PAGE_MM)
    bar = rate - grid.length(RATE_MM)
    return _Edges(bar - grid.length(BAR_MM + 2.5), bar, rate, page)


@contextmanager
def _linked(
    pen: Pen, grid: Grid, entry: Entry, x: float, y: float, width: float, has_links: bool
) -> Iterator[None]:
    """What is drawn meanwhile leads to the entry's page."""
    if entry.page is None or not has_links:
        yield
        return
    rise = grid.lead(LEAD_MM) * 0.75
    area = f"rect=[{x:.2f} {y - rise:.2f} {width:.2f} {grid.lead(LEAD_MM):.2f}]"
    pen.context.tag_begin("Link", f"{area} page={entry.page}")
    yield
    pen.context.tag_end("Link")


def _row(pen: Pen, grid: Grid, entry: Entry, x: float, y: float, width: float, inks: Inks) -> None:
    is_head = entry.level is not Level.TOWNSHIP
    face = Face.BOLD if is_head else Face.SANS
    size = grid.size_pt(9.4 if is_head else 8.0)
    edges = _edges(grid, x, width)
    indent = 0 if is_head else grid.length(4)
    room = edges.count - grid.length(COUNT_MM) - x - indent
    pen.text(x + indent, y, entry.name, _fitting(entry.name, size, face, room), face=face)
    if entry.page is None:
        _problem(pen, grid, entry, (x + indent, edges.page), y, inks)
    else:
        pen.text(edges.page, y, str(entry.page), size, face=face, align="right")
        _figures(pen, grid, entry, edges, y, inks)
    below = y + grid.lead(LEAD_MM) * 0.3
    if is_head:
        pen.line([(x, below), (x + width, below)], grid.line_mm(0.2))
    else:
        pen.line([(x + indent, below), (x + width, below)], grid.line_mm(0.07), RULE)


def _problem(
    pen: Pen, grid: Grid, entry: Entry, ends: tuple[float, float], y: float, inks: Inks
) -> None:
    """Why a sheet is missing, at the right, cut off where its name ends."""
    start, end = ends
    size = grid.size_pt(6.6)
    room = end - start - fonts.width(entry.name, grid.size_pt(9.4), Face.BOLD) - grid.length(3)
    words = _("Not drawn: %(problem)s") % {"problem": entry.problem}
    pen.text(end, y, _cut(words, size, room), size, colour=inks.gap, align="right")


def _cut(text: str, size: float, room: float) -> str:
    """As much of the text as the room takes."""
    if fonts.width(text, size) <= room:
        return text
    while text and fonts.width(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text}…"


def _figures(pen: Pen, grid: Grid, entry: Entry, edges: _Edges, y: float, inks: Inks) -> None:
    size = grid.size_pt(7.4)
    if entry.rate is None:
        pen.text(edges.rate, y, "—", size, colour=QUIET, align="right")
        return
    pen.text(edges.count, y, f"{entry.covered}/{entry.villages}", size, colour=QUIET, align="right")
    pen.text(edges.rate, y, percent(entry.rate), size, align="right")
    length, height = grid.length(BAR_MM), grid.lead(1.5)
    start = edges.bar - length
    box = (start, y - grid.lead(1.8), start + length, y - grid.lead(1.8) + height)
    pen.rectangle(box, fill=TRACK)
    if entry.rate:
        filled = (box[0], box[1], start + length * entry.rate, box[3])
        pen.rectangle(filled, fill=inks.own)


def _fitting(text: str, size: float, face: Face, room: float) -> float:
    """The size at which the text fits into the room, `size` at most."""
    width = fonts.width(text, size, face)
    return size if width <= room else size * room / width
