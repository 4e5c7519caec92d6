"""A sheet as a document: it knows its pages, title, number and hash, and draws itself."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import IO

import cairocffi
from django.utils import translation

from layers.sheets.facts import Facts, facts
from layers.sheets.footer import draw_footer
from layers.sheets.heading import Head, draw_head
from layers.sheets.inks import inks
from layers.sheets.layout import draw_first, listing_box, needs_further
from layers.sheets.numbering import sheet_number
from layers.sheets.options import SheetOptions
from layers.sheets.pages import Column, draw_page, head_of_pages, pages_of
from layers.sheets.papers import Grid
from layers.sheets.pen import POINTS_PER_MM, Pen, Word
from layers.sheets.plan import Plan
from layers.sheets.planning import plan_map
from layers.sheets.themes import head_of
from layers.sheets.view import laid
from targets.definitions import Question


@dataclass(frozen=True)
class Sheet:
    """A sheet ready to be drawn, in the language active when it was made.

    Attributes:
        number: 图号: division, day, theme, definition, paper, way it lies, colour.
        head: what stands above the map.
        further: the columns of the pages behind the first.
        address: of the live view, for the code; empty for none.
    """

    number: str
    head: Head
    facts: Facts
    plan: Plan
    further: list[list[Column]]
    address: str
    language: str

    @property
    def title(self) -> str:
        return self.head.title

    @property
    def grid(self) -> Grid:
        return self.plan.grid

    @property
    def pages(self) -> int:
        return 1 + len(self.further)

    @cached_property
    def fingerprint(self) -> str:
        """Names question and data: equal for sheets that show the same."""
        return self.facts.fingerprint

    @property
    def size_pt(self) -> tuple[float, float]:
        """Width and height of its pages in points, as cairo takes them."""
        width, height = self.grid.size
        return width * POINTS_PER_MM, height * POINTS_PER_MM

    def draw(
        self, surface: cairocffi.PDFSurface, *, printed_at: dt.datetime, folio: int = 0
    ) -> list[list[Word]]:
        """Put every page on the surface, the size set for each; gives the words of each page.

        `folio` is the number of the first page in an atlas; 0 for a sheet by itself.
        """
        words = []
        for page in range(1, self.pages + 1):
            surface.set_size(*self.size_pt)
            pen = Pen(surface)
            self.draw_page(pen, page, printed_at=printed_at, folio=folio and folio + page - 1)
            surface.show_page()
            words.append(pen.words)
        return words

    def draw_page(self, pen: Pen, page: int, *, printed_at: dt.datetime, folio: int = 0) -> None:
        """Draw one page, from 1, on a surface of its size."""
        with translation.override(self.language):
            self._draw_page(pen, page)
            draw_footer(
                pen, self.grid, self.facts, number=f"{self.number}-{page:02d}",
                printed_at=printed_at, page=page, pages=self.pages, folio=folio,
            )  # fmt: skip

    def _draw_page(self, pen: Pen, page: int) -> None:
        ink = inks(is_mono=self.facts.options.is_mono)
        if page == 1:
            draw_head(pen, self.grid, self.head)
            draw_first(
                pen, self.facts, self.plan, ink,
                address=self.address, further_page=2 if self.further else 0,
            )  # fmt: skip
            return
        draw_head(pen, self.grid, head_of_pages(self.facts))
        draw_page(pen, self.grid, self.further[page - 2], self.facts, ink)


def sheet_of(question: Question, options: SheetOptions, *, address: str = "") -> Sheet:
    """The sheet that answers a question.

    Args:
        address: of the live view, for the QR code; empty for none.

    Raises:
        UnknownDivisionError: no such division on the day, or none that a sheet can show.
        ConflictError: the registry is being written to all the while.
    """
    found = facts(question, options)
    grid = laid(options.paper, found.unit.area, options.orientation)
    plan = plan_map(found, grid, ranked=listing_box(found, grid).ranked)
    return Sheet(
        number=sheet_number(question, options, grid),
        head=head_of(found),
        facts=found,
        plan=plan,
        further=pages_of(found, grid) if needs_further(found, grid, plan) else [],
        address=address,
        language=translation.get_language() or "",
    )


def draw_sheet(
    target: IO[bytes],
    question: Question,
    options: SheetOptions,
    *,
    printed_at: dt.datetime,
    address: str = "",
) -> Sheet:
    """Write one sheet as a PDF to a file; gives the sheet that was drawn.

    Printed again while the data stand, the file is the same but for the time of printing.

    Raises:
        MissingGlyphError: the font lacks a sign of a name. See also `sheet_of`.
    """
    sheet = sheet_of(question, options, address=address)
    surface = cairocffi.PDFSurface(target, *sheet.size_pt)
    surface.set_metadata(cairocffi.PDF_METADATA_TITLE, sheet.title)
    surface.set_metadata(cairocffi.PDF_METADATA_CREATE_DATE, printed_at.isoformat())
    sheet.draw(surface, printed_at=printed_at)
    surface.finish()
    return sheet
