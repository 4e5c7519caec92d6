"""The records that an import wrote or left alone, with links for those who may see them."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.models import ImportRun
from outlets.models import Outlet

MOST_LINKS = 12


@dataclass(frozen=True)
class Entry:
    """A record: `url` is "" where the viewer may not open it or it has no page."""

    label: str
    url: str
    change: str


@dataclass(frozen=True)
class Kept:
    """A record that undoing left alone, and why."""

    label: str
    url: str
    reason: str


def outlets_of(run: ImportRun, user: User) -> tuple[list[Entry], int]:
    """The first outlets that the run added or changed, and how many there are more.

    Outlets that it reported on count as changed.
    """
    added, touched = _touched("OutletEvent", "pgh_obj_id", run)
    _reports, reported = _touched("MonthlyReportEvent", "outlet_id", run)
    found = Outlet.objects.visible_to(user).filter(pk__in=touched | reported)
    listed = found.order_by("village__code", "name")[:MOST_LINKS]
    entries = [
        Entry(
            outlet.name,
            reverse("outlets:detail", args=[outlet.pk]),
            _("new") if outlet.pk in added else _("changed"),
        )
        for outlet in listed
    ]
    return entries, max(found.count() - len(entries), 0) if entries else 0


def _touched(events: str, name: str, run: ImportRun) -> tuple[set[uuid.UUID], set[uuid.UUID]]:
    """Ids of outlets with a first event of the run, and with any."""
    recorded = apps.get_model("outlets", events).objects.filter(
        pgh_context__metadata__import_run=str(run.uid)
    )
    added, touched = set(), set()
    for pk, label in recorded.values_list(name, "pgh_label"):
        touched.add(pk)
        if label == "insert":
            added.add(pk)
    return added, touched


def kept_by_undo(rows: Iterable[dict[str, str]], user: User) -> Sequence[Kept]:
    """What undoing left alone, as the run keeps it, with links to outlets."""
    rows = list(rows)
    known = {str(pk) for pk in _visible_outlets([row["pk"] for row in rows], user)}
    return [
        Kept(
            row["subject"],
            reverse("outlets:detail", args=[row["pk"]]) if row["pk"] in known else "",
            row["reason"],
        )
        for row in rows
    ]


def _visible_outlets(keys: Iterable[str], user: User) -> Iterable[uuid.UUID]:
    ids = []
    for key in keys:
        try:
            ids.append(uuid.UUID(key))
        except ValueError:  # a record of another table
            continue
    return Outlet.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)
