"""All that the registry holds on one person: the records about them, and a copy to hand out.

The records are those of the viewer's jurisdiction; how many stand elsewhere is counted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import action_words
from core.changes import Act, shown
from core.tables import Cells
from entrepreneurs.facts import facts_of, said
from entrepreneurs.history import acts_on_person
from entrepreneurs.models import MentoringSession, Person
from entrepreneurs.privacy import Shown, looks_at
from entrepreneurs.querysets import RecordQuerySet
from entrepreneurs.registers import BY_SLUG
from entrepreneurs.registers.base import Column, Part, Register

# The registers that speak of people, and the ways from their records to the person.
WAYS = (
    ("entrepreneurs", ("person",)),
    ("supports", ("entrepreneur__person",)),
    ("ventures", ("entrepreneur__person",)),
    ("mentors", ("person",)),
    ("trainings", ("enrollments__person",)),
    ("loans", ("borrower", "partners__person")),
    ("awards", ("person",)),
)
TOLD_COLUMNS = 5


@dataclass(frozen=True)
class Held:
    """A record that speaks of the person; `summary` says the most of it in one line."""

    register: Register
    record: Any
    summary: str


def held_on(person: Person, user: User) -> list[Held]:
    """The records of the user's jurisdiction that speak of the person. A query a register."""
    return [
        Held(register, record, _summary(register, record))
        for register, rows in _rows(person, user)
        for record in rows
    ]


def held_elsewhere(person: Person, user: User) -> int:
    """How many records outside of the user's jurisdiction speak of the person."""
    number = 0
    for register, rows in _rows(person, user):
        everywhere = register.model._default_manager.filter(pk__in=_keys(register, person))
        number += everywhere.count() - rows.count()
    return number


def copy_of(person: Person, whole: Shown, user: User) -> Iterator[tuple[str, Iterable[Cells]]]:
    """The sheets of a workbook with everything, for the person themselves (查阅复制).

    Args:
        whole: from `privacy.produced`, which recorded the purpose.
    """
    yield _("The person"), _of_person(person, whole, user)
    yield _("Records about this person"), _of_records(person, user)
    yield _("History"), _of_history(acts_on_person(person, is_whole=True))
    yield _("Who looked"), _of_looks(person)


def _rows(person: Person, user: User) -> Iterator[tuple[Register, RecordQuerySet]]:
    for slug, _ways in WAYS:
        register = BY_SLUG[slug]
        yield register, register.rows_for(user).filter(pk__in=_keys(register, person))


def _keys(register: Register, person: Person) -> set[Any]:
    keys: set[Any] = set()
    for way in dict(WAYS)[register.slug]:
        rows = register.model._default_manager.filter(**{way: person})
        keys |= set(rows.values_list("pk", flat=True))
    return keys


def _summary(register: Register, record: Any) -> str:
    told = [c for c in register.columns if c.sort != "stage" and not _names_somebody(c)]
    values = (said(column.value(record)) for column in told[:TOLD_COLUMNS])
    return " · ".join(value for value in values if value)


def _names_somebody(column: Column) -> bool:
    return column.is_link and not column.sort


def _of_person(person: Person, whole: Shown, user: User) -> Iterator[Cells]:
    yield _("Field"), _("Value")
    yield _("full name"), whole.name
    yield _("ID number"), whole.id_no
    yield _("telephone number"), whole.phone
    for name in ("sex", "birth_year", "division", "is_poverty_household"):
        yield _fact(person, name)
    for name in ("legal_basis", "notified_on", "source", "created_at", "updated_at"):
        yield _fact(person, name)
    yield _("records outside of this jurisdiction"), held_elsewhere(person, user)


def _fact(person: Person, name: str) -> tuple[str, str]:
    words = {"created_at": _("entered at"), "updated_at": _("last changed at")}
    field: Any = Person._meta.get_field(name)
    value = getattr(person, f"get_{name}_display")() if field.choices else getattr(person, name)
    return words.get(name) or str(field.verbose_name), said(value)


def _of_records(person: Person, user: User) -> Iterator[Cells]:
    yield _("Register"), _("Record number"), _("Field"), _("Value")
    number = 0
    for register, rows in _rows(person, user):
        for record in rows:
            number += 1
            for label, value in facts_of(register, record, user):
                yield register.label, number, label, said(value)
            yield register.label, number, _("stage"), record.get_stage_display()
            for part in register.parts:
                yield from _of_part(part, record, person, number)
    for session in MentoringSession.objects.visible_to(user).filter(entrepreneur__person=person):
        number += 1
        for name in ("held_on", "hours", "topic"):
            field: Any = MentoringSession._meta.get_field(name)
            label = str(field.verbose_name)
            words = str(MentoringSession._meta.verbose_name)
            yield words, number, label, said(getattr(session, name))


def _of_part(part: Part, record: Any, person: Person, number: int) -> Iterator[Cells]:
    if part.register:  # records of their own
        return
    rows = part.rows_of(record)
    if "person" in {field.name for field in part.model._meta.fields}:
        rows = rows.filter(person=person)  # nobody else's
    for row in rows:
        for column in part.columns:
            yield part.label, number, str(column.label), said(column.value(row))


def _of_history(acts: Iterable[Act]) -> Iterator[Cells]:
    yield _("When"), _("Who"), _("What"), _("Reason"), _("Field"), _("Before"), _("After")
    for act in acts:
        for change in act.changes:
            yield (
                shown(act.at),
                act.who,
                act.action,
                act.reason,
                change.label,
                change.old,
                change.new,
            )


def _of_looks(person: Person) -> Iterator[Cells]:
    yield _("When"), _("Who"), _("What"), _("Purpose")
    for look in looks_at(person):
        purpose = look.detail.get("purpose", "")
        yield shown(look.at), look.actor_name, action_words(look.action), purpose
