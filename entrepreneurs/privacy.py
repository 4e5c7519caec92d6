"""What somebody sees of a person: masked always, whole only by an act with a purpose, recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import rules
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.cells import text
from core.errors import DomainError, IdentifyingTextError, NotAllowedError
from core.masking import masked_name, masked_phone, tells_number
from core.models import AuditEntry
from entrepreneurs import vault
from entrepreneurs.models import Person
from entrepreneurs.rules import UNMASK

LONGEST_PURPOSE = 200
UNMASKED, PRODUCED = "person.unmasked", "person.produced"


@dataclass(frozen=True)
class Shown:
    """A person as pages, exports, prints, answers and logs show them."""

    name: str
    phone: str
    id_no: str
    is_masked: bool = True
    may_ask: bool = False


def shown(person: Person, user: User | None = None) -> Shown:
    """Masked: the family name, the telephone's ends, and whether an ID number was checked.

    Never the first six and the last four signs of a number together: pieces from different
    notices have been joined before.
    """
    if person.erased_on:
        return Shown(_("erased"), "", "")
    return Shown(
        masked_name(vault.reveal(person, "name")),
        masked_phone(vault.reveal(person, "phone")),
        _("ID number checked") if person.id_no_cipher else _("not given"),
        may_ask=user is not None and rules.has_perm(UNMASK, user),
    )


def unmasked(*, person: Person, purpose: str, user: User) -> Shown:
    """The person whole, for the purpose told, which is recorded.

    Args:
        person: fetched through `visible_to(user)`.

    Raises:
        NotAllowedError: people are not the task of the user's department.
        DomainError: no purpose is given.
    """
    if not rules.has_perm(UNMASK, user):
        raise NotAllowedError
    detail = {"purpose": purpose_of(purpose, person)}
    audit.record(user, UNMASKED, subject=str(person.pk), detail=detail)
    return _whole(person)


def unmasked_all(
    *, persons: Iterable[Person], purpose: str, register: str, user: User
) -> dict[Any, Shown]:
    """The persons of a list whole, by key: each look is recorded with the person it was at.

    Raises:
        NotAllowedError, DomainError: see `unmasked`.
    """
    if not rules.has_perm(UNMASK, user):
        raise NotAllowedError
    detail = {"purpose": purpose_of(purpose), "register": register}
    by_key = {person.pk: person for person in persons}
    audit.record_all(user, UNMASKED, subjects=map(str, by_key), detail=detail)
    return {key: _whole(person) for key, person in by_key.items()}


def produced(*, person: Person, purpose: str, user: User) -> Shown:
    """The person whole, for a copy of all that is held on them (查阅复制); recorded as that.

    Raises:
        NotAllowedError, DomainError: see `unmasked`.
    """
    if not rules.has_perm(UNMASK, user):
        raise NotAllowedError
    detail = {"purpose": purpose_of(purpose, person)}
    audit.record(user, PRODUCED, subject=str(person.pk), detail=detail)
    return _whole(person)


def looks_at(person: Person) -> QuerySet[AuditEntry]:
    """Who saw the person whole, when and what for, the newest first."""
    return AuditEntry.objects.filter(subject=str(person.pk), action__in=(UNMASKED, PRODUCED))


def purpose_of(written: str, person: Person | None = None) -> str:
    """The purpose as it is recorded.

    Raises:
        DomainError: there is none, or it tells what identifies the person.
    """
    purpose = text(written)[:LONGEST_PURPOSE]
    if not purpose:
        raise DomainError(_("Say what the data are needed for."), field="purpose")
    if tells_number(purpose):
        raise IdentifyingTextError(field="purpose")
    if person is not None and tells(purpose, person):
        raise DomainError(
            _("Leave the person's name and numbers out: what you write is kept in the audit."),
            field="purpose",
        )
    return purpose


def tells(written: str, person: Person) -> bool:
    """Whether the text holds the person's name, ID number or telephone."""
    return any(
        clear and clear in written
        for clear in (vault.reveal(person, field) for field in vault.CIPHERED)
    )


def _whole(person: Person) -> Shown:
    return Shown(
        vault.reveal(person, "name"),
        vault.reveal(person, "phone"),
        vault.reveal(person, "id_no"),
        is_masked=False,
    )
