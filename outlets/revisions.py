"""Which dated rows an outlet's new description removes, changes and adds."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db.models import Model

from outlets.kinds import Basis
from outlets.models import Outlet, OutletStatus, OutletVillage
from outlets.records import OutletRecord, Period, revised_periods

Row = TypeVar("Row", bound=Model)


@dataclass
class Writes(Generic[Row]):
    """Rows to write in three statements, in this order: a change only ever shortens a period that
    another row follows, so that no two periods overlap in between."""

    removed: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    added: list[Row] = field(default_factory=list)


def periods_of(outlet: Outlet) -> list[Period]:
    """`(status, from, to)` in order; reads prefetched rows."""
    return [(row.status, row.valid_from, row.valid_to) for row in _in_order(outlet)]


def villages_of(record: OutletRecord) -> dict[int, str]:
    """Basis by village: the outlet's own, and those it serves by agreement."""
    assert record.village, "a record is checked before it is written"
    served = {village.pk: str(Basis.AGREEMENT) for village in record.served_villages}
    return served | {record.village.pk: str(Basis.OWN)}


def plan_statuses(outlet: Outlet, record: OutletRecord, writes: Writes[OutletStatus]) -> None:
    """Rows whose state stays are kept, with the reason they carry."""
    wanted = revised_periods(periods_of(outlet), record)
    rows = {(row.status, row.valid_from): row for row in _in_order(outlet)}
    for status, begins, ends in wanted:
        row = rows.pop((status, begins), None)
        if row and row.valid_to == ends:
            continue
        if row and row.valid_to is None:
            row.valid_to = ends
            writes.changed.append(row)
            continue
        if row:
            writes.removed.append(row)
        reason = row.reason if row else ""
        writes.added.append(
            OutletStatus(
                outlet=outlet, status=status, valid_from=begins, valid_to=ends, reason=reason
            )
        )
    writes.removed += rows.values()


def plan_villages(
    outlet: Outlet, record: OutletRecord, today: dt.date, writes: Writes[OutletVillage]
) -> None:
    """The villages served besides the own one begin and end today.

    The own village is served since the opening: the place of an outlet is not dated, and the
    villages served never leave it out.
    """
    assert record.village and record.opened_on, "a record is checked before it is written"
    rows = list(outlet.served_villages.all())
    _plan_own(outlet, record, [row for row in rows if row.basis == Basis.OWN], writes)
    wanted = {pk for pk, basis in villages_of(record).items() if basis != Basis.OWN}
    for row in rows:
        if row.basis == Basis.OWN:
            continue
        if row.village_id == record.village.pk:
            writes.removed.append(row)
        elif row.valid_to is None or row.valid_to > today:
            if row.village_id in wanted:
                wanted.remove(row.village_id)
            else:
                _end(row, today, writes)
    writes.added += [
        OutletVillage(outlet=outlet, village_id=pk, basis=Basis.AGREEMENT, valid_from=today)
        for pk in sorted(wanted)
    ]


def _plan_own(
    outlet: Outlet,
    record: OutletRecord,
    rows: Sequence[OutletVillage],
    writes: Writes[OutletVillage],
) -> None:
    assert record.village and record.opened_on
    if len(rows) == 1 and rows[0].village_id == record.village.pk:
        row = rows[0]
        if (row.valid_from, row.valid_to) != (record.opened_on, None):
            row.valid_from, row.valid_to = record.opened_on, None
            writes.changed.append(row)
        return
    writes.removed += rows
    writes.added.append(
        OutletVillage(
            outlet=outlet,
            village=record.village,
            basis=Basis.OWN,
            valid_from=record.opened_on,
        )
    )


def _end(row: OutletVillage, today: dt.date, writes: Writes[OutletVillage]) -> None:
    """The row's last day is yesterday; one that began today leaves no trace but the history."""
    if row.valid_from >= today:
        writes.removed.append(row)
    else:
        row.valid_to = today
        writes.changed.append(row)


def _in_order(outlet: Outlet) -> list[OutletStatus]:
    return sorted(outlet.statuses.all(), key=lambda row: row.valid_from)
