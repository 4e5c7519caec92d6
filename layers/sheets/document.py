"""A sheet as a document: it knows its pages, title, number and hash, and draws itself."""

import datetime as dt
from dataclasses import dataclass
from typing import IO

import cairocffi

from layers.sheets.ground import ground
from layers.sheets.options import SheetOptions
from layers.sheets.papers import Grid
from layers.sheets.pen import POINTS_PER_MM, Pen
from layers.sheets.view import laid
from targets import findings, reports
from targets.definitions import Question


@dataclass(frozen=True)
class Sheet:
    """A sheet ready to be drawn, in the language active when it was made.

    Attributes:
        number: 图号: division, day, theme, definition, paper, way it lies, colour.
        fingerprint: names question and data: equal for sheets that show the same.
        pages: how many pages it fills.
    """

    title: str
    number: str
    fingerprint: str
    pages: int
    grid: Grid

    @property
    def size_pt(self) -> tuple[float, float]:
        """Width and height of its pages in points, as cairo takes them."""
        width, height = self.grid.size
        return width * POINTS_PER_MM, height * POINTS_PER_MM

    def draw(self, surface: cairocffi.PDFSurface, *, printed_at: dt.datetime) -> None:
        """Put every page on the surface; the size is set for each."""
        for _page in range(self.pages):
            surface.set_size(*self.size_pt)
            pen = Pen(surface)
            pen.text(10, 20, self.title, 20)
            surface.show_page()


def sheet_of(question: Question, options: SheetOptions, *, address: str = "") -> Sheet:
    """The sheet that answers a question.

    Args:
        address: of the live view, for the QR code; empty for none.

    Raises:
        UnknownDivisionError: no such division on the day.
        ConflictError: the registry is being written to all the while.
        MissingGlyphError: the font lacks a sign of a name.
    """
    report = reports.coverage_report(question)
    area = ground(question.on).units[question.division].area
    return Sheet(
        title=findings.finding(report),
        number=question.key,
        fingerprint="",
        pages=1,
        grid=laid(options.paper, area, options.orientation),
    )


def draw_sheet(
    target: IO[bytes],
    question: Question,
    options: SheetOptions,
    *,
    printed_at: dt.datetime,
    address: str = "",
) -> Sheet:
    """Write one sheet as a PDF to a file; gives the sheet that was drawn."""
    sheet = sheet_of(question, options, address=address)
    surface = cairocffi.PDFSurface(target, *sheet.size_pt)
    surface.set_metadata(cairocffi.PDF_METADATA_TITLE, sheet.title)
    surface.set_metadata(cairocffi.PDF_METADATA_CREATE_DATE, printed_at.isoformat())
    sheet.draw(surface, printed_at=printed_at)
    surface.finish()
    return sheet
