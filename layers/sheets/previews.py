"""How a sheet will look, as a picture for a screen: the same drawing on another surface."""

import io
from contextlib import suppress

import cairocffi
from django.utils import timezone

from layers.sheets.document import Sheet

LONGEST_PX = 1600


class Nowhere(cairocffi.RecordingSurface):
    """Takes all pages of a document and keeps none: shows whether it can be drawn."""

    def __init__(self) -> None:
        super().__init__(cairocffi.CONTENT_COLOR, None)

    def set_size(self, _width: float, _height: float) -> None:
        """It has no size."""

    def show_page(self) -> None:
        """One page more."""


class _FirstPageDrawn(Exception):
    """The page that is shown is complete."""


class _Picture(cairocffi.ImageSurface):
    """Takes the first page of a document, and ends its drawing there."""

    def set_size(self, _width: float, _height: float) -> None:
        """The picture has the size of the first page already."""

    def show_page(self) -> None:
        raise _FirstPageDrawn


def preview_png(sheet: Sheet, *, longest_px: int = LONGEST_PX) -> bytes:
    """The first page as a PNG whose longer side has so many pixels."""
    width, height = sheet.size_pt
    scale = longest_px / max(width, height)
    picture = _Picture(cairocffi.FORMAT_RGB24, round(width * scale), round(height * scale))
    picture.set_device_scale(scale, scale)
    ground = cairocffi.Context(picture)
    ground.set_source_rgb(1, 1, 1)
    ground.paint()
    with suppress(_FirstPageDrawn):
        sheet.draw(picture, printed_at=timezone.now())
    target = io.BytesIO()
    picture.write_to_png(target)
    return target.getvalue()
