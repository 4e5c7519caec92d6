"""The forms of visits: what one found, and the drawing of a sample."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.gis.geos import Point
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import cells
from core.forms import Segmented, StyledForm
from geo.crs import CoordinateSystem
from outlets.forms import DayField, LineField
from outlets.forms_photos import PhotoField
from outlets.inspecting import Findings
from outlets.kinds import InspectionKind, InspectionResult
from outlets.models import Inspection
from outlets.positions import COUNTRY_LAT, COUNTRY_LON
from outlets.records import RawPair, located

YES_NO = [("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
UNASKED = ("", gettext_lazy("not looked at"))
MOST_INSPECTORS = 40


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or – where it may be left open – nothing."""

    widget = Segmented

    def __init__(self, *, required: bool = True, **kwargs: Any) -> None:
        choices = YES_NO if required else [UNASKED, *YES_NO]
        super().__init__(
            required=required,
            choices=choices,
            coerce=lambda value: value == "yes",
            empty_value=None,
            **kwargs,
        )


class VisitForm(StyledForm):
    """What a visit found. The position comes from the device, in WGS 84, or not at all."""

    visited_on = DayField(label=gettext_lazy("Visited on"))
    inspector_name = LineField(label=gettext_lazy("Inspector"), max_length=60)
    found_open = YesNoField(label=gettext_lazy("Was it open?"))
    is_staff_present = YesNoField(label=gettext_lazy("Was somebody on duty?"), required=False)
    is_ledger_kept = YesNoField(label=gettext_lazy("Is the ledger kept?"), required=False)
    result = forms.ChoiceField(
        label=gettext_lazy("Result"), choices=InspectionResult.choices, widget=Segmented
    )
    mend_by = DayField(
        label=gettext_lazy("To be mended by"),
        required=False,
        help_text=gettext_lazy("Only for “to be mended”: a re-visit is planned for this day."),
    )
    note = LineField(
        label=gettext_lazy("What was found"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photo_front = PhotoField(label=gettext_lazy("Photo of the shop front"))
    photo_indoor = PhotoField(label=gettext_lazy("Photo indoors"))
    photo_ledger = PhotoField(label=gettext_lazy("Photo of the ledger"))
    lon = forms.FloatField(widget=forms.HiddenInput, required=False)
    lat = forms.FloatField(widget=forms.HiddenInput, required=False)
    location_accuracy_m = forms.FloatField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000
    )
    seen_at = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        kinds: Iterable[InspectionKind | str],
        plan: Inspection | None = None,
        inspector: str = "",
        **kwargs: Any,
    ) -> None:
        self.kinds = list(kinds)
        initial = {
            "kind": self.kinds[0],
            "visited_on": timezone.localdate(),
            "inspector_name": (plan.inspector_name if plan else "") or inspector,
            "seen_at": plan.updated_at.isoformat() if plan else "",
        }
        super().__init__(*args, initial=initial, **kwargs)
        choices = [(kind, InspectionKind(kind).label) for kind in self.kinds]
        self.fields["kind"] = forms.ChoiceField(
            label=gettext_lazy("Kind of visit"), widget=Segmented, choices=choices
        )

    @property
    def read_at(self) -> dt.datetime | None:
        """When the plan had last been changed as its reader saw it."""
        try:
            return dt.datetime.fromisoformat(self.cleaned_data["seen_at"])
        except ValueError:
            return None

    def blame(self, field: str | None, message: str) -> None:
        """Put what a service refuses beside the field it concerns."""
        self.add_error(field if field in self.fields else None, message)

    def findings(self) -> Findings:
        data = self.cleaned_data
        location = self._location()
        return Findings(
            visited_on=data["visited_on"],
            inspector_name=data["inspector_name"],
            found_open=data["found_open"],
            is_staff_present=data["is_staff_present"],
            is_ledger_kept=data["is_ledger_kept"],
            result=data["result"],
            note=data["note"],
            mend_by=data["mend_by"],
            location=location,
            location_accuracy_m=data["location_accuracy_m"] if location else None,
        )

    def _location(self) -> Point | None:
        """The device's position; none when it gave none, or nonsense."""
        lon, lat = self.cleaned_data.get("lon"), self.cleaned_data.get("lat")
        if lon is None or lat is None:
            return None
        if not (
            COUNTRY_LON[0] <= lon <= COUNTRY_LON[1] and COUNTRY_LAT[0] <= lat <= COUNTRY_LAT[1]
        ):
            return None
        return located(RawPair(lon=str(lon), lat=str(lat)), CoordinateSystem.WGS84)


class InspectorsField(forms.CharField):
    """Names, one a line or with commas between them; cleans to a list without repetition."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[str]:
        names = (cells.text(name) for name in re.split(r"[\n,，、;；]", super().clean(value)))
        found = list(dict.fromkeys(name for name in names if name))
        if len(found) > MOST_INSPECTORS or any(len(name) > 60 for name in found):
            raise forms.ValidationError(
                _("At most %(most)s names, of 60 characters each.") % {"most": MOST_INSPECTORS}
            )
        return found


class SampleForm(StyledForm):
    """How many outlets, by whom, until when."""

    number = forms.IntegerField(
        label=gettext_lazy("Number of outlets"),
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    inspectors = InspectorsField(
        label=gettext_lazy("Inspectors"),
        help_text=gettext_lazy("One name a line. Chance deals the outlets out to them."),
    )
    due_on = DayField(label=gettext_lazy("To be visited by"))

    def clean_due_on(self) -> dt.date:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("%(day)s is over.") % {"day": day})
        return day

    def blame(self, field: str | None, message: str) -> None:
        """Put what a service refuses beside the field it concerns."""
        self.add_error(field if field in self.fields else None, message)
