"""The form of a monthly report. The rules it is held to are in `outlets.report_checks`."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.forms import Segmented, StyledForm, style
from outlets import figures
from outlets.figures import AMOUNTS, FIGURES, FigureError, is_in_myriads, shown
from outlets.forms_photos import PhotoField
from outlets.kinds import NilReason
from outlets.models import MonthlyReport
from outlets.report_checks import Figures, label, problems_of_report

ORDERS, PARCELS, PERSONS = _("orders"), _("parcels"), _("persons")
UNITS: dict[str, Promise] = {
    "purchase_orders": ORDERS,
    "sale_orders": ORDERS,
    "parcel_in": PARCELS,
    "parcel_out": PARCELS,
    "bill_orders": ORDERS,
    "people_served": _("visits"),
    "business_days": _("days"),
    "staff": PERSONS,
    **dict.fromkeys(AMOUNTS, _("yuan")),
}
SECTIONS = (
    (
        _("Buying and selling for villagers"),
        ("purchase_orders", "purchase_amount_yuan", "sale_orders", "sale_amount_yuan"),
    ),
    (
        _("Parcels and bills"),
        ("parcel_in", "parcel_out", "bill_orders", "bill_amount_yuan"),
    ),
    (
        _("Goods into and out of the village"),
        ("down_amount_yuan", "up_amount_yuan", "up_farm_amount_yuan"),
    ),
    (_("The outlet itself"), ("people_served", "business_days", "staff", "income_yuan")),
)


class FigureField(forms.Field):
    """A figure as people type it; empty is unknown, not 0."""

    def __init__(self, parse: Callable[[str], Any], *, inputmode: str, **kwargs: Any) -> None:
        attrs = {"inputmode": inputmode, "autocomplete": "off", "data-figure": inputmode}
        super().__init__(required=False, widget=forms.TextInput(attrs=attrs), **kwargs)
        self._parse = parse

    def to_python(self, value: Any) -> int | Decimal | None:
        try:
            return self._parse(str(value or ""))
        except FigureError as error:
            raise ValidationError(error.message, code=error.code) from error


def _field(name: str) -> FigureField:
    if name in AMOUNTS:
        return FigureField(figures.amount, inputmode="decimal", label=label(name))
    return FigureField(figures.count, inputmode="numeric", label=label(name))


@dataclass(frozen=True)
class FigureRow:
    """A figure on the page: its field, its unit, and what the last report said."""

    field: BoundField
    unit: Promise
    before: str | None


def _initial(report: MonthlyReport | None) -> dict[str, Any]:
    if report is None:
        return {}
    values = {name: getattr(report, name) for name in FIGURES}
    return {
        **{name: _plain(value) for name, value in values.items()},
        "nil_reason": report.nil_reason,
        "seen_at": report.updated_at.isoformat(),
    }


def _plain(value: int | Decimal | None) -> str:
    return "" if value is None else shown(value).replace(",", "")


class ReportForm(StyledForm):
    """A month's figures; what is left empty stays unknown.

    Args:
        report: the report that is corrected, if the month has one.
        before: the latest earlier report, whose figures stand beside the fields.
    """

    nil_reason = forms.ChoiceField(
        label=_("Why there was no business"),
        choices=[("", _("does not apply")), *NilReason.choices],
        widget=Segmented,
        required=False,
    )
    photo_ledger = PhotoField(label=_("Photo of the ledger"))
    seen_at = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        month: dt.date,
        report: MonthlyReport | None = None,
        before: MonthlyReport | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial=_initial(report), **kwargs)
        self.month, self.before = month, before
        for name in FIGURES:
            self.fields[name] = _field(name)
            style(self.fields[name].widget)
        self.order_fields([*FIGURES, "nil_reason", "photo_ledger"])

    @property
    def sections(self) -> list[tuple[Promise, list[FigureRow]]]:
        """The figures in groups, each with its unit and what was reported before."""
        return [(head, [self._row(name) for name in names]) for head, names in SECTIONS]

    def _row(self, name: str) -> FigureRow:
        before = getattr(self.before, name, None)
        return FigureRow(self[name], UNITS[name], None if before is None else shown(before))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            for problem in problems_of_report(self.month, self.figures(), data["nil_reason"]):
                self.blame(problem.field, problem.message)
        return data

    def blame(self, field: str | None, message: str) -> None:
        """Put what a rule or a service refuses beside the field it concerns."""
        self.add_error(field if field in self.fields else None, message)

    def figures(self) -> Figures:
        return {name: self.cleaned_data[name] for name in FIGURES}

    def shown_back(self) -> list[str]:
        """Figures that were typed in 万, in full."""
        typed = {name: str(self.data.get(name, "")) for name in FIGURES}
        return [
            f"{label(name)} {shown(self.cleaned_data[name])}"
            for name, text in typed.items()
            if is_in_myriads(text)
        ]

    @property
    def read_at(self) -> dt.datetime | None:
        """When the report had last been changed as its reader saw it; null for none."""
        try:
            return dt.datetime.fromisoformat(self.cleaned_data["seen_at"])
        except ValueError:
            return None
