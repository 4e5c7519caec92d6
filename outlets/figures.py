"""The figures of a monthly report: which there are, and how people type them.

Amounts are yuan, whatever unit they were typed in: `1.25万` is 12,500. Nothing typed is no zero.
"""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from core import cells

COUNTS = (
    "purchase_orders",
    "sale_orders",
    "parcel_in",
    "parcel_out",
    "bill_orders",
    "people_served",
)
AMOUNTS = (
    "purchase_amount_yuan",
    "sale_amount_yuan",
    "bill_amount_yuan",
    "down_amount_yuan",
    "up_amount_yuan",
    "up_farm_amount_yuan",
    "income_yuan",
)
# What business an outlet did; a month without any gives a reason.
BUSINESS = (*COUNTS, *AMOUNTS)
FIGURES = (*BUSINESS, "business_days", "staff")

TEN_THOUSAND = 10_000
MOST = 10**9  # what the columns hold of a count; in yuan, far beyond a village's trade
TYPED = re.compile(
    r"(?P<sign>[-+]?)(?P<number>\d+(?:\.\d*)?|\d{1,3}(?:,\d{3})+(?:\.\d*)?)"
    r"(?P<myriad>[万萬]?)(?P<unit>元|块|笔|件|单|人次|人|次|天|名|个)?"
)


class FigureError(ValueError):
    """A figure that cannot be understood; the message is in the user's language."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


def amount(typed: str) -> Decimal | None:
    """Yuan with at most two decimals; null where nothing was typed.

    >>> amount("1.25万"), amount("12,500.5 元"), amount("０"), amount(" ")
    (Decimal('12500.00'), Decimal('12500.5'), Decimal('0'), None)

    Raises:
        FigureError: `bad_figure`, `negative_figure`, `large_figure`, `fine_figure`.
    """
    value = _value(typed)
    if value is not None and value != round(value, 2):
        raise FigureError(
            "fine_figure", _("Yuan have two decimals at most: %(value)s.") % {"value": typed}
        )
    return value


def count(typed: str) -> int | None:
    """A whole number; null where nothing was typed.

    >>> count("320"), count("1.2万件"), count("")
    (320, 12000, None)

    Raises:
        FigureError: `bad_figure`, `negative_figure`, `large_figure`, `broken_figure`.
    """
    value = _value(typed)
    if value is None:
        return None
    if value != int(value):
        raise FigureError("broken_figure", _("“%(value)s” is no whole number.") % {"value": typed})
    return int(value)


def _value(typed: str) -> Decimal | None:
    written = cells.compact(typed)
    if not written:
        return None
    match = TYPED.fullmatch(written)
    if match is None:
        raise FigureError(
            "bad_figure",
            _("“%(value)s” is no figure. Write it like 12500, 12,500 or 1.25万.")
            % {"value": written[:40]},
        )
    if match["sign"] == "-":
        raise FigureError("negative_figure", _("A figure cannot be less than 0."))
    value = Decimal(match["number"].replace(",", ""))
    if match["myriad"]:
        value *= TEN_THOUSAND
    if value > MOST:
        raise FigureError("large_figure", _("This figure is too large. Check the zeros."))
    return value


def is_in_myriads(typed: str) -> bool:
    """Whether a figure was typed in 万, so that it is shown back in full."""
    match = TYPED.fullmatch(cells.compact(typed))
    return bool(match and match["myriad"])


def shown(value: Decimal | int) -> str:
    """A figure as people read it, thousands marked, without idle decimals.

    >>> shown(Decimal("12500.00")), shown(Decimal("0.5")), shown(7)
    ('12,500', '0.50', '7')
    """
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
