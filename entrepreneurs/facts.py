"""What a record says, field by field, in words."""

from decimal import Decimal
from typing import Any

import rules
from django.db import models

from accounts.models import User
from core.changes import shown
from entrepreneurs import privacy
from entrepreneurs.approval import PERSONAL, speaks_of_persons
from entrepreneurs.people import person_of
from entrepreneurs.registers.base import Register
from entrepreneurs.registers.columns import full_place, label_of
from entrepreneurs.rules import SEE_PERSONS
from geo.models import AdministrativeDivision


def facts_of(register: Register, record: Any, user: User) -> list[tuple[str, object]]:
    """The record's own fields as label and value, then what the register adds.

    Whom the record speaks of is told, masked, to those who see people at all.
    """
    facts = []
    sees_persons = rules.has_perm(SEE_PERSONS, user)
    for name in register.form._meta.fields or ():
        field = register.model._meta.get_field(name)
        if speaks_of_persons(field) and not sees_persons:
            continue
        if not register.form.asks(record, name) and not getattr(record, name):
            continue
        facts.append((str(label_of(field)), _value(record, field)))
    return facts + [(str(column.label), column.value(record)) for column in register.details]


def said(value: object) -> str:
    """A fact as text; "" for nothing."""
    return "" if value is None else shown(value)


def _value(record: Any, field: Any) -> object:
    if hasattr(field, "base_field") and field.base_field.choices:
        words = dict(field.base_field.flatchoices)
        return "、".join(str(words.get(value, value)) for value in getattr(record, field.name))
    if getattr(field, "choices", None):
        return getattr(record, f"get_{field.name}_display")()
    value = getattr(record, field.name)
    if isinstance(value, bool):
        return shown(value)
    if isinstance(value, Decimal) and field.name.endswith("_rate"):
        return f"{value:.1%}"
    if isinstance(value, AdministrativeDivision) and value.parent_id and len(value.code) > 6:
        return full_place(record)
    if isinstance(value, models.Model):
        person = person_of(value) if isinstance(value, PERSONAL) else None
        return privacy.shown(person).name if person else str(value)
    return value
