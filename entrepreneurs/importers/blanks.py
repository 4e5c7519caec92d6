"""Blank workbooks of the registers: made from the columns and forms that read them."""

from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core.headings import Column
from core.import_blanks import DATE, TEXT, Blank, blank_workbook
from entrepreneurs.forms.fields import AmountField
from entrepreneurs.importers.tables import (
    CHINESE,
    HOME,
    ID_NO,
    PARENT,
    PHONE,
    PLACE,
    Table,
    columns_of,
)
from outlets.forms import CompactField, DayField


def blank_for(table: Table, user: User) -> bytes:
    """The workbook (.xlsx), with nothing in it but headings and how to fill them in."""
    form = table.form(user=user)
    columns = [_blank(column, form.fields.get(column.field)) for column in columns_of(table, form)]
    with translation.override(CHINESE):
        title = str(table.model._meta.verbose_name)
    return blank_workbook(title, columns)


def _blank(column: Column, field: Any) -> Blank:
    must, name = column.is_required, column.field
    told: dict[str, Any] = {"heading": column.heading, "is_required": must}
    if name.startswith((HOME, PLACE)) and field is None:
        return Blank(**told, shape=TEXT, note=_note_on_place(name))
    if name == PARENT or isinstance(field, forms.ModelChoiceField):
        note = _("Names a record that is registered already.")
        return Blank(**told, shape=TEXT, note=note)
    if name == ID_NO:
        note = _(
            "18 signs. Keep the column as text: as a number the last digits are lost (2.11E+17). "
            "Needed in files, so that nobody is entered twice."
        )
        return Blank(**told, shape=TEXT, note=note, example="21130219900101××××")
    if name == PHONE:
        note = _("Mobile number of 11 digits, or landline with area code like 0421-2812345.")
        return Blank(**told, shape=TEXT, note=note)
    return _of_field(told, field)


def _of_field(told: dict[str, Any], field: Any) -> Blank:
    note = str(field.help_text or "")
    if isinstance(field, DayField):
        return Blank(**told, shape=DATE, note=note or _("A day."), example="2018-03-05")
    if isinstance(field, forms.BooleanField):
        return Blank(**told, words=("是", "否"), note=note)
    if isinstance(field, forms.MultipleChoiceField):
        several = _("One or several of these, with “、” between them: %(words)s.")
        return Blank(**told, note=several % {"words": "、".join(_words(field))})
    if isinstance(field, forms.ChoiceField):
        return Blank(**told, words=_words(field), note=_("Choose from the list."))
    if isinstance(field, AmountField):
        return Blank(**told, shape=TEXT, note=note, example="12万元")
    if isinstance(field, CompactField):
        return Blank(**told, shape=TEXT, note=note)
    return Blank(**told, note=note)


def _words(field: Any) -> list[str]:
    with translation.override(CHINESE):
        return [str(label) for value, label in field.choices if value]


def _note_on_place(name: str) -> str:
    if name.endswith("code"):
        return _("12 digits of the village, as text; or the names beside it.")
    return _("In full or short; not needed beside the code.")
