"""The form that registers an outlet, on a phone as at a desk.

It checks the shape of what was typed; what a draft and a submission must meet, services say.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import cells
from core.forms import Chips, KeptLineField, RadioChips, Segmented, StyledForm
from geo.crs import CoordinateSystem
from geo.models import AdministrativeDivision
from outlets.forms import KEPT_POSITION, CompactField, DegreesField, LineField, VillagesForm
from outlets.forms_photos import PREFIX, PhotoField, PhotoInput, photos_of
from outlets.forms_review import LONGEST_REASON
from outlets.kinds import OperatingModel, OutletKind, PhotoKind, Platform, ServiceKind, Venue
from outlets.models import Organization, Outlet
from outlets.organizations import CreditCodeError, ReadCode, read_code
from outlets.photos import PreparedPhoto
from outlets.places import PastedPosition, PastedPositionError, Reading, parse, read_pasted
from outlets.records import OutletRecord, RawPair, located, record_of

POSITION = ("position", "location_crs_origin", "location_accuracy_m")
# A record's field, or an argument of a service, that the form shows under another name.
FIELD_OF = {
    "location": "position",
    "location_raw": "position",
    "location_crs_origin": "position",
    "location_accuracy_m": "position",
    "organization": "uscc",
    "old_registration_no": "uscc",
    "photos": "photo_front",
}
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
)
# What a person must say to submit; a draft may still lack it.
ASKED = ("name", "kind")
# Shown folded: it may wait for the desk.
FOLDED = (
    "uscc",
    "organization_name",
    "venue",
    "served_villages",
    "address",
    "is_funded",
    "funding_document",
)
# What carries no answer of the person's.
TECHNICAL = ("id", "seen_at", "location_accuracy_m")
SYSTEMS = [
    (CoordinateSystem.WGS84, gettext_lazy("Phone or GPS (WGS 84)")),
    (CoordinateSystem.GCJ02, gettext_lazy("WeChat, Amap, Tencent (GCJ-02)")),
    (CoordinateSystem.BD09, gettext_lazy("Baidu (BD-09)")),
    (CoordinateSystem.CGCS2000, gettext_lazy("Survey or Tianditu (CGCS2000)")),
]
SWAPPED = "swapped"


class PhotoTile(PhotoInput):
    """A tile with the camera's sign, which the chosen picture fills."""

    template_name = "outlets/widgets/photo_tile.html"

    def __init__(self, word: str | Promise) -> None:
        super().__init__()
        self.word = word

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["word"] = self.word
        return context


@dataclass(frozen=True)
class Offer:
    """A reading of the pasted position that one press takes; `value` names it in the form."""

    value: str
    label: str
    reading: Reading


def offers_of(pasted: PastedPosition) -> list[Offer]:
    """What to offer for a pasted position; nothing where it fits as it was given."""
    found = []
    for reading in pasted.offers:
        pair = f"{reading.raw['lon']}, {reading.raw['lat']}"
        if reading.is_swapped:
            text = _("Take longitude and latitude the other way round: %(pair)s")
            found.append(Offer(SWAPPED, text % {"pair": pair}, reading))
        else:
            text = _("Convert it as %(system)s")
            words = {"system": reading.system.label}
            found.append(Offer(str(reading.system), text % words, reading))
    return found


class TwinsForm(StyledForm):
    """Why a submission that looks like other outlets is another one."""

    twins_reason = KeptLineField(
        label=gettext_lazy("If it is another one: why?"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.TextInput(
            attrs={"placeholder": gettext_lazy("Such as: two shops on either side of the road")}
        ),
    )


class RegistrationForm(VillagesForm):
    """Everything that is told of an outlet before it is established.

    `id` is made with the empty form: sent twice, it names one record. A position is one text, as
    the phone, the map or a chat gives it.

    Args:
        outlet: the draft or returned submission that is edited.
    """

    field_order = (
        "village",
        "position",
        "location_crs_origin",
        "location_reason",
        "photo_front",
        "photo_indoor",
        "photo_ledger",
        "kind",
        "operating_model",
        "platform",
        "service_kinds",
        "name",
        "keeper_name",
        "keeper_phone",
        *FOLDED,
    )

    id = forms.UUIDField(widget=forms.HiddenInput)
    seen_at = forms.CharField(widget=forms.HiddenInput, required=False)
    position = LineField(
        label=gettext_lazy("Coordinates"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"placeholder": "120.4553,41.5802", "autocomplete": "off", "inputmode": "text"}
        ),
    )
    location_crs_origin = forms.ChoiceField(
        label=gettext_lazy("Where the numbers come from"), choices=SYSTEMS, required=False
    )
    location_accuracy_m = DegreesField(required=False, widget=forms.HiddenInput)
    location_reason = LineField(
        label=gettext_lazy("Why this position is kept"), required=False, max_length=200
    )
    photo_front = PhotoField(
        label=gettext_lazy("Photo of the shop front"),
        widget=PhotoTile(PhotoKind.FRONT.label),
    )
    photo_indoor = PhotoField(
        label=gettext_lazy("Photo indoors"), widget=PhotoTile(PhotoKind.INDOOR.label)
    )
    photo_ledger = PhotoField(
        label=gettext_lazy("Photo of the ledger"), widget=PhotoTile(PhotoKind.LEDGER.label)
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Outlet kind"), choices=OutletKind.choices, widget=RadioChips
    )
    operating_model = forms.ChoiceField(
        label=gettext_lazy("Operating model"),
        choices=OperatingModel.choices,
        widget=Segmented,
        required=False,
    )
    platform = forms.ChoiceField(
        label=gettext_lazy("Platform"),
        choices=[("", gettext_lazy("None")), *Platform.choices],
        widget=RadioChips,
        required=False,
    )
    service_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Services"), choices=ServiceKind.choices, widget=Chips, required=False
    )
    name = LineField(label=gettext_lazy("Outlet name"))
    keeper_name = LineField(
        label=gettext_lazy("Keeper"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    keeper_phone = CompactField(
        label=gettext_lazy("Keeper's telephone"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    uscc = forms.CharField(
        label=gettext_lazy("Unified social credit code"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=gettext_lazy("18 signs on the licence; old licences have 15 digits."),
    )
    organization_name = LineField(
        label=gettext_lazy("Name of the organization"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    venue = forms.ChoiceField(
        label=gettext_lazy("Shared premises"),
        choices=Venue.choices,
        widget=RadioChips,
        required=False,
    )
    address = LineField(label=gettext_lazy("Address"), required=False)
    is_funded = forms.BooleanField(label=gettext_lazy("Funded by the budget"), required=False)
    funding_document = LineField(
        label=gettext_lazy("Number of the funding document"), required=False
    )

    def __init__(self, *args: Any, outlet: Outlet | None = None, **kwargs: Any) -> None:
        self.outlet = outlet
        self.pasted: PastedPosition | None = None
        self.code = ReadCode()
        self.returned_field = ""
        if outlet:
            kwargs["initial"] = initial_of(outlet)
        super().__init__(*args, **kwargs)

    def full_clean(self) -> None:
        """What a submission must not lack is for its service to say, all at once."""
        for name in ASKED:
            self.fields[name].required = False
        super().full_clean()
        for name in ASKED:
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("position") and data.get("village"):
            self._read_position(data["position"], data["village"])
        if "uscc" in data:
            self._read_code(data["uscc"])
        return data

    def _read_position(self, text: str, village: AdministrativeDivision) -> None:
        try:
            self.pasted = read_pasted(text=text, village=village, declared=self._system)
        except PastedPositionError as error:
            self.add_error("position", str(error.message))
            return
        if self.pasted.given is None:
            self.add_error("position", self.pasted.message)

    @property
    def doubt(self) -> str:
        """Why the position is asked about before it is submitted; "" with a reason for it."""
        if self.pasted is None or self.cleaned_data["location_reason"]:
            return ""
        return self.pasted.message

    @property
    def _system(self) -> CoordinateSystem:
        return CoordinateSystem(self.cleaned_data.get("location_crs_origin") or "wgs84")

    def _read_code(self, text: str) -> None:
        try:
            self.code = read_code(text)
        except CreditCodeError as error:
            self.add_error("uscc", str(error.message))
            return
        is_told = self.code.uscc or self.code.old_registration_no
        is_named = self.known_organization or self.cleaned_data.get("organization_name")
        if is_told and not is_named:
            text = _("This code is new here: enter the name as the licence has it.")
            self.add_error("organization_name", text)

    @cached_property
    def known_organization(self) -> Organization | None:
        """The organization that has the code."""
        code = self.code
        if code.uscc:
            return Organization.objects.filter(uscc=code.uscc).first()
        if code.old_registration_no:
            found = Organization.objects.filter(old_registration_no=code.old_registration_no)
            return found.order_by("pk").first()
        return None

    def organization_asked(self) -> dict[str, str] | None:
        """What to look up or register as the outlet's organization; null for none."""
        data = self.cleaned_data
        if not data["uscc"] and not data["organization_name"]:
            return None
        known = self.known_organization
        name = data["organization_name"] or (known.name if known else "")
        return {"name": name, "uscc": data["uscc"]}

    @property
    def offers(self) -> list[Offer]:
        """Other readings of the position, for a press to take."""
        return offers_of(self.pasted) if self.pasted else []

    @property
    def photo_fields(self) -> list[forms.BoundField]:
        return [self[f"{PREFIX}{kind}"] for kind in PhotoKind]

    def point_at(self, field: str) -> None:
        """Show beside this field of a record why it came back; nothing for the whole record."""
        name = FIELD_OF.get(field, field)
        self.returned_field = name if name in self.fields else ""

    @property
    def is_return_folded(self) -> bool:
        return self.returned_field in FOLDED

    @property
    def has_folded_answers(self) -> bool:
        """Whether something stands, or is wrong, in the part that is folded away."""
        values = (self[name].value() for name in FOLDED)
        return any(values) or any(name in self.errors for name in FOLDED)

    def blame(self, field: str | None, message: str) -> None:
        """Put what a rule or a service refuses beside the field it concerns, once."""
        name = FIELD_OF.get(field or "", field)
        name = name if name in self.fields else None
        if message not in self.errors.get(name or "__all__", ()):
            self.add_error(name, message)

    def photos(self) -> list[tuple[str, PreparedPhoto]]:
        return photos_of(self.cleaned_data)

    def sent_photos(self) -> list[str]:
        """Fields whose photos came along; a browser forgets them when a form comes back."""
        return [name for name in self.files if name.startswith(PREFIX)]

    def record(self, organization: Organization | None) -> OutletRecord:
        """What the form says; ask only when its fields have no errors."""
        data = self.cleaned_data
        village = data["village"]
        return OutletRecord(
            village=village,
            organization=organization,
            service_kinds=tuple(data["service_kinds"]),
            served_villages=tuple(v for v in data["served_villages"] if v != village),
            **{name: data[name] for name in PLAIN},
            **self._position(),
        )

    def _position(self) -> dict[str, Any]:
        """A position that nobody touched stays as it was kept, to the last digit."""
        if self.outlet and not set(POSITION) & set(self.changed_data):
            return {name: getattr(self.outlet, name) for name in KEPT_POSITION}
        given = self.pasted.given if self.pasted else None
        if given is None:
            return {}
        return {
            "location": located(given.raw, given.system),
            "location_raw": given.raw,
            "location_crs_origin": given.system,
            "location_accuracy_m": cells.number(self.cleaned_data["location_accuracy_m"]),
        }

    @property
    def read_at(self) -> dt.datetime | None:
        """When the record had last been changed as its reader saw it; null for a new one."""
        try:
            return dt.datetime.fromisoformat(self.cleaned_data["seen_at"])
        except ValueError:
            return None


def empty(village: AdministrativeDivision | None) -> dict[str, Any]:
    """What an empty form begins with; the name follows from the village."""
    return {
        "id": uuid.uuid4(),
        "village": village.code if village else "",
        "name": proposed_name(village) if village else "",
        "location_crs_origin": CoordinateSystem.WGS84,
    }


def proposed_name(village: AdministrativeDivision) -> str:
    """宁杖子村电商服务站."""
    return _("%(village)s E-commerce Service Station") % {"village": village.short_name}


def initial_of(outlet: Outlet) -> dict[str, Any]:
    """What the form shows of a known record."""
    said = record_of(outlet, timezone.localdate())
    raw = said.location_raw
    if not raw and said.location:
        raw = RawPair(lon=f"{said.location.x:.6f}", lat=f"{said.location.y:.6f}")
    accuracy = said.location_accuracy_m
    organization = said.organization
    return {
        "id": outlet.pk,
        "seen_at": outlet.updated_at.isoformat(),
        "village": said.village.code if said.village else "",
        "position": f"{raw['lon']},{raw['lat']}" if raw else "",
        "location_crs_origin": said.location_crs_origin or CoordinateSystem.WGS84,
        "location_accuracy_m": "" if accuracy is None else str(accuracy),
        "service_kinds": list(said.service_kinds),
        "served_villages": [village.code for village in said.served_villages],
        "uscc": (organization.uscc or organization.old_registration_no) if organization else "",
        "organization_name": organization.name if organization else "",
        **{name: getattr(said, name) for name in PLAIN},
    }


def with_reading(data: QueryDict, offer: str) -> QueryDict:
    """The form's data with an offered reading taken: numbers the other way round, or another
    coordinate system. The pair itself stays digit for digit.

    Raises:
        PastedPositionError: there are no two numbers.
    """
    taken = data.copy()
    if offer == SWAPPED:
        pair = parse(str(taken["position"]))
        taken["position"] = f"{pair['lat']},{pair['lon']}"
    elif offer in CoordinateSystem.values:
        taken["location_crs_origin"] = offer
    taken["location_accuracy_m"] = ""
    return taken
