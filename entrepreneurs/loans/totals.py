"""What was lent in a year, against the year before (clause 九: 不低于上年水平)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from entrepreneurs.kinds import PAID_OUT
from entrepreneurs.models import GuaranteedLoan
from geo import codes


@dataclass(frozen=True)
class YearOfLoans:
    """`rate` is the share of the year before; null where nothing was lent then (无基期)."""

    year: int
    amount_yuan: Decimal
    loans: int
    before_yuan: Decimal

    @property
    def rate(self) -> Decimal | None:
        return self.amount_yuan / self.before_yuan if self.before_yuan else None

    @property
    def is_met(self) -> bool | None:
        """Whether no less was lent than the year before; null where it cannot be told."""
        return self.rate >= 1 if self.rate is not None else None


def lent_in(division: str, year: int, *, until: dt.date | None = None) -> YearOfLoans:
    """Verified loans paid out in the year, by the day of payment; the year before is whole.

    Args:
        until: the last day looked at; the year's end when left out.
    """
    now = _of_year(division, year, until or dt.date(year, 12, 31))
    before = _of_year(division, year - 1, dt.date(year - 1, 12, 31))
    return YearOfLoans(year, now[0], now[1], before[0])


def _of_year(division: str, year: int, until: dt.date) -> tuple[Decimal, int]:
    rows = GuaranteedLoan.objects.verified().filter(
        division__code__startswith=codes.prefix(division),
        state__in=PAID_OUT,
        disbursed_on__year=year,
        disbursed_on__lte=until,
    )
    found = rows.aggregate(amount=Sum("amount_yuan"), loans=Count("pk"))
    return found["amount"] or Decimal(0), found["loans"]
