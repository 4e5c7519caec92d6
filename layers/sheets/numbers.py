"""The numbers against their targets, each with a bar: the division's part, the city's, the rest."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from geo.levels import Level
from layers.sheets.facts import Facts
from layers.sheets.fonts import Face, width
from layers.sheets.inks import QUIET, TEXT, WHITE, Inks
from layers.sheets.papers import Box, Grid
from layers.sheets.pen import Pen
from layers.sheets.setting import BIG, BODY, HEAD, NOTE, fitted, heading
from targets.definitions import Definition
from targets.findings import covered_heading, percent

NUMBER_MM = 19.6  # of height for each
BAR_MM = 2.6


@dataclass(frozen=True)
class Number:
    """A figure of the division beside that of the city.

    Attributes:
        shown: the figure itself, large.
        against: what it is compared with.
        stand: below the bar, in words; `share` ends that line.
        own, city: of the bar, 0 to 1, the city's part and the division's own in it.
    """

    name: str
    shown: str
    against: str
    stand: str
    share: str = ""
    own: float = 0.0
    city: float = 0.0
    has_bar: bool = True


@dataclass(frozen=True)
class Numbers:
    """`has_key`: whether the bars show the division's part of the city's."""

    title: str
    note: str
    numbers: list[Number]
    has_key: bool = True


def coverage_numbers(facts: Facts) -> Numbers:
    """Villages with an outlet, operating outlets, and villages covered in a wider sense."""
    policy = facts.policy
    own, city = facts.other(Definition.ADMINISTRATIVE), facts.whole(Definition.ADMINISTRATIVE)
    wider = facts.question.definition
    if wider is Definition.ADMINISTRATIVE:
        wider = Definition.SERVICE
    villages = policy.villages.target if policy else None
    found = [
        _number(
            facts, covered_heading(Definition.ADMINISTRATIVE),
            own.total.covered, city.total.covered, villages, True,
        ),
        _number(
            facts, _("operating outlets"), own.operating, city.operating,
            policy.outlets.target if policy else None, True,
        ),
    ]  # fmt: skip
    if wider is not Definition.SPATIAL or facts.level == Level.CITY:
        whole = facts.whole(wider)
        value = facts.report if wider is facts.question.definition else facts.other(wider)
        covered = value.total.covered
        city_covered = covered if facts.level == Level.CITY else whole.total.covered
        found.append(_number(facts, covered_heading(wider), covered, city_covered, villages, False))
    note = ""
    if policy:
        note = _("targets: clause %(clause)s; the text sets no deadline") % {
            "clause": policy.outlets.clause
        }
    return Numbers(_("Numbers against their targets"), note, found)


def _number(
    facts: Facts, name: str, value: int, city: int, whole: int | None, is_target: bool
) -> Number:
    """A figure with the city's.

    Args:
        whole: what the city's bar is full at; null where nothing is set.
        is_target: whether the policy promises `whole`, or it is only the denominator.
    """
    return Number(
        name=name,
        shown=str(value),
        against=against(whole, facts, is_target=is_target),
        stand=stand(city, whole, is_target=is_target),
        share=percent(city / whole) if whole else "",
        own=min(1.0, value / whole) if whole else 0.0,
        city=min(1.0, city / whole) if whole else 0.0,
    )


def against(whole: int | None, facts: Facts, *, is_target: bool = True) -> str:
    """What a figure is compared with."""
    if whole is None:
        return _("no target set")
    is_city = facts.level == Level.CITY
    if is_target:
        words = _("target %(whole)s") if is_city else _("target %(whole)s (whole city)")
    else:
        words = _("denominator %(whole)s") if is_city else _("denominator %(whole)s (whole city)")
    return words % {"whole": whole}


def stand(city: int, whole: int | None, *, is_target: bool = True) -> str:
    """How far the city is."""
    values = {"city": city, "whole": whole}
    if whole is None:
        return _("whole city %(city)s") % values
    if not is_target:
        return _("whole city %(city)s of the policy's %(whole)s") % values
    if city >= whole:
        return _("whole city %(city)s, target %(whole)s, reached") % values
    return _("whole city %(city)s, target %(whole)s, %(short)s short") % (
        values | {"short": whole - city}
    )


def draw_numbers(
    pen: Pen, grid: Grid, box: Box, numbers: Numbers, facts: Facts, inks: Inks
) -> float:
    """The block; gives the y below it."""
    y = heading(pen, grid, box, numbers.title, numbers.note)
    for number in numbers.numbers:
        _draw(pen, grid, (box[0], y, box[2], box[3]), number, facts, inks)
        y += grid.lead(NUMBER_MM)
    if not numbers.has_key:
        return y
    return _draw_key(pen, grid, (box[0], y, box[2], box[3]), facts, inks)


def _draw(pen: Pen, grid: Grid, box: Box, number: Number, facts: Facts, inks: Inks) -> None:
    left, top, right, _bottom = box
    base = top + grid.lead(10.2)
    used = pen.text(
        left, base, number.shown, grid.size_pt(BIG),
        face=Face.BOLD, colour=inks.own, kind="number",
    )  # fmt: skip
    room = right - left - used - grid.lead(3)
    fitted(
        pen, right, top + grid.lead(4.4), number.name, grid.size_pt(HEAD), room,
        face=Face.BOLD, align="right",
    )  # fmt: skip
    fitted(
        pen, right, top + grid.lead(9.2), number.against, grid.size_pt(BODY + 0.6), room,
        colour=QUIET, align="right",
    )  # fmt: skip
    bar_top = top + grid.lead(11.8)
    if number.has_bar:
        bar = (left, bar_top, right, bar_top + grid.lead(BAR_MM))
        _draw_bar(pen, grid, bar, number, facts, inks)
    y = bar_top + grid.lead(BAR_MM + 2.9)
    share = number.share
    if share:
        pen.text(
            right, y, share, grid.size_pt(NOTE + 0.4), face=Face.BOLD, align="right", kind="share"
        )
    taken = width(share, grid.size_pt(NOTE + 0.4), Face.BOLD) + 2
    fitted(pen, left, y, number.stand, grid.size_pt(NOTE), right - left - taken, colour=QUIET)


def _draw_bar(pen: Pen, grid: Grid, box: Box, number: Number, facts: Facts, inks: Inks) -> None:
    left, top, right, bottom = box
    pen.rectangle(box, fill=WHITE)
    full = right - left
    if number.city:
        if facts.level != Level.CITY:
            pen.rectangle((left, top, left + number.city * full, bottom), fill=inks.tint)
        pen.rectangle((left, top, left + number.own * full, bottom), fill=inks.own)
    pen.rectangle(box, width=grid.line_mm(0.15), colour=TEXT)


def _draw_key(pen: Pen, grid: Grid, box: Box, facts: Facts, inks: Inks) -> float:
    """What the parts of the bars are."""
    left, top, _right, _bottom = box
    y = top + grid.lead(1.6)
    parts = [
        (inks.own, pgettext("bar", "here")),
        (inks.tint, pgettext("bar", "rest of the city")),
        (WHITE, pgettext("bar", "short")),
    ]
    if facts.level == Level.CITY:
        parts = [(inks.own, pgettext("bar", "reached")), (WHITE, pgettext("bar", "short"))]
    size, x = grid.size_pt(NOTE), left
    side = grid.lead(2.0)
    for fill, words in parts:
        pen.rectangle(
            (x, y - side * 0.85, x + side, y + side * 0.15),
            fill=fill, width=grid.line_mm(0.15), colour=TEXT,
        )  # fmt: skip
        x += side + 1
        x += pen.text(x, y, words, size, colour=QUIET) + grid.lead(4)
    return y + grid.lead(2.5)
