"""What is to be paid back when, and what is overdue on a day."""

import calendar
import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import acting
from core.errors import DomainError
from entrepreneurs.loans.money import CENT
from entrepreneurs.models import GuaranteedLoan, Instalment


@dataclass(frozen=True)
class Arrears:
    """What is overdue on a day: the amount, and the days since the oldest unpaid instalment."""

    amount_yuan: Decimal
    days: int

    @property
    def is_overdue(self) -> bool:
        return self.amount_yuan > 0


def month_later(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last.

    >>> month_later(dt.date(2018, 1, 31), 1)
    datetime.date(2018, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


@transaction.atomic
def lay_schedule(
    *, loan: GuaranteedLoan, every_months: int, actor: User | None
) -> list[Instalment]:
    """Equal parts every so many months from the payment to the due day; the last takes the cents.

    Raises:
        DomainError: the loan was not paid out yet, has a schedule, or the step does not fit.
    """
    if loan.disbursed_on is None:
        raise DomainError(_("Enter first on which day the loan was paid out."))
    if loan.instalments.exists():
        raise DomainError(_("There is a schedule already. Change its instalments one by one."))
    if not 1 <= every_months <= loan.term_months:
        raise DomainError(
            _("Pay every 1 to %(term)s months.") % {"term": loan.term_months}, field="every_months"
        )
    rows = instalments_of(loan, every_months)
    with acting(actor, "record.revised", subject=str(loan.pk)):
        return Instalment.objects.bulk_create(rows)


def instalments_of(loan: GuaranteedLoan, every_months: int) -> list[Instalment]:
    """The equal parts of a loan that was paid out, not saved; see `lay_schedule`."""
    assert loan.disbursed_on
    steps = [*range(every_months, loan.term_months, every_months), loan.term_months]
    part = (loan.amount_yuan / len(steps)).quantize(CENT, ROUND_DOWN)
    rows = [
        Instalment(loan=loan, due_on=month_later(loan.disbursed_on, step), due_yuan=part)
        for step in steps
    ]
    rows[-1].due_yuan = loan.amount_yuan - part * (len(rows) - 1)
    return rows


def arrears(instalments: list[Instalment], on: dt.date) -> Arrears:
    """What of the instalments is overdue on the day; the due day itself is in time.

    Args:
        instalments: all of one loan.
    """
    due = [row for row in instalments if row.due_on < on]
    owed = {row.pk: row.due_yuan - _paid_by(row, on) for row in due}
    late = [row for row in due if owed[row.pk] > 0]
    amount = sum((owed[row.pk] for row in late), Decimal(0))
    oldest = min((row.due_on for row in late), default=on)
    return Arrears(amount, (on - oldest).days)


def _paid_by(row: Instalment, on: dt.date) -> Decimal:
    return row.paid_yuan if row.paid_on and row.paid_on <= on else Decimal(0)
