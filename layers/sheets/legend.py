"""The legend: every sign with its count, adding up to all there are; classes with theirs; lines."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import shapely
from django.utils.translation import gettext as _

from geo.levels import Level
from layers import styles
from layers.sheets import fonts, hatches
from layers.sheets.facts import Facts
from layers.sheets.fonts import Face
from layers.sheets.inks import QUIET, TEXT, Inks
from layers.sheets.lines import BORDER_DASH, BORDER_MM, TOWNSHIP_DASH, TOWNSHIP_MM
from layers.sheets.papers import Box, Grid
from layers.sheets.pen import Pen
from layers.sheets.plan import Plan
from layers.sheets.setting import BODY, NOTE, fitted, heading

ROW_MM, NOTE_ROW_MM = 4.5, 4.3
CLASSES_MM, LINES_MM, HEAD_ROOM_MM = 14.6, 5.0, 7.2
PAIR_MM = 1.55  # from the middle of two signs to each
BESIDE_SIGNS = 2 * PAIR_MM + 0.2  # how far two signs reach from their middle

Drawn = Callable[[Pen, float, float], None]


@dataclass(frozen=True)
class Entry:
    """A line of the legend.

    Attributes:
        draw: puts the sign around a place; null for a line without one.
        count: null where nothing is counted.
        is_sum: stands under a rule, in bold.
        is_counted: belongs to the sum; the others are notes on how things are drawn.
    """

    label: str
    count: int | str | None
    draw: Drawn | None = None
    note: str = ""
    is_sum: bool = False
    is_counted: bool = True


@dataclass(frozen=True)
class Legend:
    """What stands in the block.

    Attributes:
        note: beside the title.
        classes_title: over the classes of coverage; empty where areas are not filled by them.
    """

    entries: list[Entry]
    note: str
    classes_title: str = ""


def legend_height(grid: Grid, legend: Legend) -> float:
    """What the block takes."""
    height = HEAD_ROOM_MM + LINES_MM
    height += sum(ROW_MM if e.is_counted else NOTE_ROW_MM for e in legend.entries)
    return grid.lead(height + (CLASSES_MM if legend.classes_title else 0))


def draw_legend(
    pen: Pen, grid: Grid, box: Box, legend: Legend, facts: Facts, plan: Plan, inks: Inks
) -> float:
    """The block; gives the y below it."""
    left, _top, right, _bottom = box
    y = heading(pen, grid, box, _("Legend"), legend.note)
    for entry in legend.entries:
        y = _draw_entry(pen, grid, left, right, y, entry, plan.sign_size)
    if legend.classes_title:
        y = _draw_classes(pen, grid, (left, y, right, 0), legend.classes_title, facts, inks)
    return _draw_lines(pen, grid, (left, y, right, 0), facts, inks)


def _draw_entry(
    pen: Pen, grid: Grid, left: float, right: float, y: float, entry: Entry, sign_size: float
) -> float:
    row = grid.lead(ROW_MM if entry.is_counted else NOTE_ROW_MM)
    base, size = y + row * 0.68, grid.size_pt(BODY)
    if entry.is_sum:
        pen.line([(left, y), (right, y)], grid.line_mm(0.2), TEXT)
    face = Face.BOLD if entry.is_sum else Face.SANS
    middle = left + max(grid.lead(3.5), BESIDE_SIGNS * sign_size)
    text_left = left if entry.is_sum else 2 * middle - left + grid.lead(0.8)
    if entry.draw is not None:
        entry.draw(pen, middle, y + row / 2)
    count = "" if entry.count is None else str(entry.count)
    taken = pen.text(right, base, count, size, face=face, align="right", kind="legend")
    room = right - text_left - taken - 1.5
    note_size = grid.size_pt(NOTE) * 0.95
    for_note = fonts.width(entry.note, note_size) + 1.2 if entry.note else 0.0
    label_room = max(room * 0.5, room - for_note)
    used = fitted(pen, text_left, base, entry.label, size, label_room, face=face)
    if entry.note:
        fitted(
            pen, text_left + used + 1.2, base, entry.note, note_size, room - used - 1.2,
            colour=QUIET,
        )  # fmt: skip
    return y + row


def _draw_classes(pen: Pen, grid: Grid, box: Box, title: str, facts: Facts, inks: Inks) -> float:
    """The classes with the number of townships in each."""
    left, y, right, _bottom = box
    base = y + grid.lead(3.6)
    fitted(pen, left, base, title, grid.size_pt(BODY), right - left, face=Face.BOLD)
    counts = Counter(styles.class_of(row.rate) for row in facts.townships)
    classes = [*range(len(styles.CLASS_LABELS)), None]
    labels = [*(label.removesuffix("%") for label in styles.CLASS_LABELS[:-1]),
              styles.CLASS_LABELS[-1], _("no village")]  # fmt: skip
    wide = (right - left) / len(classes)
    top, high = base + grid.lead(1.6), grid.lead(4.0)
    for place, (number, label) in enumerate(zip(classes, labels, strict=True)):
        x = left + place * wide
        cell = shapely.box(x, top, x + wide, top + high)
        hatches.fill_class(pen, cell, number, inks, spacing=0.75)
        pen.lines(cell, grid.line_mm(0.15), TEXT)
        count_at = top + high * 0.5 + grid.lead(0.95)
        pen.text(
            x + wide / 2, count_at, str(counts[number]), grid.size_pt(BODY),
            face=Face.BOLD, align="middle", halo=0.7, kind="class",
        )  # fmt: skip
        size = grid.size_pt(NOTE) * 0.95
        middle = x + wide / 2
        below = top + high + grid.lead(2.9)
        fitted(pen, middle, below, label, size, wide - 0.4, colour=QUIET, align="middle")
    return top + high + grid.lead(4.6)


def _draw_lines(pen: Pen, grid: Grid, box: Box, facts: Facts, inks: Inks) -> float:
    """Samples of the lines on the map."""
    left, y, right, _bottom = box
    own = facts.unit
    below = facts.ground.below(facts.division.code, Level.TOWNSHIP)
    outer = {
        Level.CITY: _("city and county lines"),
        Level.COUNTY: _("county line"),
    }.get(facts.level, _("township line"))
    if own.is_approximate:
        outer = _("%(line)s (approximate)") % {"line": outer}
    inner = _("township line")
    if any(unit.is_approximate for unit in below):
        inner = _("%(line)s (approximate)") % {"line": inner}
    samples: list[tuple[str, float, tuple[float, ...], str]] = [
        (outer, BORDER_MM, BORDER_DASH, inks.border)
    ]
    if facts.level != Level.TOWNSHIP:
        samples.append((inner, TOWNSHIP_MM, TOWNSHIP_DASH, "#5A5A5A"))
    if facts.ground.rivers:
        samples.append((_("river"), 0.5, (), inks.river))
    size, base = grid.size_pt(NOTE), y + grid.lead(3.0)
    line = grid.lead(8)
    need = sum(line + 1.5 + fonts.width(text, size) + 2.5 for text, *_rest in samples)
    shrink = min(1.0, (right - left) / need)
    x = left
    for text, width_mm, dash, colour in samples:
        middle = base - grid.lead(0.8)
        pen.line([(x, middle), (x + line * shrink, middle)], grid.line_mm(width_mm), colour, dash)
        x += (line + 1.5) * shrink
        x += pen.text(x, base, text, size * shrink, colour=QUIET) + 2.5 * shrink
    return base + grid.lead(1.6)
