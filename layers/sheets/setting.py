"""How words are set in the blocks beside a map: headings, lines that fit, paragraphs."""

import re
from collections.abc import Sequence

from layers.sheets import fonts
from layers.sheets.fonts import MM_PER_POINT, Face
from layers.sheets.inks import QUIET, RULE, TEXT
from layers.sheets.papers import Box, Grid
from layers.sheets.pen import Pen

# Sizes in points at A3.
TITLE, FINDING, DEFINITION = 24.0, 10.6, 8.2
BIG, HEAD, BODY, NOTE, FOOT = 30.0, 9.4, 7.4, 6.6, 6.2
LEAST = 4.6  # nothing is set smaller to make it fit, but for A4, which is 0.8 of it
BLOCK_RULE_MM, HAIRLINE_MM, TOTAL_RULE_MM = 0.40, 0.10, 0.25
HEAD_MM = 5.0  # from a block's rule to the baseline of its heading


def heading(pen: Pen, grid: Grid, box: Box, title: str, note: str = "") -> float:
    """The rule, title and note on top of a block; gives the y of what may come next.

    A note that has no room beside the title stands below it.
    """
    left, top, right, _bottom = box
    pen.line([(left, top), (right, top)], grid.line_mm(BLOCK_RULE_MM), TEXT)
    y = top + grid.lead(HEAD_MM)
    used = fitted(
        pen, left, y, title, grid.size_pt(HEAD), right - left, face=Face.BOLD, kind="heading"
    )
    below = y + grid.lead(2.2)
    if not note:
        return below
    size = grid.size_pt(NOTE)
    if used + fonts.width(note, size * 0.85) + 2 <= right - left:
        fitted(pen, right, y, note, size, right - left - used - 2, colour=QUIET, align="right")
        return below
    fitted(pen, left, y + grid.lead(3.4), note, size, right - left, colour=QUIET)
    return below + grid.lead(3.4)


def fitted(
    pen: Pen,
    x: float,
    y: float,
    text: str,
    size_pt: float,
    room: float,
    *,
    face: Face = Face.SANS,
    colour: str = TEXT,
    align: str = "left",
    kind: str = "",
) -> float:
    """Write a line no wider than `room`, smaller where it must be; gives its width."""
    size = fitting(text, size_pt, room, face)
    return pen.text(x, y, text, size, face=face, colour=colour, align=align, kind=kind)


def fitting(text: str, size_pt: float, room: float, face: Face = Face.SANS) -> float:
    """The size, no larger than asked, at which the text is no wider than the room."""
    wide = fonts.width(text, size_pt, face)
    return size_pt if wide <= room else size_pt * room / wide


def paragraph(
    pen: Pen,
    box: Box,
    text: str,
    size_pt: float,
    *,
    leading: float = 1.35,
    colour: str = TEXT,
    kind: str = "",
) -> float:
    """Write a text over as many lines as it needs, from the top of the box; gives the y below."""
    left, top, right, _bottom = box
    height = size_pt * MM_PER_POINT
    y = top + height * 0.85
    for line in wrapped(text, size_pt, right - left):
        pen.text(left, y, line, size_pt, colour=colour, kind=kind)
        y += height * leading
    return y - height * (leading - 0.5)


# A line may break between Chinese signs, and at the blanks between words; never before these.
_PIECES = re.compile(r"[　-〿一-鿿＀-￯]|[^\s　-〿一-鿿＀-￯]+|\s+")
_NOT_FIRST = "，。；：、！？）》」』”％·"


def wrapped(text: str, size_pt: float, room: float, face: Face = Face.SANS) -> list[str]:
    """The lines of a text that may be as wide as `room`."""
    lines, line = [], ""
    for piece in _PIECES.findall(text):
        too_wide = fonts.width((line + piece).rstrip(), size_pt, face) > room
        if too_wide and line and piece not in _NOT_FIRST:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def hairline(pen: Pen, grid: Grid, left: float, right: float, y: float) -> None:
    pen.line([(left, y), (right, y)], grid.line_mm(HAIRLINE_MM), RULE)


def columns(left: float, right: float, count: int, gap: float) -> Sequence[tuple[float, float]]:
    """Left and right of so many columns of one width."""
    wide = (right - left - gap * (count - 1)) / count
    return [(left + n * (wide + gap), left + n * (wide + gap) + wide) for n in range(count)]
