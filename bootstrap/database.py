"""The database in use: the private cluster, or the one that `DATABASE_URL` names."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bootstrap import cluster, places


def is_private() -> bool:
    return not os.environ.get("DATABASE_URL")


@contextmanager
def in_use(*, stop_after: bool) -> Iterator[None]:
    """Keep the private cluster running meanwhile; somebody else's server runs by itself.

    Its address is left in a file, where `manage.py` finds it when it is called by hand.
    """
    if not is_private():
        yield
        return
    with cluster.in_use(stop_after=stop_after):
        places.write_private(places.DATABASE_URL, cluster.url())
        yield


def folder_of_what_was_done() -> Path:
    """Where the tasks done to this database are noted; gone when the private cluster is."""
    if is_private():
        return cluster.HOME / "done"
    return places.LOCAL / "done" / hashlib.sha256(os.environb[b"DATABASE_URL"]).hexdigest()[:12]
