"""How programs write and are told records and rows: made from the forms and models of registers.

A field goes by its model's name. Whom a record is about is `person`, the organization behind it
`organization`, its position `location`, its place the code `division`, whatever the model calls
them; other records go by their keys.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from core.api.fields import (
    AmountField,
    BooleanField,
    ChoiceField,
    CompactField,
    DayField,
    FloatField,
    TextField,
    UuidField,
    WholeField,
)
from core.api.serializers import StrictSerializer
from entrepreneurs.forms.organizations import OrganizationForm
from entrepreneurs.forms.persons import PersonalForm
from entrepreneurs.forms.records import RowForm
from entrepreneurs.kinds import LegalBasis, Sex
from entrepreneurs.models.records import Placed
from entrepreneurs.privacy import Shown, shown
from geo.api import PlaceSerializer, place, place_as_given
from geo.models import AdministrativeDivision
from outlets.api.sending import OrganizationSerializer
from outlets.api.telling import RunBySerializer

LARGEST = {
    models.PositiveSmallIntegerField: 32_767,
    models.PositiveIntegerField: 2_147_483_647,
}


@extend_schema_field({"type": "string", "pattern": r"^\d{6}(\d{3}(\d{3})?)?$"})
class DivisionField(TextField):
    """A division valid today, by its code; its key comes out. Which levels fit, the form says."""

    default_error_messages = {
        "unknown_division": _("There is no such division within your jurisdiction."),
    }

    def to_internal_value(self, data: Any) -> Any:
        code = super().to_internal_value(data)
        user: User = self.context["request"].user
        rows = AdministrativeDivision.objects.visible_to(user).filter(code=code, valid_to=None)
        key = rows.values_list("pk", flat=True).first()
        if key is None:
            self.fail("unknown_division")
        return key


class PersonInput(StrictSerializer):
    """Who it is. A person who is registered already is found by the ID number, and left as known;
    without one a person is always new. What is sent here is never told again whole."""

    name = TextField(max_length=60, help_text=_("full name"))
    id_no = CompactField(required=False, allow_blank=True, max_length=30, help_text=_("ID number"))
    phone = CompactField(
        required=False, allow_blank=True, max_length=30, help_text=_("telephone number")
    )
    division = DivisionField(help_text=_("home village"))
    sex = ChoiceField(choices=Sex.choices, required=False, allow_blank=True, help_text=_("sex"))
    is_poverty_household = BooleanField(required=False, help_text=_("registered poverty household"))
    legal_basis = ChoiceField(choices=LegalBasis.choices, help_text=_("legal basis"))
    notified_on = DayField(required=False, allow_null=True, help_text=_("notified on"))


class PersonSerializer(serializers.Serializer):
    """A person as everybody sees them: masked. Nothing tells them whole to a program."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    id_no = serializers.CharField(help_text=_("Whether there is one; never the number."))


@extend_schema_field(PersonSerializer(allow_null=True))
class PersonField(serializers.Field):
    """The person at `path` of a record, masked."""

    def __init__(self, path: str, **kwargs: Any) -> None:
        self.path = path
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> dict[str, Any] | None:
        for name in self.path.split("."):
            value = getattr(value, name)
            if value is None:
                return None
        told: Shown = shown(value)
        return {"id": str(value.pk), "name": told.name, "phone": told.phone, "id_no": told.id_no}


@extend_schema_field(PlaceSerializer(allow_null=True))
class LocationField(serializers.Field):
    """Where a record stands, in CGCS2000."""

    def to_representation(self, value: Any) -> dict[str, Any] | None:
        return place(value)


@extend_schema_field(PlaceSerializer(allow_null=True))
class GivenLocationField(serializers.Field):
    """The pair as somebody gave it, digit for digit."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> dict[str, Any] | None:
        return place_as_given(value.location_raw, value.location_crs_origin)


class WritingSerializer(StrictSerializer):
    """What a program sends of a record or row. Its fields are made from a form."""


def own_fields(form: type[RowForm]) -> Iterator[tuple[str, Any, Any]]:
    """Name, model's field and form's field of what the form itself asks."""
    for name in form._meta.fields or ():
        yield name, form._meta.model._meta.get_field(name), form.base_fields[name]


def input_fields(form: type[RowForm], *, is_new: bool) -> dict[str, serializers.Field]:
    """What may be sent of a new record, or changed of one."""
    fields: dict[str, Any] = {}
    if issubclass(form, PersonalForm) and (is_new or not form.is_person_required):
        fields["person"] = PersonInput(required=form.is_person_required)
    for name, field, asked in own_fields(form):
        is_required = is_new and asked.required and not field.has_default()
        fields[name] = _input(field, asked.required, is_required)
    if issubclass(form, OrganizationForm):
        must = form.is_organization_required
        fields["organization"] = OrganizationSerializer(
            required=is_new and must, allow_null=not must
        )
    if issubclass(form._meta.model, Placed):
        fields["location"] = PlaceSerializer(required=False, allow_null=True)
    return fields


def told_fields(form: type[RowForm], related: Sequence[str]) -> dict[str, serializers.Field]:
    """What is told of a record or row.

    Args:
        related: the paths that its register or part fetches; the person lies on one of them.
    """
    fields: dict[str, Any] = {}
    if path := person_path(related):
        fields["person"] = PersonField(path)
    for name, field, _asked in own_fields(form):
        fields[name] = _told(field)
    if issubclass(form, OrganizationForm):
        fields["organization"] = RunBySerializer(
            source=form.organization_field, allow_null=not form.is_organization_required
        )
        if form.organization_field == "organization":
            fields["organization"] = RunBySerializer(allow_null=not form.is_organization_required)
    if issubclass(form._meta.model, Placed):
        fields["location"] = LocationField(allow_null=True)
        fields["location_given"] = GivenLocationField()
    return fields


def person_path(related: Sequence[str]) -> str:
    """The path to the person, whose key is fetched wherever a person is shown; "" for none."""
    keys = [path.removesuffix("__key") for path in related if path.endswith("__key")]
    return keys[0].replace("__", ".") if keys else ""


def _input(field: Any, asks: bool, is_required: bool) -> serializers.Field:
    """
    Args:
        asks: whether the form refuses an empty value.
        is_required: whether it may not even be left out.
    """
    told: dict[str, Any] = {"required": is_required, "help_text": field.verbose_name}
    empty: dict[str, Any] = {"allow_null": not asks}
    if field.is_relation:
        if issubclass(field.related_model, AdministrativeDivision):
            return DivisionField(**told)
        return UuidField(**told, **empty)
    if isinstance(field, ArrayField):
        choices: Any = field.base_field.choices
        child = ChoiceField(choices=choices)
        return serializers.ListField(child=child, max_length=len(choices), **told)
    if field.choices:
        return ChoiceField(choices=field.choices, allow_blank=not asks, **told)
    if isinstance(field, models.BooleanField):
        return BooleanField(**told)
    if isinstance(field, models.DateField):
        return DayField(**told, **empty)
    if isinstance(field, models.DecimalField):
        if field.name.endswith("_yuan"):
            return AmountField(**told, **empty)
        most = 10 ** (field.max_digits - field.decimal_places) - 1
        return FloatField(min_value=0, max_value=most, **told, **empty)
    if isinstance(field, models.IntegerField):
        return WholeField(min_value=0, max_value=LARGEST[type(field)], **told, **empty)
    return TextField(max_length=field.max_length, allow_blank=not asks, **told)


def _told(field: Any) -> serializers.Field:
    words: dict[str, Any] = {"help_text": field.verbose_name}
    if field.is_relation:
        if issubclass(field.related_model, AdministrativeDivision):
            return serializers.CharField(source="division.code", **words)
        return serializers.UUIDField(source=f"{field.name}_id", allow_null=field.null, **words)
    if isinstance(field, ArrayField):
        choices: Any = field.base_field.choices
        return serializers.ListField(child=serializers.ChoiceField(choices=choices), **words)
    if field.choices:
        return serializers.ChoiceField(choices=field.choices, allow_blank=field.blank, **words)
    if isinstance(field, models.BooleanField):
        return serializers.BooleanField(**words)
    words["allow_null"] = field.null
    if isinstance(field, models.DateField):
        return serializers.DateField(**words)
    if isinstance(field, models.DecimalField):
        if field.name.endswith("_yuan"):
            return serializers.DecimalField(max_digits=14, decimal_places=2, **words)
        return serializers.FloatField(**words)
    if isinstance(field, models.IntegerField):
        return serializers.IntegerField(**words)
    return serializers.CharField(allow_blank=field.blank, **words)
