"""Filters of lists. A value that cannot be understood is refused; it never leaves nothing out."""

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions
from rest_framework.request import Request

from core import cells
from core.api.fields import DAY, MONTH, UUID

LONGEST_WORDS = 100


class _TrueOrFalse(forms.Field):
    def to_python(self, value: Any) -> bool | None:
        if value in ("", None):
            return None
        if value not in ("true", "false"):
            raise ValidationError(_("Write “true” or “false”."), code="invalid")
        return bool(value == "true")


class _Day(forms.Field):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False} | kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        if value in ("", None):
            return None
        try:
            if not DAY.fullmatch(value):
                raise ValueError(value)
            return dt.date.fromisoformat(value)
        except ValueError as error:
            raise ValidationError(_("Write a day as 2018-09-30."), code="invalid") from error


class _Month(forms.Field):
    def to_python(self, value: Any) -> dt.date | None:
        if value in ("", None):
            return None
        match = MONTH.fullmatch(value)
        if match is None or match[1] == "0000":
            raise ValidationError(_("Write a month as 2018-09."), code="invalid")
        return dt.date(int(match[1]), int(match[2]), 1)


class _Uuid(forms.UUIDField):
    def to_python(self, value: Any) -> Any:
        if value and not UUID.fullmatch(str(value)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class _Words(forms.CharField):
    def to_python(self, value: Any) -> str:
        return cells.text(super().to_python(value) or "")


@extend_schema_field(OpenApiTypes.BOOL)
class TrueOrFalseFilter(django_filters.Filter):
    """`true` or `false`."""

    field_class = _TrueOrFalse


@extend_schema_field(OpenApiTypes.DATE)
class DayFilter(django_filters.Filter):
    """A day as 2018-09-30."""

    field_class = _Day


@extend_schema_field({"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"})
class MonthFilter(django_filters.Filter):
    """A month as 2018-09; its first day inside."""

    field_class = _Month


@extend_schema_field(OpenApiTypes.UUID)
class UuidFilter(django_filters.Filter):
    field_class = _Uuid


@extend_schema_field({"type": "string", "maxLength": LONGEST_WORDS})
class WordsFilter(django_filters.Filter):
    """Words to look for."""

    field_class = _Words

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_length=LONGEST_WORDS, **kwargs)


def asked_words(request: Request, name: str) -> str:
    """The words of a parameter that is no filter of rows; empty when it is left out.

    Raises:
        ValidationError: they are too long; names the parameter.
    """
    field = _Words(max_length=LONGEST_WORDS, required=False)
    try:
        return str(field.clean(request.query_params.get(name, "")))
    except ValidationError as error:
        raise exceptions.ValidationError({name: list(error.messages)}, code="invalid") from error


def asked_day(request: Request, name: str) -> dt.date:
    """The day of a parameter that is no filter of rows; today when it is left out.

    Raises:
        ValidationError: it is no day; names the parameter.
    """
    try:
        return _Day().clean(request.query_params.get(name, "") or None) or timezone.localdate()
    except ValidationError as error:
        raise exceptions.ValidationError({name: list(error.messages)}, code="invalid") from error
