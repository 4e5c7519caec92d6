"""An atlas: cover, contents, and the sheets of a division and all below it, in one file.

Sheets are made and drawn first, so that the contents know which failed; then cover, contents and
sheets are put on the pages in their order. Pages have the paper of their sheet.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import cairocffi
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError
from geo.levels import Level
from layers.sheets import atlas_contents, atlas_cover, snapshots
from layers.sheets.atlas_contents import Entry
from layers.sheets.atlas_cover import Cover, cover_of
from layers.sheets.atlas_plan import AtlasOrder, PlannedSheet, planned_sheets
from layers.sheets.atlas_workers import MadeSheet, failed, made_sheets
from layers.sheets.document import Sheet
from layers.sheets.fonts import Face
from layers.sheets.inks import QUIET, inks
from layers.sheets.papers import Grid, Orientation
from layers.sheets.pen import POINTS_PER_MM, Pen
from targets.findings import covered_heading

Progress = Callable[[float, str], None]
"""Told the share done, 0 to 1, and what is being done; may raise so as to stop the work."""

DRAWING = 0.12  # of the whole time, after the sheets are made


class NothingDrawnError(DomainError):
    """Not one sheet of the atlas could be drawn."""

    status = 422
    code = "nothing_drawn"


@dataclass(frozen=True)
class Failure:
    """A sheet that is missing, and why."""

    code: str
    name: str
    problem: str


@dataclass(frozen=True)
class Atlas:
    """Everything of an atlas, ready to be drawn, in the language active when it was made.

    Sheets that turn out not to be drawable are marked in `made` when the atlas is written.
    """

    order: AtlasOrder
    cover: Cover
    made: list[MadeSheet]

    @property
    def failures(self) -> list[Failure]:
        return [
            Failure(sheet.planned.code, sheet.planned.name, sheet.problem)
            for sheet in self.made
            if sheet.problem
        ]

    @property
    def drawn(self) -> list[tuple[PlannedSheet, Sheet]]:
        return [(made.planned, made.sheet) for made in self.made if made.sheet is not None]

    @property
    def grid(self) -> Grid:
        """That of cover and contents."""
        return Grid(self.order.options.paper, Orientation.PORTRAIT)


def make_atlas(order: AtlasOrder, *, workers: int = 1, progress: Progress | None = None) -> Atlas:
    """Read everything and place all labels.

    Raises:
        UnknownDivisionError: no such division on the day.
        NothingDrawnError: every sheet failed.
    """
    made = []
    with snapshots.exported() as snapshot:
        with snapshots.seen(snapshot):
            cover = cover_of(order.question, order.options.theme)
            planned = planned_sheets(order)
        for sheet in made_sheets(planned, snapshot, workers=workers):
            made.append(sheet)
            if progress:
                share = (1 - DRAWING) * len(made) / len(planned)
                progress(share, _said(len(made), len(planned), sheet.planned.name))
    atlas = Atlas(order, cover, made)
    _see_to_sheets(atlas)
    return atlas


def _see_to_sheets(atlas: Atlas) -> None:
    if not atlas.drawn:
        reason = atlas.failures[0].problem if atlas.failures else ""
        raise NothingDrawnError(_("No sheet could be drawn. %(reason)s") % {"reason": reason})


def _said(number: int, total: int, name: str) -> str:
    values = {"number": number, "total": total, "name": name}
    return _("Sheet %(number)s of %(total)s: %(name)s") % values


def write_pdf(
    atlas: Atlas,
    target: IO[bytes] | Path | str,
    *,
    printed_at: dt.datetime,
    progress: Progress | None = None,
) -> int:
    """Write the atlas as one PDF with bookmarks and links; gives its number of pages."""
    file = str(target) if isinstance(target, Path) else target
    recorded = _recorded(atlas, printed_at, progress)
    surface = cairocffi.PDFSurface(file, *_points(atlas.grid))
    _describe(surface, atlas.cover.title, printed_at)
    pages, first = _pages_of_contents(atlas)
    surface.add_outline(0, _("Cover page"), "page=1", 0)
    surface.add_outline(0, _("Contents"), "page=2", 0)
    _draw_cover(surface, atlas, printed_at)
    _draw_contents(surface, atlas, pages, printed_at)
    parents: dict[Level, int] = {}
    for planned, sheet in atlas.drawn:
        page = first[planned.code]
        _bookmark(surface, planned, page, parents)
        for drawing in recorded[planned.code]:
            surface.set_size(*sheet.size_pt)
            context = cairocffi.Context(surface)
            context.set_source_surface(drawing)
            context.paint()
            surface.show_page()
    surface.finish()
    return 1 + len(pages) + sum(sheet.pages for _planned, sheet in atlas.drawn)


def write_zip(
    atlas: Atlas,
    target: IO[bytes] | Path,
    *,
    printed_at: dt.datetime,
    progress: Progress | None = None,
) -> int:
    """Write one PDF for each sheet, and one of cover and contents, into a zip; gives how many."""
    files = []
    for number, (planned, sheet) in enumerate(atlas.drawn, start=1):
        try:
            files.append((planned, _alone(sheet, printed_at)))
        except Exception as error:
            _mark(atlas, failed(planned, error))
        _tell(progress, number, len(atlas.made))
    _see_to_sheets(atlas)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        front = _("Contents")
        _add(archive, f"000 {front}.pdf", _front(atlas, printed_at), printed_at)
        for number, (planned, content) in enumerate(files, start=1):
            _add(archive, f"{number:03d} {planned.code} {planned.name}.pdf", content, printed_at)
    return 1 + len(files)


def _recorded(
    atlas: Atlas, printed_at: dt.datetime, progress: Progress | None
) -> dict[str, list[cairocffi.RecordingSurface]]:
    """The pages of each sheet, drawn and numbered, by code; those that fail are marked."""
    recorded = {}
    page = 2 + len(_pages_of_contents(atlas)[0])
    for number, (planned, sheet) in enumerate(atlas.drawn, start=1):
        try:
            recorded[planned.code] = _drawn(sheet, printed_at, page)
            page += sheet.pages
        except Exception as error:
            _mark(atlas, failed(planned, error))
        _tell(progress, number, len(atlas.made))
    _see_to_sheets(atlas)
    return recorded


def _drawn(sheet: Sheet, printed_at: dt.datetime, folio: int) -> list[cairocffi.RecordingSurface]:
    """A sheet's pages, to be put on the pages of a file."""
    drawings = []
    for page in range(1, sheet.pages + 1):
        extents = (0, 0, *sheet.size_pt)
        drawing = cairocffi.RecordingSurface(cairocffi.CONTENT_COLOR_ALPHA, extents)
        sheet.draw_page(Pen(drawing), page, printed_at=printed_at, folio=folio + page - 1)
        drawings.append(drawing)
    return drawings


def _mark(atlas: Atlas, failure: MadeSheet) -> None:
    """Note in the atlas that a sheet could not be drawn."""
    codes = [made.planned.code for made in atlas.made]
    atlas.made[codes.index(failure.planned.code)] = failure


def _tell(progress: Progress | None, number: int, total: int) -> None:
    if progress:
        progress(1 - DRAWING * (1 - number / total), _("Writing the file"))


def file_name(order: AtlasOrder, *, is_zip: bool) -> str:
    """What the file of an atlas is called."""
    question, options = order.question, order.options
    colour = "-mono" if options.is_mono else ""
    return (
        f"atlas-{question.division}-{question.on:%Y%m%d}-{options.theme}"
        f"-{options.paper.name}{colour}.{'zip' if is_zip else 'pdf'}"
    )


# Pages


def _points(grid: Grid) -> tuple[float, float]:
    width, height = grid.size
    return width * POINTS_PER_MM, height * POINTS_PER_MM


def _describe(surface: cairocffi.PDFSurface, title: str, printed_at: dt.datetime) -> None:
    surface.set_metadata(cairocffi.PDF_METADATA_TITLE, title)
    surface.set_metadata(cairocffi.PDF_METADATA_CREATE_DATE, printed_at.isoformat())


def _pages_of_contents(atlas: Atlas) -> tuple[list[list[atlas_contents.Row]], dict[str, int]]:
    """The pages of contents, and the page where each sheet begins, by code."""
    pages = atlas_contents.laid_out([_entry(atlas, made, {}) for made in atlas.made], atlas.grid)
    page, first = 2 + len(pages), {}
    for planned, sheet in atlas.drawn:
        first[planned.code] = page
        page += sheet.pages
    entries = [_entry(atlas, made, first) for made in atlas.made]
    return atlas_contents.laid_out(entries, atlas.grid), first


def _entry(atlas: Atlas, made: MadeSheet, first: dict[str, int]) -> Entry:
    planned, cover = made.planned, atlas.cover
    row = cover.townships.get(planned.code) or cover.named.get(planned.code)
    if planned.code == cover.question.division:
        row = cover.report.total
    return Entry(
        code=planned.code,
        name=planned.name,
        level=planned.level,
        page=first.get(planned.code),
        villages=row.villages if row else 0,
        covered=row.covered if row else 0,
        rate=row.rate if row else None,
        problem=made.problem,
    )


def _draw_cover(surface: cairocffi.PDFSurface, atlas: Atlas, printed_at: dt.datetime) -> None:
    surface.set_size(*_points(atlas.grid))
    atlas_cover.draw(
        Pen(surface),
        atlas.grid,
        atlas.cover,
        sheets=len(atlas.drawn),
        printed_at=printed_at,
        is_mono=atlas.order.options.is_mono,
    )
    surface.show_page()


def _draw_contents(
    surface: cairocffi.PDFSurface,
    atlas: Atlas,
    pages: Sequence[Sequence[atlas_contents.Row]],
    printed_at: dt.datetime,
    *,
    has_links: bool = True,
) -> None:
    for number, rows in enumerate(pages, start=2):
        surface.set_size(*_points(atlas.grid))
        pen = Pen(surface)
        atlas_contents.draw(
            pen,
            atlas.grid,
            rows,
            covered_heading=covered_heading(atlas.order.question.definition),
            inks=inks(is_mono=atlas.order.options.is_mono),
            has_links=has_links,
        )
        _title(pen, atlas, number)
        surface.show_page()


def _title(pen: Pen, atlas: Atlas, page: int) -> None:
    """Head and foot of a page of contents."""
    grid = atlas.grid
    left, top, right, _bottom = grid.box("title")
    pen.text(left, top + grid.lead(10), _("Contents"), grid.size_pt(24), face=Face.BOLD)
    pen.text(left, top + grid.lead(16.5), atlas.cover.title, grid.size_pt(10.6), colour=QUIET)
    failed = len(atlas.failures)
    if failed:
        words = _("Sheets that could not be drawn: %(number)s") % {"number": failed}
        pen.text(right, top + grid.lead(16.5), words, grid.size_pt(10.6), align="right")
    _left, upper, _right, lower = grid.box("footer")
    pen.line([(left, upper), (right, upper)], grid.line_mm(0.15))
    pen.text(right, (upper + lower) / 2 + grid.lead(1), str(page), grid.size_pt(8), align="right")


def _bookmark(
    surface: cairocffi.PDFSurface, planned: PlannedSheet, page: int, parents: dict[Level, int]
) -> None:
    """Townships under their county, counties under the city, whichever of them are there."""
    above = {Level.CITY: [], Level.COUNTY: [Level.CITY]}.get(
        planned.level, [Level.COUNTY, Level.CITY]
    )
    parent = next((parents[level] for level in above if level in parents), 0)
    flags = cairocffi.PDF_OUTLINE_FLAG_OPEN if planned.level is Level.CITY else 0
    parents[planned.level] = surface.add_outline(parent, planned.name, f"page={page}", flags)


# Files of a zip


def _front(atlas: Atlas, printed_at: dt.datetime) -> bytes:
    """Cover and contents alone."""
    target = io.BytesIO()
    surface = cairocffi.PDFSurface(target, *_points(atlas.grid))
    _describe(surface, atlas.cover.title, printed_at)
    _draw_cover(surface, atlas, printed_at)
    pages, _first = _pages_of_contents(atlas)
    _draw_contents(surface, atlas, pages, printed_at, has_links=False)
    surface.finish()
    return target.getvalue()


def _alone(sheet: Sheet, printed_at: dt.datetime) -> bytes:
    target = io.BytesIO()
    surface = cairocffi.PDFSurface(target, *sheet.size_pt)
    _describe(surface, sheet.title, printed_at)
    sheet.draw(surface, printed_at=printed_at)
    surface.finish()
    return target.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes, printed_at: dt.datetime) -> None:
    """Dated by the printing, so that equal atlases are equal files."""
    local = timezone.localtime(printed_at)
    archive.writestr(zipfile.ZipInfo(name, local.timetuple()[:6]), content)
