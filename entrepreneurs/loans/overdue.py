"""Loans that are overdue on a day."""

import datetime as dt
from dataclasses import dataclass

from accounts.models import User
from entrepreneurs.loans.schedule import Arrears, arrears
from entrepreneurs.models import GuaranteedLoan
from entrepreneurs.registers.loans import LOANS


@dataclass(frozen=True)
class OverdueLoan:
    loan: GuaranteedLoan
    owed: Arrears


def overdue_loans(division: str, on: dt.date, user: User) -> list[OverdueLoan]:
    """Verified loans that the user may see, the longest overdue first."""
    loans = LOANS.rows_for(user).verified().in_division(division)
    late = loans.filter(instalments__due_on__lt=on).distinct().prefetch_related("instalments")
    found = [OverdueLoan(loan, arrears(list(loan.instalments.all()), on)) for loan in late]
    return sorted((one for one in found if one.owed.is_overdue), key=lambda one: -one.owed.days)
