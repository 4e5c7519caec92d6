"""What somebody sees of a person: masked always, whole only by an act with a purpose, recorded."""

from dataclasses import dataclass

import rules
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import DomainError, NotAllowedError
from core.masking import masked_name, masked_phone
from entrepreneurs import vault
from entrepreneurs.models import Person
from entrepreneurs.rules import UNMASK

LONGEST_PURPOSE = 200
UNMASKED = "person.unmasked"


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
    purpose = " ".join(purpose.split())[:LONGEST_PURPOSE]
    if not purpose:
        raise DomainError(_("Say what the data are needed for."), field="purpose")
    audit.record(user, UNMASKED, subject=str(person.pk), detail={"purpose": purpose})
    return Shown(
        vault.reveal(person, "name"),
        vault.reveal(person, "phone"),
        vault.reveal(person, "id_no"),
        is_masked=False,
    )
