"""All that was ever done with a record and the rows that belong to it, in words.

Enciphered data is never told: its history holds nothing that could be read without the key.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from core.changes import Act, Event, act_of, events, field_changes, together
from entrepreneurs import vault
from entrepreneurs.loans.money import said
from entrepreneurs.models import Person
from entrepreneurs.registers.base import Register
from entrepreneurs.registers.columns import label_of

PERSON_TOLD = {
    "name_cipher": _("full name"),
    "id_no_cipher": _("ID number"),
    "phone_cipher": _("telephone number"),
    "sex": "",
    "birth_year": "",
    "division": "",
    "is_poverty_household": "",
    "legal_basis": "",
    "notified_on": "",
    "erased_on": "",
}
HIDDEN = "•••"
RECORD_TOLD = ("stage", "return_reason", "verified_by_name")
UNTOLD = {"id", "created_at", "updated_at", "location_raw"}


def acts_on(register: Register, record: Any) -> list[Act]:
    """The newest first."""
    names = (*(register.form._meta.fields or ()), *RECORD_TOLD)
    told = list(_told(register.model, names, {"pgh_obj_id": record.pk}))
    for part in register.parts:
        fields = tuple(f.name for f in part.model._meta.fields if f.name not in UNTOLD)
        own = tuple(name for name in fields if name != part.parent)
        told += _told(part.model, own, {f"{part.parent}_id": record.pk}, part.label)
    return together(sorted(told, key=lambda pair: pair[0].event.pgh_created_at))


def acts_on_person(person: Person, *, is_whole: bool = False) -> list[Act]:
    """The newest first. What is enciphered is told as changed, never as what it was.

    Args:
        is_whole: tell it too, for a copy that the person asked for; see `privacy.produced`.
    """
    masks = {
        cipher: partial(vault.revealed, person, name) if is_whole else _hidden
        for name, (cipher, _hash) in vault.CIPHERED.items()
    }
    recorded = apps.get_model("entrepreneurs", "PersonEvent").objects.filter(pgh_obj_id=person.pk)
    recorded = recorded.select_related("pgh_context", "division").order_by("pgh_id")
    labels: dict[str, Any] = {name: label for name, label in PERSON_TOLD.items() if label}
    return together(
        (event, act_of(event, field_changes(event, PERSON_TOLD, masks=masks, labels=labels)))
        for event in events(recorded)
    )


def _hidden(content: Any) -> str:
    return HIDDEN if bytes(content) else ""


def _told(
    model: Any, names: tuple[str, ...], rows: dict[str, Any], subject: str = ""
) -> Iterator[tuple[Event, Act]]:
    recorded = apps.get_model("entrepreneurs", f"{model.__name__}Event").objects
    found = recorded.filter(**rows).select_related("pgh_context").order_by("pgh_id")
    told = [n for n in names if _is_told(model, n)]
    money = [n for n in told if n.endswith("_yuan")]
    shows = dict.fromkeys(money, said)
    labels = {name: label_of(model._meta.get_field(name)) for name in money}
    for event in events(found):
        changes = field_changes(event, told, subject=subject, shows=shows, labels=labels)
        yield event, act_of(event, changes)


def _is_told(model: Any, name: str) -> bool:
    """Foreign keys to persons are left out: a key tells nobody anything."""
    field = model._meta.get_field(name)
    related = field.related_model
    return related is None or related.__name__ != "Person"
