"""SQL that the ORM lacks."""

from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import connection
from django.db.models import Func


class DateRange(Func):
    """`daterange(from, to)`, half open; a null end is unbounded. For exclusion constraints."""

    function = "DATERANGE"
    output_field = DateRangeField()


def valid_on(table: str) -> str:
    """The condition that a dated row holds on the day `%(on)s`; its end day no longer counts."""
    return (
        f"({table}.valid_from IS NULL OR {table}.valid_from <= %(on)s)"
        f" AND ({table}.valid_to IS NULL OR {table}.valid_to > %(on)s)"
    )


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


def data(sql: str, parameters: dict[str, Any]) -> bytes:
    """Run one statement that answers bytes, e.g. a tile; nothing counts as empty."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return bytes(cursor.fetchone()[0] or b"")
