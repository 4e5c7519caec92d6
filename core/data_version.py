"""The number that every write to the registry raises, in the write's own transaction.

It keys every cached answer and every ETag. A statement trigger on each registry table raises it,
so that nothing, not even SQL typed by hand, can change data behind a cached answer. Writers wait
for one another on its single row until they commit; writes of many rows are therefore made in few
statements (`bulk_create`, `bulk_update`).
"""

import pgtrigger
from django.db import connection
from django.http import HttpRequest

TABLE = "core_dataversion"


def current() -> int:
    """The version that the present transaction sees: one query, no locks."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT value FROM {TABLE}")
        return cursor.fetchone()[0]


def seen_by(request: HttpRequest) -> int:
    """The version at the first look of a request: one query for all that its page keeps."""
    seen = getattr(request, "_data_version", None)
    if seen is None:
        seen = request._data_version = current()  # type: ignore[attr-defined]
    return seen


def bump_on_write() -> pgtrigger.Trigger:
    """The trigger that every registry table declares in `Meta.triggers`."""
    return pgtrigger.Trigger(
        name="bump_data_version",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
        func=f"UPDATE {TABLE} SET value = value + 1; RETURN NULL;",
    )
