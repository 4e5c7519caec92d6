"""The legend: every sign with its count, adding up to all villages; classes with theirs; lines."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import shapely
from django.utils.translation import gettext as _

from geo.levels import Level
from layers import styles
from layers.sheets import fonts, hatches, symbols
from layers.sheets.drawing import BORDER_DASH, BORDER_MM, CLASSLESS, TOWNSHIP_DASH, TOWNSHIP_MM
from layers.sheets.facts import Facts
from layers.sheets.fonts import Face
from layers.sheets.inks import QUIET, TEXT, Inks
from layers.sheets.options import Theme
from layers.sheets.papers import Box, Grid
from layers.sheets.pen import Pen
from layers.sheets.plan import Plan
from layers.sheets.setting import BODY, NOTE, fitted, heading
from layers.sheets.signs import changes_of
from outlets.kinds import OperatingModel, Status
from targets.definitions import Definition

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
    count: int | None
    draw: Drawn | None = None
    note: str = ""
    is_sum: bool = False
    is_counted: bool = True


def entries_of(facts: Facts, plan: Plan, inks: Inks) -> list[Entry]:
    """The legend of the theme."""
    theme = facts.options.theme
    if theme is Theme.MODELS:
        return [*_models(facts, plan, inks), *_villages_of_models(facts, plan)]
    if theme is Theme.CHANGE:
        return _change(facts, plan, inks)
    return [*_states(facts, plan, inks), *_qualities(facts, plan, inks)]


def state_label(state: str) -> str:
    return next(str(style.label) for style in styles.VILLAGE_STYLES if style.state == state)


def states_known(definition: Definition) -> tuple[str, ...]:
    """The states that a definition tells apart."""
    served = ("reached",) if definition is Definition.SPATIAL else ("own", "served")
    return (*served, "uncovered", "unlocated")


def _village(facts: Facts, plan: Plan, inks: Inks, state: str, **how: object) -> Drawn:
    size = next((sign.size for sign in plan.signs if sign.kind == state), plan.sign_size)

    def draw(pen: Pen, x: float, y: float) -> None:
        symbols.village(pen, x, y, state, inks, size=size, **how)  # type: ignore[arg-type]

    return draw


def _states(facts: Facts, plan: Plan, inks: Inks) -> list[Entry]:
    counts = facts.state_total
    notes = {"unlocated": _("counted, not drawn")}
    found = [
        Entry(
            state_label(state), counts[state], _village(facts, plan, inks, state),
            note=notes.get(state, ""),
        )
        for state in states_known(facts.question.definition)
    ]  # fmt: skip
    found.append(Entry(_("All administrative villages"), sum(counts.values()), is_sum=True))
    return found


def _qualities(facts: Facts, plan: Plan, inks: Inks) -> list[Entry]:
    """How well positions are known, and signs that count nowhere."""
    drawn = [v for v in facts.villages if v.place is not None and v.state != "unlocated"]
    approximate = sum(village.is_approximate for village in drawn)
    near = "reached" if facts.question.definition is Definition.SPATIAL else "own"

    def pair(is_approximate: bool) -> Drawn:
        one = _village(facts, plan, inks, near, is_approximate=is_approximate)
        two = _village(facts, plan, inks, "uncovered", is_approximate=is_approximate)
        apart = PAIR_MM * plan.sign_size

        def draw(pen: Pen, x: float, y: float) -> None:
            one(pen, x - apart, y)
            two(pen, x + apart, y)

        return draw

    growth = plan.grid.paper.symbol_growth
    reach = f"{(3.0 if facts.level == Level.CITY else 4.0) * growth:.1f}".removesuffix(".0")
    moved = _("moved by %(mm)s mm at most") % {"mm": reach}
    found = [
        Entry(_("position known"), len(drawn) - approximate, pair(False), is_counted=False),
        Entry(_("position approximate"), approximate, pair(True), moved, is_counted=False),
    ]
    several = sum(village.outlets > 1 for village in facts.villages)
    if several:
        found.append(
            Entry(
                _("several outlets in the village"), several,
                _village(facts, plan, inks, near, outlets=2), is_counted=False,
            )
        )  # fmt: skip
    dormant = facts.report.outlets_by_status[Status.DORMANT]
    if dormant and facts.level != Level.CITY:
        found.append(
            Entry(
                _("outlet presumed dormant"), dormant,
                lambda pen, x, y: symbols.dormant(pen, x, y, inks, size=plan.sign_size),
                note=_("not counted"), is_counted=False,
            )
        )  # fmt: skip
    return found


def _models(facts: Facts, plan: Plan, inks: Inks) -> list[Entry]:
    """Outlets by model; their sum is the number of operating outlets."""
    counts = facts.model_total
    size = next((s.size for s in plan.signs if s.kind != "quiet"), plan.sign_size)

    def square(model: str, **how: bool) -> Drawn:
        def draw(pen: Pen, x: float, y: float) -> None:
            symbols.outlet(pen, x, y, model, inks, size=size, **how)

        return draw

    labels = {model.value: str(model.label) for model in OperatingModel}
    labels[""] = _("model not stated")
    found = [
        Entry(label, counts[model, Status.OPERATING.value], square(model), is_counted=False)
        for model, label in labels.items()
    ]
    found.append(
        Entry(_("Operating outlets"), facts.report.operating, is_sum=True, is_counted=False)
    )
    approximate = sum(o.is_approximate for o in facts.outlets if o.is_operating)
    found.append(
        Entry(
            _("position approximate"), approximate,
            square(OperatingModel.PUBLIC.value, is_approximate=True), is_counted=False,
        )
    )  # fmt: skip
    found.append(
        Entry(
            _("outlet presumed dormant"), facts.report.outlets_by_status[Status.DORMANT],
            square("", is_operating=False), note=_("not counted"), is_counted=False,
        )
    )  # fmt: skip
    return found


def _villages_of_models(facts: Facts, plan: Plan) -> list[Entry]:
    counts = facts.state_total
    quiet = {
        "uncovered": lambda pen, x, y: symbols.quiet(pen, x, y, size=plan.sign_size),
        "served": lambda pen, x, y: symbols.quiet(pen, x, y, size=plan.sign_size),
    }
    found = [
        Entry(state_label(state), counts[state], quiet.get(state))
        for state in states_known(facts.question.definition)
    ]
    found.append(Entry(_("All administrative villages"), sum(counts.values()), is_sum=True))
    return found


def change_labels() -> dict[str, str]:
    return {
        "gained": _("newly covered"),
        "lost": _("no longer covered"),
        "kept": _("covered on both days"),
        "open": _("covered on neither"),
        "new": _("set up since"),
        "unlocated": _("not covered, no position"),
    }


def _change(facts: Facts, plan: Plan, inks: Inks) -> list[Entry]:
    counts = Counter(changes_of(facts).values())

    def sign(kind: str) -> Drawn:
        return lambda pen, x, y: symbols.change(pen, x, y, kind, inks, size=plan.sign_size)

    found = [
        Entry(
            label, counts[kind], sign(kind),
            note=_("counted, not drawn") if kind == "unlocated" else "",
        )
        for kind, label in change_labels().items()
        if counts[kind] or kind != "new"
    ]  # fmt: skip
    found.append(Entry(_("All administrative villages"), sum(counts.values()), is_sum=True))
    approximate = sum(v.is_approximate for v in facts.villages if v.place is not None)
    found.append(Entry(_("position approximate"), approximate, is_counted=False))
    return found


def has_classes(facts: Facts) -> bool:
    return facts.options.theme not in CLASSLESS and facts.level != Level.TOWNSHIP


def legend_height(grid: Grid, facts: Facts, entries: list[Entry]) -> float:
    """What the block takes."""
    height = HEAD_ROOM_MM + LINES_MM + sum(ROW_MM if e.is_counted else NOTE_ROW_MM for e in entries)
    return grid.lead(height + (CLASSES_MM if has_classes(facts) else 0))


def draw_legend(pen: Pen, grid: Grid, box: Box, facts: Facts, plan: Plan, inks: Inks) -> float:
    """The block; gives the y below it."""
    left, _top, right, _bottom = box
    entries = entries_of(facts, plan, inks)
    total = facts.report.total.villages
    note = _("administrative villages: %(count)s") % {"count": total}
    y = heading(pen, grid, box, _("Legend"), note)
    for entry in entries:
        y = _draw_entry(pen, grid, left, right, y, entry, plan.sign_size)
    if has_classes(facts):
        y = _draw_classes(pen, grid, (left, y, right, 0), facts, inks)
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


def _draw_classes(pen: Pen, grid: Grid, box: Box, facts: Facts, inks: Inks) -> float:
    """The classes with the number of townships in each."""
    left, y, right, _bottom = box
    base = y + grid.lead(3.6)
    words = _("townships by coverage (figures: covered/villages)")
    if facts.options.theme is Theme.GAPS or facts.level == Level.CITY:
        words = _("townships by coverage")
    fitted(pen, left, base, words, grid.size_pt(BODY), right - left, face=Face.BOLD)
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
