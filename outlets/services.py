"""Changes to outlets: registering, revising, and the states they pass through."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import Actor, acting
from core.errors import ConflictError, DomainError
from outlets.kinds import Source, Status
from outlets.models import Outlet, OutletStatus, OutletVillage
from outlets.numbers import next_outlet_no, numbers_for, refuse_taken
from outlets.records import OutletRecord, facts_of, opening_moved, opening_of, status_periods
from outlets.revisions import Writes, periods_of, plan_statuses, plan_villages, villages_of
from outlets.stages import may_become

__all__ = [
    "change_status",
    "next_outlet_no",
    "register_outlets",
    "revise_outlet",
    "revise_outlets",
]

Change = tuple[Outlet, OutletRecord]

BATCH = 500


@transaction.atomic
def register_outlets(
    *, records: Sequence[OutletRecord], source: Source, actor: Actor | None, reason: str = ""
) -> list[Outlet]:
    """Add outlets with their status periods and the villages they serve since they opened.

    A record without a number is given the next of its village.

    Raises:
        ConflictError: a number is taken.
    """
    refuse_taken({record.outlet_no for record in records if record.outlet_no})
    numbers = numbers_for(records)
    outlets = [
        Outlet(outlet_no=number, source=source, **facts_of(record))
        for number, record in zip(numbers, records, strict=True)
    ]
    pairs = list(zip(outlets, records, strict=True))
    with acting(actor, "outlet.registered", reason=reason):
        Outlet.objects.bulk_create(outlets, batch_size=BATCH)
        statuses = [
            OutletStatus(outlet=outlet, status=status, valid_from=begins, valid_to=ends)
            for outlet, record in pairs
            for status, begins, ends in status_periods(record)
        ]
        OutletStatus.objects.bulk_create(statuses, batch_size=BATCH)
        served = [
            OutletVillage(
                outlet=outlet, village_id=village_id, basis=basis, valid_from=opening_of(record)
            )
            for outlet, record in pairs
            for village_id, basis in villages_of(record).items()
        ]
        OutletVillage.objects.bulk_create(served, batch_size=BATCH)
    return outlets


@transaction.atomic
def revise_outlets(*, changes: Sequence[Change], actor: Actor | None, reason: str = "") -> None:
    """Write what a file says of known outlets; see `records.revised_periods` for their states.

    Args:
        changes: outlets as they were read, with their statuses and served villages, and what is
            to become of them.

    Raises:
        ConflictError: an outlet was changed since it was read, or a number is taken.
    """
    _lock(outlet for outlet, _record in changes)
    refuse_taken(
        {
            record.outlet_no
            for outlet, record in changes
            if record.outlet_no and record.outlet_no != outlet.outlet_no
        }
    )
    with acting(actor, "outlet.revised", reason=reason):
        _write_revisions(changes)


@transaction.atomic
def revise_outlet(
    *, outlet: Outlet, record: OutletRecord, actor: Actor | None, reason: str = ""
) -> None:
    """Write what a page says of an outlet: its facts and the other villages it serves.

    Its status stays; see `change_status`. A village dropped is served until today, a village added
    from today on.

    Raises:
        ConflictError: the outlet was changed since `outlet.updated_at`.
        DomainError: the opening would fall after a later status began.
    """
    periods = periods_of(outlet)
    if record.opened_on and len(opening_moved(periods, record.opened_on)) < len(periods):
        raise DomainError(
            _("The outlet changed its status on %(day)s: it must have opened before.")
            % {"day": periods[0][2]},
            field="opened_on",
        )
    status = periods[-1][0] if periods else Status.OPERATING
    kept = replace(record, status=status, status_since=None)
    revise_outlets(changes=[(outlet, kept)], actor=actor, reason=reason)


@transaction.atomic
def change_status(
    *,
    outlet: Outlet,
    status: Status | str,
    on: dt.date,
    reason: str,
    actor: Actor | None,
    expected: Status | str | None = None,
) -> OutletStatus:
    """Close the current status period on a day and begin the next. Nothing is overwritten.

    Args:
        on: the first day of the new status.
        expected: the status that the user saw.

    Raises:
        ConflictError: the outlet no longer has the expected status.
        DomainError: the day is to come, or not after the current period began; the outlet has
            this status already, or cannot come to it; or a dormant one neither reported nor was
            found open since.
    """
    Outlet.objects.select_for_update(no_key=True).get(pk=outlet.pk)
    current = outlet.statuses.order_by("valid_from").last()
    if current is None or expected not in (None, current.status):
        raise ConflictError
    if on > timezone.localdate():
        raise DomainError(_("%(day)s is still to come.") % {"day": on}, field="on")
    if on <= current.valid_from:
        raise DomainError(
            _("The present status began on %(day)s. Choose a later day.")
            % {"day": current.valid_from},
            field="on",
        )
    if status == current.status:
        raise DomainError(
            _("The outlet has this status already: %(status)s.")
            % {"status": current.get_status_display()},
            field="status",
        )
    if not may_become(current.status, status):
        raise DomainError(
            _("An outlet that is “%(status)s” cannot become this. One that opens again is new.")
            % {"status": current.get_status_display()},
            field="status",
        )
    if current.status == Status.DORMANT and status == Status.OPERATING:
        found_on = _found_alive(outlet, current.valid_from)
        reason = reason or _("Reported, and found open on %(day)s") % {"day": found_on}
    with acting(actor, "outlet.status_changed", reason=reason):
        current.valid_to = on
        current.save(update_fields=["valid_to"])
        return OutletStatus.objects.create(
            outlet=outlet, status=status, valid_from=on, reason=reason
        )


def _found_alive(outlet: Outlet, since: dt.date) -> dt.date:
    """The day of the latest visit that found a dormant outlet open, once it has reported too."""
    if not outlet.monthly_reports.filter(submitted_at__date__gte=since).exists():
        raise DomainError(
            _("It has sent no monthly report since %(day)s. Fill one in first.") % {"day": since},
            field="status",
        )
    visits = outlet.inspections.filter(visited_on__gte=since)
    latest = visits.order_by("visited_on", "pk").last()
    if latest is None or not latest.found_open or latest.visited_on is None:
        raise DomainError(
            _("No visit since %(day)s found it open. Record one first.") % {"day": since},
            field="status",
        )
    return latest.visited_on


def _lock(outlets: Iterable[Outlet]) -> None:
    """Hold the rows until the transaction ends; raise when one changed since it was read."""
    read = {outlet.pk: outlet.updated_at for outlet in outlets}
    rows = Outlet.objects.select_for_update(no_key=True).filter(pk__in=read).order_by("pk")
    if dict(rows.values_list("pk", "updated_at")) != read:
        raise ConflictError


def _write_revisions(changes: Sequence[Change]) -> None:
    today, now = timezone.localdate(), timezone.now()
    statuses: Writes[OutletStatus] = Writes()
    villages: Writes[OutletVillage] = Writes()
    fields = {"updated_at"}
    for outlet, record in changes:
        plan_statuses(outlet, record, statuses)
        plan_villages(outlet, record, today, villages)
        facts = facts_of(record) | {"outlet_no": record.outlet_no or outlet.outlet_no}
        for name, value in facts.items():
            if getattr(outlet, name) != value:
                setattr(outlet, name, value)
                fields.add(name)
        outlet.updated_at = now
    outlets = [outlet for outlet, _record in changes]
    Outlet.objects.bulk_update(outlets, sorted(fields), batch_size=BATCH)
    _carry_out(OutletStatus, statuses, ["valid_to"])
    _carry_out(OutletVillage, villages, ["valid_from", "valid_to"])


def _carry_out(model: type[Model], writes: Writes[Any], fields: Sequence[str]) -> None:
    rows = model._default_manager
    if writes.removed:
        rows.filter(pk__in=[row.pk for row in writes.removed]).delete()
    if writes.changed:
        rows.bulk_update(writes.changed, fields, batch_size=BATCH)
    if writes.added:
        rows.bulk_create(writes.added, batch_size=BATCH)
