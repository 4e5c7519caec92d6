"""Sheets printed into memory and read back: their text, fonts, sizes and pixels."""

import datetime as dt
import io
from typing import Any

import numpy as np
import pypdfium2
from pypdf import PdfReader

from layers.sheets.document import Sheet, draw_sheet
from layers.sheets.options import options_of
from targets.definitions import Question, ask
from tests.layers.sheets.small_county import ON

PRINTED_AT = dt.datetime(2018, 10, 8, 1, 0, tzinfo=dt.UTC)
ADDRESS = "https://registry.example/map/?division=211321"
POINTS_PER_MM = 72 / 25.4


class Printed:
    """A finished PDF and the sheet that it shows."""

    def __init__(self, sheet: Sheet, content: bytes) -> None:
        self.sheet, self.content = sheet, content
        self.reader = PdfReader(io.BytesIO(content))

    def text(self, page: int = 0) -> str:
        """What a reader finds, without line breaks and blanks."""
        return "".join(self.reader.pages[page].extract_text().split())

    def fonts(self) -> list[dict[str, Any]]:
        """The descendant fonts of all pages."""
        found = []
        for page in self.reader.pages:
            for font in page["/Resources"]["/Font"].values():
                for descendant in font.get_object().get("/DescendantFonts", [font]):
                    found.append(descendant.get_object())
        return found

    def pixels(self, box: tuple[float, float, float, float], dpi: int = 200) -> np.ndarray:
        """Grey values of a box in millimetres on the first page, 0 black to 255 white."""
        page = pypdfium2.PdfDocument(self.content)[0]
        grey = page.render(scale=dpi / 72, grayscale=True).to_numpy().squeeze()
        left, top, right, bottom = (round(side * dpi / 25.4) for side in box)
        return grey[top:bottom, left:right]


def question(division: str, *, on: dt.date = ON, **parts: Any) -> Question:
    return ask(on=on, division=division, **parts)


def printed(asked: Question, *, printed_at: dt.datetime = PRINTED_AT, **options: Any) -> Printed:
    """Print the sheet that answers a question."""
    target = io.BytesIO()
    address = options.pop("address", ADDRESS)
    sheet = draw_sheet(
        target, asked, options_of(asked, **options), printed_at=printed_at, address=address
    )
    return Printed(sheet, target.getvalue())
