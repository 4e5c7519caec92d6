"""What county reviewers do, and what time does: approve, return, end notices, accept."""

import datetime as dt
import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import acting
from core.errors import ConflictError, DomainError, InvalidQuestionError
from outlets.checks import problems_of
from outlets.duplicates import UndecidedDuplicatesError, candidates
from outlets.kinds import Basis, InspectionKind, InspectionResult, Stage, Status, Step
from outlets.models import Inspection, Outlet, OutletStatus, OutletVillage
from outlets.records import FACTS, record_of, villages_with
from outlets.registration.steps import (
    RefusedRecordError,
    UnknownOutletError,
    approved_on,
    held,
    move,
    required_reason,
)
from outlets.stages import after_approval, after_notice

logger = logging.getLogger(__name__)

# What a reviewer may point at when returning a submission.
POINTED_AT = (*FACTS, "served_villages", "photos")


@dataclass(frozen=True)
class BatchResult:
    """What became of one outlet of a batch; `outlet` is null where it is not the actor's to see."""

    id: uuid.UUID
    outlet: Outlet | None
    error: DomainError | None = None


@transaction.atomic
def approve(*, outlet: Outlet, seen_at: dt.datetime, actor: User, document_no: str = "") -> Outlet:
    """Approve a submission: it goes on public notice, or wherever the settings lead.

    Where neither notice nor acceptance is asked for, it is established and operates from today.

    Raises:
        UndecidedDuplicatesError: it may be the same as another outlet, and nobody decided yet.
        UnknownOutletError, NotAllowedError, ConflictError: see `steps.held`.
    """
    row = held(outlet=outlet, seen_at=seen_at, step=Step.APPROVE, actor=actor)
    if undecided := candidates(outlet=row):
        raise UndecidedDuplicatesError(undecided)
    days, today = settings.PUBLIC_NOTICE_DAYS, timezone.localdate()
    stage = after_approval(notice_days=days, is_acceptance_required=settings.ACCEPTANCE_REQUIRED)
    ends_on = today + dt.timedelta(days) if stage == Stage.PUBLIC_NOTICE else None
    _move_on(row, Step.APPROVE, stage, actor, document_no=document_no, notice_ends_on=ends_on)
    return row


def approve_batch(
    *,
    versions: Sequence[tuple[uuid.UUID, dt.datetime]],
    actor: User,
    document_no: str = "",
) -> list[BatchResult]:
    """Approve each outlet in a transaction of its own; those refused are listed with the reason.

    Args:
        versions: ids with the version that was seen of each.
    """
    ids = [pk for pk, _seen_at in versions]
    seen = {row.pk: row for row in Outlet.objects.visible_to(actor).filter(pk__in=ids)}
    results = []
    for pk, seen_at in versions:
        outlet = seen.get(pk)
        if outlet is None:
            results.append(BatchResult(pk, None, UnknownOutletError()))
            continue
        try:
            row = approve(outlet=outlet, seen_at=seen_at, actor=actor, document_no=document_no)
        except DomainError as error:
            results.append(BatchResult(pk, outlet, error))
        else:
            results.append(BatchResult(pk, row))
    return results


@transaction.atomic
def send_back(
    *, outlet: Outlet, seen_at: dt.datetime, actor: User, reason: str, field: str = ""
) -> Outlet:
    """Return a submission to be mended; the reason is shown at the field concerned.

    Args:
        field: one of `POINTED_AT`, or nothing for the record as a whole.

    Raises:
        DomainError: no reason is given.
        InvalidQuestionError: there is no such field.
        UnknownOutletError, NotAllowedError, ConflictError: see `steps.held`.
    """
    row = held(outlet=outlet, seen_at=seen_at, step=Step.RETURN, actor=actor)
    reason = required_reason(reason)
    if field and field not in POINTED_AT:
        raise InvalidQuestionError(_("A record has no field “%(name)s”.") % {"name": field})
    move(row, Step.RETURN, Stage.RETURNED, actor=actor, reason=reason, field=field)
    return row


@transaction.atomic
def object_to(
    *,
    outlet: Outlet,
    seen_at: dt.datetime,
    actor: User,
    reason: str,
    document_no: str = "",
) -> Outlet:
    """Attach an objection raised during public notice; the outlet is reviewed again.

    Raises:
        DomainError: the objection is empty.
        UnknownOutletError, NotAllowedError, ConflictError: see `steps.held`.
    """
    row = held(outlet=outlet, seen_at=seen_at, step=Step.OBJECT, actor=actor)
    reason = required_reason(reason)
    move(
        row,
        Step.OBJECT,
        Stage.COUNTY_REVIEW,
        actor=actor,
        reason=reason,
        document_no=document_no,
        notice_ends_on=None,
    )
    return row


@transaction.atomic
def end_notice(*, outlet: Outlet, seen_at: dt.datetime, actor: User | None) -> Outlet:
    """End a public notice whose days are over; the day it ends on no longer belongs to it.

    Raises:
        DomainError: the notice still runs.
        UnknownOutletError, NotAllowedError, ConflictError: see `steps.held`.
    """
    row = held(outlet=outlet, seen_at=seen_at, step=Step.END_NOTICE, actor=actor)
    if row.notice_ends_on and row.notice_ends_on > timezone.localdate():
        raise DomainError(
            _("The public notice runs until %(day)s.") % {"day": row.notice_ends_on},
            field="notice_ends_on",
        )
    _move_on(row, Step.END_NOTICE, after_notice(settings.ACCEPTANCE_REQUIRED), actor)
    return row


def end_due_notices() -> int:
    """End every public notice whose days are over; the number of them. For the daily job."""
    due = Outlet.objects.filter(stage=Stage.PUBLIC_NOTICE, notice_ends_on__lte=timezone.localdate())
    ended = 0
    for outlet in due.order_by("pk"):
        try:
            end_notice(outlet=outlet, seen_at=outlet.updated_at, actor=None)
        except ConflictError:  # somebody acted on it meanwhile
            logger.info("notice of %s left alone: changed meanwhile", outlet.pk)
        else:
            ended += 1
    return ended


@transaction.atomic
def accept(
    *,
    outlet: Outlet,
    seen_at: dt.datetime,
    opened_on: dt.date,
    actor: User,
    document_no: str = "",
) -> Outlet:
    """Establish an outlet that passed its visit of acceptance; it operates from its opening on.

    Raises:
        DomainError: no visit of acceptance was passed; or the opening lies before the approval or
            is still to come.
        RefusedRecordError: its village did not exist on that day.
        UnknownOutletError, NotAllowedError, ConflictError: see `steps.held`.
    """
    row = held(outlet=outlet, seen_at=seen_at, step=Step.ACCEPT, actor=actor)
    if not has_passed(row):
        raise DomainError(
            _("Its latest visit of acceptance was not passed, or none is recorded. Record one.")
        )
    _check_opening(row, opened_on)
    _establish(row, Step.ACCEPT, opened_on, actor, document_no=document_no)
    return row


def has_passed(outlet: Outlet) -> bool:
    """Whether the latest visit of acceptance, or re-visit after one, was passed."""
    return is_passed(outlet.inspections.select_related("revisit_of"))


def is_passed(visits: Iterable[Inspection]) -> bool:
    """The same, of all visits of one outlet."""
    made = [visit for visit in visits if visit.visited_on and _is_of_acceptance(visit)]
    latest = max(made, key=lambda visit: (visit.visited_on, visit.pk), default=None)
    return latest is not None and latest.result == InspectionResult.PASSED


def _is_of_acceptance(visit: Inspection) -> bool:
    if visit.kind == InspectionKind.REVISIT and visit.revisit_of:
        return visit.revisit_of.kind == InspectionKind.ACCEPTANCE
    return visit.kind == InspectionKind.ACCEPTANCE


def _check_opening(outlet: Outlet, opened_on: dt.date) -> None:
    """V32, and that the village existed on the day."""
    today, approved = timezone.localdate(), approved_on(outlet)
    if opened_on > today:
        raise DomainError(_("%(day)s is still to come.") % {"day": opened_on}, field="opened_on")
    if approved and opened_on < approved:
        raise DomainError(
            _("The opening lies before the approval on %(day)s.") % {"day": approved},
            field="opened_on",
        )
    record = record_of(outlet, today)
    record = replace(record, opened_on=opened_on, status=Status.OPERATING)
    if problems := [p for p in problems_of(record, today) if p.field == "village"]:
        raise RefusedRecordError(problems)


def _move_on(
    outlet: Outlet,
    step: Step,
    stage: Stage,
    actor: User | None,
    *,
    document_no: str = "",
    notice_ends_on: dt.date | None = None,
) -> None:
    """To the next stage; without acceptance an outlet operates from the day of its last step."""
    if stage == Stage.ESTABLISHED:
        _establish(outlet, step, timezone.localdate(), actor, document_no=document_no)
        return
    facts: dict[str, Any] = {"notice_ends_on": notice_ends_on} if step == Step.APPROVE else {}
    move(outlet, step, stage, actor=actor, document_no=document_no, **facts)


def _establish(
    outlet: Outlet, step: Step, opened_on: dt.date, actor: User | None, *, document_no: str
) -> None:
    served = villages_with(outlet.served_codes)
    move(
        outlet,
        step,
        Stage.ESTABLISHED,
        actor=actor,
        document_no=document_no,
        opened_on=opened_on,
        served_codes=[],
    )
    with acting(actor, "outlet.established"):
        OutletStatus.objects.create(outlet=outlet, status=Status.OPERATING, valid_from=opened_on)
        bases = [(outlet.village, Basis.OWN), *((v, Basis.AGREEMENT) for v in served)]
        OutletVillage.objects.bulk_create(
            OutletVillage(outlet=outlet, village=village, basis=basis, valid_from=opened_on)
            for village, basis in bases
        )
