"""Persons: entered once, opened again by whoever has the same ID number, revised, erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import Actor, acting
from core.errors import DomainError
from core.masking import masked_name
from entrepreneurs import vault
from entrepreneurs.identities import read_id_no, read_name, read_phone
from entrepreneurs.kinds import LegalBasis, Source
from entrepreneurs.models import Person, PersonKey
from geo.models import AdministrativeDivision


@dataclass(frozen=True)
class PersonFacts:
    """A person as typed; "" and null say nothing. `division` is the home village."""

    name: str
    division: AdministrativeDivision
    legal_basis: LegalBasis | str
    id_no: str = ""
    phone: str = ""
    sex: str = ""
    birth_year: int | None = None
    notified_on: Any = None
    is_poverty_household: bool = False


@dataclass(frozen=True)
class Opened:
    """The person, whether the registry knew them, and what the one who typed should know."""

    person: Person
    is_new: bool
    notes: tuple[str, ...] = ()


@transaction.atomic
def open_person(
    *,
    facts: PersonFacts,
    actor: Actor | None,
    source: Source = Source.MANUAL,
    person_id: Any = None,
) -> Opened:
    """The person with this ID number, else a new one; nothing known is overwritten.

    Two people may enter the same person at once: one row comes of it. Without an ID number a
    person is always new, since equal names may be different people.

    Args:
        person_id: the key made where the person was first written; a resend opens the same.

    Raises:
        IdentityError: name, ID number or telephone cannot be right.
        DomainError: the day of notification is missing.
    """
    data, told, notes = _checked(facts)
    if person_id and (sent := Person.objects.filter(pk=person_id).first()):
        return Opened(sent, False)
    if data["id_no"] and (known := known_by_id_no(data["id_no"])):
        return Opened(known, False, (*notes, _already(known)))
    person = Person(
        **({"id": person_id} if person_id else {}),
        **told,
        division=facts.division,
        is_poverty_household=facts.is_poverty_household,
        legal_basis=facts.legal_basis,
        notified_on=facts.notified_on,
        source=source,
    )
    key = vault.keep(person, data)
    try:
        with transaction.atomic(), acting(actor, "person.registered", subject=str(person.pk)):
            person.save(force_insert=True)
            key.person = person
            key.save(force_insert=True)
    except IntegrityError:  # somebody else's row came first
        known = known_by_id_no(data["id_no"]) if data["id_no"] else None
        if known is None:
            raise
        return Opened(known, False, (*notes, _already(known)))
    return Opened(person, True, notes)


@transaction.atomic
def revise_person(*, person: Person, changes: Mapping[str, Any], actor: Actor | None) -> Person:
    """Change what `changes` names: fields of `PersonFacts`. Enciphered ones are checked first.

    Raises:
        IdentityError: see `open_person`; also when the ID number is another person's.
    """
    row = Person.objects.select_for_update().get(pk=person.pk)
    if row.erased_on:
        raise DomainError(_("This person's data were erased."))
    readers = {
        "name": read_name,
        "phone": read_phone,
        "id_no": lambda text: read_id_no(text, today=timezone.localdate()).value if text else "",
    }
    data = {name: readers[name](changes[name]) for name in readers if name in changes}
    if data.get("id_no"):
        known = known_by_id_no(data["id_no"])
        if known and known.pk != row.pk:
            raise DomainError(
                _("A person with this ID number is registered already."), field="id_no"
            )
    vault.keep(row, data)
    for name in changes.keys() - readers.keys():
        setattr(row, name, changes[name])
    row.full_clean(exclude=["name_cipher"])
    with acting(actor, "person.revised", subject=str(row.pk)):
        row.save()
    return row


@transaction.atomic
def erase_person(*, person: Person, reason: str, actor: User) -> Person:
    """Erase what identifies a person, here, in the history and in every backup of the rows.

    The row stays, so that what counted the person still counts them.

    Raises:
        DomainError: no reason is given.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise DomainError(_("Say why the data are erased."), field="reason")
    row = Person.objects.select_for_update().get(pk=person.pk)
    PersonKey.objects.filter(person=row).delete()
    for cipher, hashed in vault.CIPHERED.values():
        setattr(row, cipher, b"")
        setattr(row, hashed, None)
    row.erased_on = timezone.localdate()
    with acting(actor, "person.erased", reason=reason, subject=str(row.pk)):
        row.save()
    return row


def known_by_id_no(id_no: str) -> Person | None:
    """The person with this checked ID number, wherever they live."""
    rows = Person.objects.select_related("key", "division__parent")
    return rows.filter(id_no_hash=vault.hash_of("id_no", id_no)).first()


def named(words: str, path: str = "") -> Q:
    """Persons whose whole name or telephone is `words`: enciphered text has no parts.

    Args:
        path: to the person, from the rows asked.
    """
    words, to = words.strip(), f"{path}__" if path else ""
    return Q(**{f"{to}name_hash": vault.hash_of("name", words)}) | Q(
        **{f"{to}phone_hash": vault.hash_of("phone", words)}
    )


def _checked(facts: PersonFacts) -> tuple[dict[str, str], dict[str, Any], tuple[str, ...]]:
    """The enciphered fields, the plain ones that an ID number tells, and notes for the form."""
    data = {"name": read_name(facts.name), "id_no": "", "phone": read_phone(facts.phone)}
    told: dict[str, Any] = {"sex": facts.sex, "birth_year": facts.birth_year}
    notes: tuple[str, ...] = ()
    if facts.id_no.strip():
        number = read_id_no(facts.id_no, today=timezone.localdate())
        data["id_no"], notes = number.value, number.notes
        told = {"sex": number.sex, "birth_year": number.born_on.year}
    needs_day = facts.legal_basis in (LegalBasis.NOTICE, LegalBasis.CONSENT)
    if needs_day and not facts.notified_on:
        raise DomainError(_("Say on which day the person was notified."), field="notified_on")
    return data, told, notes


def _already(person: Person) -> str:
    return _("This person is registered already: %(name)s, %(place)s. Their record was opened.") % {
        "name": masked_name(vault.reveal(person, "name")),
        "place": person.division.short_name,
    }
