"""Fields that take what the schema says and nothing that merely looks like it.

A framework that reads `"yes"` as true and 1.0 as "1.0" hides mistakes of the program that sent it.
"""

import datetime as dt
import math
import re
import uuid
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import cells

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
AMOUNT = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
MOST_DECIMALS = 15  # more than a number that a computer keeps ever has


class TextField(serializers.CharField):
    """One line of text; signs that cannot be seen are left out."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        return self.cleaned(data)

    def cleaned(self, text: str) -> str:
        return cells.text(text)


class CompactField(TextField):
    """A number or telephone: half-width, without blanks."""

    def cleaned(self, text: str) -> str:
        return cells.compact(text)


class WholeField(serializers.IntegerField):
    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, float) and data.is_integer():
            data = int(data)
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class FloatField(serializers.FloatField):
    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        try:
            number = float(data)
        except OverflowError:
            self.fail("invalid")
        if not math.isfinite(number):
            self.fail("invalid")
        return number


class BooleanField(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class ChoiceField(serializers.ChoiceField):
    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class DayField(serializers.DateField):
    """A day as 2018-09-30."""

    def to_internal_value(self, data: Any) -> dt.date:
        if not isinstance(data, str) or not DAY.fullmatch(data):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(data)


@extend_schema_field({"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"})
class MonthField(serializers.Field):
    """A month as 2018-09; the first day of it inside."""

    default_error_messages = {"invalid": serializers.DateField.default_error_messages["invalid"]}

    def to_internal_value(self, data: Any) -> dt.date:
        match = MONTH.fullmatch(data) if isinstance(data, str) else None
        if match is None or match[1] == "0000":
            self.fail("invalid", format="YYYY-MM")
        return dt.date(int(match[1]), int(match[2]), 1)

    def to_representation(self, value: dt.date) -> str:
        return f"{value:%Y-%m}"


@extend_schema_field({"type": "string", "format": "uuid"})
class UuidField(serializers.UUIDField):
    def to_internal_value(self, data: Any) -> uuid.UUID:
        if not isinstance(data, str) or not UUID.fullmatch(data):
            self.fail("invalid", value=data)
        return uuid.UUID(data)


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "pattern": r"^\d{1,12}(\.\d{1,2})?$"},
            {"type": "number", "minimum": 0, "maximum": 999_999_999_999},
        ]
    }
)
class AmountField(serializers.DecimalField):
    """Yuan: told as text with two decimals, taken as text or number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=14, decimal_places=2, min_value=Decimal(0), **kwargs)

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, bool) or not isinstance(data, str | int | float):
            self.fail("invalid")
        if isinstance(data, str) and not AMOUNT.fullmatch(data):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "pattern": r"^-?\d{1,3}(\.\d{1,15})?$"},
            {"type": "number", "minimum": -180, "maximum": 180},
        ]
    }
)
class DegreesField(serializers.Field):
    """A coordinate in degrees, kept digit for digit when it comes as text.

    Args:
        most: of what it may be, east or west, north or south.
    """

    WRITTEN = re.compile(r"-?\d{1,3}(\.\d{1,15})?", re.ASCII)
    default_error_messages = {
        "invalid": serializers.FloatField.default_error_messages["invalid"],
        "max_value": serializers.FloatField.default_error_messages["max_value"],
        "min_value": serializers.FloatField.default_error_messages["min_value"],
    }

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        if isinstance(data, bool) or not isinstance(data, str | int | float):
            self.fail("invalid")
        written = data if isinstance(data, str) else self._written(data)
        if not self.WRITTEN.fullmatch(written):
            self.fail("invalid")
        if float(written) > self.most:
            self.fail("max_value", max_value=self.most)
        if float(written) < -self.most:
            self.fail("min_value", min_value=-self.most)
        return written

    def _written(self, number: int | float) -> str:
        """Without an exponent, as many decimals as the number has."""
        if not math.isfinite(number) or abs(number) > 999:
            self.fail("invalid")
        whole, dot, decimals = f"{Decimal(str(number)):f}".partition(".")
        return whole + dot + decimals[:MOST_DECIMALS]

    def to_representation(self, value: Any) -> Any:
        return value
