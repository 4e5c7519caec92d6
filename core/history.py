"""Recorded time: every insert, update and delete of a tracked table, kept by database triggers."""

from collections.abc import Callable

import pghistory
from django.db import models


def tracked(
    *, exclude: list[str] | None = None
) -> Callable[[type[models.Model]], type[models.Model]]:
    """Decorate a model whose every change is kept; see `core.audit.acting` for who and why."""
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=exclude,
    )
