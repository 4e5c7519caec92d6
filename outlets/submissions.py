"""A submission as its reviewer reads it: each fact beside what it was when last sent back."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.contrib.gis.geos import Point
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.changes import Event, Show, field_changes
from core.masking import masked_name, masked_phone
from core.templatetags.measures import metres
from geo.crs import CoordinateSystem
from outlets.kinds import Stage
from outlets.models import Outlet, Photo
from outlets.places import GEODESIC
from outlets.records import villages_with

MASKS: Mapping[str, Show] = {"keeper_name": masked_name, "keeper_phone": masked_phone}

# What a row tells, and the columns in which it may differ; the first column's words are shown.
ROWS: tuple[tuple[str | Promise | None, tuple[str, ...]], ...] = (
    (None, ("name",)),
    (None, ("village",)),
    (None, ("kind",)),
    (None, ("operating_model",)),
    (None, ("platform",)),
    (None, ("service_kinds",)),
    (None, ("keeper_name",)),
    (None, ("keeper_phone",)),
    (None, ("organization",)),
    (None, ("venue",)),
    (None, ("address",)),
    (gettext_lazy("Position"), ("location", "location_raw", "location_crs_origin")),
    (None, ("location_reason",)),
    (None, ("is_funded",)),
    (None, ("funding_document",)),
    (None, ("served_codes",)),
)
# Left out while empty: most outlets have nothing to say here.
ONLY_WHEN_SAID = ("location_reason", "funding_document", "served_codes", "address", "venue")
# Versions of a record are compared in these besides.
PROGRESS = (
    (None, ("stage",)),
    (None, ("notice_ends_on",)),
    (None, ("outlet_no",)),
    (None, ("opened_on",)),
)


@dataclass(frozen=True)
class Fact:
    """One line of a submission. `before` is "" where there was nothing, or nothing to compare."""

    name: str
    label: str
    before: str
    now: str
    is_changed: bool
    is_hidden: bool = False  # the difference lies in what is masked
    notes: tuple[str, ...] = ()
    notes_before: tuple[str, ...] = ()


def judged_version(outlet: Outlet) -> Any | None:
    """The record as it was when it was last sent back; null for one that never was. One query."""
    recorded = list(_versions(outlet).select_related("village", "organization"))
    sent_back = [
        version
        for before, version in pairwise(recorded)
        if version.stage == Stage.RETURNED and before.stage == Stage.COUNTY_REVIEW
    ]
    return sent_back[-1] if sent_back else None


def version_seen(outlet: Outlet, seen_at: dt.datetime) -> Any | None:
    """The record as it was when it had last been changed at `seen_at`; null when it never was."""
    versions = _versions(outlet).select_related("village", "organization", "pgh_context")
    return versions.filter(updated_at=seen_at).last()


def compared(
    outlet: Outlet, version: Any | None, *, is_masked: bool, with_progress: bool = False
) -> list[Fact]:
    """Every fact of the outlet, beside that of an earlier version where there is one."""
    shows = _shows([outlet] if version is None else [outlet, version])
    masks = MASKS if is_masked else {}
    rows = (*PROGRESS[:2], *ROWS, *PROGRESS[2:]) if with_progress else ROWS
    facts = [_fact(label, names, outlet, version, shows, masks) for label, names in rows]
    return [fact for fact in facts if fact.name not in ONLY_WHEN_SAID or fact.now or fact.before]


def facts_beside(
    one: Outlet, other: Outlet, names: Iterable[str], *, is_masked: bool
) -> list[Fact]:
    """The facts of two outlets: `now` is the one's, `before` the other's."""
    shows, rows = _shows([one, other]), {columns[0]: (label, columns) for label, columns in ROWS}
    masks = MASKS if is_masked else {}
    facts = [_fact(*rows[name], one, other, shows, masks) for name in names]
    return [
        replace(fact, notes=_position(one, None)) if fact.name == "location" else fact
        for fact in facts
    ]


def labels_of(names: Iterable[str]) -> dict[str, str]:
    """What the fields are called here."""
    known = {columns[0]: label for label, columns in ROWS}
    return {name: str(known.get(name) or _label(name)) for name in names}


def new_photos(photos: Sequence[Photo], version: Any | None) -> set[int]:
    """Ids of the photos that came after the version."""
    if version is None:
        return set()
    return {photo.pk for photo in photos if photo.added_at > version.pgh_created_at}


def _versions(outlet: Outlet) -> Any:
    events = apps.get_model("outlets", "OutletEvent").objects.filter(pgh_obj_id=outlet.pk)
    return events.exclude(pgh_label="delete").order_by("pgh_id")


def _label(name: str) -> str:
    return str(Outlet._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _shows(rows: Sequence[Any]) -> dict[str, Show]:
    codes = sorted({code for row in rows for code in row.served_codes})
    names = {village.code: village.short_name for village in villages_with(codes)}
    return {
        "village": lambda village: village.short_name,
        "location": lambda place: f"{place.y:.5f}, {place.x:.5f}",
        "served_codes": lambda served: "、".join(names.get(code, code) for code in served),
    }


def _fact(
    label: str | Promise | None,
    names: tuple[str, ...],
    outlet: Any,
    version: Any | None,
    shows: Mapping[str, Show],
    masks: Mapping[str, Show],
) -> Fact:
    name = names[0]
    words: Callable[[Any], str] = lambda row: _words(row, name, shows, masks)  # noqa: E731
    now, before = words(outlet), words(version) if version is not None else ""
    is_changed = version is not None and any(
        (getattr(outlet, one) or None) != (getattr(version, one) or None) for one in names
    )
    if name == "location":
        notes, notes_before = _position(outlet, version), _position(version, None)
    else:
        notes, notes_before = _extra(name, outlet), _extra(name, version)
    return Fact(
        name,
        str(label or _label(name)),
        before,
        now,
        is_changed,
        is_hidden=is_changed and now == before and name in masks,
        notes=notes,
        notes_before=notes_before,
    )


def _words(row: Any, name: str, shows: Mapping[str, Show], masks: Mapping[str, Show]) -> str:
    changes = field_changes(Event(row, None, row), [name], shows=shows, masks=masks)
    return changes[0].new if changes else ""


def _extra(name: str, row: Any | None) -> tuple[str, ...]:
    """What belongs to a fact besides its words."""
    if row is None:
        return ()
    if name == "organization" and row.organization:
        code = row.organization.uscc or row.organization.old_registration_no
        return (code,) if code else ()
    return ()


def _position(row: Any | None, version: Any | None) -> tuple[str, ...]:
    """How the position came about: system of origin, accuracy, and how far it moved."""
    if row is None or row.location is None:
        return ()
    notes = []
    if version is not None and (moved := moved_m(row.location, version.location)):
        notes.append(_("moved by %(distance)s") % {"distance": metres(moved)})
    if row.location_accuracy_m is not None:
        notes.append(_("accurate to %(distance)s") % {"distance": metres(row.location_accuracy_m)})
    if row.location_crs_origin:
        notes.append(str(CoordinateSystem(row.location_crs_origin).label))
    raw = row.location_raw
    if raw and row.location_crs_origin in (CoordinateSystem.GCJ02, CoordinateSystem.BD09):
        notes.append(_("given as %(pair)s") % {"pair": f"{raw['lat']}, {raw['lon']}"})
    return tuple(notes)


def moved_m(place: Point | None, other: Point | None) -> float | None:
    """Metres between two positions; null where one is missing or they are one."""
    if place is None or other is None:
        return None
    distance = float(GEODESIC.inv(place.x, place.y, other.x, other.y)[2])
    return distance if distance >= 0.5 else None
