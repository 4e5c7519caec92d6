"""What a monthly report is held to: what refuses it (V40), and what only asks back (V41)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from django.utils import formats
from django.utils.translation import gettext as _

from core.importing import Problem
from outlets.figures import AMOUNTS, BUSINESS, FIGURES, shown
from outlets.models import MonthlyReport, Outlet
from outlets.months import days_in, last_day, month_of, months_later

Figures = Mapping[str, int | Decimal | None]

# V41: an amount is asked about when it is so many times the median of so many earlier reports.
OUTLIER_TIMES = 5
OUTLIER_ABOVE_YUAN = 1000
EARLIER_REPORTS = 6
# Typed in 万元 instead of yuan, or the other way round: about ten thousand times the usual.
MISTAKEN_TIMES = (3_000, 30_000)


@dataclass(frozen=True)
class Question:
    """Something unlikely that may yet be true; `key` says which figure was confirmed."""

    field: str
    key: str
    message: str


def label(field: str) -> str:
    return str(MonthlyReport._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def month_name(month: dt.date) -> str:
    """2018年9月."""
    return formats.date_format(month, "YEAR_MONTH_FORMAT")


def problems_of_month(outlet: Outlet, month: dt.date, today: dt.date) -> list[Problem]:
    """Why there can be no report of this month at all."""
    if month > today:
        text = _("%(month)s is still to come: there is nothing to report yet.")
        return [Problem("month", "future_month", text % {"month": month_name(month)})]
    if outlet.opened_on and last_day(month) < outlet.opened_on:
        text = _("The outlet opened on %(day)s: there is nothing to report for %(month)s.")
        words = {"day": formats.date_format(outlet.opened_on), "month": month_name(month)}
        return [Problem("month", "before_opening", text % words)]
    return []


def problems_of_report(month: dt.date, figures: Figures, nil_reason: str) -> list[Problem]:
    """What must be mended before the report can be taken."""
    return list(_problems(month, figures, nil_reason))


def _problems(month: dt.date, figures: Figures, nil_reason: str) -> Iterator[Problem]:
    given = [value for name in FIGURES if (value := figures.get(name)) is not None]
    if not given:
        yield Problem(
            "",
            "nothing_given",
            _("Nothing is filled in. Enter what is known; what is not known stays empty."),
        )
    days = figures.get("business_days")
    if days is not None and days > days_in(month):
        text = _("%(month)s has %(days)s days.")
        words = {"month": month_name(month), "days": days_in(month)}
        yield Problem("business_days", "too_many_days", text % words)
    if needs_reason(figures):
        if not nil_reason:
            text = _("There was no business this month: choose why.")
            yield Problem("nil_reason", "reason_missing", text)
    elif nil_reason:
        text = _("There are figures for this month: leave the reason out, or correct the figures.")
        yield Problem("nil_reason", "reason_needless", text)


def needs_reason(figures: Figures) -> bool:
    """Whether every figure of business that is filled in is 0, or it was open on no day."""
    if figures.get("business_days") == 0:
        return True
    given = [value for name in BUSINESS if (value := figures.get(name)) is not None]
    return bool(given) and not any(given)


def blanks(figures: Figures) -> list[str]:
    """The figures that nobody filled in. They are no zeros."""
    return [name for name in FIGURES if figures.get(name) is None]


def questions_of_report(
    *, month: dt.date, figures: Figures, earlier: Sequence[MonthlyReport], today: dt.date
) -> list[Question]:
    """What to ask back before the report is taken.

    Args:
        earlier: the outlet's latest reports of months before this one, latest first.
    """
    return [*_unlikely(month, figures, today), *_outliers(month, figures, earlier)]


def _unlikely(month: dt.date, figures: Figures, today: dt.date) -> Iterator[Question]:
    down, bought = figures.get("down_amount_yuan"), figures.get("purchase_amount_yuan")
    if down is not None and bought is not None and down < bought:
        text = _(
            "%(bought)s yuan were bought for villagers, but only %(down)s yuan of goods came into "
            "the village. Is this right?"
        )
        words = {"down": shown(down), "bought": shown(bought)}
        yield Question("down_amount_yuan", f"down:{down}:{bought}", text % words)
    up, farm = figures.get("up_amount_yuan"), figures.get("up_farm_amount_yuan")
    if up is not None and farm is not None and farm > up:
        text = _(
            "Farm products of %(farm)s yuan are more than all goods out of the village, %(up)s "
            "yuan. Is this right?"
        )
        words = {"farm": shown(farm), "up": shown(up)}
        yield Question("up_farm_amount_yuan", f"farm:{farm}:{up}", text % words)
    if figures.get("business_days") == 0 and any(figures.get(name) for name in BUSINESS):
        text = _("It was open on no day, yet there was business. Is this right?")
        yield Question("business_days", "no_days", text)
    if month == month_of(today) and today < last_day(month):
        text = _("%(month)s is not over yet. Report it now all the same?")
        yield Question("", "month_not_over", text % {"month": month_name(month)})


def _outliers(
    month: dt.date, figures: Figures, earlier: Sequence[MonthlyReport]
) -> Iterator[Question]:
    for field in AMOUNTS:
        value = figures.get(field)
        known = list(_known(field, earlier[:EARLIER_REPORTS]))
        if value is None or not known:
            continue
        usual = median(amount for _month, amount in known)
        if _is_mistaken_unit(value, usual):
            text = _(
                "%(field)s: %(then)s yuan in %(before)s, %(now)s yuan now. Were yuan and 万元 "
                "mixed up?"
            )
        elif value > OUTLIER_ABOVE_YUAN and value > OUTLIER_TIMES * usual:
            text = _("%(field)s: %(then)s yuan in %(before)s, %(now)s yuan now. Is this right?")
        else:
            continue
        before, then = known[0]
        name = _("the month before") if before == months_later(month, -1) else month_name(before)
        words = {"field": label(field), "then": shown(then), "before": name, "now": shown(value)}
        yield Question(field, f"outlier:{field}:{value}", text % words)


def _known(field: str, reports: Iterable[MonthlyReport]) -> Iterator[tuple[dt.date, Decimal]]:
    for report in reports:
        amount = getattr(report, field)
        if amount is not None:
            yield report.month, amount


def _is_mistaken_unit(value: int | Decimal, usual: Decimal) -> bool:
    """About ten thousand times as much as usual, or as little."""
    if not value or not usual or max(value, usual) <= OUTLIER_ABOVE_YUAN:
        return False
    times = max(value, usual) / min(value, usual)
    return MISTAKEN_TIMES[0] <= times <= MISTAKEN_TIMES[1]
