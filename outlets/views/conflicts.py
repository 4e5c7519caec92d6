"""What a page shows when two people changed one record: both versions, field by field."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Difference:
    """A field whose present value is not the one that was typed."""

    label: str
    kept: str
    typed: str


def differences(form: forms.Form, hidden: Sequence[str] = ()) -> list[Difference]:
    """The fields whose typed value is not the kept one, which is the form's initial value."""
    found = []
    for name in form.changed_data:
        if name in hidden:
            continue
        kept = shown(form, name, form.initial.get(name))
        typed = shown(form, name, form[name].data)
        if kept != typed:
            found.append(Difference(str(form.fields[name].label), kept, typed))
    return found


def shown(form: forms.Form, name: str, value: Any) -> str:
    """A value as people read it: the words of a choice."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    values = value if isinstance(value, list) else [value]
    words = _words(getattr(form.fields[name], "choices", ()))
    return "、".join(str(words.get(str(one), one)) for one in values if one not in (None, ""))


def _words(choices: Any) -> Mapping[str, Any]:
    words: dict[str, Any] = {}
    for value, label in choices:
        if isinstance(label, list | tuple):
            words.update(_words(label))
        else:
            words[str(value)] = label
    return words


def last_change(pk: uuid.UUID) -> dict[str, Any] | None:
    """When the outlet's row was last changed, and by which account."""
    events = apps.get_model("outlets", "OutletEvent").objects.filter(pgh_obj_id=pk)
    event = events.select_related("pgh_context").order_by("-pgh_id").first()
    if event is None:
        return None
    context = event.pgh_context.metadata if event.pgh_context else {}
    return {"at": event.pgh_created_at, "actor": context.get("actor", "")}
