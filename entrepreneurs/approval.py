"""How a record comes to count: draft, submitted, verified by the county's department, or returned.

Each step is one transaction from a stated version; a second click or a stale page changes nothing
and says so.
"""

import datetime as dt
from typing import Any, TypeVar

import rules
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.audit import acting, actor_name
from core.errors import ConflictError, DomainError, NotAllowedError
from entrepreneurs.checks import obstacles_of
from entrepreneurs.kinds import Stage
from entrepreneurs.models import (
    Award,
    Entrepreneur,
    GuaranteedLoan,
    Mentor,
    Person,
    SupportRecord,
    Venture,
)
from entrepreneurs.models.records import VerifiedRecord
from entrepreneurs.rules import ENTER, ENTER_PERSONS, VERIFY, VERIFY_PERSONS

R = TypeVar("R", bound=VerifiedRecord)

# Records that speak of persons: another permission enters and verifies them.
PERSONAL = (Entrepreneur, SupportRecord, Venture, Mentor, GuaranteedLoan, Award)
LONGEST_REASON = 300


class UnknownRecordError(DomainError):
    """No record has this id, or the viewer may not see it: both look the same."""

    status = 404
    code = "unknown_record"
    message = gettext_lazy("No such record exists within your jurisdiction.")


def may_enter(user: User, model: type[VerifiedRecord]) -> bool:
    return rules.has_perm(ENTER_PERSONS if issubclass(model, PERSONAL) else ENTER, user)


def may_verify(user: User, model: type[VerifiedRecord]) -> bool:
    return rules.has_perm(VERIFY_PERSONS if issubclass(model, PERSONAL) else VERIFY, user)


def speaks_of_persons(field: Any) -> bool:
    """Whether a model's field leads to a person, or to a record of one."""
    related = field.related_model
    return isinstance(related, type) and issubclass(related, (Person, *PERSONAL))


@transaction.atomic
def submit(*, record: R, actor: User, seen_at: dt.datetime) -> R:
    """Hand a draft, or a returned record, in to the county's department.

    Raises:
        UnknownRecordError, NotAllowedError, ConflictError: see `held`.
    """
    row = held(record, actor=actor, seen_at=seen_at, stages=(Stage.DRAFT, Stage.RETURNED))
    if not may_enter(actor, type(row)):
        raise NotAllowedError
    _demand_no_obstacle(row)
    mark_submitted(row, actor)
    return _saved(row, actor, "submitted")


@transaction.atomic
def verify(*, record: R, actor: User, seen_at: dt.datetime) -> R:
    """Let a submitted record count.

    Raises:
        NotAllowedError: not the actor's task, or their own submission.
    """
    row = held(record, actor=actor, seen_at=seen_at, stages=(Stage.SUBMITTED,))
    if not may_verify(actor, type(row)):
        raise NotAllowedError
    if row.submitted_by_id == actor.pk:
        raise NotAllowedError(_("Somebody else has to verify what you submitted yourself."))
    _demand_no_obstacle(row)
    row.stage = Stage.VERIFIED
    row.verified_by_name, row.verified_at = actor_name(actor), timezone.now()
    row.return_reason = ""
    return _saved(row, actor, "verified")


@transaction.atomic
def send_back(*, record: R, reason: str, actor: User, seen_at: dt.datetime) -> R:
    """Return a submitted or verified record with the reason: it counts no longer.

    Raises:
        DomainError: no reason is given.
    """
    reason = " ".join(reason.split())[:LONGEST_REASON]
    row = held(record, actor=actor, seen_at=seen_at, stages=(Stage.SUBMITTED, Stage.VERIFIED))
    if not may_verify(actor, type(row)):
        raise NotAllowedError
    if not reason:
        raise DomainError(_("Say what has to be put right."), field="reason")
    row.stage, row.return_reason = Stage.RETURNED, reason
    row.verified_by_name, row.verified_at = "", None
    return _saved(row, actor, "returned", reason)


def held(record: R, *, actor: User, seen_at: dt.datetime, stages: tuple[Stage, ...]) -> R:
    """The record's row, locked until the transaction ends, for a step that may be taken now.

    Raises:
        UnknownRecordError: it lies outside the actor's jurisdiction.
        ConflictError: it is at another stage, or was changed since it was seen.
    """
    model = type(record)
    rows = model._default_manager.visible_to(actor)  # type: ignore[attr-defined]
    row = rows.select_for_update(no_key=True, of=("self",)).filter(pk=record.pk).first()
    if row is None:
        raise UnknownRecordError
    if row.stage not in stages:
        raise ConflictError(
            _("The record is at the stage “%(stage)s” by now. Reload it to see what was done.")
            % {"stage": row.get_stage_display()}
        )
    if row.updated_at != seen_at:
        raise ConflictError
    return row


def mark_submitted(row: VerifiedRecord, actor: User) -> None:
    """Set the stage and who submitted it; the row is not saved."""
    row.stage, row.return_reason = Stage.SUBMITTED, ""
    row.submitted_by, row.submitted_by_name = actor, actor_name(actor)
    row.submitted_at = timezone.now()
    row.verified_by_name, row.verified_at = "", None


def _demand_no_obstacle(row: VerifiedRecord) -> None:
    if obstacles := obstacles_of(row):
        raise DomainError(obstacles[0])


def _saved(row: R, actor: User, step: str, reason: str = "") -> R:
    with acting(actor, f"record.{step}", reason=reason):
        row.save()
    return row
