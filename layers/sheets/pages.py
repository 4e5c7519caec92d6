"""The further pages: every village that is not covered, by township, over as many as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from geo.levels import Level
from layers.sheets import symbols
from layers.sheets.facts import Facts
from layers.sheets.fonts import Face
from layers.sheets.heading import Head, day
from layers.sheets.inks import QUIET, TEXT, Inks
from layers.sheets.papers import Grid
from layers.sheets.pen import Pen
from layers.sheets.setting import BLOCK_RULE_MM, BODY, HEAD, NOTE, columns, fitted, hairline
from layers.sheets.themes.villages import state_label, state_word
from targets import findings
from targets.coverage import Gap, Part

ROW_MM, GROUP_MM, BETWEEN_MM = 5.4, 6.6, 1.6
PORTRAIT_COLUMNS, LANDSCAPE_COLUMNS = 3, 4
GAP_MM = 6.0
LEAST_UNDER_HEAD = 2  # rows of a group that stand under its heading before a column ends


@dataclass(frozen=True)
class Group:
    """Villages of one township, or what is left of them at the top of a column."""

    name: str
    note: str
    villages: list[Gap]


Column = list[Group]


def pages_of(facts: Facts, grid: Grid) -> list[list[Column]]:
    """The columns of each page."""
    groups = _groups(facts)
    _left, top, _right, bottom = grid.box("pages")
    height = bottom - top
    filled: list[Column] = [[]]
    used = 0.0
    for group in groups:
        rest = group.villages
        name = group.name
        while rest:
            head = grid.lead(GROUP_MM) + (grid.lead(BETWEEN_MM) if filled[-1] else 0)
            room = int((height - used - head) / grid.lead(ROW_MM))
            if room < min(LEAST_UNDER_HEAD, len(rest)):
                filled.append([])
                used = 0.0
                continue
            filled[-1].append(Group(name, group.note, rest[:room]))
            used += head + grid.lead(ROW_MM) * min(room, len(rest))
            rest = rest[room:]
            name = _("%(name)s (continued)") % {"name": group.name}
    count = PORTRAIT_COLUMNS if grid.is_portrait else LANDSCAPE_COLUMNS
    return [filled[start : start + count] for start in range(0, len(filled), count)]


def _groups(facts: Facts) -> list[Group]:
    """By township in order of code; in each the open ones first, the farthest first."""
    order = {"uncovered": 0, "served": 1, "unlocated": 2}
    by_township: dict[str, list[Gap]] = {}
    for gap in facts.gaps:
        by_township.setdefault(gap.code[:9], []).append(gap)
    rows = {row.code: row for row in facts.townships}
    found = []
    for code in sorted(by_township):
        members = sorted(by_township[code], key=lambda gap: order[facts.by_code[gap.code].state])
        row = rows[code]
        note = _("%(covered)s of %(villages)s covered, %(missing)s missing") % {
            "covered": row.covered,
            "villages": row.villages,
            "missing": row.villages - row.covered,
        }
        name = facts.names[code]
        if facts.level == Level.CITY:
            name = f"{facts.names[code[:6]]} {name}"
        found.append(Group(name, note, members))
    return found


def head_of_pages(facts: Facts) -> Head:
    """The head of the further pages."""
    name = findings.called(facts.division)
    counts = facts.state_total
    title = findings.list_title(facts.question, Part.GAPS, name, len(facts.gaps))
    parts = [_("As of %(day)s") % {"day": day(facts.question.on)}]
    missing = [state for state in ("uncovered", "served", "unlocated") if _is_listed(facts, state)]
    sums = " + ".join(f"{state_label(state)} {counts[state]}" for state in missing)
    parts.append(f"{sums} = {len(facts.gaps)}")
    parts.append(_("by township, in each the farthest from an outlet first"))
    second = "　·　".join(parts)
    third = _(
        "Straight lines; a distance from an approximate position is marked “about”. Definition:"
        " %(definition)s"
    ) % {"definition": findings.definition_note(facts.question)}
    return Head(title, second, third)


def _is_listed(facts: Facts, state: str) -> bool:
    return any(facts.by_code[gap.code].state == state for gap in facts.gaps)


def draw_page(pen: Pen, grid: Grid, page: Sequence[Column], facts: Facts, inks: Inks) -> None:
    left, top, right, _bottom = grid.box("pages")
    count = PORTRAIT_COLUMNS if grid.is_portrait else LANDSCAPE_COLUMNS
    sides = columns(left, right, count, grid.lead(GAP_MM))
    for (column_left, column_right), groups in zip(sides, page, strict=False):
        y = top
        for group in groups:
            y = _draw_group(pen, grid, column_left, column_right, y, group, facts, inks)
            y += grid.lead(BETWEEN_MM)


def _draw_group(
    pen: Pen,
    grid: Grid,
    left: float,
    right: float,
    y: float,
    group: Group,
    facts: Facts,
    inks: Inks,
) -> float:
    pen.line([(left, y), (right, y)], grid.line_mm(BLOCK_RULE_MM), TEXT)
    base = y + grid.lead(4.6)
    size = grid.size_pt(HEAD - 0.8)
    used = fitted(pen, left, base, group.name, size, (right - left) * 0.6, face=Face.BOLD)
    fitted(
        pen, right, base, group.note, grid.size_pt(NOTE), right - left - used - 2,
        colour=QUIET, align="right",
    )  # fmt: skip
    y += grid.lead(GROUP_MM)
    for gap in group.villages:
        _draw_village(pen, grid, left, right, y, gap, facts, inks)
        y += grid.lead(ROW_MM)
        hairline(pen, grid, left, right, y)
    return y


def _draw_village(
    pen: Pen,
    grid: Grid,
    left: float,
    right: float,
    y: float,
    gap: Gap,
    facts: Facts,
    inks: Inks,
) -> None:
    village = facts.by_code[gap.code]
    row = grid.lead(ROW_MM)
    base, size = y + row * 0.68, grid.size_pt(BODY)
    is_open = village.state == "uncovered"
    sign = 0.72 * grid.paper.type_growth
    symbols.village(
        pen, left + grid.lead(1.6), y + row / 2, village.state, inks,
        size=sign, is_approximate=village.is_approximate,
    )  # fmt: skip
    wide = right - left
    name_left, state_left = left + grid.lead(4.4), left + wide * 0.38
    fitted(
        pen, name_left, base, gap.name, size, state_left - name_left - 1,
        face=Face.BOLD if is_open else Face.SANS, kind="gap",
    )  # fmt: skip
    used = fitted(
        pen, state_left, base, state_word(village.state), size * 0.92, wide * 0.2,
        colour=inks.gap if is_open else QUIET,
    )  # fmt: skip
    if gap.nearest_m is None:
        return
    km = _("%(number)s km") % {"number": f"{gap.nearest_m / 1000:.1f}"}
    if village.is_approximate:
        km = _("about %(distance)s") % {"distance": km}
    taken = pen.text(right, base, km, size, align="right", kind="distance")
    end = right - max(taken, wide * 0.17) - 1.2
    room = end - state_left - used - 1.5
    if gap.nearest and room > 3:
        fitted(pen, end, base, f"→ {gap.nearest}", size * 0.88, room, colour=QUIET, align="right")
