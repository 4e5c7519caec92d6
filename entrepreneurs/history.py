"""All that was ever done with a record and the rows that belong to it, in words.

Enciphered data is never told: its history holds nothing that could be read without the key.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps

from core.changes import Act, Event, act_of, events, field_changes, together
from entrepreneurs.registers.base import Register

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


def _told(
    model: Any, names: tuple[str, ...], rows: dict[str, Any], subject: str = ""
) -> Iterator[tuple[Event, Act]]:
    recorded = apps.get_model("entrepreneurs", f"{model.__name__}Event").objects
    found = recorded.filter(**rows).select_related("pgh_context").order_by("pgh_id")
    shown = [n for n in names if _is_told(model, n)]
    for event in events(found):
        yield event, act_of(event, field_changes(event, shown, subject=subject))


def _is_told(model: Any, name: str) -> bool:
    """Foreign keys to persons are left out: a key tells nobody anything."""
    field = model._meta.get_field(name)
    related = field.related_model
    return related is None or related.__name__ != "Person"
