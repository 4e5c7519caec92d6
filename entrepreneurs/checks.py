"""What every door asks of a record before it is written or verified, by kind of record.

A kind without an entry here is held by its own constraints alone.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.importing import Problem
from entrepreneurs.loans import judging
from entrepreneurs.models import GuaranteedLoan
from entrepreneurs.models.records import VerifiedRecord


def _of_loan(loan: Any) -> Sequence[str]:
    if judging.lacks_basis(loan):
        return [_("Pending a basis: the rule states no cap. Name the document that allows it.")]
    return ()


PROBLEMS: Mapping[type, Callable[[Any], Sequence[Problem]]] = {
    GuaranteedLoan: judging.problems_of,
}
OBSTACLES: Mapping[type, Callable[[Any], Sequence[str]]] = {
    GuaranteedLoan: _of_loan,
}


def problems_of(record: VerifiedRecord) -> Sequence[Problem]:
    """For what the record cannot be written as it is."""
    check = PROBLEMS.get(type(record))
    return check(record) if check else ()


def obstacles_of(record: VerifiedRecord) -> Sequence[str]:
    """For what the record may be kept, but neither handed in nor verified."""
    check = OBSTACLES.get(type(record))
    return check(record) if check else ()
