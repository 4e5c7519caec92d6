"""What every door asks of a record before it is written or verified, by kind of record.

A kind without an entry here is held by its own constraints, and to hold nobody's numbers.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import CharField, Model
from django.utils.translation import gettext as _

from core.errors import IdentifyingTextError
from core.importing import Problem
from core.masking import tells_number
from entrepreneurs.loans import judging
from entrepreneurs.models import Entrepreneur, GuaranteedLoan
from entrepreneurs.models.records import VerifiedRecord


def _of_loan(loan: Any) -> Sequence[str]:
    if judging.lacks_basis(loan):
        return [_("Pending a basis: the rule states no cap. Name the document that allows it.")]
    return ()


def _of_entrepreneur(starter: Any) -> Sequence[str]:
    """Of somebody erased since nobody can tell the number any more; the record stays as it is."""
    person = starter.person
    if person.id_no_hash is None and person.erased_on is None:
        return [
            _(
                "The person's ID number is missing: only people with one count towards clause 十四."
                " Enter it on the person's page; until then keep the record as a draft."
            )
        ]
    return ()


PROBLEMS: Mapping[type, Callable[[Any], Sequence[Problem]]] = {
    GuaranteedLoan: judging.problems_of,
}
OBSTACLES: Mapping[type, Callable[[Any], Sequence[str]]] = {
    Entrepreneur: _of_entrepreneur,
    GuaranteedLoan: _of_loan,
}


def problems_of(record: VerifiedRecord) -> Sequence[Problem]:
    """For what the record cannot be written as it is."""
    check = PROBLEMS.get(type(record))
    return [*numbers_told(record), *(check(record) if check else ())]


def numbers_told(row: Model) -> list[Problem]:
    """Texts that hold somebody's ID number or telephone: only a person's own columns, which are
    enciphered, may. Contracts are numbered like people, and accounts named as they like."""
    fields = (f for f in row._meta.fields if isinstance(f, CharField) and not f.choices)
    return [
        Problem(f.name, IdentifyingTextError.code, str(IdentifyingTextError.message))
        for f in fields
        if not f.name.endswith(("_by_name", "contract_no"))
        and tells_number(getattr(row, f.name) or "")
    ]


def obstacles_of(record: VerifiedRecord) -> Sequence[str]:
    """For what the record may be kept, but neither handed in nor verified."""
    check = OBSTACLES.get(type(record))
    return check(record) if check else ()
