"""Keeps names, ID numbers and telephones: enciphered under each person's own key, found by hash.

    master key (settings) ──wraps──▶ PersonKey ──enciphers──▶ name, ID number, telephone
           └──derives──▶ key of the hashes that find a person again

Who erases the `PersonKey` erases what it enciphered, wherever copies of the rows lie: in the
history, in backups. Backups therefore leave the table of keys out; see docs/operations.md.
"""

import hashlib
import hmac
import os
from collections.abc import Mapping

from django.conf import settings

from core.ciphers import KEY_BYTES, decipher, derived, encipher
from entrepreneurs.models import Person, PersonKey

# Field of the person: the columns of its cipher and of its hash.
CIPHERED = {
    "name": ("name_cipher", "name_hash"),
    "id_no": ("id_no_cipher", "id_no_hash"),
    "phone": ("phone_cipher", "phone_hash"),
}


def keep(person: Person, data: Mapping[str, str]) -> PersonKey:
    """Encipher `data` into the person's columns; neither the person nor the key is saved.

    Args:
        data: some of `CIPHERED`; "" empties the field.

    Returns:
        The person's key: a new one is to be saved after the person.
    """
    row = _key_of(person) or _new_key(person)
    key = _unwrapped(row)
    for field, clear in data.items():
        cipher, hashed = CIPHERED[field]
        setattr(person, cipher, _enciphered(clear, key, person, field) if clear else b"")
        setattr(person, hashed, hash_of(field, clear) if clear else None)
    return row


def reveal(person: Person, field: str) -> str:
    """The clear text; "" where there is none, or where the person's data were erased.

    Whoever calls this answers for who sees it: pages ask `entrepreneurs.privacy`.
    """
    return revealed(person, field, getattr(person, CIPHERED[field][0]))


def revealed(person: Person, field: str, content: bytes | memoryview | None) -> str:
    """The clear text of `content`: what a version of the person's history holds of the field."""
    row = _key_of(person)
    if not content or row is None:
        return ""
    return decipher(bytes(content), key=_unwrapped(row), place=_place(person, field)).decode()


def hash_of(field: str, clear: str) -> bytes:
    """The keyed hash by which equal values are found; of no use without the master key."""
    return hmac.digest(_derived(b"hash"), f"{field}\0{clear}".encode(), hashlib.sha256)


def _key_of(person: Person) -> PersonKey | None:
    """The person's key; none after it was erased. Fetched with the person by `select_related`."""
    if person._state.adding and "key" not in person._state.fields_cache:
        return None
    try:
        return person.key
    except PersonKey.DoesNotExist:
        return None


def _new_key(person: Person) -> PersonKey:
    person.key = PersonKey(wrapped=_wrapped(os.urandom(KEY_BYTES), person))
    return person.key


def _wrapped(key: bytes, person: Person) -> bytes:
    suite = settings.PERSONAL_DATA_CIPHER
    return encipher(key, key=_derived(b"wrap"), place=_place(person, "key"), suite=suite)


def _unwrapped(row: PersonKey) -> bytes:
    place = f"person:{row.person_id}:key".encode()
    return decipher(bytes(row.wrapped), key=_derived(b"wrap"), place=place)


def _enciphered(clear: str, key: bytes, person: Person, field: str) -> bytes:
    suite = settings.PERSONAL_DATA_CIPHER
    return encipher(clear.encode(), key=key, place=_place(person, field), suite=suite)


def _place(person: Person, field: str) -> bytes:
    return f"person:{person.pk}:{field}".encode()


def _derived(purpose: bytes) -> bytes:
    return derived(settings.PERSONAL_DATA_KEY, b"person " + purpose)
