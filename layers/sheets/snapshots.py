"""One view of the database for several connections: what is written meanwhile is not seen."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections, transaction


@contextmanager
def exported() -> Iterator[str]:
    """The name of a snapshot of now, valid inside the block; empty within a transaction.

    A connection of its own holds it, so that progress written meanwhile is seen by others. Whoever
    is in a transaction already stays with what that one sees.
    """
    if connection.in_atomic_block:
        yield ""
        return
    holder = connections.create_connection(connection.alias)
    try:
        holder.set_autocommit(False)
        with holder.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (name,) = cursor.fetchone()
        yield name
    finally:
        holder.close()


@contextmanager
def seen(name: str) -> Iterator[None]:
    """Read what the snapshot shows; nothing can be written inside the block."""
    if not name:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET TRANSACTION SNAPSHOT %s", [name])
        yield
