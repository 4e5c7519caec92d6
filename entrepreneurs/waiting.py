"""What waits for somebody in the registers: to verify, to mend, to hand in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from entrepreneurs import approval
from entrepreneurs.kinds import Stage
from entrepreneurs.querysets import RecordQuerySet
from entrepreneurs.registers import ALL
from entrepreneurs.registers.base import Register

MOST_RETURNED = 10


@dataclass(frozen=True)
class Waiting:
    """Records of a register at a stage that ask the viewer for something."""

    register: Register
    stage: Stage
    number: int

    @property
    def words(self) -> str:
        told = {"number": self.number}
        if self.stage == Stage.SUBMITTED:
            return _("%(number)s to verify") % told
        if self.stage == Stage.RETURNED:
            return _("%(number)s to mend") % told
        return _("%(number)s drafts to hand in") % told

    @property
    def address(self) -> str:
        return f"{reverse(f'entrepreneurs:{self.register.slug}_list')}?stage={self.stage}"


@dataclass(frozen=True)
class Returned:
    """A record that the county sent back, and why."""

    register: Register
    record: Any
    title: str


def waiting_in(register: Register, by_stage: Mapping[str, int], user: User) -> Iterator[Waiting]:
    """What a register asks of the viewer, from its records by stage."""
    asked: tuple[Stage, ...] = ()
    if approval.may_verify(user, register.model):  # what officers have not handed in is theirs
        asked = (Stage.SUBMITTED,)
    elif approval.may_enter(user, register.model):
        asked = (Stage.RETURNED, Stage.DRAFT)
    for stage in asked:
        if number := by_stage.get(stage):
            yield Waiting(register, stage, number)


def number_returned(user: User) -> int:
    """How many records were sent back to those who enter them, told in one query."""
    sets = [rows.order_by().values("pk") for _register, rows in _returned(user, ALL)]
    return sets[0].union(*sets[1:], all=True).count() if sets else 0


def returned_to(user: User, registers: Iterable[Register] = ALL) -> list[Returned]:
    """The last records of these registers that were sent back to those who enter them.

    Who verifies is told of their own only: the others' are the officers' to mend.
    """
    found = [
        Returned(register, record, register.title(record))
        for register, rows in _returned(user, registers)
        for record in rows.order_by("-updated_at")[:MOST_RETURNED]
    ]
    return sorted(found, key=lambda row: row.record.updated_at, reverse=True)[:MOST_RETURNED]


def _returned(
    user: User, registers: Iterable[Register]
) -> Iterator[tuple[Register, RecordQuerySet]]:
    for register in registers:
        if not (register.is_open_to(user) and approval.may_enter(user, register.model)):
            continue
        rows = register.rows_for(user).filter(stage=Stage.RETURNED)
        if approval.may_verify(user, register.model):
            rows = rows.filter(submitted_by=user)
        yield register, rows
