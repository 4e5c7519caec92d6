"""Persons: entered once, opened again by whoever has the same ID number, revised, erased."""

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import Actor, acting
from core.cells import text
from core.errors import ConflictError, DomainError
from core.masking import masked_name
from entrepreneurs import privacy, vault
from entrepreneurs.identities import IdentityError, read_id_no, read_name, read_phone
from entrepreneurs.kinds import LegalBasis, Source
from entrepreneurs.models import Person, PersonKey
from geo.models import AdministrativeDivision

AT_ONCE = 1000  # rows of one statement


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
    person = _new_person(facts, told, source, **({"id": person_id} if person_id else {}))
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
def open_people(
    *, facts: Iterable[PersonFacts], actor: Actor | None, source: Source
) -> dict[str, Person]:
    """The people with these ID numbers, by number; those who are not known yet are entered at once.

    Raises:
        IdentityError, DomainError: see `open_person`.
        ConflictError: somebody entered one of them at the same time.
    """
    checked = [(one, *_checked(one)) for one in facts]
    people = known_people(data["id_no"] for _one, data, _told, _notes in checked)
    new: dict[str, tuple[Person, PersonKey]] = {}
    for one, data, told, _notes in checked:
        if data["id_no"] not in people and data["id_no"] not in new:
            person = _new_person(one, told, source)
            new[data["id_no"]] = person, vault.keep(person, data)
    try:
        with transaction.atomic(), acting(actor, "person.registered"):
            Person.objects.bulk_create([person for person, _key in new.values()], AT_ONCE)
            for person, key in new.values():
                key.person = person
            PersonKey.objects.bulk_create([key for _person, key in new.values()], AT_ONCE)
    except IntegrityError as error:
        raise ConflictError(
            _("One of these people was entered by somebody else just now. Try again.")
        ) from error
    return people | {number: person for number, (person, _key) in new.items()}


@transaction.atomic
def revise_person(
    *,
    person: Person,
    changes: Mapping[str, Any],
    actor: Actor | None,
    seen_at: dt.datetime | None = None,
) -> Person:
    """Change what `changes` names: fields of `PersonFacts`. Enciphered ones are checked first.

    Sex and year of birth follow a new ID number.

    Args:
        seen_at: the version that the changes were made from, where people made them.

    Raises:
        IdentityError: see `open_person`; also when the ID number is another person's.
        ConflictError: the person was changed since they were seen.
        ValidationError: a rule of the model; names the field.
    """
    row = Person.objects.select_for_update().get(pk=person.pk)
    if row.erased_on:
        raise DomainError(_("This person's data were erased."))
    if seen_at is not None and row.updated_at != seen_at:
        raise ConflictError
    changes = dict(changes)
    data: dict[str, str] = {}
    if "name" in changes:
        data["name"] = read_name(changes.pop("name"))
    if "phone" in changes:
        data["phone"] = read_phone(changes.pop("phone"))
    if "id_no" in changes:
        data["id_no"] = ""
        if written := changes.pop("id_no"):
            number = read_id_no(written, today=timezone.localdate())
            _demand_free(number.value, row)
            data["id_no"] = number.value
            changes |= {"sex": number.sex, "birth_year": number.born_on.year}
    vault.keep(row, data)
    for name, value in changes.items():
        setattr(row, name, value)
    row.full_clean(exclude=["name_cipher", "id_no_hash"])
    try:
        with transaction.atomic(), acting(actor, "person.revised", subject=str(row.pk)):
            row.save()
    except IntegrityError as error:  # the number was given to somebody at the same time
        raise _taken() from error
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
    if row.erased_on:
        raise DomainError(_("This person's data were erased."))
    if privacy.tells(reason, row):
        raise DomainError(
            _("Leave the person's name and numbers out: what you write is kept in the audit."),
            field="reason",
        )
    PersonKey.objects.filter(person=row).delete()
    for cipher, hashed in vault.CIPHERED.values():
        setattr(row, cipher, b"")
        setattr(row, hashed, None)
    row.erased_on = timezone.localdate()
    with acting(actor, "person.erased", reason=reason, subject=str(row.pk)):
        row.save()
    return row


def _new_person(facts: PersonFacts, told: Mapping[str, Any], source: Source, **more: Any) -> Person:
    """Not saved, and without what is enciphered."""
    return Person(
        **more,
        **told,
        division=facts.division,
        is_poverty_household=facts.is_poverty_household,
        legal_basis=facts.legal_basis,
        notified_on=facts.notified_on,
        source=source,
    )


def _demand_free(id_no: str, person: Person) -> None:
    known = known_by_id_no(id_no)
    if known and known.pk != person.pk:
        raise _taken()


def _taken() -> DomainError:
    return DomainError(_("A person with this ID number is registered already."), field="id_no")


def known_by_id_no(id_no: str) -> Person | None:
    """The person with this checked ID number, wherever they live."""
    rows = Person.objects.select_related("key", "division__parent")
    return rows.filter(id_no_hash=vault.hash_of("id_no", id_no)).first()


def known_people(id_nos: Iterable[str]) -> dict[str, Person]:
    """Those of many ID numbers, half-width and without blanks, who are registered."""
    by_hash = {vault.hash_of("id_no", number.upper()): number.upper() for number in id_nos}
    rows = Person.objects.select_related("key", "division__parent")
    found = rows.filter(id_no_hash__in=list(by_hash))
    return {by_hash[bytes(person.id_no_hash or b"")]: person for person in found}


def named(words: str, path: str = "") -> Q:
    """Persons whose whole name or telephone is `words`: enciphered text has no parts.

    Args:
        path: to the person, from the rows asked.
    """
    words, to = words.strip(), f"{path}__" if path else ""
    return Q(**{f"{to}name_hash": vault.hash_of("name", words)}) | Q(
        **{f"{to}phone_hash": vault.hash_of("phone", words)}
    )


def found(words: str) -> Q:
    """Persons whose whole name, telephone or ID number is `words`, however they were typed."""
    conditions = named(text(words))
    with suppress(IdentityError):
        if phone := read_phone(words):
            conditions |= Q(phone_hash=vault.hash_of("phone", phone))
    with suppress(IdentityError):
        number = read_id_no(words, today=timezone.localdate())
        conditions |= Q(id_no_hash=vault.hash_of("id_no", number.value))
    return conditions


def person_of(record: Any) -> Person | None:
    """The person a record or row speaks of; none where it speaks of none."""
    for name in ("person", "borrower"):
        if hasattr(record, f"{name}_id"):
            return getattr(record, name)
    entrepreneur = getattr(record, "entrepreneur", None)
    return entrepreneur.person if entrepreneur is not None else None


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
