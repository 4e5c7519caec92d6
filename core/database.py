"""SQL that the ORM lacks."""

from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import connection
from django.db.models import Func


class DateRange(Func):
    """`daterange(from, to)`, half open; a null end is unbounded. For exclusion constraints."""

    function = "DATERANGE"
    output_field = DateRangeField()


def rows(sql: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Run one statement; each row as a dictionary by column name."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def text(sql: str, parameters: dict[str, Any]) -> str:
    """Run one statement that answers one text, e.g. a FeatureCollection."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]
