"""What a row of a file would change of a known outlet, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.changes import Show, shown
from core.importing import FieldChange
from core.masking import masked_name, masked_phone
from outlets.kinds import Status
from outlets.models import Outlet, OutletStatus
from outlets.records import OutletRecord

TOLD = (
    "outlet_no",
    "name",
    "village",
    "kind",
    "operating_model",
    "platform",
    "keeper_name",
    "keeper_phone",
    "address",
    "location",
    "opened_on",
)
MASKS: Mapping[str, Show] = {"keeper_name": masked_name, "keeper_phone": masked_phone}


def changes_of(known: OutletRecord, revised: OutletRecord) -> list[FieldChange]:
    return list(_changes(known, revised))


def _changes(known: OutletRecord, revised: OutletRecord) -> Iterator[FieldChange]:
    for name in TOLD:
        old, new = getattr(known, name), getattr(revised, name)
        if old != new:
            yield FieldChange(_label(name), _words(name, old), _words(name, new))
    if known.status != revised.status or known.status_since != revised.status_since:
        label = str(OutletStatus._meta.get_field("status").verbose_name)
        yield FieldChange(label, _state(known), _state(revised))
    if known.served_villages != revised.served_villages:
        old, new = (
            "、".join(village.short_name for village in record.served_villages)
            for record in (known, revised)
        )
        yield FieldChange(_label("served_codes"), old, new)


def _label(name: str) -> str:
    return str(getattr(Outlet._meta.get_field(name), "verbose_name", name))


def _state(record: OutletRecord) -> str:
    if not record.status:
        return ""
    since = f" {record.status_since}" if record.status_since else ""
    return f"{Status(record.status).label}{since}"


def _words(name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if name in MASKS:
        return MASKS[name](value)
    words = dict(getattr(Outlet._meta.get_field(name), "flatchoices", ()))
    return str(words.get(value, "")) or shown(value)
