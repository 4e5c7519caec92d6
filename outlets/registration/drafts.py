"""What officers do: keep drafts, submit them, take them back."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import acting
from core.errors import ConflictError
from core.importing import Problem
from geo import codes
from outlets.checks import problems_of, problems_of_draft
from outlets.duplicates import Candidate, candidates, funded_elsewhere
from outlets.kinds import Source, Stage, Step
from outlets.models import Outlet
from outlets.numbers import numbers_for
from outlets.records import OutletRecord, facts_of, record_of
from outlets.registration.steps import (
    RefusedRecordError,
    demand_role,
    demand_scope,
    demand_version,
    held,
    locked,
    move,
    required_reason,
    within,
)
from outlets.stages import EDITABLE


@dataclass(frozen=True)
class Submission:
    """A submitted outlet, whose number is the receipt."""

    outlet: Outlet
    actor: User

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The outlets it may be the same as; looked for once somebody wants to know."""
        return candidates(outlet=self.outlet, user=self.actor)


@transaction.atomic
def save_draft(
    *,
    record: OutletRecord,
    actor: User,
    outlet: Outlet | None = None,
    id: uuid.UUID | None = None,
    seen_at: dt.datetime | None = None,
    source: Source = Source.MANUAL,
) -> Outlet:
    """Keep an unfinished record: a new draft, or the present draft or returned submission.

    It may lack anything but its village; `submit` asks for the rest. A draft has no number yet.

    Args:
        outlet: the draft or returned submission to edit.
        id: made where the record was first written. The same record sent twice is kept once:
            the second time what was kept is returned, at whatever stage it is by then.
        seen_at: the version that was edited; without one nothing that differs is overwritten.
        source: how a new record came in.

    Raises:
        RefusedRecordError: no village, one outside the jurisdiction, or a text too long to keep.
        NotAllowedError: registering is not among the tasks of the actor's role.
        UnknownOutletError: the record exists outside the actor's jurisdiction.
        ConflictError: the record was changed since, or is no draft any more.
    """
    demand_role(actor, Step.SUBMIT)
    _refuse([*problems_of_draft(record), *_problems_of_scope(record, actor)])
    pk = outlet.pk if outlet else id
    if pk and (known := _known(pk)):
        return _edited(known, record, seen_at, actor)
    pk = pk or uuid.uuid4()
    facts = _draft_facts(record)
    try:
        with transaction.atomic(), acting(actor, "outlet.drafted"):
            return Outlet.objects.create(pk=pk, stage=Stage.DRAFT, source=source, **facts)
    except IntegrityError:  # sent twice at the same moment
        if known := _known(pk):
            return _edited(known, record, seen_at, actor)
        raise


@transaction.atomic
def submit(*, outlet: Outlet, seen_at: dt.datetime, actor: User, remark: str = "") -> Submission:
    """Hand a draft, or a returned submission, to the county's reviewers.

    The first time it is given its number; when its village has changed since, another one.

    Args:
        remark: what the reviewers should know, such as why it is not the outlet it looks like.

    Raises:
        DomainError: the remark is too long.
        RefusedRecordError: the record breaks rules; see its `problems`.
        UnknownOutletError, NotAllowedError, ConflictError: see `steps.held`.
    """
    row = held(outlet=outlet, seen_at=seen_at, step=Step.SUBMIT, actor=actor)
    record = replace(record_of(row, timezone.localdate()), outlet_no=None)
    problems = problems_of(record, timezone.localdate(), is_established=False)
    _refuse([*problems, *_problems_of_funding(row)])
    move(
        row,
        Step.SUBMIT,
        Stage.COUNTY_REVIEW,
        actor=actor,
        reason=within(remark, "reason"),
        outlet_no=_number(row, record),
        submitted_by=actor,
        submitted_at=timezone.now(),
        notice_ends_on=None,
    )
    return Submission(row, actor)


@transaction.atomic
def withdraw(*, outlet: Outlet, seen_at: dt.datetime, actor: User, reason: str = "") -> Outlet:
    """Give a registration up; the record and its number are kept, and never used again.

    Officers withdraw drafts, and their own submissions until they are approved; county reviewers
    whatever is not established yet.

    Raises:
        DomainError: a submitted one is withdrawn without a reason.
        UnknownOutletError, NotAllowedError, ConflictError: see `steps.held`.
    """
    row = held(outlet=outlet, seen_at=seen_at, step=Step.WITHDRAW, actor=actor)
    is_draft = row.stage == Stage.DRAFT
    reason = within(reason, "reason") if is_draft else required_reason(reason)
    move(row, Step.WITHDRAW, Stage.WITHDRAWN, actor=actor, reason=reason)
    return row


def _known(pk: uuid.UUID) -> Outlet | None:
    found = Outlet.objects.filter(pk=pk).first()
    return locked(found) if found else None


def _edited(
    outlet: Outlet, record: OutletRecord, seen_at: dt.datetime | None, actor: User
) -> Outlet:
    demand_scope(actor, outlet.village)
    facts = {
        name: value
        for name, value in _draft_facts(record).items()
        if getattr(outlet, name) != value
    }
    if not facts:
        return outlet
    if outlet.stage not in EDITABLE:
        raise ConflictError(
            _("“%(name)s” is at the stage “%(stage)s” by now and can no longer be edited here.")
            % {"name": outlet.name, "stage": outlet.get_stage_display()}
        )
    demand_version(outlet, seen_at)
    for name, value in facts.items():
        setattr(outlet, name, value)
    with acting(actor, "outlet.drafted"):
        outlet.save(update_fields=[*facts, "updated_at"])
    return outlet


def _draft_facts(record: OutletRecord) -> dict[str, Any]:
    assert record.village, "a record without a village is refused"
    served = {village.code for village in record.served_villages} - {record.village.code}
    return facts_of(record) | {"served_codes": sorted(served)}


def _number(outlet: Outlet, record: OutletRecord) -> str:
    """The number it has, unless that is another village's."""
    if outlet.outlet_no and outlet.outlet_no.startswith(f"{outlet.village.code}-"):
        return outlet.outlet_no
    return numbers_for([record])[0]


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise RefusedRecordError(problems)


def _problems_of_scope(record: OutletRecord, actor: User) -> list[Problem]:
    own = codes.prefix(actor.jurisdiction_code)
    if record.village and not record.village.code.startswith(own):
        message = _("%(village)s lies outside your jurisdiction.") % {"village": record.village}
        return [Problem("village", "outside_jurisdiction", message)]
    return []


def _problems_of_funding(outlet: Outlet) -> list[Problem]:
    """V31: a second funded outlet in a village needs its grounds."""
    other = funded_elsewhere(outlet)
    if other is None or outlet.funding_document:
        return []
    message = _(
        "The village has a funded outlet already, “%(name)s”; as a rule there is one a village. "
        "Name the document that this one rests on."
    ) % {"name": other.name}
    return [Problem("funding_document", "second_funded", message)]
