"""Controls that several forms share."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entrepreneurs import privacy
from entrepreneurs.loans.money import AmountError, read_amount, said


class AmountField(forms.CharField):
    """An amount of money: a number of `unit`, or with its own unit (12万元). Yuan come out."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, *, unit: str = "元", **options: Any) -> None:
        self.unit = unit
        options.setdefault(
            "help_text", gettext_lazy("In %(unit)s; 12万元 is understood too.") % {"unit": unit}
        )
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return said(value).replace(",", "") + "元" if isinstance(value, Decimal) else value

    def understood(self, written: str, amount: Decimal | None) -> str:
        """What was made of an amount in another unit than yuan; "" for plain yuan."""
        if amount is None or (self.unit == "元" and not set(written) & set("万千")):
            return ""
        return _("“%(written)s” was understood as %(amount)s yuan.") % {
            "written": written.strip(),
            "amount": said(amount),
        }

    def clean(self, value: Any) -> Decimal | None:
        written = super().clean(value)
        try:
            return read_amount(written or "", unit=self.unit)
        except AmountError as error:
            raise ValidationError(str(error.message), code=error.code) from error


class RecordChoice(forms.ModelChoiceField):
    """One of the records of the viewer's jurisdiction; persons by their masked names."""

    def label_from_instance(self, obj: Any) -> str:
        person = getattr(obj, "person", None)
        if person is None:
            return str(obj)
        place = obj.division.short_name or obj.division.name
        return _("%(name)s, %(place)s") % {"name": privacy.shown(person).name, "place": place}
