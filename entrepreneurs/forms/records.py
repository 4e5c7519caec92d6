"""The forms of records and of the rows that belong to them. Rules stand in models and services."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import rules
from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import Chips, StyledForm, style
from entrepreneurs.approval import speaks_of_persons
from entrepreneurs.forms.fields import AmountField, RecordChoice
from entrepreneurs.models.records import Placed
from entrepreneurs.rules import SEE_PERSONS
from geo import codes
from geo.crs import CoordinateSystem
from geo.levels import Level
from geo.models import AdministrativeDivision
from geo.querysets import HasJurisdiction
from outlets.forms import DayField, DegreesField, LineField
from outlets.records import RawPair, located


class DivisionField(forms.ModelChoiceField):
    """A division of the viewer's jurisdiction, in groups by the one above it."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.short_name or obj.name


class PositionForm(StyledForm):
    """Longitude, latitude and their system; the pair as typed is kept."""

    lon = DegreesField(label=_("Longitude"), required=False)
    lat = DegreesField(label=_("Latitude"), required=False)
    location_crs_origin = forms.ChoiceField(
        label=_("Coordinate system"), choices=CoordinateSystem.choices, required=False
    )
    location_accuracy_m = forms.FloatField(required=False, min_value=0, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Section:
    """Fields that stand together under a heading; "" where a form has one section only."""

    title: str
    fields: list[forms.BoundField]


class RowForm(forms.ModelForm):
    """A row that belongs to a record; `user` bounds what can be chosen.

    `groups` puts some of the fields under headings of their own; `heading` stands above the others
    where there are several, the model's own words if it is empty.
    """

    class Media:
        js = (Script("outlets/form.js", defer=True),)

    use_required_attribute = False
    heading: ClassVar[Any] = ""
    groups: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.notes: tuple[str, ...] = ()  # what was made of what was typed
        self.doubts: tuple[str, ...] = ()  # what of it needs a look, though it may be kept
        self.asked: set[str] = set()  # fields that a rule of the form may ask for: not optional
        self.titles: dict[str, Any] = {
            name: title for title, names in self.groups for name in names
        }
        self._leave_out_persons()
        for name, field in list(self.fields.items()):
            self.fields[name] = self._fitted(name, field)
        for field in self.fields.values():
            style(field.widget)

    def _leave_out_persons(self) -> None:
        """Who does not see people neither chooses nor removes them."""
        if rules.has_perm(SEE_PERSONS, self.user):
            return
        for field in self._meta.model._meta.fields:
            if speaks_of_persons(field):
                self.fields.pop(field.name, None)

    def _fitted(self, name: str, field: Any) -> forms.Field:
        """The field as this site's forms have it, in place of Django's."""
        told = {"label": field.label, "required": field.required, "help_text": field.help_text}
        if isinstance(field, forms.DateField):
            return DayField(**told)
        if name.endswith("_yuan"):
            del told["help_text"]
            return AmountField(**told)
        if type(field) is forms.CharField:
            return LineField(max_length=field.max_length, **told)
        if isinstance(field, SimpleArrayField):
            offered: Any = getattr(field.base_field, "choices", ())
            choices = [(value, label) for value, label in offered if value]
            return forms.TypedMultipleChoiceField(choices=choices, widget=Chips, **told)
        empty = _("not stated") if not field.required else _("Please choose")
        if isinstance(field, forms.ModelChoiceField) and hasattr(field.queryset, "visible_to"):
            return RecordChoice(self._offered(field.queryset), empty_label=empty, **told)
        if isinstance(field, forms.TypedChoiceField):
            offered = field.choices
            field.choices = [(value, label if value != "" else empty) for value, label in offered]
        return field

    def _offered(self, rows: Any) -> Any:
        rows = rows.visible_to(self.user)
        names = {f.name for f in rows.model._meta.fields}
        return rows.select_related(*[n for n in ("division",) if n in names]).select_related(
            *(["person__key"] if "person" in names else [])
        )

    @classmethod
    def asks(cls, record: Any, name: str) -> bool:
        """Whether the field is asked of such a record; where it is not, its page leaves it out."""
        return True

    def sections(self) -> list[Section]:
        """The visible fields under their headings, each heading where its first field stands."""
        own = str(self.heading or self._meta.model._meta.verbose_name)
        found: dict[str, list[forms.BoundField]] = {}
        for field in self.visible_fields():
            found.setdefault(str(self.titles.get(field.name, own)), []).append(field)
        if len(found) == 1:
            return [Section("", fields) for fields in found.values()]
        return [Section(title, fields) for title, fields in found.items()]

    def record(self, actor: User) -> Any:
        """What the form describes, not saved yet."""
        self.notes = (*self.notes, *self._amounts_understood())
        return self.save(commit=False)

    def _amounts_understood(self) -> Iterator[str]:
        for name, field in self.fields.items():
            written = str(self.data.get(name, ""))
            if not isinstance(field, AmountField) or not written:
                continue
            if told := field.understood(written, self.cleaned_data[name]):
                yield told


class RecordForm(RowForm):
    """A record: its own fields, where it stands, and its position where it has one.

    `levels` are those a record of this kind may stand at.
    """

    levels: ClassVar[tuple[Level, ...]] = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        if "division" in self.fields:
            self._offer_divisions()
        if issubclass(self._meta.model, Placed):
            self._add_position()

    def _offer_divisions(self) -> None:
        label = self.fields["division"].label
        self.fields["division"] = offered_divisions(self.user, self.levels, label)
        style(self.fields["division"].widget)

    def _add_position(self) -> None:
        record = self.instance
        raw, system = record.location_raw, record.location_crs_origin
        if record.location and not raw:
            raw = {"lon": f"{record.location.x:.6f}", "lat": f"{record.location.y:.6f}"}
            system = CoordinateSystem.CGCS2000
        raw = raw or {}
        position = PositionForm(
            initial={
                "lon": raw.get("lon", ""),
                "lat": raw.get("lat", ""),
                "location_crs_origin": system or CoordinateSystem.CGCS2000,
                "location_accuracy_m": record.location_accuracy_m,
            }
        )
        for name, field in position.fields.items():
            field.initial = position.initial[name]
            self.fields[name] = field
            self.titles[name] = _("Position")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "lon" in self.fields:
            self._place(given)
        return given

    def _place(self, given: dict[str, Any]) -> None:
        lon, lat = given.get("lon"), given.get("lat")
        if bool(lon) != bool(lat):
            raise ValidationError({"lat" if lon else "lon": _("Give both numbers, or neither.")})
        record = self.instance
        record.location_crs_origin = given.get("location_crs_origin", "") if lon else ""
        record.location_raw = RawPair(lon=lon, lat=lat) if lon and lat else None
        if record.location_raw is None:
            record.location, record.location_accuracy_m = None, None
            return
        record.location_accuracy_m = given.get("location_accuracy_m")
        try:
            record.location = located(record.location_raw, record.location_crs_origin)
        except ValueError as error:
            raise ValidationError({"lon": _("There is no such position.")}) from error


def offered_divisions(
    user: HasJurisdiction,
    levels: Sequence[Level],
    label: Any,
    present: AdministrativeDivision | None = None,
) -> DivisionField:
    """A control with the jurisdiction's divisions of these levels; a lone one is chosen.

    Args:
        present: offered too, wherever it is, so that a change of something else keeps it.
    """
    prefix = codes.prefix(user.jurisdiction_code)
    inside = Q(code__startswith=prefix, level__in=levels, valid_to=None)
    divisions = AdministrativeDivision.objects.filter(
        inside | Q(pk=present.pk if present else None)
    ).order_by("code")
    found = list(divisions.select_related("parent"))
    field = DivisionField(divisions, label=label, empty_label=_("Choose a division"))
    field.choices = _in_groups(found)
    if len(found) == 1:
        field.initial = found[0].pk
    return field


def _in_groups(divisions: list[AdministrativeDivision]) -> list[tuple[Any, Any]]:
    groups: dict[str, list[tuple[Any, str]]] = {}
    for division in divisions:
        above = division.parent.name if division.parent else ""
        groups.setdefault(above, []).append((division.pk, division.short_name or division.name))
    return [("", _("Choose a division")), *groups.items()]
