"""Amounts of money as people write and read them. Pure; amounts are Decimal yuan."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from core.errors import DomainError

UNITS = {"": Decimal(1), "元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000)}
UNITS |= {"万": Decimal(10_000), "千": Decimal(1000)}
CENT = Decimal("0.01")
WRITTEN = re.compile(r"(\d[\d,]*(?:\.\d+)?)(元|千元|万元|万|千)?")


class AmountError(DomainError):
    """A text that is no amount of money."""

    code = "bad_amount"


def read_amount(written: str, *, unit: str = "元") -> Decimal | None:
    """The amount in yuan; null for an empty text.

    >>> read_amount("12.5万元"), read_amount("1,200"), read_amount("3", unit="千元")
    (Decimal('125000.00'), Decimal('1200.00'), Decimal('3000.00'))

    Args:
        unit: what a number without a unit counts.

    Raises:
        AmountError: no amount, or finer than a cent.
    """
    text = "".join(unicodedata.normalize("NFKC", written).split()).lstrip("¥￥")
    if not text:
        return None
    match = WRITTEN.fullmatch(text)
    try:
        number = Decimal(match[1].replace(",", "")) if match else None
    except InvalidOperation:
        number = None
    if match is None or number is None:
        raise AmountError(
            _("“%(value)s” is no amount. Write it like 120000 or 12万元.") % {"value": written[:30]}
        )
    amount = number * UNITS[match[2] or unit]
    if amount != amount.quantize(CENT):
        raise AmountError(_("An amount is given to the cent at most."))
    return amount.quantize(CENT)


def said(amount: Decimal | int | None) -> str:
    """An amount in yuan as people read it; 条文未定 for none stated.

    >>> said(Decimal("120000.00")), said(Decimal("0.50"))
    ('120,000', '0.50')
    """
    if amount is None:
        return _("not stated in the document")
    amount = Decimal(amount)
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
