"""Change between two days: what came, what went, never only the net."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from geo.levels import Level
from layers.sheets import symbols
from layers.sheets.facts import Facts, Past
from layers.sheets.gap_list import Item, Listing, capacity
from layers.sheets.heading import day
from layers.sheets.inks import Inks
from layers.sheets.legend import Drawn, Entry
from layers.sheets.papers import Box, Grid
from layers.sheets.plan import Plan, Sign
from layers.sheets.signs import sign_at, unnamed, village_name
from layers.sheets.tables import Column, Table, number
from layers.sheets.themes import villages
from layers.sheets.themes.coverage import GAP_WEIGHT
from layers.sheets.themes.theme import SheetTheme
from layers.sheets.themes.villages import Shape
from layers.sheets.view import View
from targets.coverage import CoverageRow
from targets.findings import percent

CHANGE_ORDER = ("open", "kept", "new", "lost", "gained")


class Change(SheetTheme):
    code = "CHG"

    def title(self, facts: Facts, name: str) -> str:
        past = _past(facts)
        return _(
            "%(name)s: from %(since)s to %(on)s %(gained)s administrative villages were newly"
            " covered and %(lost)s lost"
        ) % {
            "name": name,
            "since": day(past.report.question.on),
            "on": day(facts.question.on),
            "gained": len(past.change.gained),
            "lost": len(past.change.lost),
        }

    def second(self, facts: Facts) -> str:
        if not facts.report.total.villages:
            return villages.second_of(facts)
        return _both_days(facts, _past(facts))

    def count(self, facts: Facts, row: CoverageRow) -> str:
        change = _past(facts).change
        gained = sum(code.startswith(row.code) for code in change.gained)
        lost = sum(code.startswith(row.code) for code in change.lost)
        return " ".join(f"{sign}{count}" for sign, count in (("+", gained), ("−", lost)) if count)

    def signs(self, facts: Facts, view: View, grid: Grid, size: float, ranked: int) -> list[Sign]:
        found = _changes(facts, view, size)
        return [unnamed(sign) for sign in found] if facts.level == Level.CITY else found

    def entries(self, facts: Facts, plan: Plan, inks: Inks) -> list[Entry]:
        return _entries(facts, plan, inks)

    def table(self, facts: Facts) -> Table:
        if facts.level == Level.TOWNSHIP:
            return villages.village_table(facts)
        note = _("villages; most newly covered first")
        return villages.division_table(facts, note, _shape(facts, _past(facts)))

    def listing(self, facts: Facts, grid: Grid, box: Box, *, further_page: int) -> Listing:
        return _changed(facts, grid, box)


def _past(facts: Facts) -> Past:
    """The earlier day, which the options of a change always name."""
    assert facts.past is not None
    return facts.past


def _both_days(facts: Facts, past: Past) -> str:
    """Both days, so that the change can be seen against what was there."""
    before, now = past.report.total, facts.report.total
    return _(
        "Covered on %(since)s: %(before)s of %(then)s (%(before_rate)s); on %(on)s: %(now)s of"
        " %(villages)s (%(now_rate)s)."
    ) % {
        "since": day(past.report.question.on),
        "before": before.covered,
        "then": before.villages,
        "before_rate": percent(before.rate or 0),
        "on": day(facts.question.on),
        "now": now.covered,
        "villages": now.villages,
        "now_rate": percent(now.rate or 0),
    }


def _changes(facts: Facts, view: View, size: float) -> list[Sign]:
    found = []
    for code, kind in changes_of(facts).items():
        village = facts.by_code[code]
        if village.place is None or kind == "unlocated":
            continue
        is_told = kind in ("gained", "lost")
        found.append(
            sign_at(
                view, village.place, key=code, kind=kind, size=size,
                name=village_name(village.name) if is_told else "",
                weight=GAP_WEIGHT if is_told else 0.0,
                is_approximate=village.is_approximate, radius=symbols.CHANGE_RADII[kind],
            )
        )  # fmt: skip
    return sorted(found, key=lambda sign: CHANGE_ORDER.index(sign.kind))


def changes_of(facts: Facts) -> dict[str, str]:
    """What became of each village between the two days: exclusive, so that counts add up."""
    past = facts.past
    if past is None:
        return {}
    gained, lost = set(past.change.gained), set(past.change.lost)
    found = {}
    for village in facts.villages:
        if village.code in gained:
            kind = "gained"
        elif village.code in lost:
            kind = "lost"
        elif village.code not in past.states:
            kind = "new"
        elif village.is_covered:
            kind = "kept"
        else:
            kind = "unlocated" if village.place is None else "open"
        found[village.code] = kind
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


def _entries(facts: Facts, plan: Plan, inks: Inks) -> list[Entry]:
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


def _shape(facts: Facts, past: Past) -> Shape:
    """Covered on both days, what came, what went; never only the net."""
    then = {row.code: row for row in past.report.rows} | {facts.division.code: past.report.total}
    columns = (
        Column(pgettext("head", "villages")),
        Column(pgettext("head", "before")),
        Column(pgettext("head", "gained"), is_strong=True),
        Column(pgettext("head", "lost"), is_gap=True),
        Column(pgettext("head", "now")),
        Column(pgettext("head", "coverage")),
    )

    def counts(row: CoverageRow) -> tuple[int, int]:
        start = row.code if row.code != facts.division.code else ""
        gained = sum(code.startswith(start) for code in past.change.gained)
        return gained, sum(code.startswith(start) for code in past.change.lost)

    def cells(row: CoverageRow) -> tuple[str, ...]:
        gained, lost = counts(row)
        before = then[row.code].covered if row.code in then else 0
        rate = "—" if row.rate is None else percent(row.rate)
        return (
            str(row.villages), number(before), number(gained), number(lost),
            number(row.covered), rate,
        )  # fmt: skip

    return columns, cells, lambda row: (-counts(row)[0], counts(row)[1], row.code)


def _changed(facts: Facts, grid: Grid, box: Box) -> Listing:
    """The villages gained and lost."""
    kinds = changes_of(facts)
    codes = [code for kind in ("lost", "gained") for code, k in kinds.items() if k == kind]
    room, count = capacity(grid, box, len(codes))
    items = [
        Item(
            "", facts.by_code[code].name, facts.names[code[:9]],
            "−" if kinds[code] == "lost" else "+", kinds[code],
        )
        for code in codes[:room]
    ]  # fmt: skip
    values = {"shown": len(items), "whole": len(codes)}
    title = _("Villages that changed")
    note = _("lost −, newly covered +")
    if len(items) < len(codes):
        note += _("; %(shown)s of %(whole)s") % values
    return Listing(title, note, items, count)
