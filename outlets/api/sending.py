"""What a program sends of an outlet: its shape, and the record that it makes.

A field that is left out of a change keeps its value; what a record must meet is said by
`outlets.checks` and the services, as for the pages.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from core.api.fields import (
    BooleanField,
    ChoiceField,
    CompactField,
    DayField,
    FloatField,
    TextField,
    UuidField,
)
from core.api.serializers import StrictSerializer
from core.errors import DomainError
from geo.api import PlaceSerializer
from geo.models import AdministrativeDivision
from outlets.api.telling import OutletSerializer
from outlets.kinds import (
    OperatingModel,
    OrganizationKind,
    OutletKind,
    Platform,
    ServiceKind,
    Status,
    Venue,
)
from outlets.models import Outlet
from outlets.organizations import get_or_register_organization
from outlets.records import OutletRecord, RawPair, located, record_of

LONGEST_TEXT = 500
MOST_SERVED = 100
PLAIN = (
    "name",
    "kind",
    "operating_model",
    "platform",
    "keeper_name",
    "keeper_phone",
    "address",
    "venue",
    "is_funded",
    "funding_document",
    "location_reason",
    "opened_on",
)
POSITION = ("location", "location_accuracy_m")


def _longest(name: str) -> int:
    return getattr(Outlet._meta.get_field(name), "max_length", None) or LONGEST_TEXT


def _text(name: str) -> TextField:
    return TextField(required=False, allow_blank=True, max_length=_longest(name))


def _choice(choices: Any) -> ChoiceField:
    return ChoiceField(choices=choices.choices, required=False, allow_blank=True)


@extend_schema_field({"type": "string", "pattern": r"^\d{12}$"})
class VillageField(TextField):
    """A village or community valid today, by its code. `near` looks beyond the jurisdiction, in
    the county around it: for villages that are served."""

    default_error_messages = {
        "unknown_village": _("There is no such village within your jurisdiction."),
    }

    def __init__(self, *, near: bool = False, **kwargs: Any) -> None:
        self.near = near
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> AdministrativeDivision:  # type: ignore[override]
        code = super().to_internal_value(data)
        village = self._known().get(code)
        if village is None:
            self.fail("unknown_village")
        return village

    def _known(self) -> Mapping[str, AdministrativeDivision]:
        """The villages named anywhere in what was sent: one query for all fields."""
        context: dict[str, Any] = self.context  # type: ignore[assignment]
        known: dict[bool, dict[str, AdministrativeDivision]] = context.setdefault("villages", {})
        if self.near not in known:
            user: User = self.context["request"].user
            own = user.jurisdiction_code[:6] if self.near else user.jurisdiction_code
            villages = AdministrativeDivision.objects.villages().as_of(timezone.localdate())
            named = villages.at_or_under(own).filter(code__in=self._named())
            found = named.select_related("parent__parent")
            known[self.near] = {village.code: village for village in found}
        return known[self.near]

    def _named(self) -> list[str]:
        sent = self.context["request"].data
        served = sent.get("served_villages", ()) if isinstance(sent, Mapping) else ()
        both = [sent.get("village"), *(served if isinstance(served, list) else ())]
        return [code for code in both if isinstance(code, str) and code.isdigit()]


class OrganizationSerializer(StrictSerializer):
    """Who runs the outlet, by the number of the licence; known by it, or registered."""

    name = TextField(max_length=100)
    uscc = CompactField(required=False, allow_blank=True, max_length=60)
    kind = _choice(OrganizationKind)


class OutletInput(StrictSerializer):
    """An outlet as a program describes it. `location` keeps the numbers as they are given when
    they come as text."""

    village = VillageField()
    name = _text("name")
    kind = _choice(OutletKind)
    operating_model = _choice(OperatingModel)
    platform = _choice(Platform)
    service_kinds = serializers.ListField(
        child=ChoiceField(choices=ServiceKind.choices), required=False, max_length=len(ServiceKind)
    )
    keeper_name = _text("keeper_name")
    keeper_phone = CompactField(
        required=False, allow_blank=True, max_length=_longest("keeper_phone")
    )
    address = _text("address")
    location = PlaceSerializer(required=False, allow_null=True)
    location_accuracy_m = FloatField(
        required=False, allow_null=True, min_value=0, max_value=1_000_000
    )
    location_reason = _text("location_reason")
    organization = OrganizationSerializer(required=False, allow_null=True)
    venue = _choice(Venue)
    is_funded = BooleanField(required=False)
    funding_document = _text("funding_document")
    served_villages = serializers.ListField(
        child=VillageField(near=True), required=False, max_length=MOST_SERVED
    )

    class Meta:
        told_by = OutletSerializer


class NewOutletInput(OutletInput):
    """`id` may be made by the program: the same outlet sent twice is then kept once."""

    id = UuidField(required=False)


class ChangedOutletInput(OutletInput):
    """`opened_on` of an established outlet only; others open when they are accepted."""

    village = VillageField(required=False)
    opened_on = DayField(required=False)


def new_record(data: Mapping[str, Any], actor: User) -> OutletRecord:
    """A record of what was sent. Registers its organization where that is new."""
    return _said(OutletRecord(), data, actor, None)


def changed_record(outlet: Outlet, data: Mapping[str, Any], actor: User) -> OutletRecord:
    """The outlet as it is, with what was sent in place of what was there."""
    return _said(record_of(outlet, timezone.localdate()), data, actor, outlet)


def _said(
    record: OutletRecord, data: Mapping[str, Any], actor: User, outlet: Outlet | None
) -> OutletRecord:
    facts = {name: data[name] for name in (*PLAIN, "village") if name in data}
    if "service_kinds" in data:
        facts["service_kinds"] = tuple(dict.fromkeys(data["service_kinds"]))
    village = facts.get("village", record.village)
    served = data.get("served_villages", record.served_villages)
    unique = {one.code: one for one in served if one != village}
    facts["served_villages"] = tuple(unique[code] for code in sorted(unique))
    if "organization" in data:
        facts["organization"] = _organization(data["organization"], actor, outlet)
    return replace(record, **facts, **_position(data))


def _position(data: Mapping[str, Any]) -> dict[str, Any]:
    """A new position comes with its own accuracy, or with none."""
    if "location" not in data:
        names = ("location_accuracy_m",)
        return {name: data[name] for name in names if name in data}
    place = data["location"]
    if place is None:
        return {
            "location": None,
            "location_raw": None,
            "location_crs_origin": "",
            "location_accuracy_m": None,
        }
    raw = RawPair(lon=place["lon"], lat=place["lat"])
    return {
        "location": located(raw, place["crs"]),
        "location_raw": raw,
        "location_crs_origin": place["crs"],
        "location_accuracy_m": data.get("location_accuracy_m"),
    }


def _organization(data: Mapping[str, str] | None, actor: User, outlet: Outlet | None) -> Any:
    if data is None:
        return None
    present = outlet.organization if outlet else None
    try:
        return get_or_register_organization(**data, actor=actor, present=present).organization
    except DomainError as error:
        error.field = f"organization.{error.field}" if error.field else "organization"
        raise


class SubmitInput(StrictSerializer):
    """`remark`: what the reviewers should know; why it is another outlet than one it looks like."""

    remark = TextField(required=False, allow_blank=True, max_length=LONGEST_TEXT)


class DocumentInput(StrictSerializer):
    document_no = TextField(required=False, allow_blank=True, max_length=60)


class ReturnInput(StrictSerializer):
    """`field`: what has to be mended; the record as a whole when left out."""

    reason = TextField(max_length=LONGEST_TEXT)
    field = TextField(required=False, allow_blank=True, max_length=40)


class ObjectInput(DocumentInput):
    reason = TextField(max_length=LONGEST_TEXT)


class AcceptInput(DocumentInput):
    opened_on = DayField()


class WithdrawInput(StrictSerializer):
    reason = TextField(required=False, allow_blank=True, max_length=LONGEST_TEXT)


class StatusInput(StrictSerializer):
    """`on`: the first day of the new status."""

    status = ChoiceField(choices=Status.choices)
    on = DayField()
    reason = TextField(required=False, allow_blank=True, max_length=200)
