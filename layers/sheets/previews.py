"""How a sheet will look, as a picture for a screen: the same drawing on another surface."""

import io

import cairocffi
from django.utils import timezone

from layers.sheets.document import Sheet
from layers.sheets.pen import Pen

LONGEST_PX = 1600


def preview_png(sheet: Sheet, *, longest_px: int = LONGEST_PX) -> bytes:
    """The first page as a PNG whose longer side has so many pixels."""
    width, height = sheet.size_pt
    scale = longest_px / max(width, height)
    picture = cairocffi.ImageSurface(
        cairocffi.FORMAT_RGB24, round(width * scale), round(height * scale)
    )
    picture.set_device_scale(scale, scale)
    ground = cairocffi.Context(picture)
    ground.set_source_rgb(1, 1, 1)
    ground.paint()
    sheet.draw_page(Pen(picture), 1, printed_at=timezone.now())
    target = io.BytesIO()
    picture.write_to_png(target)
    return target.getvalue()
