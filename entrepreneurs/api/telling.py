"""A record as programs are told of it: its fields, its rows, what may be done, its version."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from zlib import crc32

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from accounts.models import User
from core.api.fields import BooleanField, UuidField
from core.api.serializers import StrictSerializer
from core.api.versions import version
from entrepreneurs.api.shapes import WritingSerializer, input_fields, told_fields
from entrepreneurs.forms.records import RowForm
from entrepreneurs.kinds import Source, Stage
from entrepreneurs.models.records import VerifiedRecord
from entrepreneurs.records import place_of
from entrepreneurs.registers import ALL, BY_SLUG
from entrepreneurs.registers.base import Part, Register
from entrepreneurs.registers.columns import full_place
from entrepreneurs.views.common import powers

MAY = ("edit", "submit", "verify", "send_back")


def kept_by_model(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Makes the class of a register or part once: a description knows a class by its identity."""
    made: dict[tuple[type, str], Any] = {}

    @wraps(make)
    def kept(declared: Register | Part) -> Any:
        key = (declared.model, getattr(declared, "parent", ""))
        if key not in made:
            made[key] = make(declared)
        return made[key]

    return kept


class PowersSerializer(serializers.Serializer):
    """What the account may do with the record now."""

    edit = serializers.BooleanField()
    submit = serializers.BooleanField()
    verify = serializers.BooleanField()
    send_back = serializers.BooleanField()


class ListedSerializer(serializers.Serializer):
    """What every record tells. `title` and `place` are for people to read."""

    id = serializers.UUIDField()
    title = serializers.SerializerMethodField()
    division = serializers.SerializerMethodField()
    place = serializers.SerializerMethodField()
    stage = serializers.ChoiceField(choices=Stage.choices)
    return_reason = serializers.CharField(allow_blank=True)
    submitted_by_name = serializers.CharField(allow_blank=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    verified_by_name = serializers.CharField(allow_blank=True)
    verified_at = serializers.DateTimeField(allow_null=True)
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    register: Register

    def get_title(self, record: Any) -> str:
        return self.register.title(record)

    def get_division(self, record: Any) -> str:
        return place_of(record).code

    def get_place(self, record: Any) -> str:
        return full_place(record)


@dataclass(frozen=True)
class Whole:
    """A record with the rows of its parts, null for those that the viewer does not see."""

    register: Register
    record: VerifiedRecord
    rows: dict[str, list[Any] | None]

    @property
    def version(self) -> str:
        """Of the record and of its rows, which change alone."""
        told = [
            [getattr(row, field.attname) for field in row._meta.concrete_fields]
            for rows in self.rows.values()
            for row in rows or ()
        ]
        return version(self.record.updated_at, crc32(repr(told).encode()))


def whole(register: Register, record: Any, user: User) -> Whole:
    """The record with its rows: one query for each part."""
    rows = {
        part.slug: list(_rows(part, record)) if part.is_open_to(user) else None
        for part in register.parts
    }
    return Whole(register, record, rows)


def _rows(part: Part, record: Any) -> Any:
    rows = part.rows_of(record)
    has_place = hasattr(part.model, "division")
    return rows.select_related("division__parent__parent") if has_place else rows


@kept_by_model
def listed_serializer(register: Register) -> type[ListedSerializer]:
    """A record in a list: all its own fields."""
    fields = told_fields(register.form, register.related)
    name = f"Listed{register.model.__name__}Serializer"
    words = {"__doc__": str(ListedSerializer.__doc__), "register": register}
    return type(name, (ListedSerializer,), fields | words)


@kept_by_model
def whole_serializer(register: Register) -> type[ListedSerializer]:
    """A record with its parts, for one account."""
    name = register.model.__name__
    fields: dict[str, Any] = {
        "warnings": serializers.SerializerMethodField(help_text=_("What about it needs a look.")),
        "may": serializers.SerializerMethodField(),
        "notes": serializers.SerializerMethodField(
            help_text=_("What became of what was just sent, and what of it needs a look.")
        ),
        "get_warnings": _warnings,
        "get_may": _may,
        "get_notes": _notes,
        "__doc__": str(ListedSerializer.__doc__),
    }
    if register.parts:
        parts = {
            part.slug: _row_serializer(part)(many=True, allow_null=part.is_personal)
            for part in register.parts
        }
        fields["parts"] = serializers.SerializerMethodField(
            help_text=_("Rows that belong to it; null for those that the account does not see.")
        )
        told = extend_schema_field(inline_serializer(f"{name}Parts", parts))
        fields["get_parts"] = told(_parts)
    made = type(f"{name}Serializer", (listed_serializer(register),), fields)
    return made


@kept_by_model
def _row_serializer(part: Part) -> type[serializers.Serializer]:
    """A row of a record. Rows that are records themselves tell their own key and stage."""
    fields: dict[str, Any] = {"id": serializers.IntegerField()}
    if part.register:
        fields = {
            "id": serializers.UUIDField(),
            "stage": serializers.ChoiceField(choices=Stage.choices),
        }
    fields |= told_fields(_form_of(part), part.related)
    of = "" if part.form or part.register else f"Of{part.parent.title()}"
    name = f"{part.model.__name__}{of}RowSerializer"
    return type(name, (serializers.Serializer,), fields)


def _form_of(part: Part) -> type[RowForm]:
    """The form of a row: its own, that of its register, or of the part where it is entered."""
    if part.register:
        return BY_SLUG[part.register].form
    parts = (one for register in ALL for one in register.parts)
    return next(one.form for one in (part, *parts) if one.form and one.model is part.model)


@extend_schema_field({"type": "array", "items": {"type": "string"}})
def _warnings(self: Any, record: Any) -> list[str]:
    return [str(warning) for warning in self.register.warnings(record)]


@extend_schema_field(PowersSerializer)
def _may(self: Any, record: Any) -> dict[str, bool]:
    found = powers(record, self.context["request"].user)
    return {name: getattr(found, name) for name in MAY}


@extend_schema_field({"type": "array", "items": {"type": "string"}})
def _notes(self: Any, record: Any) -> list[str]:
    return [str(note) for note in self.context["notes"]]


def _parts(self: Any, record: Any) -> dict[str, Any]:
    found: Whole = self.context["whole"]
    told = {}
    for part in found.register.parts:
        rows = found.rows[part.slug]
        told[part.slug] = None if rows is None else _row_serializer(part)(rows, many=True).data
    return told


@kept_by_model
def new_serializer(register: Register) -> type[StrictSerializer]:
    """A new record; `id` may be made by the program: sent twice it is then kept once."""
    fields: dict[str, Any] = {
        "id": UuidField(required=False, help_text=_("Made by the program: kept once.")),
        **input_fields(register.form, is_new=True),
        "is_submitted": _is_submitted(),
    }
    return _writing(f"New{register.model.__name__}Input", fields, whole_serializer(register))


@kept_by_model
def changed_serializer(register: Register) -> type[StrictSerializer]:
    fields: dict[str, Any] = input_fields(register.form, is_new=False)
    fields["is_submitted"] = _is_submitted()
    return _writing(f"Changed{register.model.__name__}Input", fields, whole_serializer(register))


@kept_by_model
def new_row_serializer(part: Part) -> type[StrictSerializer]:
    assert part.form
    fields = input_fields(part.form, is_new=True)
    return _writing(f"New{part.model.__name__}Input", fields, _row_serializer(part))


@kept_by_model
def changed_row_serializer(part: Part) -> type[StrictSerializer]:
    assert part.form
    fields = input_fields(part.form, is_new=False)
    return _writing(f"Changed{part.model.__name__}Input", fields, _row_serializer(part))


def _writing(name: str, fields: dict[str, Any], told_by: type) -> type[StrictSerializer]:
    meta = type("Meta", (), {"told_by": told_by})
    content = fields | {"Meta": meta, "__doc__": str(WritingSerializer.__doc__)}
    return type(name, (WritingSerializer,), content)


def _is_submitted() -> BooleanField:
    return BooleanField(required=False, help_text=_("Hand it in at once; else it is a draft."))
