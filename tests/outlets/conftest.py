"""Tests in which several connections have to see what one of them wrote."""

from collections.abc import Iterator

import pytest
from django.db import connection

# Rows that migrations made, and tables that nothing may be removed from.
LEFT_ALONE = {
    "auth_permission",
    "core_auditentry",
    "core_dataversion",
    "django_content_type",
}


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """A database whose writes are committed, and removed again after the test."""
    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(_tables_to_empty())}")


def _tables_to_empty() -> list[str]:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    left_alone = {name for name in tables if name.startswith("procrastinate")} | LEFT_ALONE
    return [connection.ops.quote_name(name) for name in sorted({*tables} - left_alone)]
