"""Decisions on outlets registered twice: they are different, or become one.

Merging loses nothing. The outlet that goes keeps its row, number, steps and history, and points to
the one that stays; reports, visits and photos move there. Its own states end altogether, and those
of the other become the union of both, so that on every day the pair counts once.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import acting, actor_name
from core.errors import ConflictError, DomainError, InvalidQuestionError
from outlets.kinds import Basis, Stage, Status, Step
from outlets.models import (
    DuplicateDecision,
    Inspection,
    MonthlyReport,
    Outlet,
    OutletStatus,
    OutletVillage,
    Photo,
)
from outlets.records import villages_with
from outlets.registration.steps import (
    demand_role,
    demand_scope,
    held,
    locked,
    move,
    required_reason,
)
from outlets.stages import VOID

KEEP, DROP = "keep", "drop"
# What may be taken from either record; a position moves with all that belongs to it.
MERGED_FIELDS: Mapping[str, tuple[str, ...]] = {
    name: (name,)
    for name in (
        "name",
        "village",
        "address",
        "kind",
        "operating_model",
        "platform",
        "service_kinds",
        "keeper_name",
        "keeper_phone",
        "organization",
        "venue",
    )
} | {
    "location": (
        "location",
        "location_raw",
        "location_crs_origin",
        "location_accuracy_m",
        "location_reason",
    ),
    "is_funded": ("is_funded", "funding_document"),
}

# A state with its reason, half open; a null end is still to come.
Spell = tuple[str, dt.date, dt.date | None, str]
Span = tuple[dt.date, dt.date | None]


@transaction.atomic
def decide_different(
    *, first: Outlet, second: Outlet, reason: str, actor: User
) -> DuplicateDecision:
    """Keep that two outlets that look alike are two; they are not suspected again.

    Raises:
        DomainError: no reason is given, or the two are one record.
        UnknownOutletError: one stands outside the actor's jurisdiction.
        NotAllowedError: deciding is not the actor's task.
        ConflictError: somebody decided already.
    """
    reason = required_reason(reason)
    _pair(first, second, actor)
    with acting(actor, "outlet.told_apart", reason=reason):
        decision, is_new = DuplicateDecision.objects.get_or_create(
            **_in_order(first, second),
            defaults={"is_same": False, "reason": reason, "actor_name": actor_name(actor)},
        )
    if not is_new:
        raise ConflictError(
            _("%(actor)s decided on this pair already: %(reason)s")
            % {"actor": decision.actor_name, "reason": decision.reason}
        )
    return decision


@transaction.atomic
def merge(
    *,
    keep: Outlet,
    drop: Outlet,
    keep_seen_at: dt.datetime,
    drop_seen_at: dt.datetime,
    reason: str,
    actor: User,
    fields: Mapping[str, str] | None = None,
) -> Outlet:
    """Make two records of one outlet one; the record that stays.

    Reports of a month that both reported stay where they are, and so do photos that both have.

    Args:
        fields: for a field of `MERGED_FIELDS`, `keep` or `drop`: whose value stays. The kept
            record's does where nothing is said.

    Raises:
        DomainError: no reason; one record twice; the one that stays is not established while the
            other is.
        InvalidQuestionError: `fields` names something else.
        UnknownOutletError, NotAllowedError, ConflictError: see `steps.held`; of either record.
    """
    reason = required_reason(reason)
    taken = _taken(fields or {})
    _pair(keep, drop, actor)
    gone = held(outlet=drop, seen_at=drop_seen_at, step=Step.MERGE, actor=actor)
    kept = held(outlet=keep, seen_at=keep_seen_at, step=Step.MERGE, actor=actor)
    if gone.stage == Stage.ESTABLISHED and kept.stage != Stage.ESTABLISHED:
        raise DomainError(_("“%(name)s” is established: keep that record.") % {"name": gone.name})
    with acting(actor, "outlet.merged", reason=reason):
        _take_over(kept, gone, taken)
        _move_evidence(kept, gone)
        kept.save()
        Outlet.objects.filter(merged_into=gone).update(merged_into=kept)
        DuplicateDecision.objects.update_or_create(
            **_in_order(kept, gone),
            defaults={"is_same": True, "reason": reason, "actor_name": actor_name(actor)},
        )
    move(gone, Step.MERGE, Stage.MERGED, actor=actor, reason=reason, merged_into=kept)
    return kept


def final(outlet: Outlet) -> Outlet:
    """The record that speaks for the outlet: itself, or the one it was merged into."""
    return outlet.merged_into or outlet


def union(kept: Sequence[Spell], gone: Sequence[Spell]) -> list[Spell]:
    """The states of one outlet that two records describe, each in order.

    It operates on every day that either says so; on other days the kept record's word counts, or
    the other's where the kept one is silent. Neighbouring days of one state are one spell.
    """
    cuts = sorted({day for spell in (*kept, *gone) for day in spell[1:3] if day})
    bounds: list[tuple[dt.date, dt.date | None]] = list(zip(cuts, [*cuts[1:], None], strict=True))
    days = [(span, _state_on(span[0], kept, gone)) for span in bounds]
    told = [(span, state) for span, state in days if state]
    spells: list[Spell] = []
    for (status, reason), group in groupby(told, key=lambda day: day[1] or ("", "")):
        spans = [span for span, _state in group]
        spells += [(status, begins, ends, reason) for begins, ends in joined(spans)]
    return spells


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans of days with those that touch or overlap made one, in order."""
    result: list[Span] = []
    for begins, ends in sorted(spans, key=lambda span: span[0]):
        if result and (result[-1][1] is None or result[-1][1] >= begins):
            last = result[-1][1]
            ends = None if last is None or ends is None else max(last, ends)
            result[-1] = (result[-1][0], ends)
        else:
            result.append((begins, ends))
    return result


def _state_on(day: dt.date, kept: Sequence[Spell], gone: Sequence[Spell]) -> tuple[str, str] | None:
    holding = [
        (status, reason)
        for status, begins, ends, reason in (*kept, *gone)
        if begins <= day and (ends is None or day < ends)
    ]
    operating = [state for state in holding if state[0] == Status.OPERATING]
    return next(iter(operating or holding), None)


def _pair(first: Outlet, second: Outlet, actor: User) -> None:
    """Hold both rows, always in one order, for a reviewer who answers for both."""
    if first.pk == second.pk:
        raise DomainError(_("These are one record."))
    demand_role(actor, Step.MERGE)
    for outlet in sorted((first, second), key=lambda outlet: outlet.pk):
        row = locked(outlet)
        demand_scope(actor, row.village)
        if row.stage in VOID:
            raise ConflictError(
                _("“%(name)s” is at the stage “%(stage)s” by now. Reload it to see what was done.")
                % {"name": row.name, "stage": row.get_stage_display()}
            )


def _in_order(one: Outlet, other: Outlet) -> dict[str, Any]:
    first, second = sorted((one, other), key=lambda outlet: outlet.pk)
    return {"first": first, "second": second}


def _taken(fields: Mapping[str, str]) -> list[str]:
    """The columns whose values come from the record that goes."""
    for name, whose in fields.items():
        if name not in MERGED_FIELDS or whose not in (KEEP, DROP):
            raise InvalidQuestionError(_("A record has no field “%(name)s”.") % {"name": name})
    return [
        column for name, whose in fields.items() if whose == DROP for column in MERGED_FIELDS[name]
    ]


def _take_over(kept: Outlet, gone: Outlet, columns: Iterable[str]) -> None:
    """Facts, states and villages; the kept outlet's row is saved by the caller."""
    for column in columns:
        setattr(kept, column, getattr(gone, column))
    if kept.stage == Stage.ESTABLISHED:
        _unite_statuses(kept, gone)
        _unite_villages(kept, gone)
    else:
        codes = {*kept.served_codes, *gone.served_codes} - {kept.village.code}
        kept.served_codes = sorted(codes)


def _unite_statuses(kept: Outlet, gone: Outlet) -> None:
    own, others = _spells(kept), _spells(gone)
    spells = union(own, others)
    gone.statuses.all().delete()
    if spells != own:
        kept.statuses.all().delete()
        OutletStatus.objects.bulk_create(
            OutletStatus(
                outlet=kept, status=status, valid_from=begins, valid_to=ends, reason=reason
            )
            for status, begins, ends, reason in spells
        )
    if spells:
        kept.opened_on = spells[0][1]


def _spells(outlet: Outlet) -> list[Spell]:
    rows = outlet.statuses.order_by("valid_from")
    return list(rows.values_list("status", "valid_from", "valid_to", "reason"))


def _unite_villages(kept: Outlet, gone: Outlet) -> None:
    """Villages served by either are served; the own village is the kept record's alone.

    The own village of the record that goes is no service: it may be where it was put by mistake.
    """
    assert kept.opened_on, "an established outlet has opened"
    served = [
        *kept.served_villages.exclude(basis=Basis.OWN),
        *gone.served_villages.exclude(basis=Basis.OWN),
    ]
    served += [
        OutletVillage(village=village, basis=Basis.AGREEMENT, valid_from=timezone.localdate())
        for village in villages_with(gone.served_codes)
    ]
    gone.served_villages.all().delete()
    kept.served_villages.all().delete()
    rows = [OutletVillage(village=kept.village, basis=Basis.OWN, valid_from=kept.opened_on)]
    served.sort(key=lambda row: (row.village_id, row.valid_from))
    for village_id, group in groupby(served, key=lambda row: row.village_id):
        if village_id == kept.village_id:
            continue
        same = list(group)
        rows += [
            OutletVillage(
                village_id=village_id, basis=same[0].basis, valid_from=begins, valid_to=ends
            )
            for begins, ends in joined((row.valid_from, row.valid_to) for row in same)
        ]
    for row in rows:
        row.outlet = kept
    OutletVillage.objects.bulk_create(rows)


def _move_evidence(kept: Outlet, gone: Outlet) -> None:
    """Reports, visits and photos to the record that stays."""
    months = kept.monthly_reports.values("month")
    moved = list(gone.monthly_reports.exclude(month__in=months).values_list("pk", flat=True))
    MonthlyReport.objects.filter(pk__in=moved).update(outlet=kept)
    Inspection.objects.filter(outlet=gone).update(outlet=kept)
    photos = Photo.objects.filter(Q(report__isnull=True) | Q(report__in=moved), outlet=gone)
    photos.exclude(sha256__in=kept.photos.values("sha256")).update(outlet=kept)
