"""The form that edits an established outlet, and the fields that other forms share with it.

The rules it is held to are in `outlets.checks`.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import cells
from core.forms import Chips, LineField, Segmented, StyledForm
from geo import codes
from geo.crs import CoordinateSystem
from geo.models import AdministrativeDivision
from geo.querysets import HasJurisdiction
from outlets.checks import problems_of, problems_of_name
from outlets.kinds import OperatingModel, OutletKind, Platform, ServiceKind, Status
from outlets.models import Outlet
from outlets.records import OutletRecord, RawPair, located, record_of

Villages = Mapping[str, AdministrativeDivision]

# A record's field, or an argument of a service, that the form shows under another name.
FIELD_OF = {"location": "lon", "on": "status_since"}
PLAIN = (
    "name",
    "kind",
    "operating_model",
    "platform",
    "keeper_name",
    "keeper_phone",
    "address",
    "opened_on",
    "status",
)
POSITION = ("lon", "lat", "location_crs_origin")
KEPT_POSITION = ("location", "location_raw", "location_crs_origin", "location_accuracy_m")
# Facts that the form has no field for; an edit leaves them as they are.
UNSHOWN = ("organization", "venue", "is_funded", "funding_document", "location_reason")


class PickList(forms.CheckboxSelectMultiple):
    """Many boxes in groups, in a window of its own with a field to search it by."""

    template_name = "outlets/widgets/picklist.html"
    words: Mapping[str, str] = {}  # what else finds an option, by its value

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["words"] = self.words.get(str(value), "")
        return option


class CompactField(forms.CharField):
    """A number or telephone: half-width, without blanks."""

    def to_python(self, value: Any) -> str:
        return cells.compact(super().to_python(value) or "")


class DegreesField(CompactField):
    """A coordinate in degrees, kept digit for digit as it was typed."""

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        try:
            cells.number(written)
        except cells.CellError as error:
            raise ValidationError(error.message, code=error.code) from error
        return written


class DayField(forms.Field):
    """A date as people write it; browsers send 2017-10-05."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> dt.date | None:
        try:
            return cells.date(value or "")
        except cells.CellError as error:
            raise ValidationError(error.message, code=error.code) from error


class VillageField(forms.ChoiceField):
    """One village, chosen by code among those offered."""

    villages: Villages = {}

    def clean(self, value: Any) -> AdministrativeDivision | None:
        return self.villages.get(super().clean(value))


class VillagesField(forms.MultipleChoiceField):
    """Any number of villages, in boxes to tick."""

    villages: Villages = {}

    def clean(self, value: Any) -> tuple[AdministrativeDivision, ...]:
        return tuple(self.villages[code] for code in super().clean(value))


def _by_township(villages: Iterable[AdministrativeDivision]) -> list[tuple[str, Any]]:
    """Choices in groups; villages come in the order of their codes, with their parents."""
    return [
        (township.name if township else "", [(v.code, v.short_name) for v in group])
        for township, group in groupby(villages, key=lambda village: village.parent)
    ]


class VillagesForm(StyledForm):
    """Which village an outlet stands in and which others it serves, for somebody answering for
    `user`'s jurisdiction.

    Villages are offered within the jurisdiction; served villages within the county around it.
    """

    village = VillageField(label=gettext_lazy("Outlet's village"))
    served_villages = VillagesField(
        label=gettext_lazy("Other villages served"),
        widget=PickList,
        required=False,
        help_text=gettext_lazy("The outlet's own village is always served; tick others only."),
    )

    def __init__(
        self,
        *args: Any,
        user: HasJurisdiction,
        villages: Iterable[AdministrativeDivision],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        around = list(villages)
        own = codes.prefix(user.jurisdiction_code)
        inside = [village for village in around if village.code.startswith(own)]
        self._offer("village", inside, [("", _("Choose a village")), *_by_township(inside)])
        self._offer("served_villages", around, _by_township(around))
        self.fields["served_villages"].widget.words = {
            village.code: f"{village.short_name} {village.pinyin} {village.initials}"
            for village in around
        }

    def _offer(
        self, name: str, villages: Iterable[AdministrativeDivision], choices: list[tuple[str, Any]]
    ) -> None:
        field = cast(VillageField | VillagesField, self.fields[name])
        field.villages = {village.code: village for village in villages}
        field.choices = choices


class OutletEditForm(VillagesForm):
    """Everything that is recorded of a known outlet.

    Remembers what its reader saw, and dates a new status.
    """

    name = LineField(label=gettext_lazy("Outlet name"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Outlet kind"),
        choices=[("", gettext_lazy("Choose a kind")), *OutletKind.choices],
    )
    operating_model = forms.ChoiceField(
        label=gettext_lazy("Operating model"),
        choices=[("", gettext_lazy("not stated")), *OperatingModel.choices],
        widget=Segmented,
        required=False,
    )
    platform = forms.ChoiceField(
        label=gettext_lazy("Platform"),
        choices=[("", gettext_lazy("None")), *Platform.choices],
        required=False,
    )
    service_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Services"),
        choices=ServiceKind.choices,
        widget=Chips,
        required=False,
    )
    keeper_name = LineField(label=gettext_lazy("Keeper"), required=False)
    keeper_phone = CompactField(
        label=gettext_lazy("Keeper's telephone"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    address = LineField(label=gettext_lazy("Address"), required=False)
    lon = DegreesField(
        label=gettext_lazy("Longitude"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    lat = DegreesField(
        label=gettext_lazy("Latitude"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    location_crs_origin = forms.ChoiceField(
        label=gettext_lazy("Coordinate system"), choices=CoordinateSystem.choices, required=False
    )
    location_accuracy_m = DegreesField(required=False, widget=forms.HiddenInput)
    opened_on = DayField(label=gettext_lazy("Opened on"))
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=Status.choices)
    status_since = DayField(
        label=gettext_lazy("New status since"),
        required=False,
        help_text=gettext_lazy("Needed only when the status changes; its first day."),
    )
    status_reason = LineField(
        label=gettext_lazy("Reason of the change"), required=False, max_length=200
    )
    seen_at = forms.CharField(widget=forms.HiddenInput)
    seen_status = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, outlet: Outlet, **kwargs: Any) -> None:
        self.outlet = outlet
        super().__init__(*args, initial=_initial(outlet), **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("lon")) != bool(data.get("lat")):
            missing = "lat" if data.get("lon") else "lon"
            self.add_error(missing, _("A position needs both numbers; or leave both empty."))
        if not self.errors:
            self._check(self.record())
        self._check_status(data)
        return data

    def _check(self, record: OutletRecord) -> None:
        """A position taken over long ago hinders no other change."""
        for problem in problems_of(record, timezone.localdate()):
            if problem.field != "location" or self._has_moved:
                self.blame(problem.field, problem.message)
        for problem in problems_of_name(record, self.outlet):
            self.blame(problem.field, problem.message)

    @property
    def _has_moved(self) -> bool:
        return bool(set(POSITION) & set(self.changed_data))

    def _check_status(self, data: Mapping[str, Any]) -> None:
        if "status" not in data or "status_since" not in data:
            return
        if self.has_new_status and not data["status_since"]:
            self.add_error("status_since", _("From which day on? Enter its first day."))
        elif data["status_since"] and not self.has_new_status:
            text = _("The status stays as it was: choose the new one, or leave this empty.")
            self.add_error("status_since", text)

    def blame(self, field: str | None, message: str) -> None:
        """Put what a rule or a service refuses beside the field it concerns."""
        name = FIELD_OF.get(field or "", field)
        self.add_error(name if name in self.fields else None, message)

    def record(self) -> OutletRecord:
        """What the form says; ask only when its fields have no errors."""
        data = self.cleaned_data
        village = data["village"]
        return OutletRecord(
            name=data["name"],
            village=village,
            kind=data["kind"],
            operating_model=data["operating_model"],
            platform=data["platform"],
            service_kinds=tuple(data["service_kinds"]),
            keeper_name=data["keeper_name"],
            keeper_phone=data["keeper_phone"],
            address=data["address"],
            opened_on=data["opened_on"],
            status=data["status"],
            status_since=data["status_since"],
            served_villages=tuple(v for v in data["served_villages"] if v != village),
            **{name: getattr(self.outlet, name) for name in UNSHOWN},
            **self._position(),
        )

    def _position(self) -> dict[str, Any]:
        if not self._has_moved:
            return {name: getattr(self.outlet, name) for name in KEPT_POSITION}
        data = self.cleaned_data
        if not data["lon"]:
            return {}
        raw = RawPair(lon=data["lon"], lat=data["lat"])
        system = data["location_crs_origin"] or CoordinateSystem.CGCS2000
        return {
            "location": located(raw, system),
            "location_raw": raw,
            "location_crs_origin": system,
            "location_accuracy_m": cells.number(data["location_accuracy_m"]),
        }

    @property
    def read_at(self) -> dt.datetime | None:
        """When the outlet had last been changed as its reader saw it."""
        try:
            return dt.datetime.fromisoformat(self.cleaned_data["seen_at"])
        except ValueError:
            return None

    @property
    def has_new_status(self) -> bool:
        return bool(self.cleaned_data["status"] != self.cleaned_data["seen_status"])


def _initial(outlet: Outlet) -> dict[str, Any]:
    """What the form shows of a known outlet; reads its prefetched relations."""
    said = record_of(outlet, timezone.localdate())
    raw = said.location_raw
    if not raw and said.location:
        raw = RawPair(lon=f"{said.location.x:.6f}", lat=f"{said.location.y:.6f}")
    return {
        "village": said.village.code if said.village else "",
        "served_villages": [village.code for village in said.served_villages],
        "service_kinds": list(said.service_kinds),
        "lon": raw["lon"] if raw else "",
        "lat": raw["lat"] if raw else "",
        "location_crs_origin": said.location_crs_origin or CoordinateSystem.CGCS2000,
        "location_accuracy_m": ""
        if said.location_accuracy_m is None
        else str(said.location_accuracy_m),
        "seen_at": outlet.updated_at.isoformat(),
        "seen_status": said.status,
        **{name: getattr(said, name) for name in PLAIN},
    }
